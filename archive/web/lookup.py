"""The one row that an address names."""

from typing import TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from archive.models import Outlet
from archive.text.normalize import without_controls

Row = TypeVar("Row", bound=Model)
_LARGEST_KEY = 2**63 - 1


def row_of(rows: QuerySet[Row], **named: str | int) -> Row:
    """The row with this slug, identifier or key, or 404.

    A database is not asked for what it cannot hold: NUL in PostgreSQL, numbers over 64 bits.
    """
    for value in named.values():
        if isinstance(value, int) and value > _LARGEST_KEY:
            raise Http404
        if isinstance(value, str) and without_controls(value) != value:
            raise Http404
    return get_object_or_404(rows, **named)


def current_outlet(slug: str) -> str:
    """The slug that an outlet has now, by this or a former one; as given where none had it."""
    found = Outlet.objects.find_by_slug([slug]) if slug else {}
    return found[slug][1] if slug in found else slug
