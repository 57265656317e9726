"""Indirect speech: `Vry said he saw no reason to stop`.

Only sentences without a quotation in them, and only verbs of saying proper.
"""

import re
from bisect import bisect_left
from typing import Final

from archive.quotations.attribution.attribute import Attribution, AttributionRule
from archive.quotations.attribution.speaker_names import is_person_description
from archive.quotations.attribution.speech_verbs import SpeechLexicon, is_passive
from archive.quotations.attribution.subjects import find_subject_after, find_subject_before
from archive.text.quotation_marks import QuotedSpan
from archive.text.sentences import find_sentence_spans

_SAYING: Final = re.compile(
    r"\b(?:said|says|told|tells|stated|announced|added|insisted|argued|claimed|warned|vowed|declared"
    r"|acknowledged|denied|confirmed|explained|noted|predicted|asserted|alleged|maintained|stressed"
    r"|contended|conceded|promised|testified|reiterated|pledged|suggested|wrote|tweeted)\b"
)
_HEARER: Final = re.compile(
    r"\s+(?:\w+\s+){0,2}?(?:reporters|journalists|[A-Z][\w.’'-]+(?:\s+[A-Z][\w.’'-]+){0,3}|him|her|them|lawmakers"
    r"|parliament|members|supporters|a \w+(?: \w+)?)(?=\s+(?:that|on|in|at|he|she|they|the|it)\b)"
)
_TIME_OR_OCCASION: Final = re.compile(
    r"\s*,?\s*(?:(?:on|last|this|late|early|earlier)\s+)?(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
    r"|today|yesterday|(?:last|this) (?:week|month|year)"
    r"|in an? (?:\w+ )?(?:statement|interview|speech))"
    r"(?:\s+(?:morning|afternoon|evening|night))?,?(?=\s)"
)
_PARTICIPLE: Final = re.compile(r"[a-z]+ing\b")
_AFTER_SPEAKER: Final = re.compile(r"\s*(?:[,.;(]|(?:of|from|in|at|on|who)\b|$)")
_CLAUSE_CONTINUES: Final = re.compile(
    r"(?:(?!\bwho(?:se)?\b).)*?(?:\b(?:had|has|have|was|were|is|are|would|could|should|will|can|must"
    r"|may|might|did|does|do)\b|,\s+\w+ed\b)"
)
"""Rest of a sentence such as `Vry, a pilot, said Reve, the chief, had lied`: the subject, Vry,
is the speaker, not Reve."""
_SOURCE: Final = re.compile(r"\b(?:according to|in the words of)\s+|[,—–] per\s+(?=[^,]*$)", re.IGNORECASE)
_COMPLEMENTIZER: Final = re.compile(r"\s+that\s+|\s+")
MIN_WORDS: Final = 4
MAX_SENTENCE_CHARS: Final = 600


def find_indirect_reports(
    text: str, outer_spans: list[QuotedSpan], lexicon: SpeechLexicon
) -> list[tuple[int, int, Attribution]]:
    """Return (start, end, attribution) of the reported clauses of `text`, in order."""
    span_starts = [span.outer_start for span in outer_spans]
    span_ends = [span.outer_end for span in outer_spans]
    reports = []
    for start, end in find_sentence_spans(text):
        has_quotation = bisect_left(span_starts, end) > bisect_left(span_ends, start + 1)
        if has_quotation or end - start > MAX_SENTENCE_CHARS or "\n" in text[start:end]:
            continue
        if (report := match_report(text, start, end, lexicon)) is not None:
            reports.append(report)
    return reports


def match_report(text: str, start: int, end: int, lexicon: SpeechLexicon) -> tuple[int, int, Attribution] | None:
    """Return the reported clause of one sentence, if any."""
    for verb in _SAYING.finditer(text, start, end):
        if text[max(start, verb.start() - 5) : verb.start()].split()[-1:] in (["the"], ["a"]):
            continue
        if is_passive(text, start, verb):
            continue
        if report := _match_inverted(text, start, end, verb, lexicon):
            return report
        rule = AttributionRule.TOLD if verb.group() in ("told", "tells") else AttributionRule.BEFORE
        mention = find_subject_before(text, start, verb.start(), lexicon)
        if mention is not None and _is_closing_tag(text, verb.end(), end):
            comma = text.rfind(",", start, mention.start)
            is_clause_before = comma > start and not text[comma + 1 : mention.start].strip()
            return (
                _trim_clause(text, start, comma, Attribution(mention, AttributionRule.AFTER))
                if is_clause_before
                else None
            )
        if mention is not None:
            clause_start = _find_clause_start(text, verb.end(), end)
            return _trim_clause(text, clause_start, end, Attribution(mention, rule))
        return None
    return _match_according_to(text, start, end, lexicon)


def _match_inverted(
    text: str, start: int, end: int, verb: re.Match[str], lexicon: SpeechLexicon
) -> tuple[int, int, Attribution] | None:
    """Match `…, said Ada Vry, who runs the office.`: the clause is before the verb."""
    comma = text.rfind(",", start, verb.start())
    if comma < 0 or text[comma + 1 : verb.start()].strip() or verb.group().startswith("t"):
        return None
    mention = find_subject_after(text, verb.end(), end, lexicon)
    if mention is None or not (mention.name or is_person_description(mention.printed, lexicon)):
        return None
    if _PARTICIPLE.match(mention.printed) or not _AFTER_SPEAKER.match(text, mention.end, end):
        return None
    if _CLAUSE_CONTINUES.match(text, mention.end, end):
        return None
    return _trim_clause(text, start, comma, Attribution(mention, AttributionRule.INVERTED))


def _match_according_to(text: str, start: int, end: int, lexicon: SpeechLexicon) -> tuple[int, int, Attribution] | None:
    """Match `according to Vry, …` and `…, according to Vry`."""
    source = _SOURCE.search(text, start, end)
    if source is None:
        return None
    mention = find_subject_after(text, source.end(), end, lexicon)
    if mention is None:
        return None
    attribution = Attribution(mention, AttributionRule.ACCORDING)
    if source.start() - start > 12:
        return _trim_clause(text, start, source.start(), attribution)
    comma = text.find(",", mention.end, end)
    return _trim_clause(text, comma + 1, end, attribution) if comma > 0 else None


def _is_closing_tag(text: str, verb_end: int, end: int) -> bool:
    """Return whether at most three words follow the verb: the clause is before it."""
    return len(text[verb_end:end].split()) <= 3


def _find_clause_start(text: str, offset: int, end: int) -> int:
    for pattern in (_TIME_OR_OCCASION, _HEARER, _TIME_OR_OCCASION, _COMPLEMENTIZER):
        if match := pattern.match(text, offset, end):
            offset = match.end()
    return offset


def _trim_clause(text: str, start: int, end: int, attribution: Attribution) -> tuple[int, int, Attribution] | None:
    words = text[start:end]
    start += len(words) - len(words.lstrip(" ,"))
    end = start + len(text[start:end].rstrip(" ,.;"))
    if len(text[start:end].split()) < MIN_WORDS or text[start:end].startswith(("in ", "to ", "of ")):
        return None
    return start, end, attribution
