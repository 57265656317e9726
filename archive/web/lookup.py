"""Lookup of the record that a URL names."""

from typing import TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from archive.models import Outlet
from archive.text.normalize import without_controls

Row = TypeVar("Row", bound=Model)
_LARGEST_KEY = 2**63 - 1


def row_of(rows: QuerySet[Row], **named: str | int) -> Row:
    """Return the row with this slug, identifier or key, or raise Http404.

    Values that a database rejects (NUL, integers over 64 bits) are not queried.
    """
    for value in named.values():
        if isinstance(value, int) and value > _LARGEST_KEY:
            raise Http404
        if isinstance(value, str) and without_controls(value) != value:
            raise Http404
    return get_object_or_404(rows, **named)


def current_outlet(slug: str) -> str:
    """Return the current slug of an outlet, given it or a former one; else the slug as given."""
    found = Outlet.objects.find_by_slug([slug]) if slug else {}
    return found[slug][1] if slug in found else slug
