"""Extraction of quotations from an article: quoted passages and indirect reports.

Each passage has a kind and, where the text names one, a speaker. Offsets count characters of the
text. Entry point: `read_quotations`; linear in the length of the text.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from archive.text.notices import is_article_itself, notice_spans
from archive.text.quoting.attribution import (
    REACH,
    Attribution,
    Place,
    Rule,
    attribute,
)
from archive.text.quoting.context import (
    PARAGRAPH,
    Spoken,
    is_of_one_paragraph,
    speaker_before,
)
from archive.text.quoting.kinds import MOST_SCARE_WORDS, Kind, kind_of
from archive.text.quoting.marks import Marked, marked_passages, quote_borders
from archive.text.quoting.named import Named
from archive.text.quoting.reports import indirect_reports
from archive.text.quoting.speakers import NEAR, Certainty, Speaker, speakers_of
from archive.text.quoting.speech import Speech
from archive.text.quoting.speech_words import ENGLISH, speech_of
from archive.text.quoting.subjects import first_subject, subject_after
from archive.text.sentences import sentence_end, sentence_spans, sentence_start

__all__ = ["Certainty", "Kind", "Quotation", "Rule", "Speaker", "quote_borders", "read_quotations"]

_CLEFT: Final = re.compile(r"\b[Ii]t (?:was|is) (?=[^.,;]{2,60},?[^.;]{0,60}\bwho\b)")
_LABEL_AFTER: Final = re.compile(r"\s+(?:has |had |also )?(?:told|said|says|tells|added)\b")
_LABEL_BEFORE: Final = re.compile(r"\b(?:a|an|one|another|the|unnamed|anonymous)\s+$")


@dataclass(frozen=True, slots=True)
class Quotation:
    """One passage: text from `start` to `end`, without the marks."""

    start: int
    end: int
    kind: Kind
    speaker: Speaker | None = None
    depth: int = 0
    is_closed: bool = True


@dataclass(frozen=True, slots=True)
class _Told:
    """A passage with its attribution, before speakers' full names are resolved."""

    start: int
    end: int
    kind: Kind
    attribution: Attribution | None = None
    depth: int = 0
    is_closed: bool = True


def read_quotations(text: str, language: str = "") -> list[Quotation]:
    """Return all quoted passages and indirect reports, in the order of the text."""
    speech = speech_of(language)
    marked = marked_passages(text)
    if speech is None:
        told = [_unattributed(text, passage) for passage in marked]
    else:
        notices = notice_spans(text)
        noticed = {passage for passage in marked if _is_within(passage.start, notices)}
        apart = {passage for passage in marked if passage.depth or _is_label(text, passage)}
        outer = [passage for passage in marked if passage not in apart | noticed]
        told = [*_told(text, outer, speech), *_reports(text, outer, notices, speech)]
        told += [_unattributed(text, passage) for passage in apart - noticed]
        told += [_retracted(text, passage) for passage in noticed]
    told.sort(key=lambda each: (each.start, -each.end))
    attributions = [each.attribution for each in told]
    subjects = partial(_subjects, text, marked, speech or ENGLISH)
    speakers = speakers_of(text, attributions, subjects, speech or ENGLISH)
    return [
        Quotation(each.start, each.end, each.kind, speaker, each.depth, each.is_closed)
        for each, speaker in zip(told, speakers, strict=True)
    ]


def _subjects(text: str, marked: list[Marked], speech: Speech, before: list[int]) -> list[Named]:
    """Return subjects of the reporter's sentences that precede these offsets."""
    starts = [passage.outer_start for passage in marked]
    found = []
    for start, end in sentence_spans(text) if before else ():
        following = bisect_left(before, start)
        if following == len(before) or before[following] - start > NEAR:
            continue
        first = bisect_right(starts, start)
        inside = first and marked[first - 1].outer_end > start
        stop = min(end, starts[first]) if first < len(starts) else end
        if not inside and (named := first_subject(text, start, stop, speech)):
            found.append(named)
        if not inside and (stressed := _stressed(text, start, stop, speech)):
            found.append(stressed)
    return found


def _stressed(text: str, start: int, end: int, speech: Speech) -> Named | None:
    """Match the focus of a cleft sentence: `…, but it was Ada Vry who took it up`."""
    found = _CLEFT.search(text, start, end)
    return subject_after(text, found.end(), end, speech) if found else None


def _is_label(text: str, passage: Marked) -> bool:
    """Return whether the words only label a speaker: `an unnamed “senior diplomat” told …`."""
    return (
        text[passage.start].islower()
        and len(text[passage.start : passage.end].split()) <= MOST_SCARE_WORDS
        and _LABEL_BEFORE.search(text, max(0, passage.outer_start - 20), passage.outer_start)
        is not None
        and _LABEL_AFTER.match(text, passage.outer_end) is not None
    )


def _reports(
    text: str, outer: list[Marked], notices: list[tuple[int, int]], speech: Speech
) -> Iterator[_Told]:
    """Yield indirect reports; only English verbs are known."""
    if speech is ENGLISH:
        for start, end, attribution in indirect_reports(text, outer, speech):
            if not _is_within(start, notices) and not _is_itself(text, attribution):
                yield _Told(start, end, Kind.INDIRECT, attribution)


def _is_within(place: int, spans: list[tuple[int, int]]) -> bool:
    number = bisect_right(spans, place, key=lambda span: span[0]) - 1
    return number >= 0 and place < spans[number][1]


def _unattributed(text: str, passage: Marked) -> _Told:
    """Classify a passage that is nested, or in an unsupported language, without speaker."""
    place = Place(text, passage, passage.outer_start, passage.outer_end, passage.outer_start)
    kind = kind_of(place, None)
    return _Told(passage.start, passage.end, kind, None, passage.depth, passage.is_closed)


def _retracted(text: str, passage: Marked) -> _Told:
    """Classify a passage in a correction notice; it is attributed to nobody."""
    told = _unattributed(text, passage)
    return replace(told, kind=Kind.SCARE) if told.kind.is_speech else told


def _told(text: str, outer: list[Marked], speech: Speech) -> Iterator[_Told]:
    """Yield the outer passages with kinds and attributions; one may continue the previous."""
    former: Spoken | None = None
    for place in _places(text, outer):
        attribution = _attributed(place, speech) or _in_one_sentence(place, former)
        if attribution is None and place.stands_alone and is_of_one_paragraph(place, former):
            attribution = speaker_before(place, former, speech)
        kind = kind_of(place, attribution)
        if kind.is_speech and attribution is None and place.stands_alone:
            attribution = speaker_before(place, former, speech)
        passage = place.passage
        quotation = _Told(
            passage.start,
            passage.end,
            kind,
            attribution if kind.is_speech else None,
            is_closed=passage.is_closed,
        )
        if kind.is_speech:
            former = Spoken(place, quotation.attribution)
        yield quotation


def _attributed(place: Place, speech: Speech) -> Attribution | None:
    """Attribute a passage by its own sentence, unless the speaker is the article itself."""
    found = attribute(place, speech)
    return None if found and _is_itself(place.text, found) else found


def _is_itself(text: str, attribution: Attribution) -> bool:
    return is_article_itself(text, attribution.who.start, attribution.who.end)


def _places(text: str, outer: list[Marked]) -> Iterator[Place]:
    """Yield each passage with the part of its sentence that belongs to it."""
    breaks = [0, *(found.end() for found in PARAGRAPH.finditer(text)), len(text) + 1]
    edges = [0, *(passage.outer_end for passage in outer)]
    following = [*(passage.outer_start for passage in outer[1:]), len(text)]
    for number, passage in enumerate(outer):
        begins = bisect_right(breaks, passage.outer_start) - 1
        ends = bisect_right(breaks, max(passage.end - 1, passage.start)) - 1
        first = max(breaks[begins], edges[number], passage.outer_start - REACH)
        last = min(breaks[ends + 1] - 1, following[number], passage.outer_end + REACH)
        before = sentence_start(text, first, passage.outer_start)
        after = sentence_end(text, passage.outer_end, max(last, passage.outer_end))
        yield Place(text, passage, before, after, breaks[begins])


def _in_one_sentence(place: Place, former: Spoken | None) -> Attribution | None:
    """Continue the previous attribution within a sentence, or where nothing separates both."""
    if former is None or former.attribution is None or not is_of_one_paragraph(place, former):
        return None
    last, told = former.place, former.attribution
    between = place.text[last.passage.outer_end : place.passage.outer_start]
    if len(between) > REACH:
        return None
    if last.is_finished and not between.strip(" .,;—–-"):
        return replace(told, rule=Rule.CONTINUED)
    has_ended = place.stands_alone and former.end == last.passage.outer_end
    if len(_sentences_in(between)) <= 1 and not has_ended:
        return replace(told, rule=Rule.SAME_SENTENCE)
    if not place.stands_alone and not place.lead.strip(" \n(["):
        return replace(told, rule=Rule.CONTINUED)
    return None


def _sentences_in(between: str) -> list[str]:
    return [part for part in re.split(r"[.!?]\s+(?=[A-Z“\"‘])", between) if part.strip()]
