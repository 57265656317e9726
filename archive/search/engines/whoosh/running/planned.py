"""Plans of query nodes with spans: which terms to look up, in which languages, and how to match."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from archive.search.analysis import get_algorithm, list_query_forms, stem_query
from archive.search.engines.whoosh.arrays.forms import FormGroup
from archive.search.engines.whoosh.generations.snapshot import Snapshot
from archive.search.engines.whoosh.running.chained import NearPlan, SameUnitPlan
from archive.search.engines.whoosh.running.lexicon import expand_pattern
from archive.search.engines.whoosh.running.places import (
    AboutPlan,
    AtLeastPlan,
    NotNearPlan,
    OrPlan,
    PhrasePlan,
    QuotationPlan,
    SpanPlan,
    WindowPlan,
)
from archive.search.query import (
    AtLeast,
    Fuzzy,
    InQuotation,
    Near,
    Node,
    NotNear,
    Or,
    Phrase,
    SameUnit,
    Term,
    Wildcard,
    Window,
)

StemSpelling = tuple[tuple[str, ...], tuple[str, ...] | None]
"""The stems of some words, and the languages that stem them so; None: all do."""


def build_plan(node: Node, snapshot: Snapshot) -> SpanPlan:
    """Build the plan of a node that has spans."""

    def build_part(part: Node) -> SpanPlan:
        return build_plan(part, snapshot)

    match node:
        case Term() | Phrase() | Wildcard() | Fuzzy() | Window() if node.field == "about":
            return AboutPlan(_plan_terms(node, "text", snapshot))
        case Term() | Phrase() | Wildcard() | Fuzzy() | Window():
            return _plan_terms(node, node.field, snapshot)
        case Or(parts):
            return OrPlan(tuple(map(build_part, parts)))
        case Near(parts, distance, ordered):
            return NearPlan(tuple(map(build_part, parts)), distance, ordered)
        case NotNear(wanted, unwanted, distance):
            return NotNearPlan(build_part(wanted), build_part(unwanted), distance)
        case SameUnit(parts, unit):
            return SameUnitPlan(tuple(map(build_part, parts)), unit)
        case AtLeast(part, count):
            return AtLeastPlan(build_part(part), count)
        case InQuotation(part):
            return QuotationPlan(build_part(part))
    raise TypeError(f"{type(node).__name__} has no places; it cannot stand near anything.")


def iter_spellings(text: str, snapshot: Snapshot) -> Iterator[StemSpelling]:
    """Yield the stems of a text, and the languages that stem it so; None where all do."""
    tags_by_stems: dict[tuple[str, ...], list[str]] = {}
    for tag in snapshot.columns.languages.categories or ("",):
        tags_by_stems.setdefault(stem_query(text, get_algorithm(tag)), []).append(tag)
    for stems, tags in tags_by_stems.items():
        if stems:
            yield stems, None if len(tags_by_stems) == 1 else tuple(tags)


def _plan_terms(
    node: Term | Phrase | Wildcard | Fuzzy | Window, field: str, snapshot: Snapshot
) -> SpanPlan:
    match node:
        case Term(text, exact=True) | Phrase(text, exact=True):
            forms = list_query_forms(text, get_algorithm(""))
            return PhrasePlan(field, tuple(FormGroup((form.encode(),)) for form, _ in forms))
        case Term(text) | Phrase(text):
            return _plan_stems(text, field, snapshot)
        case Wildcard() | Fuzzy():
            return PhrasePlan(field, (expand_pattern(snapshot, node)[0],))
        case Window(words, distance):
            return _plan_window(words, distance, field, snapshot)


def _plan_stems(text: str, field: str, snapshot: Snapshot) -> SpanPlan:
    parts = [
        PhrasePlan(field, tuple(stem.encode() for stem in stems), tags)
        for stems, tags in iter_spellings(text, snapshot)
    ]
    return parts[0] if len(parts) == 1 else OrPlan(tuple(parts))


def _plan_window(words: Sequence[str], distance: int, field: str, snapshot: Snapshot) -> SpanPlan:
    """Plan a window; a stem that occurs twice in a language's stems must match twice."""
    tags_by_stems: dict[tuple[tuple[str, ...], ...], list[str]] = {}
    for tag in snapshot.columns.languages.categories or ("",):
        stems = tuple(stem_query(word, get_algorithm(tag)) for word in words)
        tags_by_stems.setdefault(tuple(filter(None, stems)), []).append(tag)
    plans = []
    for stems, tags in tags_by_stems.items():
        languages = None if len(tags_by_stems) == 1 else tuple(tags)
        counts = Counter(
            PhrasePlan(field, tuple(map(str.encode, word)), languages) for word in stems
        )
        plans.append(WindowPlan(tuple(counts.items()), distance))
    return plans[0] if len(plans) == 1 else OrPlan(tuple(plans))
