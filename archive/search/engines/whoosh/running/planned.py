"""Plans of query nodes with spans: which terms to look up, in which languages, and how to match."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from archive.search.analysis import algorithm_for, query_forms, query_stems
from archive.search.engines.whoosh.arrays.forms import Forms
from archive.search.engines.whoosh.generations.snapshot import Snapshot
from archive.search.engines.whoosh.running.chained import NearPlan, TogetherPlan
from archive.search.engines.whoosh.running.lexicon import expanded
from archive.search.engines.whoosh.running.places import (
    AboutPlan,
    AnyOf,
    AtLeastPlan,
    NotNearPlan,
    Plan,
    QuotedPlan,
    WindowPlan,
    Words,
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
    Term,
    Together,
    Wildcard,
    Window,
)

Spelling = tuple[tuple[str, ...], tuple[str, ...] | None]
"""The stems of some words, and the languages that stem them so; None: all do."""


def planned(node: Node, snapshot: Snapshot) -> Plan:
    """Build the plan of a node that has spans."""

    def plan(part: Node) -> Plan:
        return planned(part, snapshot)

    match node:
        case Term() | Phrase() | Wildcard() | Fuzzy() | Window() if node.field == "about":
            return AboutPlan(_words(node, "text", snapshot))
        case Term() | Phrase() | Wildcard() | Fuzzy() | Window():
            return _words(node, node.field, snapshot)
        case Or(parts):
            return AnyOf(tuple(map(plan, parts)))
        case Near(parts, distance, ordered):
            return NearPlan(tuple(map(plan, parts)), distance, ordered)
        case NotNear(wanted, unwanted, distance):
            return NotNearPlan(plan(wanted), plan(unwanted), distance)
        case Together(parts, unit):
            return TogetherPlan(tuple(map(plan, parts)), unit)
        case AtLeast(part, count):
            return AtLeastPlan(plan(part), count)
        case InQuotation(part):
            return QuotedPlan(plan(part))
    raise TypeError(f"{type(node).__name__} has no places; it cannot stand near anything.")


def spellings(text: str, snapshot: Snapshot) -> Iterator[Spelling]:
    """Yield the stems of a text, and the languages that stem it so; None where all do."""
    found: dict[tuple[str, ...], list[str]] = {}
    for tag in snapshot.columns.languages.kinds or ("",):
        found.setdefault(query_stems(text, algorithm_for(tag)), []).append(tag)
    for stems, tags in found.items():
        if stems:
            yield stems, None if len(found) == 1 else tuple(tags)


def _words(node: Term | Phrase | Wildcard | Fuzzy | Window, field: str, snapshot: Snapshot) -> Plan:
    match node:
        case Term(text, exact=True) | Phrase(text, exact=True):
            forms = query_forms(text, algorithm_for(""))
            return Words(field, tuple(Forms((form.encode(),)) for form, _ in forms))
        case Term(text) | Phrase(text):
            return _stemmed(text, field, snapshot)
        case Wildcard() | Fuzzy():
            return Words(field, (expanded(snapshot, node)[0],))
        case Window(words, distance):
            return _window(words, distance, field, snapshot)


def _stemmed(text: str, field: str, snapshot: Snapshot) -> Plan:
    parts = [
        Words(field, tuple(stem.encode() for stem in stems), tags)
        for stems, tags in spellings(text, snapshot)
    ]
    return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))


def _window(words: Sequence[str], distance: int, field: str, snapshot: Snapshot) -> Plan:
    """Plan a window; a stem that occurs twice in a language's stems must match twice."""
    found: dict[tuple[tuple[str, ...], ...], list[str]] = {}
    for tag in snapshot.columns.languages.kinds or ("",):
        stems = tuple(query_stems(word, algorithm_for(tag)) for word in words)
        found.setdefault(tuple(filter(None, stems)), []).append(tag)
    plans = []
    for stems, tags in found.items():
        spoken = None if len(found) == 1 else tuple(tags)
        counts = Counter(Words(field, tuple(map(str.encode, word)), spoken) for word in stems)
        plans.append(WindowPlan(tuple(counts.items()), distance))
    return plans[0] if len(plans) == 1 else AnyOf(tuple(plans))
