"""Lookup of the record that a URL names."""

from typing import TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from archive.models import Outlet
from archive.text.normalize import strip_controls

Row = TypeVar("Row", bound=Model)
_MAX_KEY = 2**63 - 1


def get_row_or_404(queryset: QuerySet[Row], **lookups: str | int) -> Row:
    """Return the row with this slug, identifier or key, or raise Http404.

    Values that a database rejects (NUL, integers over 64 bits) are not queried.
    """
    for value in lookups.values():
        if isinstance(value, int) and value > _MAX_KEY:
            raise Http404
        if isinstance(value, str) and strip_controls(value) != value:
            raise Http404
    return get_object_or_404(queryset, **lookups)


def resolve_outlet_slug(slug: str) -> str:
    """Return the current slug of an outlet, given it or a former one; else the slug as given."""
    outlets = Outlet.objects.find_by_slug([slug]) if slug else {}
    return outlets[slug][1] if slug in outlets else slug
