"""Settings and mapping of an index, and the body of one article in it."""

from datetime import date
from typing import Any, Final

from archive.search.analysis.analyzer import ANALYZER_VERSION, get_algorithm
from archive.search.engines.base import B, IndexDocument
from archive.search.engines.opensearch.address import ClusterAddress
from archive.search.engines.opensearch.cut_text import EMPTY, FORM, JOINER, CutText, cut_text

VERSION: Final = f"places-1 {ANALYZER_VERSION}"
"""Part of the name under which an index is searched: an index of another version is not found by that name."""
NO_START: Final = 0
"""Earliest day of an article with an open start; ordinals begin at 1."""
NO_END: Final = 2**31 - 1
"""Latest day of an article with an open end. With NO_START: undated."""
PART_GAP: Final = 2_000  # places between two values: twice the positions between two parts
MAX_PAGE: Final = 10_000  # hits of one request
_K1: Final = 1.2
TEXT_FIELDS: Final = {"text": "words", "title": "title", "credit": "credit", "place": "place", "about": "about"}
"""Fields of a query, and those of the index that hold their words."""
FORM_FIELDS: Final = {
    "text": "forms",
    "about": "forms",
    "title": "title_forms",
    "credit": "credit_forms",
    "place": "place_forms",
}
"""Fields of a query, and those of the index that list the forms printed there."""


def build_index_body(address: ClusterAddress) -> dict[str, Any]:
    """Build what creates an index."""
    words = {"type": "text", "analyzer": "cut", "similarity": "archive", "position_increment_gap": PART_GAP}
    number, exact = {"type": "integer"}, {"type": "keyword"}
    return {
        "settings": {
            "index": {
                "number_of_shards": address.shards,
                "number_of_replicas": address.replicas,
                "max_result_window": MAX_PAGE,
                "gc_deletes": "24h",  # so long a late writer cannot bring back what was deleted
                "sort.field": ["earliest", "pk"],
                "sort.order": ["desc", "asc"],
                "similarity": {"archive": {"type": "BM25", "k1": _K1, "b": B}},
            },
            "analysis": {
                "tokenizer": {"blanks": {"type": "whitespace", "max_token_length": 100_000}},
                "filter": {
                    "one_place": {
                        "type": "pattern_capture",
                        "preserve_original": False,
                        "patterns": [f"([^{JOINER}]+)"],
                    },
                    "empty": {"type": "stop", "stopwords": [EMPTY]},
                },
                "analyzer": {"cut": {"type": "custom", "tokenizer": "blanks", "filter": ["one_place", "empty"]}},
            },
        },
        "mappings": {
            "dynamic": "strict",
            "_source": {"includes": ["words", "title", "credit", "place"]},
            "_meta": {"version": VERSION},
            "properties": {
                "pk": {"type": "long"},
                **dict.fromkeys(("words", "title", "credit", "place", "about", "quoted"), words),
                **{name: {"type": "keyword", "index": False} for name in set(FORM_FIELDS.values())},
                **dict.fromkeys(("outlet", "authors", "earliest", "latest", "oldest", "added"), number),
                **dict.fromkeys(("year", "month", "day"), number),
                **dict.fromkeys(("language", "algorithm", "status", "compounds"), exact),
                "is_dated": {"type": "boolean"},
                "fingerprint": {"type": "long"},
                "version": {"type": "long"},
            },
        },
    }


def build_document_body(document: IndexDocument, version: int) -> dict[str, Any]:
    """Build the body of an article; what is not known is left out."""
    algorithm = get_algorithm(document.language)
    text, title, credit, place = (
        cut_text(value, algorithm) for value in (document.text, document.title, document.credit, document.place)
    )
    body: dict[str, Any] = {
        "pk": document.pk,
        "words": text.values,
        "title": title.values,
        "credit": credit.values,
        "place": place.values,
        "about": list(text.lead),
        "quoted": list(text.quoted),
        "forms": _list_forms(text),
        "title_forms": _list_forms(title),
        "credit_forms": _list_forms(credit),
        "place_forms": _list_forms(place),
        "compounds": sorted(text.compounds),
        "outlet": document.outlet,
        "authors": sorted(set(document.authors)),
        "language": document.language or None,
        "algorithm": algorithm,
        "status": document.status,
        "added": document.added,
        "fingerprint": document.fingerprint,
        "version": version,
        **_build_days(document.earliest, document.latest),
    }
    return {name: value for name, value in body.items() if value not in (None, [])}


def _list_forms(text: CutText) -> list[str]:
    return sorted(term[len(FORM) :] for term in text.terms if term.startswith(FORM))


def _build_days(earliest: int | None, latest: int | None) -> dict[str, Any]:
    """Build the fields of days; year, month and day only where they are certain."""
    days: dict[str, Any] = {
        "earliest": NO_START if earliest is None else earliest,
        "latest": NO_END if latest is None else latest,
        "oldest": NO_END if earliest is None else earliest,
        "is_dated": earliest is not None or latest is not None,
    }
    if earliest is not None and latest is not None:
        first, last = date.fromordinal(earliest), date.fromordinal(latest)
        if first.year == last.year:
            days["year"] = first.year
            if first.month == last.month:
                days["month"] = first.year * 12 + first.month - 1
        if first == last:
            days["day"] = earliest
    return days
