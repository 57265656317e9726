"""Speech that no pair of marks bounds: lines that begin with a dash, and clauses within marks that name who speaks."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from archive.quotations.attribution import lazy_pattern
from archive.quotations.attribution.clause_words import read_verb, skip_fillers, split_clause
from archive.quotations.attribution.noun_phrases import is_person_noun, read_phrase
from archive.quotations.attribution.reporting_language import ReportingLanguage
from archive.text.quotation_marks import QuotedSpan

_DASH_LINE: Final = lazy_pattern(r"(?:^|(?<=\n))[ \t]*[—–-][ \u00a0\u202f]?(?=[\w¿¡«\"“])[^\n]*")
_DASH: Final = lazy_pattern(r"(?<=[\s.,!?…])\s*[—–](?=\s|\w)|[—–](?=[\s.,:;]|$)")
_CLAUSE_START: Final = lazy_pattern(r"[,?!…][ \u00a0\u202f]+(?:[—–][ \u00a0]+)?(?=[^\W\d_])")
_CLAUSE_END: Final = lazy_pattern(r"[.!?…](?=\s|$)|,?[ \u00a0][—–][ \u00a0]")
MAX_CLAUSE: Final = 160  # characters of a clause within marks
_EDGES: Final = " \t\n\u00a0\u202f,;:.—–-"
_SPACES: Final = " \t\n\u00a0\u202f"
Bounds = tuple[int, int]


@dataclass(frozen=True, slots=True)
class SpokenPart:
    """Words of one speaker, and the clauses beside them, if they are within the same marks or line."""

    span: QuotedSpan
    clause: Bounds | None = None
    is_dash_line: bool = False


def find_spoken_parts(text: str, spans: list[QuotedSpan], language: ReportingLanguage) -> list[SpokenPart]:
    """Return the passages between marks and the dash lines, split at the clauses within them."""
    parts: list[SpokenPart] = []
    lines = list(_iter_dash_lines(text, language)) if language.code != "ar" and language.code != "de" else []
    starts = [part.span.outer_start for part in lines]
    for span in spans:
        index = bisect_right(starts, span.outer_start) - 1
        if index < 0 or span.outer_start >= lines[index].span.outer_end:
            parts += _split_span(text, span, language)
    return sorted([*parts, *lines], key=lambda part: part.span.start)


def _split_span(text: str, span: QuotedSpan, language: ReportingLanguage) -> list[SpokenPart]:
    """Split `A, said X. B` within one pair of marks into A and B."""
    if language.code in {"ar", "de"} or span.end - span.start < 12:
        return [SpokenPart(span)]
    clause = _find_inner_clause(text, span.start, span.end, language, needs_dash=language.code == "ru")
    if clause is None:
        return [SpokenPart(span)]
    first = replace(span, end=_strip_end(text, span.start, clause[0]), outer_end=clause[0])
    begin = clause[1] + len(text[clause[1] : span.end]) - len(text[clause[1] : span.end].lstrip(_EDGES))
    parts = [SpokenPart(first, clause)]
    if begin < span.end and re.search(r"\w", text[begin : span.end]):
        parts.append(SpokenPart(replace(span, start=begin, outer_start=clause[1]), clause))
    return parts


def _strip_end(text: str, start: int, end: int) -> int:
    """Return the end without the comma and dash before a clause."""
    return start + len(text[start:end].rstrip(" \t\n\u00a0\u202f,—–-"))


def _find_inner_clause(
    text: str, start: int, end: int, language: ReportingLanguage, *, needs_dash: bool
) -> Bounds | None:
    """Return the bounds of the clause that names the speaker within a passage."""
    for opening in _CLAUSE_START.finditer(text, start, end):
        has_dash = any(dash in opening.group() for dash in "—–")
        if needs_dash and not has_dash:
            continue
        stop = min(end, opening.end() + MAX_CLAUSE)
        closing = _CLAUSE_END.search(text, opening.end(), stop)
        clause_end = closing.start() if closing else stop
        if _is_reporting_clause(text, opening.end(), clause_end, language, is_sure=has_dash):
            return opening.end(), closing.end() if closing and closing.group()[0] not in "!?…." else clause_end
    return None


def _is_reporting_clause(text: str, start: int, end: int, language: ReportingLanguage, *, is_sure: bool) -> bool:
    """Return whether a clause is a verb of reporting and its subject."""
    words = split_clause(text, start, end, language)
    index = skip_fillers(words, 0, language) if words else 0
    if index >= len(words) or words[0].is_capital or not (length := read_verb(words, index, language)):
        return False
    if is_sure:
        return True
    if language.tied_pattern is not None and language.tied_pattern.search(words[index].folded):
        return True
    phrase = read_phrase(text, words, index + length, language)
    if phrase is None or (index + length < len(words) and words[index + length].mark):
        return False
    is_pronoun = phrase.is_pronoun and phrase.is_female is not None and language.code != "fr"
    is_mine = text[phrase.start : phrase.end].split(maxsplit=1)[0].casefold() in {
        "mon",
        "ma",
        "mi",
        "mio",
        "meu",
        "minha",
        "mia",
    }
    return not is_mine and (bool(phrase.name) or is_pronoun or is_person_noun(phrase.head, language))


_MINE: Final = frozenset("mon ma mi mio mia meu minha".split())


def _iter_dash_lines(text: str, language: ReportingLanguage) -> Iterator[SpokenPart]:
    """Yield the spoken parts of lines that begin with a dash; a list of items is no dialogue."""
    pending: list[SpokenPart] = []
    is_dialogue = False
    for line in _DASH_LINE.finditer(text):
        parts = list(_split_dash_line(text, line.start(), line.end(), language))
        is_dialogue = is_dialogue or any(part.clause for part in parts)
        pending += parts
    if is_dialogue:
        yield from pending


def _split_dash_line(text: str, start: int, end: int, language: ReportingLanguage) -> Iterator[SpokenPart]:
    """Yield the spoken parts of one line, each with the clause that names who speaks."""
    line = text[start:end]
    begin = start + len(line) - len(line.lstrip(" \t\u00a0\u202f—–-"))
    end = start + len(line.rstrip())
    cuts = [(dash.start(), dash.end()) for dash in _DASH.finditer(text, begin, end)]
    bounds = [begin, *(edge for cut in cuts for edge in cut), end]
    pieces = list(zip(bounds[::2], bounds[1::2], strict=True))
    if len(pieces) == 1:
        clause = _find_inner_clause(text, begin, end, language, needs_dash=language.code == "ru")
        if clause is None:
            yield _make_part(text, begin, end, None)
            return
        yield _make_part(text, begin, clause[0], clause)
        if re.search(r"\w", text[clause[1] : end]):
            yield _make_part(text, clause[1], end, clause)
        return
    if not _is_reporting_clause(text, *_strip_start(text, *pieces[1]), language, is_sure=True):
        yield _make_part(text, begin, end, None)
        return
    for number in range(0, len(pieces), 2):
        if re.search(r"\w", text[slice(*pieces[number])]):
            yield _make_part(text, *pieces[number], pieces[number + 1] if number + 1 < len(pieces) else pieces[1])


def _strip_start(text: str, start: int, end: int) -> Bounds:
    return start + len(text[start:end]) - len(text[start:end].lstrip(_SPACES)), end


def _make_part(text: str, start: int, end: int, clause: Bounds | None) -> SpokenPart:
    inner = text[start:end]
    begin = start + len(inner) - len(inner.lstrip(_EDGES))
    stop = max(begin + 1, start + len(inner.rstrip(" \t\n\u00a0\u202f,—–-")))
    return SpokenPart(QuotedSpan(begin, stop, start, end), clause, is_dash_line=True)
