"""Where to go when nothing was found: the same question with one part less, each with its count."""

from archive.search.request import SearchRequest
from archive.search.service import search
from archive.search.syntax import Parsed, canonical
from archive.web.address import Way
from archive.web.narrowing import without_each
from archive.web.search_address import SearchAddress

MOST_PARTS = 6


def ways_on(here: SearchAddress, parsed: Parsed) -> list[Way]:
    """Links that find something: not narrowed, and without each part of the question."""
    offers: list[tuple[str, SearchAddress, SearchRequest]] = []
    if here.selected:
        wider = here.unnarrowed()
        offers.append(("The same question, not narrowed", wider, wider.request(parsed.node)))
    for part, rest in without_each(parsed.node)[:MOST_PARTS]:
        wider = here.asking(canonical(rest))
        offers.append((f"Without {canonical(part)}", wider, wider.request(rest)))
    counted = [(label, wider, search(request).total) for label, wider, request in offers]
    return [Way(label, str(wider), count=total) for label, wider, total in counted if total]
