"""Microdata of a page: whether a property is the article's, or that of something the page cites or shows."""

import re
from typing import Final

from lxml.html import HtmlElement

_OTHER_ROLES: Final = frozenset(
    "citation comment comments review reviews haspart mentions itemlistelement suggestedanswer acceptedanswer image"
    " video audio associatedmedia publisher about relatedlink significantlink isbasedon".split()
)
_OTHER_TYPES: Final = re.compile(
    r"/(?:\w*Comments?|Answer|Product|\w*Object|Photograph|Organization|WebSite|WPFooter|WPSideBar)$"
)
MAX_ANCESTORS: Final = 60


def is_of_another_item(element: HtmlElement) -> bool:
    """Return whether a property stands in an item of its own: a reference, a comment, a picture."""
    for number, ancestor in enumerate(element.iterancestors()):
        if number > MAX_ANCESTORS:
            return False
        if ancestor.get("itemscope") is not None or ancestor.get("itemtype"):
            roles = (ancestor.get("itemprop") or "").lower().split()
            is_other_type = _OTHER_TYPES.search((ancestor.get("itemtype") or "").strip()) is not None
            return is_other_type or not _OTHER_ROLES.isdisjoint(roles)
    return False
