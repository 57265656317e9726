"""Words of one language other than English by which speakers are found, as sets and patterns of its table."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import product
from typing import Final

from archive.quotations.attribution.reporting_tables import ROMANCE_TABLES, Table
from archive.quotations.attribution.reporting_tables_other import OTHER_TABLES

WordSet = frozenset[str]
_ARABIC_POINTS: Final = str.maketrans("", "", "\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0670\u0640")
_TABLES: Final[Mapping[str, Table]] = {**ROMANCE_TABLES, **OTHER_TABLES}
_REFLEXIVES: Final = ("se ", "s' ", "si ", "s'")


@dataclass(frozen=True)
class ReportingLanguage:
    """Words of one language; `words` has each list of its table."""

    code: str
    words: dict[str, WordSet]
    sources: tuple[tuple[str, ...], ...]  # phrases before a speaker without a verb, longest first
    tied: str  # pattern of a pronoun tied to a verb: `-t-elle`

    @cached_property
    def verbs(self) -> WordSet:
        """Finite forms and participles that report speech."""
        return self.words["verbs"]

    @cached_property
    def pronouns(self) -> WordSet:
        """Personal pronouns that can be a subject."""
        return self.words["pronouns"] | self.words["pronouns_m"] | self.words["pronouns_f"]

    @cached_property
    def determiners(self) -> WordSet:
        """Words that begin a noun phrase."""
        return self.words["determiners"] | self.words["determiners_m"] | self.words["determiners_f"]

    @cached_property
    def verb_forms(self) -> WordSet:
        """All forms that report speech, participles of the present included."""
        return self.words["verbs"] | self.words["dependent"]

    @cached_property
    def first_words(self) -> WordSet:
        """First words of verbs of two words."""
        return frozenset(verb.split()[0] for verb in self.verbs if " " in verb)

    @cached_property
    def compound_heads(self) -> tuple[str, ...]:
        """Nouns of persons that end a German compound."""
        return tuple(noun for noun in self.words["people"] if len(noun) > 3)

    @cached_property
    def compound_labels(self) -> tuple[str, ...]:
        """Words that end a German compound which calls what is between marks a name or title."""
        return tuple(label for label in self.words["labels"] if len(label) > 6)

    @cached_property
    def source_starts(self) -> WordSet:
        """First words of phrases before a speaker, with the Arabic `and` before them too."""
        starts = frozenset(phrase[0] for phrase in self.sources)
        return starts if self.has_case else starts | {f"و{start}" for start in starts}

    @cached_property
    def phrase_ends(self) -> WordSet:
        """Prepositions and conjunctions, at which a noun phrase ends."""
        return self.words["prepositions"] | self.words["boundaries"]

    @cached_property
    def stop_words(self) -> WordSet:
        """Function words at which an Arabic phrase ends."""
        return self.phrase_ends | self.words["fillers"]

    @cached_property
    def governing_words(self) -> WordSet:
        """Words after which a form of a verb is a noun: prepositions and articles that are no pronouns."""
        return (self.determiners | self.words["prepositions"]) - self.words["fillers"] - self.pronouns

    @cached_property
    def ambiguous_articles(self) -> WordSet:
        """Words that are a preposition and an article: Portuguese `a`, French `des`."""
        return self.words["prepositions"] & self.determiners

    @cached_property
    def inner_words(self) -> WordSet:
        """Words that end a phrase unless a determiner stands before them."""
        return self.determiners | self.words["fillers"] | self.pronouns

    @cached_property
    def function_words(self) -> WordSet:
        """Words that are no part of a name."""
        names = ("prepositions", "boundaries", "fillers")
        return self.pronouns | self.determiners | frozenset().union(*(self.words[name] for name in names))

    @cached_property
    def tied_pattern(self) -> re.Pattern[str] | None:
        """Pattern of a pronoun tied to a verb."""
        return re.compile(self.tied, re.IGNORECASE) if self.tied else None

    @property
    def has_case(self) -> bool:
        """Return whether names are written with a capital."""
        return self.code != "ar"

    @property
    def has_capital_nouns(self) -> bool:
        """Return whether all nouns are written with a capital."""
        return self.code == "de"


def fold_word(word: str) -> str:
    """Return a word as tables have it: lower case, one apostrophe, no vowel points, no `ё`."""
    folded = word.casefold()
    return folded if folded.isascii() else folded.replace("’", "'").replace("ё", "е").translate(_ARABIC_POINTS)


def get_reporting_language(language: str) -> ReportingLanguage | None:
    """Return the words of a BCP 47 language code, or None if there is no table for it."""
    return _build_language(language.casefold().split("-")[0])


@cache
def find_compound_head(folded: str, people: WordSet) -> bool:
    """Return whether a German compound ends in a noun of persons."""
    return any(folded.endswith(noun) for noun in people if len(noun) > 3)


@cache
def _build_language(code: str) -> ReportingLanguage | None:
    table = _TABLES.get(code)
    if table is None:
        return None
    words = {name: frozenset(_split_entries(text)) for name, text in table.items()}
    for name in ("dependent", "pronouns", "impersonal"):
        words.setdefault(name, frozenset())
    stems = [stem for stem in words["stems"] if not stem.startswith(_REFLEXIVES)]
    finite = {stem + ending for stem, ending in product(stems, words["endings"])}
    if code == "de":  # the participle with ge-
        finite |= {f"ge{stem}t" for stem in stems}
    words["verbs"] |= finite
    words["dependent"] |= {stem + ending for stem, ending in product(stems, words["dependent_endings"])}
    words["weak"] |= {stem + ending for stem, ending in product(words["weak"] & words["stems"], words["endings"])}
    sources = sorted((tuple(entry.split()) for entry in words["sources"]), key=len, reverse=True)
    return ReportingLanguage(code, words, tuple(sources), table["tied"])


def _split_entries(text: str) -> list[str]:
    """Split a list into its entries; `_` stands for a space within one, an elided article ends in an apostrophe."""
    return [re.sub(r"(?<=')(?=\w)", " ", entry.replace("_", " ")).strip() for entry in fold_word(text).split()]
