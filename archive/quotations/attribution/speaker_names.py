"""Speaker resolution: short names to the article's full names, pronouns to antecedents.

Ambiguity is kept: two people of one last name are not told apart by guessing.
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from itertools import takewhile
from operator import attrgetter
from typing import Final

from archive.quotations.attribution import lazy_pattern
from archive.quotations.attribution.attribute import Attribution, AttributionRule
from archive.quotations.attribution.person_mentions import (
    NAME_SUFFIXES,
    PersonMention,
    find_names,
    is_organization,
    is_personal_pronoun,
)
from archive.quotations.attribution.speech_words import SpeechLexicon
from archive.text.normalize import name_key

_GENDERED: Final = lazy_pattern(
    r"\b(?:(?P<he>Mr|Sir|Lord|King|Prince)|(?P<she>Mrs|Ms|Miss|Dame|Lady|Queen|Princess"
    r"|Congresswoman|Spokeswoman))\.?[ \u00a0\n]"
    r"(?:(?:[A-Z]\.|[A-Z][\w’'-]*)[ \u00a0\n](?:(?:de|del|van|von|al|bin)[ \u00a0])?){0,3}"
    r"(?P<last>[A-Z][\w-]+)"
)
_FEMALE: Final = frozenset("she her elle ela lei ella zij ze".split())
_NEXT_PRONOUN: Final = lazy_pattern(
    r"(?<!['’]s)(?!['’]s)[^.!?\n\"“”«»„]{0,160}?"
    r"\b(?:(?P<he>he|his|himself)|(?P<she>she|herself|hers))\b",
    re.IGNORECASE,
)
"""First pronoun after a name in the same sentence; not after an owner (`Vry’s deputy`), nor within a quotation."""
_INNER_WORD: Final = lazy_pattern(r"(?<=[\w,;] )[\w’'-]+")
_WHO: Final = lazy_pattern(r",?\s+who\b")
_CLEAR_RATIO: Final = 3  # by which one gender of pronoun must outnumber the other to decide
_INFERRED_RULES: Final = frozenset({AttributionRule.CONTINUED, AttributionRule.CLAUSE})
_PERSON_NOUNS: Final = frozenset("man woman official diplomat source teacher pilot mother father".split())
MAX_PRONOUN_DISTANCE: Final = 1_500  # characters from a pronoun to its antecedent


class SpeakerCertainty(StrEnum):
    """Certainty of an attribution."""

    STATED = "stated"  # the sentence names the speaker
    LIKELY = "likely"  # a pronoun, short name or continued passage with only one possible person
    UNCERTAIN = "uncertain"  # somebody else was named in between


@dataclass(frozen=True, slots=True)
class AttributedSpeaker:
    """Resolved speaker: the mention from `start` to `end`, and the full name if known."""

    printed: str
    start: int
    end: int
    rule: AttributionRule
    name: str = ""
    certainty: SpeakerCertainty = SpeakerCertainty.STATED


class ArticlePeople:
    """The persons named in one article, with the pronouns and titles used for them, and who spoke so far."""

    def __init__(
        self, text: str, speakers: list[PersonMention], subjects: list[PersonMention], lexicon: SpeechLexicon
    ) -> None:
        self._lexicon = lexicon
        self._spoken_names: list[str] = []
        by_offset = {mention.start: mention for mention in [*subjects, *speakers]}
        self._antecedents = sorted(by_offset.values(), key=attrgetter("start"))
        names = find_names(text, 0, len(text), lexicon)
        counts = Counter(mention.name for mention in [*speakers, *names] if " " in mention.name)
        by_last: defaultdict[str, list[str]] = defaultdict(list)
        for name, _ in counts.most_common():
            by_last[_get_last_name(name)].append(name)
        self._full_names = {last_name: _drop_prefixed_names(full_names) for last_name, full_names in by_last.items()}
        self._first_offsets = {mention.name: mention.start for mention in reversed(names)}
        self._is_female_by_last: dict[str, bool] = {}
        self._title_genders: defaultdict[str, set[bool]] = defaultdict(set)
        for match in _GENDERED.finditer(text):
            last_name, is_female = match["last"].casefold(), match["she"] is not None
            self._is_female_by_last.setdefault(last_name, is_female)
            self._title_genders[last_name].add(is_female)
        self._inner_words = frozenset(_INNER_WORD.findall(text))  # there a capital is not due to a sentence start
        self._people = [mention for mention in names if self._is_person(mention)]
        self._is_female_by_name: dict[str, bool] = {}
        self._learn_pronouns(text)

    def _learn_pronouns(self, text: str) -> None:
        """Learn genders from sentences that name one person and go on with a pronoun."""
        by_last: defaultdict[str, Counter[bool]] = defaultdict(Counter)
        by_full: defaultdict[str, set[bool]] = defaultdict(set)
        ends = [*(mention.start for mention in self._people[1:]), len(text)]
        for mention, end in zip(self._people, ends, strict=False):
            if match := _NEXT_PRONOUN.match(text, mention.end, end):
                is_female = match["she"] is not None
                by_last[_get_last_name(mention.name)][is_female] += 1
                if _WHO.match(text, mention.end):
                    by_full[mention.name].add(is_female)
        for last_name, counts in by_last.items():
            (is_female, count), *others = counts.most_common()
            if not others or count >= _CLEAR_RATIO * others[0][1]:
                self._is_female_by_last.setdefault(last_name, is_female)
        self._is_female_by_name = {name: genders.pop() for name, genders in by_full.items() if len(genders) == 1}

    def resolve_speaker(self, attribution: Attribution) -> AttributedSpeaker | None:
        """Resolve the speaker of the next attribution; None where they cannot be meant."""
        mention = attribution.mention
        if attribution.is_inferred and mention.name and not self._is_person(mention):
            return None
        if mention.is_pronoun:
            antecedent, certainty = self._find_antecedent(mention)
            name = self._resolve_name(antecedent, only_before=attribution.is_inferred) if antecedent else ""
        else:
            name = "" if self._is_plain_word(mention) else self._resolve_name(mention)
            if attribution.pronoun and self._can_mean(attribution.pronoun, name) is False:
                return None
            is_likely = attribution.is_inferred or attribution.rule in _INFERRED_RULES
            certainty = SpeakerCertainty.LIKELY if is_likely else SpeakerCertainty.STATED
            if name and name not in self._spoken_names:
                self._spoken_names.append(name)
        return AttributedSpeaker(mention.printed, mention.start, mention.end, attribution.rule, name, certainty)

    def _resolve_name(self, mention: PersonMention, *, only_before: bool = False) -> str:
        """Return the longest form of a name in the article, if it is unambiguous.

        With `only_before`, only earlier mentions count: a later name may be somebody else's.
        """
        name = mention.name
        if not name:
            return ""
        name_words, last_name = name_key(name).split(), _get_last_name(name)
        choices = []
        for full_name in self._full_names.get(last_name, ()):
            full_words = name_key(full_name).split()
            is_short_form = full_words[-len(name_words) :] == name_words or set(name_words) <= set(full_words)
            is_early = not only_before or self._first_offsets.get(full_name, 0) <= mention.start
            if is_short_form and is_early and (" " in name or self._fits_titles(full_name, last_name)):
                choices.append(full_name)
        if len(choices) > 1:
            choices = [full_name for full_name in choices if full_name in self._spoken_names]
        return choices[0] if len(choices) == 1 else name

    def _fits_titles(self, full_name: str, last_name: str) -> bool:
        """Return whether titles printed with the last name fit this person's gender."""
        is_female = self._is_female_by_name.get(full_name)
        titles = self._title_genders.get(last_name)
        return is_female is None or not titles or is_female in titles

    def _is_plain_word(self, mention: PersonMention) -> bool:
        """Return whether a supposed name is a word capitalised at a sentence start: `Critics`."""
        name, folded = mention.name, mention.name.casefold()
        if " " in name or not name[1:].islower():
            return False
        if re.split("['’]", folded)[0] in self._lexicon.function_words:
            return True
        return name not in self._inner_words and (folded in self._inner_words or folded in self._lexicon.people)

    def _is_person(self, mention: PersonMention) -> bool:
        """Return whether a personal pronoun could mean this: a full name, or a known last name."""
        if not mention.name or mention.printed[:4].casefold() == "the ":
            return False
        last_name = _get_last_name(mention.name)
        if last_name in self._is_female_by_last:
            return True
        return (" " in mention.name or last_name in self._full_names) and not is_organization(mention.name)

    def _can_mean(self, pronoun: str, name: str) -> bool | None:
        """Return whether the pronoun can mean this person; None if the gender is unknown."""
        is_female = self._is_female_by_name.get(name, self._is_female_by_last.get(_get_last_name(name)))
        return None if is_female is None else is_female == (pronoun.casefold() in _FEMALE)

    def _find_antecedent(self, pronoun: PersonMention) -> tuple[PersonMention | None, SpeakerCertainty]:
        """Return the antecedent of `he` or `she`, and whether others could be meant.

        If somebody else was named in between, the gender must be known to fit.
        """
        index = bisect_left(self._antecedents, pronoun.start, key=attrgetter("start"))
        candidates = self._antecedents[max(0, index - 12) : index] if is_personal_pronoun(pronoun) else []
        for mention in reversed(candidates):
            if pronoun.start - mention.start > MAX_PRONOUN_DISTANCE:
                break
            can_be_meant = self._can_mean(pronoun.printed, mention.name)
            if self._is_person(mention) and can_be_meant is not False:
                has_others = self._has_others_between(mention.name, mention.start, pronoun.start)
                if has_others and can_be_meant is None:
                    break
                return mention, SpeakerCertainty.UNCERTAIN if has_others else SpeakerCertainty.LIKELY
            if not mention.name and is_person_description(mention.printed, self._lexicon):
                break
        return None, SpeakerCertainty.UNCERTAIN

    def _has_others_between(self, name: str, start: int, end: int) -> bool:
        index = bisect_left(self._people, start, key=attrgetter("start"))
        between = takewhile(lambda mention: mention.start < end, self._people[index : index + 20])
        return any(_get_last_name(mention.name) != _get_last_name(name) for mention in between)


def resolve_speakers(
    text: str,
    attributions: list[Attribution | None],
    find_subjects: Callable[[list[int]], list[PersonMention]],
    lexicon: SpeechLexicon,
) -> list[AttributedSpeaker | None]:
    """Resolve each attribution to a speaker, in the order of the text.

    `find_subjects` returns the subjects of sentences before given offsets: possible antecedents.
    """
    if not any(attributions):
        return [None] * len(attributions)
    mentions = [attribution.mention for attribution in attributions if attribution]
    subjects = find_subjects([mention.start for mention in mentions if is_personal_pronoun(mention)])
    people = ArticlePeople(text, [mention for mention in mentions if not mention.is_pronoun], subjects, lexicon)
    return [people.resolve_speaker(attribution) if attribution else None for attribution in attributions]


def is_person_description(printed: str, lexicon: SpeechLexicon) -> bool:
    """Return whether a description is of a person: `a Western diplomat`, `the mayor`."""
    head = re.split(r"\s(?:of|for|from|in|at|with|who|on)\s", printed)[0].split()
    word = head[-1].casefold() if head else ""
    return word in lexicon.titles or word + "s" in lexicon.people or word in _PERSON_NOUNS


def _get_last_name(name: str) -> str:
    """Return the last name as a key, without `Jr.` and the like."""
    words = name.casefold().replace(".", "").split()
    while len(words) > 1 and words[-1] in NAME_SUFFIXES:
        words.pop()
    return words[-1] if words else ""


def _drop_prefixed_names(names: list[str]) -> list[str]:
    """Drop names that only prefix another one with a word: `Pilot Ada Vry`."""
    distinct: list[str] = []
    for name in sorted(names[:20], key=lambda name: (len(name.split()), names.index(name))):
        words = name.casefold().split()
        if words[0] in {"de", "al", "von", "van"}:
            continue
        if not any(words[-len(other.split()) :] == other.casefold().split() for other in distinct):
            distinct.append(name)
    return distinct
