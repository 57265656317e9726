"""Endpoints of a reader's own lists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from ninja import Body, Field, Router, Schema

from archive.api.rest.permissions import TokenAuth, get_token_user
from archive.api.rest.record_values import ApiUrl, Url, build_api_url, find_site
from archive.api.rest.responses import answers, render_value
from archive.models import ReadingList, TokenScope
from archive.reading import lists
from archive.web.params import get_row_or_404

router = Router(tags=["lists"], auth=TokenAuth(TokenScope.LISTS))


class NewList(Schema, extra="forbid"):
    """A list to make."""

    name: Annotated[str, Field(min_length=1, max_length=lists.MAX_NAME)]


class NewEntries(Schema, extra="forbid"):
    """Articles to add, in this order."""

    identifiers: Annotated[list[Annotated[str, Field(max_length=20)]], Field(max_length=lists.MAX_ENTRIES)]


@dataclass(frozen=True, slots=True)
class ReadingListValue:
    """A list of one's own."""

    id: int
    name: str
    description: str
    entries: int
    changed_at: datetime
    url: Url
    api_url: ApiUrl


@dataclass(frozen=True, slots=True)
class ReadingListPage:
    """All lists of one's own; there are at most 100."""

    items: tuple[ReadingListValue, ...]


@dataclass(frozen=True, slots=True)
class AdditionValue:
    """Result of adding to a list: how many were added, stood in it already, name no article, had no room."""

    added: int
    present: int
    unknown: int
    left_out: int


@router.get("/lists", response=answers(ReadingListPage), summary="One's own lists")
def list_reading_lists(request: HttpRequest) -> HttpResponse:
    """Return the lists of the user of the token."""
    rows = ReadingList.objects.filter(reader=get_token_user(request)).annotate(entry_count=Count("entries"))
    return render_value(request, ReadingListPage(tuple(_build_list(request, row, row.entry_count) for row in rows)))


@router.post("/lists", response=answers(ReadingListValue, 201), summary="Make a list")
def create_reading_list(request: HttpRequest, new: Body[NewList]) -> HttpResponse:
    """Make an empty list."""
    row = lists.create_list(get_token_user(request), new.name)
    return render_value(request, _build_list(request, row, 0), status=201)


@router.post("/lists/{int:number}/entries", response=answers(AdditionValue), summary="Add to a list")
def add_list_entries(request: HttpRequest, number: int, entries: Body[NewEntries]) -> HttpResponse:
    """Add articles at the end of a list."""
    row = get_row_or_404(ReadingList.objects.filter(reader=get_token_user(request)), pk=number)
    addition = lists.add_articles(row, entries.identifiers)
    value = AdditionValue(addition.added, addition.present, addition.unknown, addition.left_out)
    return render_value(request, value)


def _build_list(request: HttpRequest, row: ReadingList, entries: int) -> ReadingListValue:
    return ReadingListValue(
        id=row.pk,
        name=row.name,
        description=row.description,
        entries=entries,
        changed_at=row.changed_at,
        url=find_site(request) + row.get_absolute_url(),
        api_url=build_api_url(request, f"lists/{row.pk}"),
    )
