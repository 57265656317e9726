"""The index's vocabulary: expansion of wildcards and misspellings, completion.

Forms are ranked over the whole index, the most frequent first; the total and whether the list was
truncated are part of the result.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from archive.search.analysis import algorithm_for, folded, query_stems
from archive.search.budget import check_time
from archive.search.engines.contract import Expansion
from archive.search.engines.whoosh.arrays.damage import reading
from archive.search.engines.whoosh.arrays.forms import Forms, form_of, printing
from archive.search.engines.whoosh.arrays.inverted import Field
from archive.search.engines.whoosh.arrays.segments import Segment
from archive.search.engines.whoosh.arrays.sentinels import FORM
from archive.search.engines.whoosh.generations.snapshot import Snapshot
from archive.search.query import Fuzzy, Wildcard

MOST_FORMS: Final = 500
"""Maximum number of forms a pattern expands to, the most frequent."""
_SHOWN: Final = 20
_WILD: Final = re.compile(r"([*?])")

Chosen = Callable[[list[str]], list[str]]


def expanded(snapshot: Snapshot, node: Wildcard | Fuzzy) -> tuple[Forms, Expansion]:
    """Expand a node to its forms; return them and their description."""
    return snapshot.remembered(node, lambda: _expanded(snapshot, node))


def similar(snapshot: Snapshot, word: str, limit: int) -> tuple[tuple[str, int], ...]:
    """Return forms in `text` at most two edits away, each with its articles, the most first."""
    wanted = folded(word)
    edits = 1 if len(wanted) < 5 else 2
    found = _counted(snapshot, "text", "", _within(wanted, edits))
    found.pop(wanted, None)
    return tuple(sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))[:limit])


def beginning(
    snapshot: Snapshot, prefix: str, field: str, limit: int
) -> tuple[tuple[str, int], ...]:
    """Return the forms of a field that begin with `prefix`, the most articles first."""
    asked = (field, folded(prefix), limit)
    return snapshot.remembered(asked, lambda: _beginning(snapshot, *asked))


def frequency(snapshot: Snapshot, word: str) -> int:
    """Count the articles with a word in `text`, by the stem of the language with the most."""
    tags = snapshot.columns.languages.kinds or ("",)
    spelt = {query_stems(word, algorithm_for(tag)) for tag in tags}
    stems = {stems[0].encode() for stems in spelt if len(stems) == 1}
    counts = (sum(one.count("text", stem) for one in snapshot.segments) for stem in stems)
    return max(counts, default=0)


def _expanded(snapshot: Snapshot, node: Wildcard | Fuzzy) -> tuple[Forms, Expansion]:
    match node:
        case Wildcard(pattern, field):
            pieces = _WILD.split(pattern)
            pieces[::2] = map(folded, pieces[::2])
            found = _counted(snapshot, _real(field), pieces[0], _like(pieces))
        case Fuzzy(text, edits, field):
            wanted = folded(text)
            found = _counted(snapshot, _real(field), wanted[:1], _within(wanted, edits))
    ranked = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
    kept = ranked[:MOST_FORMS]
    told = Expansion(tuple(ranked[:_SHOWN]), len(ranked), len(ranked) > len(kept))
    return Forms(tuple(sorted(form.encode() for form, _ in kept))), told


def _real(field: str) -> str:
    return "text" if field == "about" else field


def _like(pieces: list[str]) -> Chosen:
    """Build a filter for a pattern, in linear time: what a star matches is an atomic group.

    Between two stars the first match is as good as any, so there is no backtracking.
    """
    parts = "".join(
        re.escape(piece) if number % 2 == 0 else {"?": ".", "*": "\0"}[piece]
        for number, piece in enumerate(pieces)
    ).split("\0")
    middle = "".join(f"(?>.*?{part})" for part in parts[1:-1])
    rest = f"{middle}.*{parts[-1]}" if len(parts) > 1 else ""
    fits = re.compile(f"{parts[0]}{rest}", re.DOTALL).fullmatch
    return lambda forms: [form for form in forms if fits(form)]


def _within(wanted: str, edits: int) -> Chosen:
    def choose(forms: list[str]) -> list[str]:
        near = [form for form in forms if abs(len(form) - len(wanted)) <= edits]
        found = process.extract(
            wanted, near, scorer=OSA.distance, score_cutoff=edits, limit=None, processor=None
        )
        return [form for form, _, _ in found]

    return choose


def _counted(snapshot: Snapshot, field: str, prefix: str, choose: Chosen) -> Counter[str]:
    """Count the articles of each form that begins with `prefix` and passes the filter."""
    counts: Counter[str] = Counter()
    for segment in snapshot.segments:
        check_time()
        words = segment.file.fields.get(field)
        if words is not None:
            for form in choose(sorted(_forms(words, prefix.encode(errors="replace")))):
                check_time()
                if articles := _articles(segment, field, form.encode()):
                    counts[form] += articles
    return counts


def _beginning(
    snapshot: Snapshot, field: str, prefix: str, limit: int
) -> tuple[tuple[str, int], ...]:
    """Rank the completions of a prefix.

    A form occurs in at most as many articles as its terms together, a bound known at once. So only
    forms that can still be among the first are counted exactly.
    """
    most = _at_most(snapshot, field, prefix.encode(errors="replace")) if prefix else Counter()
    best: list[tuple[int, str]] = []
    for form, bound in sorted(most.items(), key=lambda pair: (-pair[1], pair[0])):
        check_time()
        if len(best) == limit and bound < -best[-1][0]:
            break
        if articles := _articles_of_all(snapshot, field, form.encode()):
            best = sorted([*best, (-articles, form)])[:limit]
    return tuple((form, -articles) for articles, form in best)


def _at_most(snapshot: Snapshot, field: str, prefix: bytes) -> Counter[str]:
    """Return for every form and stem with `prefix` the sum of its terms' document frequencies."""
    most: Counter[str] = Counter()
    for segment in snapshot.segments:
        if (words := segment.file.fields.get(field)) is None:
            continue
        for start in (FORM + prefix, prefix):
            first, last = words.range_of(start)
            counts = words.counts(first, last).tolist()
            for term, articles in zip(words.words(first, last), counts, strict=True):
                most[(form_of(term) if start[:1] == FORM else term).decode()] += articles
    return most


def _articles_of_all(snapshot: Snapshot, field: str, form: bytes) -> int:
    held = (segment for segment in snapshot.segments if field in segment.file.fields)
    return sum(_articles(segment, field, form) for segment in held)


def _forms(words: Field, prefix: bytes) -> set[str]:
    """Return every form and every stem that begins with `prefix`."""
    forms = {form_of(term) for term in words.words(*words.range_of(FORM + prefix))}
    first, last = words.range_of(prefix)
    stems = words.words(max(first, words.place_of(b" ")), last)
    return {word.decode() for word in forms.union(stems)}


def _articles(segment: Segment, field: str, form: bytes) -> int:
    with reading(segment.name):
        return printing(segment.file.fields[field], form, segment.size)
