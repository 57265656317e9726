"""Explanation of how a query was parsed and expanded."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext

from archive.search.query import NameClause
from archive.search.request import MatchMode
from archive.search.results import PatternExpansion, QueryExpansion, ResultPage
from archive.search.syntax import ParsedQuery, QueryPart, parse_as_any, to_canonical
from archive.search.widening.expanding import ExpansionReason
from archive.web.address import build_url as address_of
from archive.web.languages import translate_message
from archive.web.searching.search_address import SearchParams

MAX_SHOWN_FORMS = 8


@dataclass(frozen=True, slots=True)
class QueryPartReading:
    """A part of the query as typed, and its interpretation."""

    text: str
    reading: str


@dataclass(frozen=True, slots=True)
class SpellingSwitch:
    """A word with spelling variants, and the link that switches them on or off."""

    typed: str
    also: str
    is_off: bool
    url: str
    by_outlet_url: str = ""


@dataclass(frozen=True, slots=True)
class QueryExplanation:
    """Explanation of a query, besides its notes.

    `is_any_match`: any of the words is enough; `other_match_url` leads to the other mode, where
    there is one.
    """

    text: str
    parts: tuple[QueryPartReading, ...]
    switches: tuple[SpellingSwitch, ...]
    is_any_match: bool
    other_match_url: str


def explain_query(params: SearchParams, parsed: ParsedQuery, page: ResultPage) -> QueryExplanation:
    """Explain how `parsed` was interpreted and run."""
    patterns = {pattern.text: pattern for pattern in page.patterns}
    is_any_match = params.match is MatchMode.ANY
    other_match = MatchMode.ALL if is_any_match else MatchMode.ANY
    has_other_match = is_any_match or parse_as_any(params.text) is not None
    return QueryExplanation(
        text=parsed.canonical_text if parsed.canonical_text != params.text.strip() else "",
        parts=tuple(_explain_part(part, page, patterns) for part in parsed.parts),
        switches=tuple(_build_switch(params, widening) for widening in page.expansions),
        is_any_match=is_any_match,
        other_match_url=str(params.replace_match(other_match)) if has_other_match else "",
    )


def _explain_part(
    part: QueryPart, page: ResultPage, patterns: dict[str, PatternExpansion]
) -> QueryPartReading:
    reading = translate_message(part.reading)
    if isinstance(part.node, NameClause) and (names := _format_names(part.node, page)):
        reading += f": {names}"
    if pattern := patterns.get(to_canonical(part.node)):
        reading += f": {_format_forms(pattern)}"
    return QueryPartReading(part.text, reading)


def _format_names(named: NameClause, page: ResultPage) -> str:
    """Return the records that a name was resolved to."""
    for name in page.resolved_names:
        if (name.field, name.name) == (named.field, named.name):
            more = name.total - len(name.record_names)
            shown = ", ".join(name.record_names)
            return _append_more_count(shown, more) if more else shown
    return ""


def _format_forms(pattern: PatternExpansion) -> str:
    """List the terms a pattern matched, most frequent first, with the number of the others."""
    if not pattern.total:
        return gettext("no word of the archive fits")
    shown = ", ".join(form for form, _ in pattern.forms[:MAX_SHOWN_FORMS])
    more = pattern.total - min(len(pattern.forms), MAX_SHOWN_FORMS)
    listed = _append_more_count(shown, more) if more else shown
    if not pattern.is_truncated:
        return listed
    return gettext("%s; only the most frequent of them were looked for") % listed


def _append_more_count(shown: str, more: int) -> str:
    return gettext("%(shown)s and %(more)s more") % {"shown": shown, "more": f"{more:,}"}


def _build_switch(params: SearchParams, widening: QueryExpansion) -> SpellingSwitch:
    url = str(params.set_exact_spelling(widening.key, as_typed=not widening.is_disabled))
    is_name = widening.reason is ExpansionReason.NAME
    by_outlet_url = address_of(reverse("spellings"), {"name": widening.typed}) if is_name else ""
    return SpellingSwitch(
        widening.typed, ", ".join(widening.alternatives), widening.is_disabled, url, by_outlet_url
    )
