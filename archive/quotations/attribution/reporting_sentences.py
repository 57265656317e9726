"""Sentences without a quotation: indirect reports, and introductions of the speaker of the passage after them."""

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from typing import Final

from archive.quotations.attribution import lazy_pattern, subjects
from archive.quotations.attribution.attribute import (
    MAX_CONTEXT_CHARS,
    Attribution,
    AttributionRule,
    PassageContext,
    attribute_from_lead,
)
from archive.quotations.attribution.person_mentions import (
    POSSESSIVE,
    WEEKDAY,
    PersonMention,
    find_names,
    is_organization,
    is_personal_pronoun,
)
from archive.quotations.attribution.speaker_names import is_person_description
from archive.quotations.attribution.speech_words import SpeechLexicon
from archive.text.quotation_marks import QuotedSpan
from archive.text.sentences import find_sentence_end, find_sentence_spans, find_sentence_start

_SAYING: Final = lazy_pattern(
    r"\b(?:said|says|told|tells|stated|announced|added|insisted|argued|claimed|warned|vowed|declared"
    r"|acknowledged|denied|confirmed|explained|noted|predicted|asserted|alleged|maintained|stressed"
    r"|contended|conceded|promised|testified|reiterated|pledged|suggested|wrote|tweeted)\b"
)
_HEARER: Final = lazy_pattern(
    r"\s+(?:\w+\s+){0,2}?(?:reporters|journalists|[A-Z][\w.’'-]+(?:\s+[A-Z][\w.’'-]+){0,3}|him|her|them|lawmakers"
    r"|parliament|members|supporters|a \w+(?: \w+)?)(?=\s+(?:that|on|in|at|he|she|they|the|it)\b)"
)
_TIME_OR_OCCASION: Final = lazy_pattern(
    rf"\s*,?\s*(?:(?:on|last|this|late|early|earlier)\s+)?(?:{WEEKDAY}|today|yesterday"
    r"|(?:last|this) (?:week|month|year)|in an? (?:\w+ )?(?:statement|interview|speech))"
    r"(?:\s+(?:morning|afternoon|evening|night))?,?(?=\s)"
)
_PARTICIPLE: Final = lazy_pattern(r"[a-z]+ing\b")
_AFTER_SPEAKER: Final = lazy_pattern(r"\s*(?:[,.;(]|(?:of|from|in|at|on|who)\b|$)")
_CLAUSE_CONTINUES: Final = lazy_pattern(
    r"(?:(?!\bwho(?:se)?\b).)*?(?:\b(?:had|has|have|was|were|is|are|would|could|should|will|can|must"
    r"|may|might|did|does|do)\b|,\s+\w+ed\b)"
)
"""Rest of a sentence such as `Vry, a pilot, said Reve, the chief, had lied`: the subject, Vry, is the speaker."""
_SOURCE: Final = lazy_pattern(r"\b(?:according to|in the words of)\s+|[,—–] per\s+(?=[^,]*$)", re.IGNORECASE)
_COMPLEMENTIZER: Final = lazy_pattern(r"\s+that\s+|\s+")
PARAGRAPH_BREAK: Final = lazy_pattern(r"\n[ \t]*\n\s*")
_DESCRIBED_AFTER: Final = lazy_pattern(
    r",?\s+(?:who|whose)\b|,\s+(?:a|an|the|qui|un|une|le|la|der|die|ein|eine|\d\d)\b"
)
_DESCRIBED_BEFORE: Final = lazy_pattern(r"\w['’)]?,\s*$")
_NEXT_WORD: Final = lazy_pattern(r"\s+([\w-]+)")
_SENTENCE_END_MARKS: Final = frozenset('.!?…"”’»')
_OPENING_MARKS: Final = " \t\n\u00a0([—–-"
Span = tuple[int, int]
Report = tuple[int, int, Attribution]
"""Start and end of a reported clause, and who reports it."""
MIN_WORDS: Final = 4
MAX_SENTENCE_CHARS: Final = 600
MAX_PARAGRAPH_CHARS: Final = 3_000  # of a paragraph that are read
MAX_SENTENCES_BACK: Final = 3  # in which a speaker may be introduced


def find_indirect_reports(text: str, outer_spans: list[QuotedSpan], lexicon: SpeechLexicon) -> list[Report]:
    """Return the reported clauses of `text`, in order."""
    span_starts = [span.outer_start for span in outer_spans]
    span_ends = [span.outer_end for span in outer_spans]
    reports = []
    for start, end in find_sentence_spans(text):
        has_quotation = bisect_left(span_starts, end) > bisect_left(span_ends, start + 1)
        if has_quotation or end - start > MAX_SENTENCE_CHARS or "\n" in text[start:end]:
            continue
        if report := match_report(text, start, end, lexicon):
            reports.append(report)
    return reports


def match_report(text: str, start: int, end: int, lexicon: SpeechLexicon) -> Report | None:
    """Return the reported clause of one sentence, if any."""
    for verb in _SAYING.finditer(text, start, end):
        if text[max(start, verb.start() - 5) : verb.start()].split()[-1:] in (["the"], ["a"]):
            continue
        if subjects.is_passive(text, start, verb):
            continue
        if report := _match_inverted(text, start, end, verb, lexicon):
            return report
        is_verb_last = len(text[verb.end() : end].split()) <= 3
        if is_verb_last and "," not in text[start : verb.start()]:
            return None
        mention = subjects.find_subject_before(text, start, verb.start(), lexicon)
        if mention is None:
            return None
        if is_verb_last:  # the clause is before the verb
            comma = text.rfind(",", start, mention.start)
            is_clause_before = comma > start and not text[comma + 1 : mention.start].strip()
            attribution = Attribution(mention, AttributionRule.AFTER)
            return _trim_clause(text, start, comma, attribution) if is_clause_before else None
        rule = AttributionRule.TOLD if verb.group() in ("told", "tells") else AttributionRule.BEFORE
        clause_start = verb.end()
        for pattern in (_TIME_OR_OCCASION, _HEARER, _TIME_OR_OCCASION, _COMPLEMENTIZER):
            if match := pattern.match(text, clause_start, end):
                clause_start = match.end()
        return _trim_clause(text, clause_start, end, Attribution(mention, rule))
    return _match_according_to(text, start, end, lexicon)


def _match_inverted(text: str, start: int, end: int, verb: re.Match[str], lexicon: SpeechLexicon) -> Report | None:
    """Match `…, said Ada Vry, who runs the office.`: the clause is before the verb."""
    comma = text.rfind(",", start, verb.start())
    if comma < 0 or text[comma + 1 : verb.start()].strip() or verb.group().startswith("t"):
        return None
    mention = subjects.find_subject_after(text, verb.end(), end, lexicon)
    if mention is None or not (mention.name or is_person_description(mention.printed, lexicon)):
        return None
    if _PARTICIPLE.match(mention.printed) or not _AFTER_SPEAKER.match(text, mention.end, end):
        return None
    if _CLAUSE_CONTINUES.match(text, mention.end, end):
        return None
    return _trim_clause(text, start, comma, Attribution(mention, AttributionRule.INVERTED))


def _match_according_to(text: str, start: int, end: int, lexicon: SpeechLexicon) -> Report | None:
    """Match `according to Vry, …` and `…, according to Vry`."""
    source = _SOURCE.search(text, start, end)
    if source is None:
        return None
    mention = subjects.find_subject_after(text, source.end(), end, lexicon)
    if mention is None:
        return None
    attribution = Attribution(mention, AttributionRule.ACCORDING)
    if source.start() - start > 12:
        return _trim_clause(text, start, source.start(), attribution)
    comma = text.find(",", mention.end, end)
    return _trim_clause(text, comma + 1, end, attribution) if comma > 0 else None


def _trim_clause(text: str, start: int, end: int, attribution: Attribution) -> Report | None:
    words = text[start:end]
    start += len(words) - len(words.lstrip(" ,"))
    end = start + len(text[start:end].rstrip(" ,.;"))
    if len(text[start:end].split()) < MIN_WORDS or text[start:end].startswith(("in ", "to ", "of ")):
        return None
    return start, end, attribution


@dataclass(frozen=True, slots=True)
class PrecedingPassage:
    """The previous passage of speech, and its attribution."""

    context: PassageContext
    attribution: Attribution | None

    @property
    def end(self) -> int:
        """End offset of the sentence that names the speaker."""
        context, attribution = self.context, self.attribution
        passage = context.passage
        is_named_before = attribution is None or attribution.mention.start < passage.outer_start
        is_sentence_continued = context.tail.lstrip(" \u00a0")[:1].islower()
        if context.ends_sentence and is_named_before and not is_sentence_continued:
            return passage.outer_end
        if _get_last_char(context.text, context.tail_end) in _SENTENCE_END_MARKS:
            return context.tail_end
        return find_sentence_end(context.text, context.tail_end, context.tail_end + MAX_CONTEXT_CHARS)


def is_in_same_paragraph(context: PassageContext, previous: PrecedingPassage | None) -> bool:
    """Return whether a passage is in the paragraph in which the previous one ends."""
    if previous is None:
        return False
    between = context.text[previous.context.passage.outer_end : context.passage.outer_start]
    return previous.context.paragraph_start == context.paragraph_start and "\n\n" not in between


def attribute_from_preceding(
    context: PassageContext, previous: PrecedingPassage | None, lexicon: SpeechLexicon
) -> Attribution | None:
    """Attribute a standalone passage from the sentences before it, if they name a speaker."""
    if attribution := _match_colon_before(context, lexicon):
        return attribution
    start = _find_preceding_start(context)
    if previous is not None and previous.context.passage.outer_end <= start:
        previous = None
    begin = previous.end if previous else start
    opens_paragraph = not context.text[context.paragraph_start : context.passage.outer_start].strip(_OPENING_MARKS)
    sentences = find_sentence_spans(context.text, begin, context.passage.outer_start)
    sentences = [(s, e) for s, e in sentences if context.text[s:e].strip(_OPENING_MARKS + '"“«')]
    if not sentences:
        return _continue_previous(previous)
    nearest = sentences[-1:] if opens_paragraph else sentences[-MAX_SENTENCES_BACK:]
    introduction = _find_introduced_speaker(context.text, nearest, lexicon)
    if introduction and introduction.mention.is_pronoun and previous and previous.attribution:
        return replace(previous.attribution, rule=AttributionRule.CONTINUED, pronoun=introduction.mention.printed)
    return introduction or (None if opens_paragraph else _continue_previous(previous))


def _match_colon_before(context: PassageContext, lexicon: SpeechLexicon) -> Attribution | None:
    """Match an attribution at the end of the previous paragraph, if it ends in a colon."""
    text = context.text
    end = context.passage.outer_start - len(context.lead)
    preceding_text = text[max(0, end - MAX_CONTEXT_CHARS) : end].rstrip(" \n\t(")
    if not preceding_text.endswith((":", "：")):
        return None
    end = max(0, end - MAX_CONTEXT_CHARS) + len(preceding_text)
    start = find_sentence_start(text, max(0, end - MAX_CONTEXT_CHARS), end)
    passage = replace(context.passage, outer_start=end, start=end)
    attribution = attribute_from_lead(
        PassageContext(text, passage, start, context.tail_end, context.paragraph_start), lexicon
    )
    return replace(attribution, rule=AttributionRule.INTRODUCED) if attribution else None


def _find_preceding_start(context: PassageContext) -> int:
    """Return the start of the passage's paragraph, or of the one before if nothing precedes it."""
    text, start = context.text, context.paragraph_start
    if text[start : context.passage.outer_start].strip(_OPENING_MARKS):
        return start
    first = max(0, start - MAX_PARAGRAPH_CHARS)
    end = first + len(text[first:start].rstrip())
    for width in (MAX_PARAGRAPH_CHARS // 10, MAX_PARAGRAPH_CHARS):  # most paragraphs are short
        first = max(0, end - width)
        if ends := [match.end() for match in PARAGRAPH_BREAK.finditer(text, first, end)]:
            return ends[-1]
    return first


def _get_last_char(text: str, end: int) -> str:
    """Return the last character before `end` that is no white space."""
    return text[max(0, end - MAX_PARAGRAPH_CHARS) : end].rstrip()[-1:]


def _continue_previous(previous: PrecedingPassage | None) -> Attribution | None:
    if previous is None or previous.attribution is None:
        return None
    return replace(previous.attribution, rule=AttributionRule.CONTINUED)


def _find_introduced_speaker(text: str, sentences: list[Span], lexicon: SpeechLexicon) -> Attribution | None:
    """Find the speaker or topic of the last sentences."""
    for sentence in reversed(sentences):
        mention = (
            _find_reporting_speaker(text, sentence, lexicon)
            or _find_named_subject(text, sentence, lexicon)
            or _find_described_person(text, sentence, lexicon)
        )
        if mention is not None:
            return Attribution(mention, AttributionRule.INTRODUCED, is_inferred=True)
        if text[sentence[1] - 1] == "?" or any(_find_people(text, sentence, lexicon)):
            return None
    return None


def _find_reporting_speaker(text: str, sentence: Span, lexicon: SpeechLexicon) -> PersonMention | None:
    """Find the speaker of a report: `…, she said, …`, `…, the mayor writes.`"""
    start, end = sentence
    if report := match_report(text, start, end, lexicon):
        return report[2].mention
    for verb in lexicon.verb_pattern.finditer(text, start, end):
        if "," in text[start : verb.start()] and len(text[verb.end() : end].split()) <= 1:
            mention = subjects.find_subject_before(text, start, verb.start(), lexicon)
            if mention is not None and "," in text[start : mention.start]:
                return mention
    return None


def _find_named_subject(text: str, sentence: Span, lexicon: SpeechLexicon) -> PersonMention | None:
    """Return the subject of the sentence, if it is one named person."""
    start, end = sentence
    subject = subjects.find_first_subject(text, start, end, lexicon)
    if subject is None or text[end - 1] == "?":
        return None
    following = _NEXT_WORD.match(text, subject.end)
    if following and following.group(1).casefold() in lexicon.people | lexicon.titles:  # `Republican Senate leaders`
        return None
    if lexicon.has_capital_nouns and " " not in subject.name:
        return None
    return subject if subject.name or is_personal_pronoun(subject) else None


def _find_described_person(text: str, sentence: Span, lexicon: SpeechLexicon) -> PersonMention | None:
    """Return the one person a sentence describes: `…, Ada Vry, who runs the office, …`."""
    start, end = sentence
    described_people = [
        mention
        for mention in _find_people(text, sentence, lexicon)
        if _DESCRIBED_AFTER.match(text, mention.end, end) or _DESCRIBED_BEFORE.search(text, start, mention.start)
    ]
    return described_people[0] if len(described_people) == 1 else None


def _find_people(text: str, sentence: Span, lexicon: SpeechLexicon) -> list[PersonMention]:
    """List mentions of two words or with a title, except owners (`Vry’s`) and organizations."""
    return [
        mention
        for mention in find_names(text, *sentence, lexicon)
        if (" " in mention.name or mention.name != mention.printed)
        and not is_organization(mention.name)
        and not POSSESSIVE.match(text, mention.end)
    ]
