"""Race-free creation of authority records with unique slugs."""

from collections.abc import Callable, Mapping
from typing import Final, TypeVar

from django.db import IntegrityError, models, transaction

from archive.models.fields import readable_slug

MOST: Final = 1000

Row = TypeVar("Row", bound=models.Model)


def find_or_create(
    model: type[Row],
    name: str,
    find: Callable[[], Row | None],
    values: Mapping[str, str] | None = None,
) -> Row:
    """Return the row that `find` returns, or create one with this name, a free slug and `values`.

    If another run creates it meanwhile, its slug is taken, and `find` returns it on retry.
    """
    stem = readable_slug(name, fallback=model.__name__.lower())
    for number in range(1, MOST):
        if (row := find()) is not None:
            return row
        slug = stem if number == 1 else f"{stem[:74]}-{number}"
        if model._default_manager.filter(slug=slug).exists():
            continue
        try:
            with transaction.atomic():
                return model._default_manager.create(name=name, slug=slug, **(values or {}))
        except IntegrityError:  # another run took the slug between the check and the insert
            continue
    raise AssertionError(f"a thousand records share the slug {stem}")
