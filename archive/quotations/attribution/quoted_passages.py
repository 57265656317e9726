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

from archive.quotations.attribution.attribute import (
    MAX_CONTEXT_CHARS,
    Attribution,
    AttributionRule,
    PassageContext,
    attribute_passage,
)
from archive.quotations.attribution.context import (
    PARAGRAPH_BREAK,
    PrecedingPassage,
    attribute_from_preceding,
    is_in_same_paragraph,
)
from archive.quotations.attribution.indirect_speech import find_indirect_reports
from archive.quotations.attribution.passage_kinds import MAX_SCARE_WORDS, PassageKind, classify_passage
from archive.quotations.attribution.person_mentions import PersonMention
from archive.quotations.attribution.speaker_names import (
    MAX_PRONOUN_DISTANCE,
    AttributedSpeaker,
    SpeakerCertainty,
    resolve_speakers,
)
from archive.quotations.attribution.speech_verbs import SpeechLexicon
from archive.quotations.attribution.speech_words import ENGLISH, get_lexicon
from archive.quotations.attribution.subjects import find_first_subject, find_subject_after
from archive.text.quotation_marks import QuotedSpan, find_quote_bounds, find_quoted_spans
from archive.text.sentences import (
    find_notice_spans,
    find_sentence_end,
    find_sentence_spans,
    find_sentence_start,
    is_article_itself,
)

__all__ = [
    "AttributedSpeaker",
    "AttributionRule",
    "PassageKind",
    "SpeakerCertainty",
    "TextQuotation",
    "find_quote_bounds",
    "read_quotations",
]

_CLEFT: Final = re.compile(r"\b[Ii]t (?:was|is) (?=[^.,;]{2,60},?[^.;]{0,60}\bwho\b)")
_LABEL_AFTER: Final = re.compile(r"\s+(?:has |had |also )?(?:told|said|says|tells|added)\b")
_LABEL_BEFORE: Final = re.compile(r"\b(?:a|an|one|another|the|unnamed|anonymous)\s+$")


@dataclass(frozen=True, slots=True)
class TextQuotation:
    """One passage: text from `start` to `end`, without the marks."""

    start: int
    end: int
    kind: PassageKind
    speaker: AttributedSpeaker | None = None
    depth: int = 0
    is_closed: bool = True


@dataclass(frozen=True, slots=True)
class _AttributedPassage:
    """A passage with its attribution, before speakers' full names are resolved."""

    start: int
    end: int
    kind: PassageKind
    attribution: Attribution | None = None
    depth: int = 0
    is_closed: bool = True


def read_quotations(text: str, language: str = "") -> list[TextQuotation]:
    """Return all quoted passages and indirect reports, in the order of the text."""
    lexicon = get_lexicon(language)
    spans = find_quoted_spans(text)
    if lexicon is None:
        passages = [_classify_unattributed(text, span) for span in spans]
    else:
        notices = find_notice_spans(text)
        retracted_spans = {span for span in spans if _is_within(span.start, notices)}
        unattributed_spans = {span for span in spans if span.depth or _is_speaker_label(text, span)}
        outer_spans = [span for span in spans if span not in unattributed_spans | retracted_spans]
        passages = [
            *_iter_attributed(text, outer_spans, lexicon),
            *_iter_reports(text, outer_spans, notices, lexicon),
        ]
        passages += [_classify_unattributed(text, span) for span in unattributed_spans - retracted_spans]
        passages += [_classify_retracted(text, span) for span in retracted_spans]
    passages.sort(key=lambda passage: (passage.start, -passage.end))
    attributions = [passage.attribution for passage in passages]
    find_subjects = partial(_find_subjects, text, spans, lexicon or ENGLISH)
    speakers = resolve_speakers(text, attributions, find_subjects, lexicon or ENGLISH)
    return [
        TextQuotation(passage.start, passage.end, passage.kind, speaker, passage.depth, passage.is_closed)
        for passage, speaker in zip(passages, speakers, strict=True)
    ]


def _find_subjects(
    text: str, spans: list[QuotedSpan], lexicon: SpeechLexicon, offsets: list[int]
) -> list[PersonMention]:
    """Return subjects of the reporter's sentences that precede these offsets."""
    starts = [span.outer_start for span in spans]
    mentions = []
    for start, end in find_sentence_spans(text) if offsets else ():
        following = bisect_left(offsets, start)
        if following == len(offsets) or offsets[following] - start > MAX_PRONOUN_DISTANCE:
            continue
        next_span = bisect_right(starts, start)
        is_inside_span = next_span and spans[next_span - 1].outer_end > start
        stop = min(end, starts[next_span]) if next_span < len(starts) else end
        if not is_inside_span and (subject := find_first_subject(text, start, stop, lexicon)):
            mentions.append(subject)
        if not is_inside_span and (cleft_focus := _match_cleft(text, start, stop, lexicon)):
            mentions.append(cleft_focus)
    return mentions


def _match_cleft(text: str, start: int, end: int, lexicon: SpeechLexicon) -> PersonMention | None:
    """Match the focus of a cleft sentence: `…, but it was Ada Vry who took it up`."""
    match = _CLEFT.search(text, start, end)
    return find_subject_after(text, match.end(), end, lexicon) if match else None


def _is_speaker_label(text: str, span: QuotedSpan) -> bool:
    """Return whether the words only label a speaker: `an unnamed “senior diplomat” told …`."""
    return (
        text[span.start].islower()
        and len(text[span.start : span.end].split()) <= MAX_SCARE_WORDS
        and _LABEL_BEFORE.search(text, max(0, span.outer_start - 20), span.outer_start) is not None
        and _LABEL_AFTER.match(text, span.outer_end) is not None
    )


def _iter_reports(
    text: str, outer_spans: list[QuotedSpan], notices: list[tuple[int, int]], lexicon: SpeechLexicon
) -> Iterator[_AttributedPassage]:
    """Yield indirect reports; only English verbs are known."""
    if lexicon is ENGLISH:
        for start, end, attribution in find_indirect_reports(text, outer_spans, lexicon):
            if not _is_within(start, notices) and not _is_by_article_itself(text, attribution):
                yield _AttributedPassage(start, end, PassageKind.INDIRECT, attribution)


def _is_within(offset: int, spans: list[tuple[int, int]]) -> bool:
    index = bisect_right(spans, offset, key=lambda span: span[0]) - 1
    return index >= 0 and offset < spans[index][1]


def _classify_unattributed(text: str, span: QuotedSpan) -> _AttributedPassage:
    """Classify a passage that is nested, or in an unsupported language, without speaker."""
    context = PassageContext(text, span, span.outer_start, span.outer_end, span.outer_start)
    kind = classify_passage(context, None)
    return _AttributedPassage(span.start, span.end, kind, None, span.depth, span.is_closed)


def _classify_retracted(text: str, span: QuotedSpan) -> _AttributedPassage:
    """Classify a passage in a correction notice; it is attributed to nobody."""
    passage = _classify_unattributed(text, span)
    return replace(passage, kind=PassageKind.SCARE) if passage.kind.is_speech else passage


def _iter_attributed(text: str, outer_spans: list[QuotedSpan], lexicon: SpeechLexicon) -> Iterator[_AttributedPassage]:
    """Yield the outer passages with kinds and attributions; one may continue the previous."""
    previous: PrecedingPassage | None = None
    for context in _iter_contexts(text, outer_spans):
        attribution = _attribute_in_sentence(context, lexicon) or _continue_in_sentence(context, previous)
        if attribution is None and context.is_standalone and is_in_same_paragraph(context, previous):
            attribution = attribute_from_preceding(context, previous, lexicon)
        kind = classify_passage(context, attribution)
        if kind.is_speech and attribution is None and context.is_standalone:
            attribution = attribute_from_preceding(context, previous, lexicon)
        span = context.passage
        passage = _AttributedPassage(
            span.start,
            span.end,
            kind,
            attribution if kind.is_speech else None,
            is_closed=span.is_closed,
        )
        if kind.is_speech:
            previous = PrecedingPassage(context, passage.attribution)
        yield passage


def _attribute_in_sentence(context: PassageContext, lexicon: SpeechLexicon) -> Attribution | None:
    """Attribute a passage by its own sentence, unless the speaker is the article itself."""
    attribution = attribute_passage(context, lexicon)
    return None if attribution and _is_by_article_itself(context.text, attribution) else attribution


def _is_by_article_itself(text: str, attribution: Attribution) -> bool:
    return is_article_itself(text, attribution.mention.start, attribution.mention.end)


def _iter_contexts(text: str, outer_spans: list[QuotedSpan]) -> Iterator[PassageContext]:
    """Yield each passage with the part of its sentence that belongs to it."""
    breaks = [0, *(match.end() for match in PARAGRAPH_BREAK.finditer(text)), len(text) + 1]
    edges = [0, *(span.outer_end for span in outer_spans)]
    following = [*(span.outer_start for span in outer_spans[1:]), len(text)]
    for index, span in enumerate(outer_spans):
        first_paragraph = bisect_right(breaks, span.outer_start) - 1
        last_paragraph = bisect_right(breaks, max(span.end - 1, span.start)) - 1
        min_start = max(breaks[first_paragraph], edges[index], span.outer_start - MAX_CONTEXT_CHARS)
        max_end = min(breaks[last_paragraph + 1] - 1, following[index], span.outer_end + MAX_CONTEXT_CHARS)
        lead_start = find_sentence_start(text, min_start, span.outer_start)
        tail_end = find_sentence_end(text, span.outer_end, max(max_end, span.outer_end))
        yield PassageContext(text, span, lead_start, tail_end, breaks[first_paragraph])


def _continue_in_sentence(context: PassageContext, previous: PrecedingPassage | None) -> Attribution | None:
    """Continue the previous attribution within a sentence, or where nothing separates both."""
    if previous is None or previous.attribution is None or not is_in_same_paragraph(context, previous):
        return None
    previous_context, attribution = previous.context, previous.attribution
    between = context.text[previous_context.passage.outer_end : context.passage.outer_start]
    if len(between) > MAX_CONTEXT_CHARS:
        return None
    if previous_context.ends_sentence and not between.strip(" .,;—–-"):
        return replace(attribution, rule=AttributionRule.CONTINUED)
    has_ended = context.is_standalone and previous.end == previous_context.passage.outer_end
    if len(_split_sentences(between)) <= 1 and not has_ended:
        return replace(attribution, rule=AttributionRule.SAME_SENTENCE)
    if not context.is_standalone and not context.lead.strip(" \n(["):
        return replace(attribution, rule=AttributionRule.CONTINUED)
    return None


def _split_sentences(between: str) -> list[str]:
    return [part for part in re.split(r"[.!?]\s+(?=[A-Z“\"‘])", between) if part.strip()]
