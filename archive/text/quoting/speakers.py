"""Speaker resolution: short names to the article's full names, pronouns to antecedents.

Ambiguity is kept: two people of one last name are not told apart by guessing.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import takewhile, zip_longest
from typing import Final

from archive.text.normalize import name_key
from archive.text.quoting.attribution import Attribution, Rule
from archive.text.quoting.named import Named, is_body, is_personal, names_in_prose
from archive.text.quoting.speech import Speech

_GENDERED: Final = re.compile(
    r"\b(?:(?P<he>Mr|Sir|Lord|King|Prince)|(?P<she>Mrs|Ms|Miss|Dame|Lady|Queen|Princess"
    r"|Congresswoman|Spokeswoman))\.?[ \u00a0\n]"
    r"(?:(?:[A-Z]\.|[A-Z][\w’'-]*)[ \u00a0\n](?:(?:de|del|van|von|al|bin)[ \u00a0])?){0,3}"
    r"(?P<last>[A-Z][\w-]+)"
)
_FEMALE: Final = frozenset("she her elle ela lei ella zij ze".split())
_OWN: Final = re.compile(
    r"(?<!['’]s)(?!['’]s)[^.!?\n\"“”«»„]{0,160}?"
    r"\b(?:(?P<he>he|his|himself)|(?P<she>she|herself|hers))\b",
    re.IGNORECASE,
)
"""First pronoun after a name in the same sentence; not after an owner (`Vry’s deputy` may be
anybody), nor within a quotation."""
_WITHIN: Final = re.compile(r"(?<=[\w,;] )[\w’'-]+")
_WHO: Final = re.compile(r",?\s+who\b")
_CLEARLY: Final = 3
"""Ratio at which one gender of pronoun must outnumber the other to decide."""
_INITIAL: Final = re.compile(r"(?<=\s)\w(?=\s)")
NEAR: Final = 1_500
"""Maximum distance in characters from a pronoun to its antecedent."""


class Certainty(StrEnum):
    """Certainty of an attribution."""

    STATED = "stated"
    """The sentence names the speaker."""
    LIKELY = "likely"
    """A pronoun, short name or continued passage with only one possible person."""
    UNCERTAIN = "uncertain"
    """Somebody else was named in between."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Resolved speaker: the mention from `start` to `end`, and the full name if known."""

    printed: str
    start: int
    end: int
    rule: Rule
    name: str = ""
    certainty: Certainty = Certainty.STATED


def speaker_key(name: str) -> str:
    """Return the lookup key of a speaker's name, without middle initials."""
    return _INITIAL.sub("", name_key(name)).replace("  ", " ")


@dataclass(slots=True)
class Cast:
    """The persons named in one article, with the pronouns and titles used for them."""

    _full: dict[str, list[str]] = field(default_factory=dict)
    _female: dict[str, bool] = field(default_factory=dict)
    _people: list[Named] = field(default_factory=list)
    _titles: dict[str, set[bool]] = field(default_factory=dict)
    _full_female: dict[str, bool] = field(default_factory=dict)
    _first: dict[str, int] = field(default_factory=dict)
    """Offset of the first mention of each name."""
    _words: frozenset[str] = frozenset()
    """Words inside sentences, where a capital is not due to the sentence start."""

    @classmethod
    def of(cls, text: str, speaking: list[Named], speech: Speech) -> "Cast":
        """Collect the persons named in `text`, speakers included."""
        names = names_in_prose(text, 0, len(text), speech)
        counted = Counter(named.name for named in [*speaking, *names] if " " in named.name)
        by_last: dict[str, list[str]] = {}
        for name, _ in counted.most_common():
            by_last.setdefault(_last(name), []).append(name)
        cast = cls({last: _distinct(found) for last, found in by_last.items()})
        for named in names:
            cast._first.setdefault(named.name, named.start)
        for found in _GENDERED.finditer(text):
            last, is_female = found["last"].casefold(), found["she"] is not None
            cast._female.setdefault(last, is_female)
            cast._titles.setdefault(last, set()).add(is_female)
        cast._words = frozenset(_WITHIN.findall(text))
        cast._people = [named for named in names if cast.is_person(named)]
        cast._learn_pronouns(text)
        return cast

    def _learn_pronouns(self, text: str) -> None:
        """Learn genders from sentences that name one person and go on with a pronoun."""
        told: dict[str, Counter[bool]] = {}
        of_full: dict[str, Counter[bool]] = {}
        for named, after in zip_longest(self._people, self._people[1:]):
            end = after.start if after else len(text)
            if found := _OWN.match(text, named.end, end):
                last = _last(named.name)
                told.setdefault(last, Counter())[found["she"] is not None] += 1
                if _WHO.match(text, named.end):
                    of_full.setdefault(named.name, Counter())[found["she"] is not None] += 1
        for last, counts in told.items():
            (is_female, often), *others = counts.most_common()
            if not others or often >= _CLEARLY * others[0][1]:
                self._female.setdefault(last, is_female)
        self._full_female = {
            name: counts.most_common(1)[0][0]
            for name, counts in of_full.items()
            if len(counts) == 1
        }

    def full_name(self, named: Named, spoken: Iterable[str] = (), *, so_far: bool = False) -> str:
        """Return the longest form of a name in the article, if it is unambiguous.

        With `only_before`, only earlier mentions count: a later name may be somebody else's.
        """
        name = named.name
        if not name:
            return ""
        choices = [full for full in self._full.get(_last(name), []) if _ends_in(full, name)]
        if " " not in name:
            choices = [full for full in choices if self._may_have_title(full)]
        if so_far:
            choices = [full for full in choices if self._first.get(full, 0) <= named.start]
        if len(choices) > 1:
            choices = [full for full in choices if full in spoken]
        return choices[0] if len(choices) == 1 else name

    def is_word(self, named: Named, speech: Speech) -> bool:
        """Return whether a supposed name is a word capitalised at a sentence start: `Critics`."""
        name, low = named.name, named.name.casefold()
        if " " in name or not name[1:].islower():
            return False
        if re.split("['’]", low)[0] in speech.small:
            return True
        return name not in self._words and (low in self._words or low in speech.people)

    def _may_have_title(self, full: str) -> bool:
        """Return whether titles printed with the last name fit this person's gender."""
        is_female = self._full_female.get(full)
        titles = self._titles.get(_last(full), set())
        return is_female is None or not titles or is_female in titles

    def is_person(self, named: Named) -> bool:
        """Return whether a personal pronoun could mean this: a full name, or a known last name."""
        if not named.name or named.printed[:4].casefold() == "the ":
            return False
        if _last(named.name) in self._female:
            return True
        is_known = " " in named.name or _last(named.name) in self._full
        return is_known and not is_body(named.name)

    def is_meant(self, pronoun: str, name: str) -> bool | None:
        """Return whether the pronoun can mean this person; None if the gender is unknown."""
        is_female = self._full_female.get(name, self._female.get(_last(name)))
        return None if is_female is None else is_female == (pronoun.casefold() in _FEMALE)

    def others(self, name: str, start: int, end: int) -> bool:
        """Return whether anybody else is named between two offsets."""
        first = bisect_left(self._people, start, key=lambda named: named.start)
        between = takewhile(lambda named: named.start < end, self._people[first : first + 20])
        return any(_last(named.name) != _last(name) for named in between)


def speakers_of(
    text: str,
    attributions: list[Attribution | None],
    subjects: Callable[[list[int]], list[Named]],
    speech: Speech,
) -> list[Speaker | None]:
    """Resolve each attribution to a speaker, in the order of the text.

    `find_subjects` returns the subjects of sentences before given offsets: possible antecedents.
    """
    if not any(attributions):
        return [None] * len(attributions)
    pronouns = [each.who.start for each in attributions if each and is_personal(each.who)]
    speaking = [each.who for each in attributions if each and not each.who.is_pronoun]
    cast = Cast.of(text, speaking, speech)
    meant = sorted(
        {named.start: named for named in [*subjects(pronouns), *speaking]}.values(), key=_place
    )
    spoken: list[str] = []
    return [_speaker(each, meant, cast, spoken, speech) if each else None for each in attributions]


def _place(named: Named) -> int:
    return named.start


def _speaker(
    told: Attribution, meant: list[Named], cast: Cast, spoken: list[str], speech: Speech
) -> Speaker | None:
    who = told.who
    if told.is_inferred and who.name and not cast.is_person(who):
        return None
    if who.is_pronoun:
        before = meant[: bisect_left(meant, who.start, key=_place)]
        antecedent, certainty = _antecedent(who, before, cast, speech)
        name = cast.full_name(antecedent, spoken, so_far=told.is_inferred) if antecedent else ""
    else:
        name = "" if cast.is_word(who, speech) else cast.full_name(who, spoken)
        if told.pronoun and cast.is_meant(told.pronoun, name) is False:
            return None
        is_likely = told.is_inferred or told.rule in _LOOSE
        certainty = Certainty.LIKELY if is_likely else Certainty.STATED
        if name and name not in spoken:
            spoken.append(name)
    return Speaker(who.printed, who.start, who.end, told.rule, name, certainty)


_LOOSE: Final = frozenset({Rule.CONTINUED, Rule.CLAUSE})


def _antecedent(
    pronoun: Named, before: list[Named], cast: Cast, speech: Speech
) -> tuple[Named | None, Certainty]:
    """Return the antecedent of `he` or `she`, and whether others could be meant.

    If somebody else was named in between, the gender must be known to fit.
    """
    if not is_personal(pronoun):
        return None, Certainty.UNCERTAIN
    for named in reversed(before[-12:]):
        if pronoun.start - named.start > NEAR:
            break
        is_meant = cast.is_meant(pronoun.printed, named.name)
        if cast.is_person(named) and is_meant is not False:
            others = cast.others(named.name, named.start, pronoun.start)
            if others and is_meant is None:
                break
            certainty = Certainty.UNCERTAIN if others else Certainty.LIKELY
            return named, certainty
        if not named.name and is_somebody(named.printed, speech):
            break
    return None, Certainty.UNCERTAIN


def is_somebody(printed: str, speech: Speech) -> bool:
    """Return whether a description is of a person: `a Western diplomat`, `the mayor`."""
    head = re.split(r"\s(?:of|for|from|in|at|with|who|on)\s", printed)[0].split()
    word = head[-1].casefold() if head else ""
    return word in speech.titles or word + "s" in speech.people or word in _SOMEBODY


_SOMEBODY: Final = frozenset(
    "man woman official diplomat source teacher pilot mother father".split()
)


def _last(name: str) -> str:
    """Return the last name as a key, without `Jr.` and the like."""
    words = name.casefold().replace(".", "").split()
    while len(words) > 1 and words[-1] in {"jr", "sr", "ii", "iii", "iv"}:
        words.pop()
    return words[-1] if words else ""


def _ends_in(full: str, name: str) -> bool:
    """Return whether `name` is a short form of `full`: its end, or a subset of its words."""
    long, short = name_key(full).split(), name_key(name).split()
    return long[-len(short) :] == short or set(short) <= set(long)


def _distinct(names: list[str]) -> list[str]:
    """Drop names that only prefix another one with a word: `Pilot Ada Vry`."""
    kept: list[str] = []
    for name in sorted(names[:20], key=lambda name: (len(name.split()), names.index(name))):
        words = name.casefold().split()
        if words[0] in {"de", "al", "von", "van"}:
            continue
        if not any(words[-len(other.split()) :] == other.casefold().split() for other in kept):
            kept.append(name)
    return kept
