"""Checks that an apparent verb of saying is a verb, and in the active voice."""

import re
from typing import Final

from archive.text.quoting.speech import SpeechLexicon

AUXILIARY: Final = re.compile(r"(\w+)\s+")
QUOTING: Final = frozenset({"quoted", "quotes", "cited", "cites"})
_BE_BEFORE: Final = re.compile(
    r"\b(?:am|is|are|was|were|be|been|being)(?:\s+(?:not|also|then|often|later|once|\w+ly))?\s+$"
)
_AGENT_AFTER: Final = re.compile(
    r"\s+by\s+(?!(?:tele)?phone|e-?mail|text|fax|letter|video|\w+ing\b)"
)
_IRREGULAR_PARTICIPLES: Final = frozenset(
    "told said read written put quoted begun sworn thought known seen found heard".split()
)
"""Irregular participles of verbs of saying, as after `was`."""
_PRONOMINAL_DETERMINERS: Final = frozenset("that this all some many most both few others".split())
_ARTICLES: Final = frozenset("a an the his her their".split())


def is_noun(text: str, start: int, verb: re.Match[str], lexicon: SpeechLexicon) -> bool:
    """Return whether an apparent verb is a noun: `the claims`, `a far cry`, `Vry’s promise`."""
    words_before = text[max(start, verb.start() - 40) : verb.start()].casefold().split()
    if not words_before:
        return False
    verb_form, word_before = verb.group().casefold(), words_before[-1]
    if word_before.endswith(("'s", "’s", "s'", "s’")):
        return True
    if word_before in lexicon.determiners - lexicon.pronouns - _PRONOMINAL_DETERMINERS:
        return verb_form in lexicon.nouns or not verb_form.endswith("ed")
    if words_before[-2:-1] and words_before[-2] in _ARTICLES and not word_before.endswith("s"):
        return f"{verb_form}ed" in lexicon.verbs or verb_form == "cry"
    if verb_form not in lexicon.nouns:
        return False
    follows_adjective = (
        word_before.endswith(("al", "ic", "ive", "ous", "new")) and word_before in text
    )
    return follows_adjective or word_before in lexicon.prepositions


def is_passive(text: str, start: int, verb: re.Match[str]) -> bool:
    """Return whether the verb is passive: `was told`, `is being called`."""
    verb_form = verb.group().casefold()
    if verb_form in QUOTING or (
        verb_form not in _IRREGULAR_PARTICIPLES and not verb_form.endswith("ed")
    ):
        return False
    if verb_form.endswith("ed") and _AGENT_AFTER.match(text, verb.end()):
        return True
    return _BE_BEFORE.search(text, max(start, verb.start() - 40), verb.start()) is not None


def skip_auxiliary(text: str, offset: int, lexicon: SpeechLexicon) -> int:
    """Return the offset after an auxiliary: `a` in `a déclaré Vry`, `ha` in `ha detto Vry`."""
    auxiliary = AUXILIARY.match(text, offset)
    return auxiliary.end() if auxiliary and auxiliary.group(1) in lexicon.fillers else offset
