"""Links for a search without results: related queries, each with its count."""

from dataclasses import dataclass

from django.utils.translation import gettext

from archive.search.nothing import NoResults, ProposalKind, QueryProposal
from archive.search.request import MatchMode
from archive.web.address import Link
from archive.web.searching.search_address import SearchParams


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


def build_single_word_links(
    params: SearchParams, nothing: NoResults | None
) -> list[SingleWordLinks]:
    """Return links for each word; none for a single word without similar ones."""
    words = nothing.terms if nothing else ()
    rows = [
        SingleWordLinks(
            _build_link(params, word.text, word.count),
            tuple(_build_link(params, *match) for match in word.similar),
        )
        for word in words
    ]
    return rows if len(rows) > 1 or any(match.similar for match in rows) else []


def _build_link(params: SearchParams, text: str, count: int | None) -> Link:
    return Link(text, str(params.replace_text(text)), count=count)


def _build_proposal_link(params: SearchParams, proposal: QueryProposal) -> Link:
    if proposal.kind is ProposalKind.ANY:
        return Link(
            gettext("Any of these words"),
            str(params.replace_match(MatchMode.ANY)),
            count=proposal.count,
        )
    label = {
        ProposalKind.SPELLING: gettext("%(instead)s instead of %(changed)s")
        % {"instead": proposal.replacement, "changed": proposal.changed_part},
        ProposalKind.WITHOUT: gettext("Without %s") % proposal.changed_part,
        ProposalKind.LOOSENED: gettext("The same words anywhere in the article"),
    }[proposal.kind]
    return Link(label, str(params.replace_text(proposal.text)), count=proposal.count)
