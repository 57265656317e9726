"""Counts of what the archive holds, for pages that browse it: by span of days, by outlet or author, by month."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any, Final

from archive.search.engines.base import CountedArticles, DateSpan, HistogramInterval, RecordCount, RecordCounts
from archive.search.engines.opensearch.cluster import Cluster
from archive.search.engines.opensearch.compile_nodes import Filter, all_of, match_keys, match_period, none_of
from archive.search.engines.opensearch.facet_counts import to_first_day
from archive.search.engines.opensearch.index_body import NO_END, NO_START
from archive.search.query.budget import check_time
from archive.search.query.request import FacetName

_BUCKETS_PER_REQUEST: Final = 10_000
_CERTAIN_DAYS: Final = {
    "certain": {
        "filter": {"exists": {"field": "day"}},
        "aggs": {"first": {"min": {"field": "day"}}, "last": {"max": {"field": "day"}}},
    }
}


def count_spans(cluster: Cluster, articles: CountedArticles) -> tuple[DateSpan, ...]:
    """Return the number of articles of each pair of earliest and latest day."""
    buckets = _iter_buckets(cluster, _select(articles), ("earliest", "latest"))
    return tuple(
        (_to_day(bucket["key"]["earliest"]), _to_day(bucket["key"]["latest"]), bucket["doc_count"])
        for bucket in buckets
    )


def count_records(cluster: Cluster, facet: FacetName, articles: CountedArticles) -> RecordCounts:
    """Return count, first and last certain day of every outlet or author, and of articles without one."""
    field = "authors" if facet is FacetName.AUTHOR else "outlet"
    return {
        bucket["key"][field]: RecordCount(
            bucket["doc_count"], _read_day(bucket["certain"]["first"]), _read_day(bucket["certain"]["last"])
        )
        for bucket in _iter_buckets(cluster, _select(articles), (field,), _CERTAIN_DAYS)
    }


def find_author_outlets(
    cluster: Cluster, authors: Collection[int], articles: CountedArticles
) -> frozenset[tuple[int, int]]:
    """Return (author, outlet) of these authors for each outlet that has an article by them."""
    wanted = frozenset(authors)
    chosen = all_of([_select(articles), match_keys("authors", wanted), {"exists": {"field": "outlet"}}])
    keys = (bucket["key"] for bucket in _iter_buckets(cluster, chosen, ("authors", "outlet")))
    return frozenset((key["authors"], key["outlet"]) for key in keys if key["authors"] in wanted)


def count_outlet_months(cluster: Cluster, articles: CountedArticles) -> tuple[tuple[int | None, date, int], ...]:
    """Return the number of articles dated to the day by outlet and month."""
    chosen = all_of([_select(articles), {"exists": {"field": "day"}}])
    return tuple(
        (bucket["key"]["outlet"], to_first_day(bucket["key"]["month"], HistogramInterval.MONTH), bucket["doc_count"])
        for bucket in _iter_buckets(cluster, chosen, ("outlet", "month"))
    )


def _select(articles: CountedArticles) -> Filter:
    parts: list[Filter] = []
    if articles.outlet is not None:
        parts.append({"term": {"outlet": articles.outlet}})
    if articles.author is not None:
        parts.append({"term": {"authors": articles.author}})
    if articles.first is not None or articles.last is not None:
        parts.append(match_period(articles.first, articles.last))
    if articles.hidden_keys:
        parts.append(none_of([match_keys("pk", articles.hidden_keys)]))
    return all_of(parts)


def _iter_buckets(
    cluster: Cluster, chosen: Filter, fields: tuple[str, ...], inner: dict[str, Any] | None = None
) -> Iterator[dict[str, Any]]:
    """Yield the count of every combination of values of some fields; None stands for no value."""
    sources = [{name: {"terms": {"field": name, "missing_bucket": True}}} for name in fields]
    after: dict[str, Any] = {}
    while True:
        check_time()
        composite = {"size": _BUCKETS_PER_REQUEST, "sources": sources, **after}
        counted = {"composite": composite} | ({"aggs": inner} if inner else {})
        body = {"size": 0, "track_total_hits": False, "query": chosen, "aggs": {"counted": counted}}
        found = cluster.search(body)["aggregations"]["counted"]
        yield from found["buckets"]
        if len(found["buckets"]) < _BUCKETS_PER_REQUEST:
            return
        after = {"after": found["after_key"]}


def _read_day(metric: dict[str, Any]) -> date | None:
    return None if metric["value"] is None else date.fromordinal(int(metric["value"]))


def _to_day(ordinal: int) -> date | None:
    return None if ordinal in (NO_START, NO_END) else date.fromordinal(ordinal)
