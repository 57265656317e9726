"""Preview of a merge: what each of several records has, which is the fullest, and what would not be carried over."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from django.db.models import Count, Model, QuerySet

from archive.curation.merge import INHERITED_FIELDS, find_differing_values
from archive.db.addresses import remove_url_prefix
from archive.models import (
    Article,
    Author,
    AuthorAlias,
    Byline,
    Outlet,
    OutletAlias,
    OutletDomain,
    OutletSuccession,
    QuotedPassage,
    Redirect,
    SameAs,
    Speaker,
)
from archive.text.messages import Message, lazy_message, lazy_plural_message


@dataclass(frozen=True, slots=True)
class RecordHoldings:
    """Counts of what a record has, by noun, the most important first, and of its fields that are filled."""

    counts: Mapping[str, int] = field(default_factory=dict)
    filled: int = 0

    @property
    def fullness(self) -> tuple[int, ...]:
        """Rank of a record: by filled fields, then by what it has."""
        return (self.filled, *self.counts.values())


@dataclass(frozen=True, slots=True)
class MergeOption:
    """A record that may be kept: what it has, what would move to it, and what would not be carried over."""

    record: Model
    holdings: RecordHoldings
    moving: Mapping[str, int]
    dropped_values: tuple[Message, ...] = ()
    is_fullest: bool = False


def build_merge_options(
    records: Sequence[Model], holdings: Mapping[int, RecordHoldings], dropped_values: Mapping[int, Sequence[Message]]
) -> list[MergeOption]:
    """Return an option for each record, in the order given."""
    if not records:
        return []
    totals: Counter[str] = Counter()
    for record in records:
        totals.update(holdings[record.pk].counts)
    fullest = max(records, key=lambda record: (holdings[record.pk].fullness, -record.pk))
    return [
        MergeOption(
            record,
            holdings[record.pk],
            {noun: totals[noun] - count for noun, count in holdings[record.pk].counts.items()},
            tuple(dropped_values.get(record.pk, ())),
            record == fullest,
        )
        for record in records
    ]


def preview_merge(records: Sequence[Author | Outlet]) -> list[MergeOption]:
    """Return an option for each of these outlets or authors; the number of queries does not grow with them."""
    if not records:
        return []
    is_outlet = isinstance(records[0], Outlet)
    holdings = _count_outlet_holdings(records) if is_outlet else _count_author_holdings(records)
    dropped_values = _find_dropped_successions(records) if is_outlet else _count_second_credits(records)
    return build_merge_options(
        records,
        holdings,
        {
            record.pk: find_differing_values(record, [other for other in records if other != record]) + dropped_values
            for record in records
        },
    )


def count_rows(rows: QuerySet, column: str, counted: str = "pk") -> dict[int, int]:
    """Return the number of rows by the value of a column."""
    return dict(rows.order_by().values_list(column).annotate(n=Count(counted, distinct=True)).values_list(column, "n"))


def count_former_addresses(records: Sequence[Any]) -> dict[int, int]:
    """Return the number of old addresses that lead to the page of each record."""
    keys_by_path = {unquote(remove_url_prefix(record.get_absolute_url())): record.pk for record in records}
    rows = Redirect.objects.filter(new_path__in=keys_by_path).order_by().values_list("new_path", flat=True)
    return Counter(keys_by_path[path] for path in rows)


def _count_outlet_holdings(outlets: Sequence[Model]) -> dict[int, RecordHoldings]:
    keys = [outlet.pk for outlet in outlets]
    successions = Counter(count_rows(OutletSuccession.objects.filter(predecessor__in=keys), "predecessor"))
    successions.update(count_rows(OutletSuccession.objects.filter(successor__in=keys), "successor"))
    columns = {
        "article": count_rows(Article.objects.filter(outlet__in=keys), "outlet"),
        "other name": count_rows(OutletAlias.objects.filter(outlet__in=keys), "outlet"),
        "domain": count_rows(OutletDomain.objects.filter(outlet__in=keys), "outlet"),
        "succession": successions,
        "quotation": count_rows(QuotedPassage.objects.speech().filter(article__outlet__in=keys), "article__outlet"),
        "former address": count_former_addresses(outlets),
    }
    return _build_holdings(outlets, columns, INHERITED_FIELDS, ("other name", "domain", "succession"))


def _count_author_holdings(authors: Sequence[Model]) -> dict[int, RecordHoldings]:
    keys = [author.pk for author in authors]
    columns = {
        "article": count_rows(Byline.objects.filter(author__in=keys), "author", "article"),
        "byline": count_rows(Byline.objects.filter(author__in=keys), "author"),
        "other name": count_rows(AuthorAlias.objects.filter(author__in=keys), "author"),
        "link": count_rows(SameAs.objects.filter(author__in=keys), "author"),
        "speaker": count_rows(Speaker.objects.filter(author__in=keys), "author"),
        "former address": count_former_addresses(authors),
    }
    return _build_holdings(authors, columns, (), ("other name", "link", "speaker"))


def _build_holdings(
    records: Sequence[Model],
    columns: Mapping[str, Mapping[int, int]],
    fields: Iterable[str],
    filled_nouns: Iterable[str],
) -> dict[int, RecordHoldings]:
    holdings = {}
    for record in records:
        counts = {noun: column.get(record.pk, 0) for noun, column in columns.items()}
        filled = sum(bool(getattr(record, name)) for name in fields) + sum(bool(counts[noun]) for noun in filled_nouns)
        holdings[record.pk] = RecordHoldings(counts, filled)
    return holdings


def _find_dropped_successions(outlets: Sequence[Model]) -> list[Message]:
    """Return the successions between these outlets, which end when they are one."""
    keys = [outlet.pk for outlet in outlets]
    rows = OutletSuccession.objects.filter(predecessor__in=keys, successor__in=keys)
    return [
        lazy_message(
            "that ‘{successor}’ followed ‘{predecessor}’",
            successor=row.successor.name,
            predecessor=row.predecessor.name,
        )
        for row in rows.select_related("predecessor", "successor")
    ]


def _count_second_credits(authors: Sequence[Model]) -> list[Message]:
    """Return a message on the articles that credit several of these authors in one role."""
    bylines = Byline.objects.filter(author__in=[author.pk for author in authors]).order_by()
    credited_twice = bylines.values("article", "role").annotate(n=Count("pk")).filter(n__gt=1)
    if not (number := credited_twice.count()):
        return []
    return [
        lazy_plural_message(
            "a second credit on {number} article that credits both",
            "second credits on {number} articles that credit both",
            number,
        )
    ]
