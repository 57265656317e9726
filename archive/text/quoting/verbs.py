"""Checks that an apparent verb of saying is a verb, and in the active voice."""

import re
from typing import Final

from archive.text.quoting.speech import Speech

AUXILIARY: Final = re.compile(r"(\w+)\s+")
QUOTING: Final = frozenset({"quoted", "quotes", "cited", "cites"})
_BE: Final = re.compile(
    r"\b(?:am|is|are|was|were|be|been|being)(?:\s+(?:not|also|then|often|later|once|\w+ly))?\s+$"
)
_BY: Final = re.compile(r"\s+by\s+(?!(?:tele)?phone|e-?mail|text|fax|letter|video|\w+ing\b)")
_SAID_OF: Final = frozenset(
    "told said read written put quoted begun sworn thought known seen found heard".split()
)
"""Irregular participles of verbs of saying, as after `was`."""
_MAY_STAND_ALONE: Final = frozenset("that this all some many most both few others".split())
_ARTICLES: Final = frozenset("a an the his her their".split())


def is_noun(text: str, start: int, verb: re.Match[str], speech: Speech) -> bool:
    """Return whether an apparent verb is a noun: `the claims`, `a far cry`, `Vry’s promise`."""
    before = text[max(start, verb.start() - 40) : verb.start()].casefold().split()
    if not before:
        return False
    word, last = verb.group().casefold(), before[-1]
    if last.endswith(("'s", "’s", "s'", "s’")):
        return True
    if last in speech.determiners - speech.pronouns - _MAY_STAND_ALONE:
        return word in speech.nouns or not word.endswith("ed")
    if before[-2:-1] and before[-2] in _ARTICLES and not last.endswith("s"):
        return f"{word}ed" in speech.verbs or word == "cry"
    if word not in speech.nouns:
        return False
    adjective = last.endswith(("al", "ic", "ive", "ous", "new")) and last in text
    return adjective or last in speech.prepositions


def is_passive(text: str, start: int, verb: re.Match[str]) -> bool:
    """Return whether the verb is passive: `was told`, `is being called`."""
    form = verb.group().casefold()
    if form in QUOTING or (form not in _SAID_OF and not form.endswith("ed")):
        return False
    if form.endswith("ed") and _BY.match(text, verb.end()):
        return True
    return _BE.search(text, max(start, verb.start() - 40), verb.start()) is not None


def after_auxiliary(text: str, at: int, speech: Speech) -> int:
    """Return the offset after an auxiliary: `a` in `a déclaré Vry`, `ha` in `ha detto Vry`."""
    word = AUXILIARY.match(text, at)
    return word.end() if word and word.group(1) in speech.skipped else at
