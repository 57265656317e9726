"""What is to be known of a language to read who says something: verbs, pronouns, small words."""

import re
from dataclasses import dataclass, field
from functools import cached_property

Words = frozenset[str]


@dataclass(frozen=True)
class Speech:
    """The small words of one language that reported speech is read by."""

    verbs: Words
    """Forms that govern what is said: `said`, `says`; also those of calling something something."""
    dependent: Words
    """Forms without a subject of their own: `saying`, `calling`; the sentence's subject speaks."""
    pronouns: Words
    determiners: Words
    prepositions: Words
    borders: Words
    """Words that no subject reaches across: `and`, `that`, `when`."""
    skipped: Words
    """Words between a subject and its verb: `has`, `also`, `later`."""
    according: tuple[str, ...]
    """What comes before a speaker without a verb: `according to`."""
    nouns: Words = frozenset()
    """What belongs to a speaker: the senator's `remark`."""
    people: Words = frozenset()
    """Who may speak without an article before: `officials`, `critics`."""
    titles: Words = frozenset()
    """What stands before a name in small letters: `spokesman`, `president`."""
    has_capital_nouns: bool = False
    """Whether a capital within a sentence is no sign of a name."""
    inverted: tuple[str, ...] = field(default=())
    """Verbs with a pronoun tied to them: `dit-il`."""

    @cached_property
    def verb(self) -> re.Pattern[str]:
        """Any governing or dependent form as a whole word."""
        return _any_of(self.verbs | self.dependent)

    @cached_property
    def small(self) -> Words:
        """Words that are no part of a name, with a capital or without."""
        return self.prepositions | self.borders | self.determiners | self.pronouns

    @cached_property
    def source(self) -> re.Pattern[str]:
        """`according to` and its like, up to where the speaker begins."""
        return re.compile(rf"\b(?:{'|'.join(self.according)})[\s:]+", re.IGNORECASE)

    @cached_property
    def tied(self) -> re.Pattern[str] | None:
        """A verb with its pronoun; the pronoun is the group."""
        if not self.inverted:
            return None
        return re.compile(rf"(?<!\w)(?:{'|'.join(self.inverted)})(?!\w)", re.IGNORECASE)


def _any_of(words: Words) -> re.Pattern[str]:
    listed = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    return re.compile(rf"(?<![\w'’-])(?:{listed})(?![\w-])", re.IGNORECASE)


def words(text: str) -> frozenset[str]:
    """The words of a table; `_` stands for a space inside one."""
    return frozenset(word.replace("_", " ") for word in text.split())


def regular(stems: str) -> tuple[frozenset[str], frozenset[str]]:
    """Past and present forms of regular English verbs, and their -ing forms."""
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
