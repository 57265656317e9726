"""The events after a number, as programs read them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Max

from archive.models import ArchiveEvent, Article, Quotation, Story

PUBLIC_KINDS = tuple(kind.value for kind in ArchiveEvent.Kind if kind != ArchiveEvent.Kind.SEARCH_MATCHED)
"""Kinds that everybody may read of: a saved search belongs to its reader."""


@dataclass(frozen=True, slots=True)
class EventPage:
    """Some events in order, the number to go on after, and whether there are more by now."""

    events: Sequence[ArchiveEvent]
    next_number: int
    has_more: bool


def load_events(since: int, limit: int, kinds: Collection[str] = PUBLIC_KINDS) -> EventPage:
    """Return the events of some kinds after the number `since`, at most `limit`."""
    last_number = get_last_number()  # first: what is numbered meanwhile comes with the next page
    rows = ArchiveEvent.objects.filter(number__gt=since, number__lte=last_number, kind__in=kinds).order_by("number")
    events = list(rows[: limit + 1])
    if len(events) > limit:
        return EventPage(events[:limit], events[limit - 1].number or 0, has_more=True)
    return EventPage(events, max(since, last_number), has_more=False)


def get_last_number() -> int:
    """Return the number of the last event; 0 if there is none."""
    return ArchiveEvent.objects.aggregate(last=Max("number"))["last"] or 0


def build_event_records(events: Sequence[ArchiveEvent], site: str) -> list[dict[str, object]]:
    """Return events as programs read them, each with the permanent address of its subject here.

    An address is left out where there is nothing at it any more.
    """
    paths = _load_paths(events)
    records = []
    for event in events:
        record: dict[str, object] = {
            "number": event.number,
            "type": event.kind,
            "identifier": event.subject,
            "happened": event.happened_at,
            "numbered": event.numbered_at,
        }
        if path := paths.get((event.kind.partition(".")[0], event.subject)):
            record["address"] = site + path
        if event.capture_key:
            record["capture"] = event.capture_key
        records.append(record)
    return records


def _load_paths(events: Sequence[ArchiveEvent]) -> dict[tuple[str, str], str]:
    """Return the paths of the subjects that are still there, by the first word of a kind and identifier."""
    paths: dict[tuple[str, str], str] = {}
    of_articles = {event.subject for event in events if event.article_key}
    for article in Article.objects.filter(identifier__in=of_articles).only("identifier"):
        for word in ("article", "capture", "search"):
            paths[word, article.identifier] = article.permanent_path
    for word, model in (("statement", Quotation), ("story", Story)):
        subjects = {event.subject for event in events if event.kind.startswith(word)}
        if subjects:
            for record in model.objects.filter(identifier__in=subjects):
                paths[word, record.identifier] = record.get_absolute_url()
    return paths
