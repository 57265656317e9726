"""Indirect speech: `Vry said he saw no reason to stop`.

Only sentences without a quotation in them, and only verbs of saying proper.
"""

import re
from bisect import bisect_left
from typing import Final

from archive.text.quoting.attribution import Attribution, Rule
from archive.text.quoting.marks import Marked
from archive.text.quoting.speakers import is_somebody
from archive.text.quoting.speech import Speech
from archive.text.quoting.subjects import subject_after, subject_before
from archive.text.quoting.verbs import is_passive
from archive.text.sentences import sentence_spans

_SAYING: Final = re.compile(
    r"\b(?:said|says|told|tells|stated|announced|added|insisted|argued|claimed|warned|vowed|declared"
    r"|acknowledged|denied|confirmed|explained|noted|predicted|asserted|alleged|maintained|stressed"
    r"|contended|conceded|promised|testified|reiterated|pledged|suggested|wrote|tweeted)\b"
)
_HEARER: Final = re.compile(
    r"\s+(?:\w+\s+){0,2}?(?:reporters|journalists|[A-Z][\w.’'-]+(?:\s+[A-Z][\w.’'-]+){0,3}|him|her|them|lawmakers"
    r"|parliament|members|supporters|a \w+(?: \w+)?)(?=\s+(?:that|on|in|at|he|she|they|the|it)\b)"
)
_WHEN: Final = re.compile(
    r"\s*,?\s*(?:(?:on|last|this|late|early|earlier)\s+)?(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
    r"|today|yesterday|(?:last|this) (?:week|month|year)"
    r"|in an? (?:\w+ )?(?:statement|interview|speech))"
    r"(?:\s+(?:morning|afternoon|evening|night))?,?(?=\s)"
)
_PARTICIPLE: Final = re.compile(r"[a-z]+ing\b")
_AFTER_SPEAKER: Final = re.compile(r"\s*(?:[,.;(]|(?:of|from|in|at|on|who)\b|$)")
_GOES_ON: Final = re.compile(
    r"(?:(?!\bwho(?:se)?\b).)*?(?:\b(?:had|has|have|was|were|is|are|would|could|should|will|can|must"
    r"|may|might|did|does|do)\b|,\s+\w+ed\b)"
)
"""Rest of a sentence such as `Vry, a pilot, said Reve, the chief, had lied`: the subject, Vry,
is the speaker, not Reve."""
_SOURCE: Final = re.compile(
    r"\b(?:according to|in the words of)\s+|[,—–] per\s+(?=[^,]*$)", re.IGNORECASE
)
_THAT: Final = re.compile(r"\s+that\s+|\s+")
LEAST_WORDS: Final = 4
LONGEST: Final = 600


def indirect_reports(
    text: str, outer: list[Marked], speech: Speech
) -> list[tuple[int, int, Attribution]]:
    """Return (start, end, attribution) of the reported clauses of `text`, in order."""
    starts = [passage.outer_start for passage in outer]
    ends = [passage.outer_end for passage in outer]
    found = []
    for start, end in sentence_spans(text):
        touched = bisect_left(starts, end) > bisect_left(ends, start + 1)
        if touched or end - start > LONGEST or "\n" in text[start:end]:
            continue
        if (report := report_of(text, start, end, speech)) is not None:
            found.append(report)
    return found


def report_of(
    text: str, start: int, end: int, speech: Speech
) -> tuple[int, int, Attribution] | None:
    """Return the reported clause of one sentence, if any."""
    for verb in _SAYING.finditer(text, start, end):
        if text[max(start, verb.start() - 5) : verb.start()].split()[-1:] in (["the"], ["a"]):
            continue
        if is_passive(text, start, verb):
            continue
        if report := _inverted(text, start, end, verb, speech):
            return report
        told = Rule.TOLD if verb.group() in ("told", "tells") else Rule.BEFORE
        who = subject_before(text, start, verb.start(), speech)
        if who is not None and _is_tag(text, verb.end(), end):
            comma = text.rfind(",", start, who.start)
            whole = comma > start and not text[comma + 1 : who.start].strip()
            return _clause(text, start, comma, Attribution(who, Rule.AFTER)) if whole else None
        if who is not None:
            first = _clause_start(text, verb.end(), end)
            return _clause(text, first, end, Attribution(who, told))
        return None
    return _according(text, start, end, speech)


def _inverted(
    text: str, start: int, end: int, verb: re.Match[str], speech: Speech
) -> tuple[int, int, Attribution] | None:
    """Match `…, said Ada Vry, who runs the office.`: the clause is before the verb."""
    comma = text.rfind(",", start, verb.start())
    if comma < 0 or text[comma + 1 : verb.start()].strip() or verb.group().startswith("t"):
        return None
    who = subject_after(text, verb.end(), end, speech)
    if who is None or not (who.name or is_somebody(who.printed, speech)):
        return None
    if _PARTICIPLE.match(who.printed) or not _AFTER_SPEAKER.match(text, who.end, end):
        return None
    if _GOES_ON.match(text, who.end, end):
        return None
    return _clause(text, start, comma, Attribution(who, Rule.INVERTED))


def _according(
    text: str, start: int, end: int, speech: Speech
) -> tuple[int, int, Attribution] | None:
    """Match `according to Vry, …` and `…, according to Vry`."""
    source = _SOURCE.search(text, start, end)
    if source is None:
        return None
    who = subject_after(text, source.end(), end, speech)
    if who is None:
        return None
    attribution = Attribution(who, Rule.ACCORDING)
    if source.start() - start > 12:
        return _clause(text, start, source.start(), attribution)
    comma = text.find(",", who.end, end)
    return _clause(text, comma + 1, end, attribution) if comma > 0 else None


def _is_tag(text: str, verb_end: int, end: int) -> bool:
    """Return whether at most three words follow the verb: the clause is before it."""
    return len(text[verb_end:end].split()) <= 3


def _clause_start(text: str, at: int, end: int) -> int:
    for pattern in (_WHEN, _HEARER, _WHEN, _THAT):
        if step := pattern.match(text, at, end):
            at = step.end()
    return at


def _clause(
    text: str, start: int, end: int, attribution: Attribution
) -> tuple[int, int, Attribution] | None:
    words = text[start:end]
    start += len(words) - len(words.lstrip(" ,"))
    end = start + len(text[start:end].rstrip(" ,.;"))
    if len(text[start:end].split()) < LEAST_WORDS or text[start:end].startswith(
        ("in ", "to ", "of ")
    ):
        return None
    return start, end, attribution
