"""Verbs of speech by language, and whether a word is one where it stands."""

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

WordSet = frozenset[str]


@dataclass(frozen=True)
class SpeechLexicon:
    """Word lists of one language used to attribute speech."""

    verbs: WordSet
    """Verb forms that govern speech: `said`, `says`; also verbs of calling."""
    dependent: WordSet
    """Non-finite forms: `saying`, `calling`; the sentence's subject is the speaker."""
    pronouns: WordSet
    determiners: WordSet
    prepositions: WordSet
    boundaries: WordSet
    """Words at which a subject phrase ends: `and`, `that`, `when`."""
    fillers: WordSet
    """Words between a subject and its verb: `has`, `also`, `later`."""
    source_phrases: tuple[str, ...]
    """Phrases before a speaker without a verb: `according to`."""
    nouns: WordSet = frozenset()
    """Nouns of speech after an owner: the senator's `remark`."""
    people: WordSet = frozenset()
    """Nouns for people without an article: `officials`, `critics`."""
    titles: WordSet = frozenset()
    """Lower-case titles before a name: `spokesman`, `president`."""
    has_capital_nouns: bool = False
    """True if common nouns are capitalised, as in German."""
    verbs_with_pronoun: tuple[str, ...] = field(default=())
    """Patterns of verbs with a pronoun attached: `dit-il`."""

    @cached_property
    def verb_pattern(self) -> re.Pattern[str]:
        """Pattern of any governing or dependent form as a whole word."""
        return _compile_words(self.verbs | self.dependent)

    @cached_property
    def function_words(self) -> WordSet:
        """Function words, which are no part of a name even with a capital."""
        return self.prepositions | self.boundaries | self.determiners | self.pronouns

    @cached_property
    def source_pattern(self) -> re.Pattern[str]:
        """Pattern of `according to` and the like, up to the speaker."""
        return re.compile(rf"\b(?:{'|'.join(self.source_phrases)})[\s:]+", re.IGNORECASE)

    @cached_property
    def verb_with_pronoun_pattern(self) -> re.Pattern[str] | None:
        """Pattern of a verb with its pronoun, which is the group `who` or `whom`."""
        if not self.verbs_with_pronoun:
            return None
        return re.compile(rf"(?<!\w)(?:{'|'.join(self.verbs_with_pronoun)})(?!\w)", re.IGNORECASE)


def _compile_words(words: WordSet) -> re.Pattern[str]:
    alternatives = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    return re.compile(rf"(?<![\w'’-])(?:{alternatives})(?![\w-])", re.IGNORECASE)


def split_word_table(text: str) -> frozenset[str]:
    """Split a table into words; `_` stands for a space inside one."""
    return frozenset(word.replace("_", " ") for word in text.split())


def inflect_regular_verbs(stems: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the past and present forms of regular English verbs, and their -ing forms."""
    governing, dependent = set(), set()
    for stem in stems.split():
        root = stem.removesuffix("e")
        is_consonant_y = stem.endswith("y") and stem[-2] not in "aeou"
        past = stem[:-1] + "ied" if is_consonant_y else root + "ed"
        is_sibilant = stem.endswith(("s", "sh", "ch"))
        third = stem[:-1] + "ies" if is_consonant_y else stem + ("es" if is_sibilant else "s")
        governing |= {stem, past, third}
        dependent.add(root + "ing")
    return frozenset(governing), frozenset(dependent)


# Checks that an apparent verb of saying is a verb, and in the active voice.

AUXILIARY: Final = re.compile(r"(\w+)\s+")
QUOTING: Final = frozenset({"quoted", "quotes", "cited", "cites"})
_BE_BEFORE: Final = re.compile(
    r"\b(?:am|is|are|was|were|be|been|being)(?:\s+(?:not|also|then|often|later|once|\w+ly))?\s+$"
)
_AGENT_AFTER: Final = re.compile(r"\s+by\s+(?!(?:tele)?phone|e-?mail|text|fax|letter|video|\w+ing\b)")
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
    follows_adjective = word_before.endswith(("al", "ic", "ive", "ous", "new")) and word_before in text
    return follows_adjective or word_before in lexicon.prepositions


def is_passive(text: str, start: int, verb: re.Match[str]) -> bool:
    """Return whether the verb is passive: `was told`, `is being called`."""
    verb_form = verb.group().casefold()
    if verb_form in QUOTING or (verb_form not in _IRREGULAR_PARTICIPLES and not verb_form.endswith("ed")):
        return False
    if verb_form.endswith("ed") and _AGENT_AFTER.match(text, verb.end()):
        return True
    return _BE_BEFORE.search(text, max(start, verb.start() - 40), verb.start()) is not None


def skip_auxiliary(text: str, offset: int, lexicon: SpeechLexicon) -> int:
    """Return the offset after an auxiliary: `a` in `a déclaré Vry`, `ha` in `ha detto Vry`."""
    auxiliary = AUXILIARY.match(text, offset)
    return auxiliary.end() if auxiliary and auxiliary.group(1) in lexicon.fillers else offset
