"""Words that a misspelt one may stand for: which are near, and which of them are the likeliest.

A letter more, less, exchanged or changed places is one edit, and so is a letter doubled in the wrong place (`allepo`).
Two edits are tried in words of some length, and only behind the same first letter, which is seldom mistyped.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from string import ascii_lowercase
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

MIN_LENGTH: Final = 3  # letters of a word for which others are looked for
MAX_EDITS: Final = 2
EDIT_WEIGHT: Final = 20  # so many times as often must a word be printed to be chosen though it is one edit further
MAX_COUNTED: Final = 40  # candidates whose articles are counted exactly, the most frequent
_MIN_LENGTH_FOR_TWO: Final = 8  # letters of a word in which two may be wrong
_MAX_SHARE: Final = 200  # a word printed so many times less than the best one is far-fetched
_BLOCK: Final = 0x50  # code points of a script's small letters, at most


def measure_edits(word: str, forms: Sequence[str], varied_forms: Iterable[str]) -> dict[str, int]:
    """Return which of the printed forms are near a word, each with its edits.

    `forms` begin with its first letter; of `varied_forms` that letter is one edit.
    """
    most = MAX_EDITS if len(word) >= _MIN_LENGTH_FOR_TWO else 1
    candidates = [form for form in forms if abs(len(form) - len(word)) <= most]
    near = process.extract(word, candidates, scorer=OSA.distance, score_cutoff=MAX_EDITS, limit=None, processor=None)
    edits = {form: 1 if _undouble(form) == _undouble(word) else int(distance) for form, distance, _ in near}
    edits |= dict.fromkeys(varied_forms, 1)
    edits.pop(word, None)
    return {form: n for form, n in edits.items() if n <= most and not _is_far_fetched(word, form)}


def rank_similar_words(edits: Mapping[str, int], counts: Mapping[str, int], limit: int) -> tuple[tuple[str, int], ...]:
    """Return the likeliest words with their articles: the nearest, of those the most printed."""
    scores = {form: counts[form] * EDIT_WEIGHT ** -edits[form] for form in edits if counts[form]}
    ranked = sorted(scores, key=lambda form: (-scores[form], form))
    return tuple((form, counts[form]) for form in ranked[:limit] if scores[form] * _MAX_SHARE >= scores[ranked[0]])


def vary_first_letter(word: str) -> Iterator[str]:
    """Yield the words that one edit of the first letter may give."""
    letters: Collection[str] = ascii_lowercase
    if not word[0].isascii():
        start = ord(word[0]) // _BLOCK * _BLOCK
        letters = [chr(code) for code in range(start, start + 2 * _BLOCK) if chr(code).isalpha()]
    if len(word) > MIN_LENGTH + 1:
        for letter in letters:
            yield letter + word[1:]
            yield letter + word
        yield word[1:]
    yield word[1] + word[0] + word[2:]


def _is_far_fetched(word: str, form: str) -> bool:
    """Return whether a short word would lose or exchange what makes it that word."""
    if len(word) > MIN_LENGTH + 1:
        return False
    is_exchanged = len(form) == len(word) == MIN_LENGTH and sorted(form) != sorted(word)
    return is_exchanged or len(form) < len(word)


def _undouble(word: str) -> str:
    """Return a word with each doubled letter single."""
    return "".join(letter for at, letter in enumerate(word) if letter != word[at - 1 : at])
