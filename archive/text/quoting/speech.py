"""Lexicon of one language for reading reported speech: verbs, pronouns, function words."""

import re
from dataclasses import dataclass, field
from functools import cached_property

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
