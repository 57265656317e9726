"""Links for a search without results: related queries, each with its count."""

from dataclasses import dataclass

from django.utils.translation import gettext

from archive.search.nothing import Help, Nothing, Proposal
from archive.search.request import Match
from archive.web.address import Way
from archive.web.searching.search_address import SearchAddress


def ways_on(here: SearchAddress, nothing: Nothing | None) -> list[Way]:
    """Return links to related searches that have results."""
    if nothing is None:
        return []
    ways = [_way(here, proposal) for proposal in nothing.proposals]
    if total := nothing.unnarrowed:
        label = gettext("The same question, not narrowed")
        ways.insert(0, Way(label, str(here.unnarrowed()), count=total))
    return ways


@dataclass(frozen=True, slots=True)
class WordAlone:
    """Links to a search for one word of the query, and for similarly spelt words."""

    way: Way
    similar: tuple[Way, ...]


def words_alone(here: SearchAddress, nothing: Nothing | None) -> list[WordAlone]:
    """Return links for each word; none for a single word without similar ones."""
    words = nothing.words if nothing else ()
    alone = [
        WordAlone(_to(here, word.text, word.count), tuple(_to(here, *one) for one in word.similar))
        for word in words
    ]
    return alone if len(alone) > 1 or any(one.similar for one in alone) else []


def _to(here: SearchAddress, text: str, count: int | None) -> Way:
    return Way(text, str(here.asking(text)), count=count)


def _way(here: SearchAddress, proposal: Proposal) -> Way:
    if proposal.kind is Help.ANY:
        return Way(
            gettext("Any of these words"), str(here.matching(Match.ANY)), count=proposal.count
        )
    label = {
        Help.SPELLING: gettext("%(instead)s instead of %(changed)s")
        % {"instead": proposal.instead, "changed": proposal.changed},
        Help.WITHOUT: gettext("Without %s") % proposal.changed,
        Help.LOOSENED: gettext("The same words anywhere in the article"),
    }[proposal.kind]
    return Way(label, str(here.asking(proposal.text)), count=proposal.count)
