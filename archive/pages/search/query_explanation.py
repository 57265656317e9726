"""Explanation of how a query was read, and links to try when nothing matched."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext

from archive.search.no_results import NoResults, ProposalKind, QueryProposal
from archive.search.query.nodes import NameClause
from archive.search.query.parser import ParsedQuery, QueryPart, parse_as_any, to_canonical
from archive.search.query.request import MatchMode
from archive.search.query_expansion import ExpansionReason
from archive.search.results import PatternExpansion, QueryExpansion, ResultPage
from archive.web.language import translate_message
from archive.web.params import Link, build_url
from archive.web.search_params import SearchParams

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

    `is_any_match`: any of the words is enough; `other_match_url` leads to the other mode, where there is one.
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


def _explain_part(part: QueryPart, page: ResultPage, patterns: dict[str, PatternExpansion]) -> QueryPartReading:
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
            return _format_list(name.record_names, name.total)
    return ""


def _format_forms(pattern: PatternExpansion) -> str:
    """List the terms a pattern matched, most frequent first, with the number of the others."""
    if not pattern.total:
        return gettext("no word of the archive fits")
    listed = _format_list([form for form, _ in pattern.forms[:MAX_SHOWN_FORMS]], pattern.total)
    return gettext("%s; only the most frequent of them were looked for") % listed if pattern.is_truncated else listed


def _format_list(names: Sequence[str], total: int) -> str:
    shown, more = ", ".join(names), total - len(names)
    return gettext("%(shown)s and %(more)s more") % {"shown": shown, "more": f"{more:,}"} if more else shown


def _build_switch(params: SearchParams, widening: QueryExpansion) -> SpellingSwitch:
    url = str(params.set_exact_spelling(widening.key, as_typed=not widening.is_disabled))
    is_name = widening.reason is ExpansionReason.NAME
    by_outlet_url = build_url(reverse("spellings"), {"name": widening.typed}) if is_name else ""
    return SpellingSwitch(widening.typed, ", ".join(widening.alternatives), widening.is_disabled, url, by_outlet_url)


# Links for a search without results: related queries, each with its count.


def build_no_results_links(params: SearchParams, nothing: NoResults | None) -> list[Link]:
    """Return links to related searches that have results."""
    if nothing is None:
        return []
    links = [_build_proposal_link(params, proposal) for proposal in nothing.proposals]
    if total := nothing.total_without_facets:
        label = gettext("The same question, not narrowed")
        links.insert(0, Link(label, str(params.clear_filters()), count=total))
    return links


@dataclass(frozen=True, slots=True)
class SingleWordLinks:
    """Links to a search for one word of the query, and for similarly spelt words."""

    link: Link
    similar: tuple[Link, ...]


def build_single_word_links(params: SearchParams, nothing: NoResults | None) -> list[SingleWordLinks]:
    """Return links for each word; none for a single word without similar ones."""
    words = nothing.terms if nothing else ()
    rows = [
        SingleWordLinks(
            _build_link(params, word.text, word.count), tuple(_build_link(params, *match) for match in word.similar)
        )
        for word in words
    ]
    return rows if len(rows) > 1 or any(match.similar for match in rows) else []


def _build_link(params: SearchParams, text: str, count: int | None) -> Link:
    return Link(text, str(params.replace_text(text)), count=count)


def _build_proposal_link(params: SearchParams, proposal: QueryProposal) -> Link:
    if proposal.kind is ProposalKind.ANY:
        return Link(gettext("Any of these words"), str(params.replace_match(MatchMode.ANY)), count=proposal.count)
    label = {
        ProposalKind.SPELLING: gettext("%(instead)s instead of %(changed)s")
        % {"instead": proposal.replacement, "changed": proposal.changed_part},
        ProposalKind.WITHOUT: gettext("Without %s") % proposal.changed_part,
        ProposalKind.LOOSENED: gettext("The same words anywhere in the article"),
    }[proposal.kind]
    return Link(label, str(params.replace_text(proposal.text)), count=proposal.count)
