"""Explanation of how a query was read, and links to try when nothing matched."""

from collections.abc import Sequence

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


def explain_query(params: SearchParams, parsed: ParsedQuery, page: ResultPage) -> dict[str, object]:
    """Explain how `parsed` was interpreted and run, besides its notes, as a template context.

    `is_any_match`: any of the words is enough; `other_match_url` leads to the other mode, where there is one.
    """
    is_any_match = params.match is MatchMode.ANY
    other_match = MatchMode.ALL if is_any_match else MatchMode.ANY
    has_other_match = is_any_match or parse_as_any(params.text) is not None
    return {
        "text": parsed.canonical_text if parsed.canonical_text != params.text.strip() else "",
        "parts": [(part.text, explain_part(part, page)) for part in parsed.parts],
        "switches": [_build_switch(params, expansion) for expansion in page.expansions],
        "is_any_match": is_any_match,
        "other_match_url": str(params.replace_params(match=other_match)) if has_other_match else "",
    }


def explain_part(part: QueryPart, page: ResultPage) -> str:
    """Return how a part was read, with the records that its name, or the terms that its pattern was resolved to."""
    node, canonical_text = part.node, to_canonical(part.node)
    names = [
        _format_list(name.record_names, name.total)
        for name in page.resolved_names
        if isinstance(node, NameClause) and (name.field, name.name) == (node.field, node.name)
    ]
    forms = [_format_forms(pattern) for pattern in page.patterns if pattern.text == canonical_text]
    return ": ".join([translate_message(part.reading), *filter(None, names), *forms])


def _format_forms(pattern: PatternExpansion) -> str:
    """List the terms a pattern matched, most frequent first, with the number of the others."""
    if not pattern.total:
        return gettext("no word in the archive matches")
    listed = _format_list([form for form, _ in pattern.forms[:MAX_SHOWN_FORMS]], pattern.total)
    return gettext("%s; only the most frequent ones were searched") % listed if pattern.is_truncated else listed


def _format_list(names: Sequence[str], total: int) -> str:
    shown, more = ", ".join(names), total - len(names)
    return gettext("%(shown)s and %(more)s more") % {"shown": shown, "more": f"{more:,}"} if more else shown


def _build_switch(params: SearchParams, expansion: QueryExpansion) -> dict[str, object]:
    """Return a word with its spelling variants, and the link that switches them on or off."""
    is_name = expansion.reason is ExpansionReason.NAME
    return {
        "typed": expansion.typed,
        "also": ", ".join(expansion.alternatives),
        "is_off": expansion.is_disabled,
        "url": str(params.set_exact_spelling(expansion.key, as_typed=not expansion.is_disabled)),
        "by_outlet_url": build_url(reverse("spellings"), {"name": expansion.typed}) if is_name else "",
    }


def build_no_results_links(params: SearchParams, no_results: NoResults | None) -> list[Link]:
    """Return links to related searches that have results, each with its count."""
    if no_results is None:
        return []
    links = [_build_proposal_link(params, proposal) for proposal in no_results.proposals]
    if total := no_results.total_without_facets:
        label = gettext("The same search without filters")
        links.insert(0, Link(label, str(params.replace_params(selected={})), count=total))
    return links


def build_spelling_links(params: SearchParams, page: ResultPage) -> list[Link]:
    """Return links to the same search in other spellings, which find more."""
    return [_build_proposal_link(params, proposal) for proposal in page.spellings]


def build_single_word_links(params: SearchParams, no_results: NoResults | None) -> list[tuple[Link, list[Link]]]:
    """Return a link for each word, with links for similarly spelt ones; none for a single word without such."""
    words = no_results.terms if no_results else ()
    rows = [
        (_build_link(params, word.text, word.count), [_build_link(params, *match) for match in word.similar])
        for word in words
    ]
    return rows if len(rows) > 1 or any(similar for _, similar in rows) else []


def _build_link(params: SearchParams, text: str, count: int | None) -> Link:
    return Link(text, str(params.replace_params(text=text)), count=count)


def _build_proposal_link(params: SearchParams, proposal: QueryProposal) -> Link:
    if proposal.kind is ProposalKind.ANY:
        return Link(
            gettext("Any of these words"), str(params.replace_params(match=MatchMode.ANY)), count=proposal.count
        )
    label = {
        ProposalKind.SPELLING: gettext("%(instead)s instead of %(changed)s")
        % {"instead": proposal.replacement, "changed": proposal.changed_part},
        ProposalKind.PREFIXES: gettext("%(changed)s, also as %(instead)s")
        % {"instead": proposal.replacement, "changed": proposal.changed_part},
        ProposalKind.PHRASE: gettext("This text word for word"),
        ProposalKind.WITHOUT: gettext("Without %s") % proposal.changed_part,
        ProposalKind.LOOSENED: gettext("The same words anywhere in the article"),
    }[proposal.kind]
    return Link(label, str(params.replace_params(text=proposal.text)), count=proposal.count)
