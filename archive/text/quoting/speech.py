"""Lexicon of one language for reading reported speech: verbs, pronouns, function words."""

import re
from dataclasses import dataclass, field
from functools import cached_property

Words = frozenset[str]


@dataclass(frozen=True)
class Speech:
    """Word lists of one language used to attribute speech."""

    verbs: Words
    """Verb forms that govern speech: `said`, `says`; also verbs of calling."""
    dependent: Words
    """Non-finite forms: `saying`, `calling`; the sentence's subject is the speaker."""
    pronouns: Words
    determiners: Words
    prepositions: Words
    borders: Words
    """Words at which a subject phrase ends: `and`, `that`, `when`."""
    skipped: Words
    """Words between a subject and its verb: `has`, `also`, `later`."""
    according: tuple[str, ...]
    """Phrases before a speaker without a verb: `according to`."""
    nouns: Words = frozenset()
    """Nouns of speech after an owner: the senator's `remark`."""
    people: Words = frozenset()
    """Nouns for people without an article: `officials`, `critics`."""
    titles: Words = frozenset()
    """Lower-case titles before a name: `spokesman`, `president`."""
    has_capital_nouns: bool = False
    """True if common nouns are capitalised, as in German."""
    inverted: tuple[str, ...] = field(default=())
    """Patterns of verbs with a pronoun attached: `dit-il`."""

    @cached_property
    def verb(self) -> re.Pattern[str]:
        """Pattern of any governing or dependent form as a whole word."""
        return _any_of(self.verbs | self.dependent)

    @cached_property
    def small(self) -> Words:
        """Function words, which are no part of a name even with a capital."""
        return self.prepositions | self.borders | self.determiners | self.pronouns

    @cached_property
    def source(self) -> re.Pattern[str]:
        """Pattern of `according to` and the like, up to the speaker."""
        return re.compile(rf"\b(?:{'|'.join(self.according)})[\s:]+", re.IGNORECASE)

    @cached_property
    def tied(self) -> re.Pattern[str] | None:
        """Pattern of a verb with its pronoun, which is the group `who` or `whom`."""
        if not self.inverted:
            return None
        return re.compile(rf"(?<!\w)(?:{'|'.join(self.inverted)})(?!\w)", re.IGNORECASE)


def _any_of(words: Words) -> re.Pattern[str]:
    listed = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    return re.compile(rf"(?<![\w'’-])(?:{listed})(?![\w-])", re.IGNORECASE)


def words(text: str) -> frozenset[str]:
    """Split a table into words; `_` stands for a space inside one."""
    return frozenset(word.replace("_", " ") for word in text.split())


def regular(stems: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the past and present forms of regular English verbs, and their -ing forms."""
    governing, dependent = set(), set()
    for stem in stems.split():
        root = stem.removesuffix("e")
        ied = stem.endswith("y") and stem[-2] not in "aeou"
        past = stem[:-1] + "ied" if ied else root + "ed"
        hissing = stem.endswith(("s", "sh", "ch"))
        third = stem[:-1] + "ies" if ied else stem + ("es" if hissing else "s")
        governing |= {stem, past, third}
        dependent.add(root + "ing")
    return frozenset(governing), frozenset(dependent)
