"""The records before and after one in the order of its directory."""

from dataclasses import dataclass

from django.db.models import Model, Q, QuerySet

from archive.web.address import Way


@dataclass(frozen=True, slots=True)
class Beside:
    """The neighbours of an outlet, an author or a collection; None at either end."""

    previous: Way | None
    next: Way | None


def beside(row: Model, rows: QuerySet, field: str) -> Beside:
    """The neighbours of `row` among `rows`, ordered by `field` and then by key; two queries."""
    value = getattr(row, field)
    before = Q(**{f"{field}__lt": value}) | Q(**{field: value, "pk__lt": row.pk})
    after = Q(**{f"{field}__gt": value}) | Q(**{field: value, "pk__gt": row.pk})
    return Beside(
        _way(rows.filter(before).order_by(f"-{field}", "-pk")),
        _way(rows.filter(after).order_by(field, "pk")),
    )


def _way(rows: QuerySet) -> Way | None:
    row = rows.first()
    return Way(row.name, row.get_absolute_url()) if row else None
