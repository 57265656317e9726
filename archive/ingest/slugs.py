"""Race-free creation of authority records with unique slugs."""

from collections.abc import Callable, Mapping
from typing import Final, TypeVar

from django.db import IntegrityError, models, transaction

from archive.models.fields import build_slug

MAX_ATTEMPTS: Final = 1000

ModelT = TypeVar("ModelT", bound=models.Model)


def find_or_create(
    model: type[ModelT],
    name: str,
    find: Callable[[], ModelT | None],
    values: Mapping[str, str] | None = None,
) -> ModelT:
    """Return the row that `find` returns, or create one with this name, a free slug and `values`.

    If another run creates it meanwhile, its slug is taken, and `find` returns it on retry.
    """
    base_slug = build_slug(name, fallback=model.__name__.lower())
    for number in range(1, MAX_ATTEMPTS):
        if (row := find()) is not None:
            return row
        slug = base_slug if number == 1 else f"{base_slug[:74]}-{number}"
        if model._default_manager.filter(slug=slug).exists():
            continue
        try:
            with transaction.atomic():
                return model._default_manager.create(name=name, slug=slug, **(values or {}))
        except IntegrityError:  # another run took the slug between the check and the insert
            continue
    raise AssertionError(f"a thousand records share the slug {base_slug}")
