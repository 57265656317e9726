"""Names of outlets and authors written in another way: `mueller` for Müller, `ormesson` for d'Ormesson; slips, too.

Asked only for names that no record has as written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from django.db.models import Q, QuerySet
from rapidfuzz.distance import OSA

from archive.models import Author, Outlet
from archive.text.normalize import name_key

_UMLAUTS: Final = {"ae": "a", "oe": "o", "ue": "u"}
_OWN_LETTERS: Final = {"o": "ø", "l": "ł", "d": "đ", "ae": "æ", "oe": "œ", "i": "ı", "th": "þ"}
"""Letters that folding leaves as they are, by what people type for them."""
_FROM_UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_FROM_OWN_LETTERS: Final = str.maketrans({printed: typed for typed, printed in _OWN_LETTERS.items()})
_ELISIONS: Final = ("d", "l", "o", "dell", "dall", "nell", "sant", "m", "n")
"""Words before an apostrophe, with which a name is one word: d'Ormesson, O'Connor."""
_MAX_SPELLINGS: Final = 14  # of one word
_MAX_WORDS: Final = 6
_MAX_RECORDS: Final = 3_000  # whose names are compared letter by letter
MAX_PROPOSED: Final = 3
_MIN_LENGTH: Final = 4  # letters of a word in which one may be wrong
_LONG: Final = 8  # letters of a word in which two may be wrong


def list_name_spellings(name: str, *, loosely: bool) -> list[list[str]]:
    """Return for each word of a name, folded, the ways in which it may be written in a record; itself first.

    An umlaut and its two letters are always the same; `loosely`: a word may lack an elision or letters of its language.
    """
    folded = name.casefold()
    keys = {name_key(name), name_key(folded.translate(_FROM_UMLAUTS)), name_key(folded.translate(_FROM_OWN_LETTERS))}
    columns = list(zip(*(key.split() for key in keys if len(key.split()) == len(name_key(name).split())), strict=False))
    spellings = [_iter_spellings(column, loosely=loosely) for column in columns[:_MAX_WORDS]]
    return [list(dict.fromkeys(words))[:_MAX_SPELLINGS] for words in spellings]


def _iter_spellings(words: Iterable[str], *, loosely: bool) -> Iterator[str]:
    for word in words:
        yield word
        plain = word
        for typed, printed in _UMLAUTS.items():
            plain = plain.replace(typed, printed)
        yield plain
    for word in words if loosely else ():
        yield from (f"{elision}{word}" for elision in _ELISIONS)
        for typed, printed in _OWN_LETTERS.items():
            for match in re.finditer(typed, word):
                yield f"{word[: match.start()]}{printed}{word[match.end() :]}"


def filter_by_spellings(model: type[Outlet] | type[Author], spellings: Sequence[Sequence[str]]) -> QuerySet:
    """Return the records of which one name or alias has one of the spellings of every word whole."""
    matching = Q()
    for field in ("key", "aliases__key"):
        has_words = Q()
        for words in spellings:
            has_word = Q()
            for word in words:
                has_word |= (
                    Q(**{field: word})
                    | Q(**{f"{field}__startswith": f"{word} "})
                    | Q(**{f"{field}__endswith": f" {word}"})
                    | Q(**{f"{field}__contains": f" {word} "})
                )
            has_words &= has_word
        matching |= has_words
    return model.objects.filter(matching).distinct()


def find_nearest_names(model: type[Outlet] | type[Author], name: str) -> list[str]:
    """Return the names of records most like a misspelt one, by their words; none far-fetched."""
    words = name_key(name).split()[:_MAX_WORDS]
    if not words or len(max(words, key=len)) < _MIN_LENGTH:
        return []
    start = max(words, key=len)[:1]
    candidates = model.objects.filter(Q(key__startswith=start) | Q(key__contains=f" {start}"))
    rows = candidates.order_by("pk").values_list("key", "name")[:_MAX_RECORDS]
    distances = {printed: _measure_distance(words, key.split()) for key, printed in rows}
    near = sorted((distance, printed) for printed, distance in distances.items() if distance is not None)
    return [printed for _, printed in near[:MAX_PROPOSED]]


def _measure_distance(words: Sequence[str], name_words: Sequence[str]) -> int | None:
    """Return the edits between each word and the nearest word of a name; None where one is far from all."""
    total = 0
    for word in words:
        most = 0 if len(word) < _MIN_LENGTH else 2 if len(word) >= _LONG else 1
        nearest = min((OSA.distance(word, other, score_cutoff=most) for other in name_words), default=most + 1)
        if nearest > most:
            return None
        total += nearest
    return total
