"""Where to go when nothing was found: questions near the one asked, each with its count."""

from archive.search.nothing import Help, Nothing, Proposal
from archive.search.request import Match
from archive.search.service import search
from archive.search.syntax import Parsed
from archive.web.address import Way
from archive.web.search_address import SearchAddress


def ways_on(here: SearchAddress, parsed: Parsed, nothing: Nothing | None) -> list[Way]:
    """Links that find something: not narrowed, spelt otherwise, with less."""
    ways = [_way(here, proposal) for proposal in nothing.proposals] if nothing else []
    if here.selected:
        wider = here.unnarrowed()
        if total := search(wider.request(parsed.node)).total:
            ways.insert(0, Way("The same question, not narrowed", str(wider), count=total))
    return ways


def words_alone(here: SearchAddress, nothing: Nothing | None) -> list[Way]:
    """Each word of the question with the articles that hold it."""
    words = nothing.words if nothing and len(nothing.words) > 1 else ()
    return [Way(word.text, str(here.asking(word.text)), count=word.count) for word in words]


def _way(here: SearchAddress, proposal: Proposal) -> Way:
    if proposal.kind is Help.ANY:
        return Way("Any of these words", str(here.matching(Match.ANY)), count=proposal.count)
    label = {
        Help.SPELLING: f"{proposal.instead} instead of {proposal.changed}",
        Help.WITHOUT: f"Without {proposal.changed}",
        Help.LOOSENED: "The same words anywhere in the article",
    }[proposal.kind]
    return Way(label, str(here.asking(proposal.text)), count=proposal.count)
