"""Extraction of quotations from an article: quoted passages and indirect reports.

Each passage has a kind and, where the text names one, a speaker. Offsets count characters of the text. Entry point:
`read_quotations`; linear in the length of the text.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Final

from archive.quotations.attribution import lazy_pattern
from archive.quotations.attribution.attribute import (
    MAX_CONTEXT_CHARS,
    Attribution,
    AttributionRule,
    PassageContext,
    attribute_passage,
)
from archive.quotations.attribution.person_mentions import PersonMention
from archive.quotations.attribution.reported_passages import read_reported_passages
from archive.quotations.attribution.reporting_language import get_reporting_language
from archive.quotations.attribution.reporting_sentences import (
    PARAGRAPH_BREAK,
    PrecedingPassage,
    attribute_from_preceding,
    find_indirect_reports,
    is_in_same_paragraph,
)
from archive.quotations.attribution.speaker_names import (
    MAX_PRONOUN_DISTANCE,
    AttributedSpeaker,
    SpeakerCertainty,
    resolve_speakers,
)
from archive.quotations.attribution.speech_words import SpeechLexicon, get_lexicon
from archive.quotations.attribution.subjects import find_first_subject, find_subject_after
from archive.quotations.attribution.text_quotations import PassageKind, TextQuotation
from archive.text.quotation_marks import QuotedSpan, find_quoted_spans
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
    "read_quotations",
]

_CLEFT: Final = lazy_pattern(r"\b[Ii]t (?:was|is) (?=[^.,;]{2,60},?[^.;]{0,60}\bwho\b)")
_LABEL_AFTER: Final = lazy_pattern(r"\s+(?:has |had |also )?(?:told|said|says|tells|added)\b")
_LABEL_BEFORE: Final = lazy_pattern(r"\b(?:a|an|one|another|the|unnamed|anonymous)\s+$")
_WORD: Final = lazy_pattern(r"\w+(?:['’-]\w+)*")
_TITLE_LEAD: Final = lazy_pattern(
    r"(?:book|film|movie|novel|song|album|play|show|series|memoir|essay|documentary|program(?:me)?"
    r"|podcast|episode|single|musical|poem|painting|column|blog|game|headlined?|(?:en)?titled|ballad"
    r"|hit|anthem|sitcom|drama|comedy|thriller|classic|magazine|section|network['’]s|author of"
    r"|on (?:abc|cbs|nbc|cnn|fox|msnbc|bbc|hbo)(?: news)?(?:['’]s)?"
    r"|livre|roman|buch|libro|película|romanzo|livro|filme|boek)[\s,:(]*$",
    re.IGNORECASE,
)
_SHOW_LEAD: Final = lazy_pattern(r"(?:\w['’]s|s['’]|\b(?:on|watching|wrote|starred in|of))\s*$")
_TITLE_SMALL_WORDS: Final = frozenset("a an and as at but by de for from in la le of on or the to vs with".split())
_SCARE_LEAD: Final = lazy_pattern(
    r"(?:so-called|self-styled|supposed|soi-disant|sogenannte[nrms]?|known as|nicknamed|aka"
    r"|meaning|means|the (?:word|words|term|phrase|name))\s*$",
    re.IGNORECASE,
)
_CAPITAL_BEFORE: Final = lazy_pattern(r"[A-Z][\w.'’-]+\s*$")
_CAPITAL_AFTER: Final = lazy_pattern(r"\s*[A-Z][\w'’-]+")
MAX_SCARE_WORDS: Final = 4
MAX_VERB_GAP: Final = 60  # characters after a verb beyond which one or two quoted words are not its object


def classify_passage(context: PassageContext, attribution: Attribution | None) -> PassageKind:
    """Return the kind of a passage, given its attribution if any."""
    words = _WORD.findall(context.words)
    if _is_nickname(context, len(words)):
        return PassageKind.NICKNAME
    if _is_title(context, words):
        return PassageKind.TITLE
    ends_clause = context.words.endswith((",", ".", "?", "!", "…", "—"))
    if attribution is None:
        if len(words) <= MAX_SCARE_WORDS and not (context.is_standalone and ends_clause):
            return PassageKind.SCARE
        return PassageKind.DIRECT if context.is_standalone or len(words) > 8 else PassageKind.PARTIAL
    if len(words) <= MAX_SCARE_WORDS and not ends_clause and _SCARE_LEAD.search(context.lead):
        return PassageKind.SCARE
    if len(words) <= 2 and not ends_clause and attribution.gap > MAX_VERB_GAP:
        return PassageKind.SCARE
    is_loose = attribution.rule in (AttributionRule.ACCORDING, AttributionRule.SAME_SENTENCE, AttributionRule.CLAUSE)
    if len(words) == 1 and not ends_clause and is_loose and not context.tail.startswith(","):
        return PassageKind.SCARE
    first_char = context.words.lstrip()[:1]
    ends_clause = ends_clause or context.tail.startswith(",")
    is_sentence = (first_char.isupper() or not first_char.isalpha()) and (ends_clause or len(words) > 5)
    return PassageKind.DIRECT if is_sentence else PassageKind.PARTIAL


def _is_nickname(context: PassageContext, word_count: int) -> bool:
    """Return whether a passage is a nickname: `Gen. James “Mad Dog” Mattis`."""
    return (
        word_count <= 3
        and context.words[:1].isupper()
        and context.words[-1:].isalnum()
        and _CAPITAL_BEFORE.search(context.lead) is not None
        and _CAPITAL_AFTER.match(context.tail) is not None
    )


def _is_title(context: PassageContext, words: list[str]) -> bool:
    """Return whether a capitalised passage is a title: `the novel “The Ice House”`."""
    if not 0 < len(words) <= 10 or not context.words[:1].isupper() or context.is_standalone:
        return False
    if not all(word[0].isupper() or word[0].isdigit() or word in _TITLE_SMALL_WORDS for word in words):
        return False
    if _TITLE_LEAD.search(context.lead[-60:]) is not None:
        return True
    return 1 < len(words) <= 6 and _SHOW_LEAD.search(context.lead[-20:]) is not None


_Passage = tuple[TextQuotation, Attribution | None]
"""A passage, and its attribution before the full name of the speaker is resolved."""


def read_quotations(text: str, language: str = "") -> list[TextQuotation]:
    """Return all quoted passages and indirect reports, in the order of the text."""
    if reporting_language := get_reporting_language(language):
        return read_reported_passages(text, reporting_language)
    lexicon = get_lexicon(language)
    spans = find_quoted_spans(text)
    if lexicon is None:
        return sorted((_classify_unattributed(text, span) for span in spans), key=_get_sort_key)
    notices = find_notice_spans(text)
    retracted_spans = {span for span in spans if _is_within(span.start, notices)}
    unattributed_spans = {span for span in spans if span.depth or _is_speaker_label(text, span)}
    outer_spans = [span for span in spans if span not in unattributed_spans | retracted_spans]
    reports = find_indirect_reports(text, outer_spans, lexicon) if lexicon.has_indirect_speech else []
    passages: list[_Passage] = [
        *_iter_attributed(text, outer_spans, lexicon),
        *(
            (TextQuotation(start, end, PassageKind.INDIRECT), attribution)
            for start, end, attribution in reports
            if not _is_within(start, notices) and not _is_by_article_itself(text, attribution)
        ),
        *((_classify_unattributed(text, span), None) for span in unattributed_spans - retracted_spans),
        *((_classify_unattributed(text, span, is_retracted=True), None) for span in retracted_spans),
    ]
    passages.sort(key=lambda passage: _get_sort_key(passage[0]))
    attributions = [attribution for _, attribution in passages]
    speakers = resolve_speakers(text, attributions, partial(_find_subjects, text, spans, lexicon), lexicon)
    return [replace(passage, speaker=speaker) for (passage, _), speaker in zip(passages, speakers, strict=True)]


def _get_sort_key(passage: TextQuotation) -> tuple[int, int]:
    return passage.start, -passage.end


def _find_subjects(
    text: str, spans: list[QuotedSpan], lexicon: SpeechLexicon, offsets: list[int]
) -> list[PersonMention]:
    """Return subjects of the reporter's sentences that precede these offsets."""
    mentions: list[PersonMention] = []
    if not offsets:
        return mentions
    starts = [span.outer_start for span in spans]
    for start, end in find_sentence_spans(text):
        following = bisect_left(offsets, start)
        if following == len(offsets) or offsets[following] - start > MAX_PRONOUN_DISTANCE:
            continue
        next_span = bisect_right(starts, start)
        if next_span and spans[next_span - 1].outer_end > start:  # within a quotation
            continue
        stop = min(end, starts[next_span]) if next_span < len(starts) else end
        if subject := find_first_subject(text, start, stop, lexicon):
            mentions.append(subject)
        cleft = _CLEFT.search(text, start, stop)  # `…, but it was Ada Vry who took it up`
        if cleft and (focus := find_subject_after(text, cleft.end(), stop, lexicon)):
            mentions.append(focus)
    return mentions


def _is_speaker_label(text: str, span: QuotedSpan) -> bool:
    """Return whether the words only label a speaker: `an unnamed “senior diplomat” told …`."""
    return (
        text[span.start].islower()
        and len(text[span.start : span.end].split()) <= MAX_SCARE_WORDS
        and _LABEL_BEFORE.search(text, max(0, span.outer_start - 20), span.outer_start) is not None
        and _LABEL_AFTER.match(text, span.outer_end) is not None
    )


def _is_within(offset: int, spans: list[tuple[int, int]]) -> bool:
    index = bisect_right(spans, offset, key=lambda span: span[0]) - 1
    return index >= 0 and offset < spans[index][1]


def _classify_unattributed(text: str, span: QuotedSpan, *, is_retracted: bool = False) -> TextQuotation:
    """Classify a passage without speaker: nested, in an unsupported language, or in a correction notice."""
    context = PassageContext(text, span, span.outer_start, span.outer_end, span.outer_start)
    kind = classify_passage(context, None)
    kind = PassageKind.SCARE if is_retracted and kind.is_speech else kind
    return TextQuotation(span.start, span.end, kind, depth=span.depth, is_closed=span.is_closed)


def _iter_attributed(text: str, outer_spans: list[QuotedSpan], lexicon: SpeechLexicon) -> Iterator[_Passage]:
    """Yield the outer passages with kinds and attributions; one may continue the previous."""
    previous: PrecedingPassage | None = None
    for context in _iter_contexts(text, outer_spans):
        attribution = attribute_passage(context, lexicon)
        if attribution is None or _is_by_article_itself(text, attribution):
            attribution = _continue_in_sentence(context, previous)
        if attribution is None and context.is_standalone and is_in_same_paragraph(context, previous):
            attribution = attribute_from_preceding(context, previous, lexicon)
        kind = classify_passage(context, attribution)
        if not kind.is_speech:
            attribution = None
        else:
            if attribution is None and context.is_standalone:
                attribution = attribute_from_preceding(context, previous, lexicon)
            previous = PrecedingPassage(context, attribution)
        span = context.passage
        yield TextQuotation(span.start, span.end, kind, is_closed=span.is_closed), attribution


def _is_by_article_itself(text: str, attribution: Attribution) -> bool:
    """Return whether the subject is the article, or everybody of several: `each side`."""
    mention = attribution.mention
    return mention.printed.casefold() in _DISTRIBUTIVES or is_article_itself(text, mention.start, mention.end)


_DISTRIBUTIVES: Final = frozenset(["each side", "both sides", "either side", "neither side", "all sides"])


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
    sentences = re.split(r"[.!?]\s+(?=[A-Z“\"‘])", between)
    if sum(bool(sentence.strip()) for sentence in sentences) <= 1 and not has_ended:
        return replace(attribution, rule=AttributionRule.SAME_SENTENCE)
    if not context.is_standalone and not context.lead.strip(" \n(["):
        return replace(attribution, rule=AttributionRule.CONTINUED)
    return None
