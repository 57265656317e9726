"""Speakers of an article in a language with a table: full names for short ones, persons for pronouns and titles."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Final

from archive.quotations.attribution import lazy_pattern
from archive.quotations.attribution.attribute import AttributionRule
from archive.quotations.attribution.clause_words import (
    ClauseWord,
    find_source,
    is_clause_end,
    read_verb,
    skip_fillers,
    split_clause,
)
from archive.quotations.attribution.noun_phrases import SpeakerPhrase, is_person_noun, read_phrase
from archive.quotations.attribution.person_mentions import is_organization
from archive.quotations.attribution.reporting_language import ReportingLanguage
from archive.quotations.attribution.speaker_clauses import NOUN_ENDINGS, SpokenAttribution
from archive.quotations.attribution.speaker_names import AttributedSpeaker, SpeakerCertainty

MAX_DISTANCE: Final = 1_200  # characters from a pronoun to the one it means
MAX_MENTIONS: Final = 40  # before a pronoun that are weighed
MAX_FULL_NAMES: Final = 500  # of one article that short names are compared with
BESIDE: Final = 110  # characters within which the nearest person is meant
NEAR: Final = 260  # characters within which another person makes a pronoun uncertain
_SHORTEST_STEM: Final = 3  # letters that two inflected forms of one name share at least
_INFERRED: Final = frozenset({AttributionRule.CONTINUED, AttributionRule.INTRODUCED, AttributionRule.CLAUSE})
_GERMAN_NOUN: Final = lazy_pattern(
    r"\b(?:[Dd]ie|[Dd]as|[Dd]er|[Dd]en|[Dd]em|[Dd]es|[Ee]ine?[mnrs]?|\w+(?:en|em|es))\s([A-ZÄÖÜ]\w+)(?!\s[A-ZÄÖÜ])"
)
"""Words that an article or adjective shows to be nouns, where no name follows."""
Bounds = tuple[int, int]


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """A mention of a person in the reporter's words."""

    start: int
    name: str
    printed: str
    end: int
    is_female: bool | None
    is_governed: bool = False  # by a preposition: less likely meant by a pronoun


class ArticleNames:
    """The persons that an article names, where, and with which titles."""

    def __init__(self, text: str, quoted: Sequence[Bounds], language: ReportingLanguage) -> None:
        self._language = language
        self._by_head: defaultdict[str, set[str]] = defaultdict(set)
        self._genders: dict[str, bool] = {}
        self._quoted = quoted
        self._people: list[NamedPerson] = []
        self._full_names: dict[str, None] = {}
        self._spoken: list[NamedPerson] = []
        self._nouns: frozenset[str] = (
            frozenset(_GERMAN_NOUN.findall(text)) if language.has_capital_nouns else frozenset()
        )
        self._read(text, split_clause(text, 0, len(text), language))

    def _read(self, text: str, words: Sequence[ClauseWord]) -> None:
        language, index = self._language, 0
        while index < len(words):
            word = words[index]
            is_start = word.is_capital or word.folded in language.determiners or is_person_noun(word.folded, language)
            is_start = is_start or (not language.has_case and _may_follow_verb(words, index))
            phrase = read_phrase(text, words, index, language) if is_start else None
            if phrase is not None and not phrase.name and not self._is_quoted(word.start):
                self._add_unnamed(words, index, phrase)
            if phrase is None or not phrase.name or self._is_quoted(word.start):
                index += 1
                continue
            self._add(words, index, phrase)
            index = max(phrase.after, index + 1)

    def _add_unnamed(self, words: Sequence[ClauseWord], index: int, phrase: SpeakerPhrase) -> None:
        """Add a person without a name whom a sentence is about or refers to: `According to an engineer`."""
        language = self._language
        is_source = any(
            words[position].folded in language.source_starts
            and find_source(words, position, language) == index - position
            for position in range(max(0, index - 3), index)
        )
        is_opening = not index or is_clause_end(words[index].mark)
        is_speaking = phrase.after < len(words) and read_verb(
            words, skip_fillers(words, phrase.after, language) % len(words), language
        )
        is_person = is_person_noun(phrase.head, language)
        is_speaking = is_speaking and not language.has_capital_nouns
        if not phrase.is_pronoun and (is_source or (is_opening and (is_person or is_speaking))):
            is_governed = False
            name = self._find_by_title(phrase)
            self._people.append(
                NamedPerson(phrase.start, name, phrase.printed, phrase.end, phrase.is_female, is_governed)
            )

    def _is_quoted(self, offset: int) -> bool:
        index = bisect_left(self._quoted, (offset + 1, 0)) - 1
        return index >= 0 and offset < self._quoted[index][1]

    def _add(self, words: Sequence[ClauseWord], index: int, phrase: SpeakerPhrase) -> None:
        """Add a named person with the titles before and after the name."""
        language, name = self._language, phrase.name
        heads = [phrase.head] if is_person_noun(phrase.head, language) else []
        for word in words[phrase.after : phrase.after + 3]:
            is_part = word.mark == "," or (not word.mark and (word.folded in language.determiners or bool(heads)))
            if not is_part and not is_person_noun(word.folded, language):
                break
            if is_person_noun(word.folded, language):
                heads.append(word.folded)
                break
        is_single = len(name.split()) < 2
        if (is_single and not heads) or is_organization(name):
            return
        if language.has_capital_nouns and (
            name.endswith(NOUN_ENDINGS) or name.split()[-1] in self._nouns or name.split()[0] in self._nouns
        ):
            return
        for head in heads:
            self._by_head[head].add(name)
            self._by_head[head.removeprefix("ال")].add(name)
        if len(self._full_names) < MAX_FULL_NAMES:
            self._full_names.setdefault(name)
        is_governed = index > 0 and not words[index].mark and words[index - 1].folded in language.words["prepositions"]
        gender = phrase.is_female if phrase.is_female is not None else self._guess_gender(name, heads)
        if gender is not None:
            self._genders.setdefault(name, gender)
        self._people.append(NamedPerson(phrase.start, name, phrase.printed, phrase.end, gender, is_governed))

    def _guess_gender(self, name: str, heads: list[str]) -> bool | None:
        """Guess from the ending of a title or first name whether a person is a woman."""
        language = self._language
        if language.code == "ar":
            return heads[0].endswith("ة") if heads else None
        if language.code == "de":
            return heads[0].endswith("in") if heads else None
        first = name.split(maxsplit=1)[0].casefold()
        if language.code == "fr":
            return True if first.endswith(("ette", "elle", "ine", "enne", "ane", "onde", "a", "ie")) else None
        if first.endswith(("a", "а", "я")):
            return True
        return False if first.endswith(("o", "е", "й")) or language.code == "ru" else None

    def resolve(self, attribution: SpokenAttribution) -> AttributedSpeaker | None:
        """Return the speaker that an attribution means."""
        phrase = attribution.phrase
        certainty = SpeakerCertainty.STATED
        if attribution.is_inferred or attribution.rule in _INFERRED:
            certainty = SpeakerCertainty.LIKELY
        if phrase.is_pronoun:
            return self._resolve_pronoun(attribution)
        if phrase.name:
            name = self.complete(phrase.name)
            if self._language.has_capital_nouns and not self._is_known(name):
                name = ""
            self._remember(phrase, name)
            return _build_speaker(phrase, attribution.rule, name, certainty)
        name = self._find_by_title(phrase) or self._find_only_person(phrase)
        if not name and attribution.is_inferred:
            return None
        self._remember(phrase, name)
        return _build_speaker(phrase, attribution.rule, name, SpeakerCertainty.LIKELY if name else certainty)

    def _is_known(self, name: str) -> bool:
        """Return whether a German word that stands alone is a name: the text has no first name or title for a noun."""
        is_acronym = sum(char.isupper() for char in name) > 1
        return " " in name or is_acronym or any(name in known.split() for known in self._full_names)

    def _remember(self, phrase: SpeakerPhrase, name: str) -> None:
        gender = self._genders.get(name, phrase.is_female)
        self._spoken.append(NamedPerson(phrase.start, name, phrase.printed, phrase.end, gender))

    def complete(self, name: str) -> str:
        """Return the one full name in the article that a short or inflected name stands for."""
        folded = [_get_stem(word, self._language) for word in name.split()]
        choices = []
        for full_name in self._full_names:
            stems = [_get_stem(word, self._language) for word in full_name.split()]
            if len(stems) > len(folded) and all(stem in stems for stem in folded):
                choices.append(full_name)
        return choices[0] if len(choices) == 1 else name

    def _find_by_title(self, phrase: SpeakerPhrase) -> str:
        """Return the one person whom the article gives this title, where the phrase is definite."""
        language = self._language
        may_mean_one = phrase.is_definite or (language.code == "ru" and " " not in phrase.printed)
        if not may_mean_one or not phrase.head:
            return ""
        names = self._by_head.get(phrase.head) or self._by_head.get(phrase.head.removeprefix("ال")) or set()
        if language.code == "ar" and not phrase.head.startswith("ال"):
            return ""
        return next(iter(names)) if len(names) == 1 else ""

    def _find_only_person(self, phrase: SpeakerPhrase) -> str:
        """Return the one person named before a definite title that nobody has: `the candidate`."""
        is_title = phrase.is_definite and is_person_noun(phrase.head, self._language) and phrase.printed.count(" ") < 3
        if not is_title or self._by_head.get(phrase.head) or not self._language.has_case:
            return ""
        before = bisect_left(self._people, phrase.start, key=attrgetter("start"))
        names = {person.name for person in self._people[max(0, before - MAX_MENTIONS) : before] if person.name}
        return next(iter(names)) if len(names) == 1 else ""

    def _resolve_pronoun(self, attribution: SpokenAttribution) -> AttributedSpeaker | None:
        phrase = attribution.phrase
        person, certainty = self._find_antecedent(phrase)
        is_empty = attribution.rule is not AttributionRule.ACCORDING and len(phrase.printed) > 0
        if person is None:
            if attribution.is_inferred:
                return None
            return _build_speaker(phrase, attribution.rule, "", SpeakerCertainty.UNCERTAIN) if is_empty else None
        if not person.name and phrase.is_definite:  # a pronoun of somebody whom the text never names
            return _build_speaker(phrase, attribution.rule, "", certainty)
        if not person.name:
            return AttributedSpeaker(
                person.printed, person.start, person.end, attribution.rule, "", SpeakerCertainty.LIKELY
            )
        name = self.complete(person.name)
        if phrase.is_female is not None and certainty is SpeakerCertainty.LIKELY:
            self._genders.setdefault(name, phrase.is_female)
        self._spoken.append(NamedPerson(phrase.start, name, phrase.printed, phrase.end, person.is_female))
        return _build_speaker(phrase, attribution.rule, name, certainty)

    def _get_gender(self, person: NamedPerson) -> bool | None:
        return self._genders.get(self.complete(person.name), person.is_female) if person.name else person.is_female

    def _find_antecedent(self, phrase: SpeakerPhrase) -> tuple[NamedPerson | None, SpeakerCertainty]:
        """Return the nearest person before a pronoun that it can mean."""
        before = bisect_left(self._people, phrase.start, key=attrgetter("start"))
        spoken = [person for person in self._spoken[-MAX_MENTIONS:] if person.start < phrase.start]
        mentions = sorted([*self._people[max(0, before - MAX_MENTIONS) : before], *spoken], key=attrgetter("start"))
        near: list[NamedPerson] = []
        for person in reversed(mentions):
            if phrase.start - person.start > MAX_DISTANCE:
                break
            gender = self._get_gender(person)
            if phrase.is_female is not None and gender is not None and gender != phrase.is_female:
                continue
            near.append(person)
        if not near:
            return None, SpeakerCertainty.UNCERTAIN
        fitting = [person for person in near if phrase.is_female is not None and self._get_gender(person) is not None]
        if phrase.start - near[0].start > BESIDE:
            near = fitting or near  # the one of known gender rather than another who may have it
        best = next((person for person in near[:3] if not person.is_governed), near[0])
        others = {person.name for person in near if phrase.start - person.start < NEAR} - {best.name, ""}
        return best, SpeakerCertainty.UNCERTAIN if others else SpeakerCertainty.LIKELY


def _may_follow_verb(words: Sequence[ClauseWord], index: int) -> bool:
    """Return whether an Arabic word follows a verb in the present: `يحتاج مصباح العرجاني`."""
    if not index or words[index].mark or words[index].folded.startswith("ال") or index + 1 == len(words):
        return False
    before = words[index - 1].folded
    is_verb = before[0] in "يت" and len(before) > 3 and not before.endswith(("ة", "ات", "ين"))
    return is_verb and words[index + 1].folded.startswith("ال") and not words[index + 1].mark


def _get_stem(word: str, language: ReportingLanguage) -> str:
    folded = word.casefold()
    if language.code == "ru" and len(folded) > _SHORTEST_STEM + 1:
        return folded.rstrip("аяуюыиоейёмхь") if len(folded.rstrip("аяуюыиоейёмхь")) >= _SHORTEST_STEM else folded
    return folded


def _build_speaker(
    phrase: SpeakerPhrase, rule: AttributionRule, name: str, certainty: SpeakerCertainty
) -> AttributedSpeaker:
    return AttributedSpeaker(phrase.printed, phrase.start, phrase.end, rule, name, certainty)
