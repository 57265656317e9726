"""Unrelated parts of a page: comments, related articles, most-read lists.

Names and dates in them are not the article's author and day.
"""

import re
from typing import Final

from lxml.html import HtmlElement

_UNRELATED_CLASS: Final = re.compile(
    r"(?:^|[\s_-])(?:comments?(?:[\s_-]?(?:list|section|area|wrapper|body|author|item|thread|form))?"
    r"|related(?:[\s_-]?\w{1,20})?|recommend(?:ed|ations?)?|recirc(?:ulation)?|teasers?"
    r"|(?:most|also|more)[\s_-](?:read|popular|viewed|shared|stories|articles|news|from)"
    r"|read[\s_-](?:next|also)|(?:latest|popular|trending|other|next)[\s_-](?:news|articles|stories"
    r"|posts)|trending|newsletters?(?:[\s_-]?(?:box|form|signup))?)(?:$|[\s_-])",
    re.IGNORECASE,
)
_PERSON_CLASS: Final = re.compile(r"author|byline|bio|autor|auteur", re.IGNORECASE)


class UnrelatedParts:
    """Set-like test of whether an element stands in an unrelated part; cached by element.

    The ancestors of the first heading are never unrelated. An `aside` is, only if it has a heading
    of its own: it holds the byline as often.
    """

    def __init__(self, tree: HtmlElement) -> None:
        heading = next(tree.iter("h1"), None)
        ancestors = () if heading is None else heading.iterancestors()
        self._cache: dict[HtmlElement, bool] = dict.fromkeys(ancestors, False)

    def __contains__(self, element: HtmlElement) -> bool:
        """Return whether an element is in an unrelated part."""
        path: list[HtmlElement] = []
        is_unrelated = False
        for ancestor in (element, *element.iterancestors()):
            if (cached_answer := self._cache.get(ancestor)) is not None:
                is_unrelated = cached_answer
                break
            path.append(ancestor)
            if _is_unrelated(ancestor):
                is_unrelated = True
                break
        self._cache.update(dict.fromkeys(path, is_unrelated))
        return is_unrelated


def _is_unrelated(element: HtmlElement) -> bool:
    if element.tag in {"html", "body", "main"}:
        return False
    names = f"{element.get('class') or ''} {element.get('id') or ''}"[:300]
    if element.tag == "aside" and not _PERSON_CLASS.search(names):
        return next(element.iter("h2", "h3", "h4"), None) is not None
    return len(names) > 1 and _UNRELATED_CLASS.search(names) is not None
