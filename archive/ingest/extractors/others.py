"""The parts of a page that are of others: comments, related articles, lists of what is most read.

Whom and which day they name is not the article's author and not its day.
"""

import re
from itertools import islice
from typing import Final

from lxml.html import HtmlElement

MOST_PARTS: Final = 400
_CALLED: Final = re.compile(
    r"(?:^|[\s_-])(?:comments?(?:[\s_-]?(?:list|section|area|wrapper|body|author|item|thread|form))?"
    r"|related(?:[\s_-]?\w{1,20})?|recommend(?:ed|ations?)?|recirc(?:ulation)?|teasers?"
    r"|(?:most|also|more)[\s_-](?:read|popular|viewed|shared|stories|articles|news|from)"
    r"|read[\s_-](?:next|also)|(?:latest|popular|trending|other|next)[\s_-](?:news|articles|stories"
    r"|posts)|trending|newsletters?(?:[\s_-]?(?:box|form|signup))?)(?:$|[\s_-])",
    re.IGNORECASE,
)
_MAYBE: Final = re.compile(r"comm|rela|tease|most|also|more|read|late|popu|tren|othe|next|news|rec")
"""What every such name holds: most classes of a page are passed over at a glance."""
_OF_A_PERSON: Final = re.compile(r"author|byline|bio|autor|auteur", re.IGNORECASE)


def parts_of_others(tree: HtmlElement) -> frozenset[HtmlElement]:
    """The elements that hold what others wrote; never one that holds the page's first heading.

    An `aside` is one where it has a heading of its own: others hold the byline as often.
    """
    heading = next(tree.iter("h1"), None)
    above = set() if heading is None else set(heading.iterancestors())
    named = tree.iterfind(".//*[@class]"), tree.iterfind(".//*[@id]"), tree.iter("aside")
    found = (one for some in named for one in some if _is_of_others(one) and one not in above)
    return frozenset(islice(found, MOST_PARTS))


def _is_of_others(element: HtmlElement) -> bool:
    if element.tag in {"html", "body", "main"}:
        return False
    names = f"{element.get('class') or ''} {element.get('id') or ''}"[:300].lower()
    if element.tag == "aside" and not _OF_A_PERSON.search(names):
        return next(element.iter("h2", "h3", "h4"), None) is not None
    return _MAYBE.search(names) is not None and _CALLED.search(names) is not None
