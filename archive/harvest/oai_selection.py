"""Records that a harvester asks for: the last event of each article, in the order of events."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Generic, TypeVar

from django.db.models import F, Prefetch, QuerySet

from archive.events.numbering import number_events_for_reader
from archive.harvest.oai_arguments import ListRequest, OaiError, SetName
from archive.models import ArchiveEvent, Article, Collection, Outlet

PAGE_SIZE: Final = 100
SETS_PER_PAGE: Final = 500
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class HarvestRecord:
    """An article as harvesters know it; `article` is None where it was withdrawn or deleted."""

    identifier: str
    datestamp: datetime
    set_specs: Sequence[str]
    article: Article | None


@dataclass(frozen=True, slots=True)
class HarvestPage(Generic[Row]):
    """A page of a list, and the token of the next one (None where the list is in one page, empty at its end)."""

    rows: Sequence[Row]
    token: str | None
    total: int
    cursor: int


def load_records(listing: ListRequest) -> HarvestPage[HarvestRecord]:
    """Return a page of the records that a list has; OaiError where there is none."""
    number_events_for_reader()
    events = _select_events(listing)
    total = listing.total if listing.total is not None else events.count()
    rows = list(events.filter(number__gt=listing.after).order_by("number")[: PAGE_SIZE + 1])
    if not rows and not listing.after:
        raise OaiError("noRecordsMatch", "No record of this archive is in this set and was changed in this time.")
    return _build_page(listing, total, _build_records(rows[:PAGE_SIZE]), rows[PAGE_SIZE - 1 : PAGE_SIZE + 1])


def _build_page(
    listing: ListRequest, total: int, records: Sequence[HarvestRecord], last_rows: Sequence[ArchiveEvent]
) -> HarvestPage[HarvestRecord]:
    delivered = listing.delivered + len(records)
    total = max(total, delivered)
    if len(last_rows) == 2:  # the last of this page, and one after it
        token: str | None = listing.build_token(last_rows[0].number or 0, delivered, total)
    else:
        token = "" if listing.after else None
    return HarvestPage(records, token, total, listing.delivered)


def _select_events(listing: ListRequest) -> QuerySet[ArchiveEvent]:
    events = ArchiveEvent.objects.filter(is_latest=True)
    earliest, latest = listing.period
    if earliest:
        events = events.filter(numbered_at__gte=earliest)
    if latest:
        events = events.filter(numbered_at__lt=latest)
    return _narrow_to_set(events, listing.set_name) if listing.set_name else events


def _narrow_to_set(events: QuerySet[ArchiveEvent], name: SetName) -> QuerySet[ArchiveEvent]:
    if name.kind == "outlet":
        return events.filter(outlet_key=name.key) if name.key else events.exclude(outlet_key=None)
    memberships = Collection.articles.through.objects.all()
    if name.key:
        memberships = memberships.filter(collection=name.key)
    return events.filter(article_key__in=memberships.values("article_id"))


def _build_records(events: Sequence[ArchiveEvent]) -> list[HarvestRecord]:
    """Return the records of events, with their articles in a fixed number of queries."""
    collections = Prefetch("collections", Collection.objects.order_by("pk").only("pk"))
    articles = Article.objects.for_cards().prefetch_related(collections).defer("body")
    articles_by_key = articles.in_bulk([event.article_key for event in events if event.article_key])
    return [_build_record(event, articles_by_key.get(event.article_key or 0)) for event in events]


def _build_record(event: ArchiveEvent, article: Article | None) -> HarvestRecord:
    outlet_key = article.outlet_id if article else event.outlet_key
    set_specs = [f"outlet:{outlet_key}"] if outlet_key else []
    if article:
        set_specs += [f"collection:{collection.pk}" for collection in article.collections.all()]
    is_visible = article is not None and article.withdrawn_at is None
    assert event.numbered_at
    return HarvestRecord(event.subject, event.numbered_at, set_specs, article if is_visible else None)


def load_record(identifier: str) -> HarvestRecord:
    """Return the record of an article; OaiError where there is none."""
    number_events_for_reader()
    event = ArchiveEvent.objects.filter(is_latest=True, subject=identifier).first()
    if event is None:
        raise OaiError("idDoesNotExist", "This archive has no record of this identifier.")
    return _build_records([event])[0]


def find_earliest_datestamp() -> datetime | None:
    """Return the datestamp of the first record; None if there is none."""
    number_events_for_reader()
    latest = ArchiveEvent.objects.filter(is_latest=True).order_by(F("numbered_at"))
    return latest.values_list("numbered_at", flat=True).first()


def load_sets(listing: ListRequest) -> HarvestPage[tuple[str, str]]:
    """Return a page of sets as (setSpec, name): all of outlets, each outlet, all of collections, each collection."""
    outlets, collections = Outlet.objects.order_by("pk"), Collection.objects.order_by("pk")
    sizes = outlets.count(), collections.count()
    total = sizes[0] + sizes[1] + 2
    start, end = listing.after, listing.after + SETS_PER_PAGE
    rows: list[tuple[str, str]] = []
    for kind, name, records, first in (
        ("outlet", "Articles of known outlets", outlets, 0),
        ("collection", "Articles of collections", collections, sizes[0] + 1),
    ):
        if start <= first < end:
            rows.append((kind, name))
        part = records.values_list("pk", "name")[max(0, start - first - 1) : max(0, end - first - 1)]
        rows += [(f"{kind}:{key}", label) for key, label in part]
    token = listing.build_token(end, end, total) if end < total else ("" if listing.after else None)
    return HarvestPage(rows, token, total, start)
