"""Endpoint of changes: what happened in the archive, in one order that nothing is added to afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router

from archive.api.rest.parameters import FieldNames, Limit
from archive.api.rest.record_values import build_api_url
from archive.api.rest.responses import answers, render_value
from archive.events.feed import PUBLIC_KINDS, build_event_records, load_events
from archive.events.numbering import number_events_for_reader
from archive.web.params import build_url, get_site_url

router = Router(tags=["changes"])
ChangeType = Literal[PUBLIC_KINDS]  # type: ignore[valid-type]


@dataclass(frozen=True, slots=True)
class EventValue:
    """Something that happened to an article, a statement or a story."""

    number: Annotated[int, Field(description="Its place in the order; there are no gaps but for other types.")]
    type: ChangeType
    identifier: Annotated[str, Field(description="Of the article, statement or story.")]
    happened: datetime
    numbered: datetime | None
    address: Annotated[str | None, Field(description="Its permanent address; none where it is gone.")] = None
    capture: Annotated[int | None, Field(description="Number of the new capture.")] = None


@dataclass(frozen=True, slots=True)
class EventListPage:
    """Some changes in their order."""

    items: tuple[EventValue, ...]
    since: Annotated[int, Field(description="Go on after this number, now or later.")]
    more: Annotated[bool, Field(description="Whether there are more already.")]
    next: str


@router.get("/changes", response=answers(EventListPage), summary="What happened after a number")
def list_changes(
    request: HttpRequest,
    since: Annotated[
        int, Query(ge=0, le=2**63 - 1, description="The `since` of the page before; 0: from the start.")
    ] = 0,
    limit: Limit = 100,
    fields: FieldNames = "",
) -> HttpResponse:
    """List what happened, the oldest first. Whoever goes on with `since` misses nothing and reads nothing twice."""
    number_events_for_reader()
    page = load_events(since, limit)
    records = build_event_records(page.events, get_site_url(request))
    items = tuple(EventValue(**record) for record in records)  # type: ignore[arg-type]
    next_url = build_url(build_api_url(request, "changes"), {"since": page.next_number, "limit": limit})
    return render_value(request, EventListPage(items, page.next_number, page.has_more, next_url), fields)
