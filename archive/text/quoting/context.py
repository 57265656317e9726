"""Attribution of a passage that stands alone, from the sentences right before it.

The previous speaker continues only if nobody else is introduced in between. Otherwise somebody is
introduced: the last sentence reports what they said, has them as its subject, or describes only
them. Where none of this holds, the passage stays unattributed.
"""

import re
from dataclasses import dataclass, replace
from typing import Final

from archive.text.quoting.attribution import (
    REACH,
    Attribution,
    Place,
    Rule,
    attribute_before,
)
from archive.text.quoting.named import POSSESSIVE, Named, is_body, is_personal, names_in_prose
from archive.text.quoting.reports import report_of
from archive.text.quoting.speech import Speech
from archive.text.quoting.subjects import first_subject, subject_before
from archive.text.sentences import sentence_end, sentence_spans, sentence_start

PARAGRAPH: Final = re.compile(r"\n[ \t]*\n\s*")
_DESCRIBED_AFTER: Final = re.compile(
    r",?\s+(?:who|whose)\b|,\s+(?:a|an|the|qui|un|une|le|la|der|die|ein|eine|\d\d)\b"
)
_DESCRIBED_BEFORE: Final = re.compile(r"\w['’)]?,\s*$")
_WORD: Final = re.compile(r"\s+([\w-]+)")
_LAST: Final = frozenset('.!?…"”’»')
Span = tuple[int, int]
LONGEST: Final = 3_000
"""Maximum number of characters of a paragraph that are read."""
FURTHEST: Final = 3
"""Maximum number of sentences back in which a speaker may be introduced."""
_OPENING: Final = " \t\n\u00a0([—–-"


@dataclass(frozen=True, slots=True)
class Spoken:
    """The previous passage of speech, and its attribution."""

    place: Place
    attribution: Attribution | None

    @property
    def end(self) -> int:
        """End offset of the sentence that names the speaker."""
        place, told = self.place, self.attribution
        passage = place.passage
        is_named_before = told is None or told.who.start < passage.outer_start
        goes_on = place.tail.lstrip(" \u00a0")[:1].islower()
        if place.is_finished and is_named_before and not goes_on:
            return passage.outer_end
        if place.text[: place.after].rstrip()[-1:] in _LAST:
            return place.after
        return sentence_end(place.text, place.after, place.after + REACH)


def is_of_one_paragraph(place: Place, former: Spoken | None) -> bool:
    """Return whether a passage is in the paragraph in which the previous one ends."""
    if former is None:
        return False
    between = place.text[former.place.passage.outer_end : place.passage.outer_start]
    return former.place.paragraph == place.paragraph and "\n\n" not in between


def speaker_before(place: Place, former: Spoken | None, speech: Speech) -> Attribution | None:
    """Attribute a standalone passage from the sentences before it, if they name a speaker."""
    if found := _led_in(place, speech):
        return found
    start = _paragraph_before(place)
    if former is not None and former.place.passage.outer_end <= start:
        former = None
    begin = former.end if former else start
    opens = not place.text[place.paragraph : place.passage.outer_start].strip(_OPENING)
    sentences = sentence_spans(place.text, begin, place.passage.outer_start)
    sentences = [(s, e) for s, e in sentences if place.text[s:e].strip(_OPENING + '"“«')]
    if not sentences:
        return _continued(former)
    nearest = sentences[-1:] if opens else sentences[-FURTHEST:]
    presented = _presented(place.text, nearest, speech)
    if presented and presented.who.is_pronoun and former and former.attribution:
        return replace(former.attribution, rule=Rule.CONTINUED, pronoun=presented.who.printed)
    return presented or (None if opens else _continued(former))


def _led_in(place: Place, speech: Speech) -> Attribution | None:
    """Match an attribution at the end of the previous paragraph, if it ends in a colon."""
    text = place.text
    end = place.passage.outer_start - len(place.lead)
    stretch = text[max(0, end - REACH) : end].rstrip(" \n\t(")
    if not stretch.endswith((":", "：")):
        return None
    end = max(0, end - REACH) + len(stretch)
    start = sentence_start(text, max(0, end - REACH), end)
    passage = replace(place.passage, outer_start=end, start=end)
    found = attribute_before(Place(text, passage, start, place.after, place.paragraph), speech)
    return replace(found, rule=Rule.INTRODUCED) if found else None


def _paragraph_before(place: Place) -> int:
    """Return the start of the passage's paragraph, or of the one before if nothing precedes it."""
    text, start = place.text, place.paragraph
    if text[start : place.passage.outer_start].strip(_OPENING):
        return start
    end = len(text[:start].rstrip())
    first = max(0, end - LONGEST)
    return max((found.end() for found in PARAGRAPH.finditer(text, first, end)), default=first)


def _continued(former: Spoken | None) -> Attribution | None:
    if former is None or former.attribution is None:
        return None
    return replace(former.attribution, rule=Rule.CONTINUED)


def _presented(text: str, sentences: list[Span], speech: Speech) -> Attribution | None:
    """Find the speaker or topic of the last sentences."""
    for sentence in reversed(sentences):
        who = (
            _reporting(text, sentence, speech)
            or _subject(text, sentence, speech)
            or _described(text, sentence, speech)
        )
        if who is not None:
            return Attribution(who, Rule.INTRODUCED, is_inferred=True)
        if text[sentence[1] - 1] == "?" or any(_people(text, sentence, speech)):
            return None
    return None


def _reporting(text: str, sentence: Span, speech: Speech) -> Named | None:
    """Find the speaker of a report: `…, she said, …`, `…, the mayor writes.`"""
    start, end = sentence
    if report := report_of(text, start, end, speech):
        return report[2].who
    for verb in speech.verb.finditer(text, start, end):
        if len(text[verb.end() : end].split()) <= 1:
            who = subject_before(text, start, verb.start(), speech)
            if who is not None and "," in text[start : who.start]:
                return who
    return None


def _subject(text: str, sentence: Span, speech: Speech) -> Named | None:
    """Return the subject of the sentence, if it is one named person."""
    start, end = sentence
    subject = first_subject(text, start, end, speech)
    if subject is None or text[end - 1] == "?" or _names_a_group(text, subject.end, speech):
        return None
    if speech.has_capital_nouns and " " not in subject.name:
        return None
    return subject if subject.name or is_personal(subject) else None


def _names_a_group(text: str, end: int, speech: Speech) -> bool:
    """Return whether a name only qualifies a group: `Republican Senate leaders`."""
    following = _WORD.match(text, end)
    return following is not None and following.group(1).casefold() in speech.people | speech.titles


def _described(text: str, sentence: Span, speech: Speech) -> Named | None:
    """Return the one person a sentence describes: `…, Ada Vry, who runs the office, …`."""
    start, end = sentence
    people = _people(text, sentence, speech)
    described = [
        named
        for named in people
        if _DESCRIBED_AFTER.match(text, named.end, end)
        or _DESCRIBED_BEFORE.search(text, start, named.start)
    ]
    return described[0] if len(described) == 1 else None


def _people(text: str, sentence: Span, speech: Speech) -> list[Named]:
    """List mentions of two words or with a title, except owners (`Vry’s`) and organizations."""
    return [
        named
        for named in names_in_prose(text, *sentence, speech)
        if (" " in named.name or named.name != named.printed)
        and not is_body(named.name)
        and not POSSESSIVE.match(text, named.end)
    ]
