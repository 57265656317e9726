"""Geometry of an article's lineage graph: sources above, derived articles below."""

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.duplicates.lineage import BESIDE, EARLIER, FROM, LATER, TO, Lineage, Link, lineage
from archive.models import Article

_ROW: Final = 42
_TOP: Final = 16
_LETTERS: Final = 30
_SHORT: Final = {
    FROM: _("source"),
    EARLIER: _("printed earlier"),
    TO: _("taken from this one"),
    LATER: _("printed later"),
    BESIDE: _("has words in common"),
}


@dataclass(frozen=True, slots=True)
class Node:
    """One article or credited name; `link` is None for the article itself."""

    y: int
    label: str
    under: str
    link: Link | None = None

    @property
    def is_certain(self) -> bool:
        """True if a credit line states the link; it is then drawn solid."""
        return self.link is not None and self.link.direction in (FROM, TO)


@dataclass(frozen=True, slots=True)
class Graph:
    """A lineage graph, and the links for its table."""

    nodes: tuple[Node, ...]
    own: Node
    height: int
    links: tuple[Link, ...]
    more: int


def graph_of(article: Article) -> Graph | None:
    """Build the lineage graph of an article; None where it has no links."""
    known = lineage(article)
    return _drawn(article, known) if known.links else None


def _drawn(article: Article, known: Lineage) -> Graph:
    above = [link for link in known.links if link.direction in (FROM, EARLIER)]
    below = [link for link in known.links if link.direction in (TO, LATER, BESIDE)]
    places = {id(link): place for place, link in enumerate(above)}
    places |= {id(link): place for place, link in enumerate(below, start=len(above) + 1)}
    nodes = tuple(
        Node(_TOP + places[id(link)] * _ROW, _name(link), str(_SHORT[link.direction]), link)
        for link in (*above, *below)
    )
    own = Node(
        _TOP + len(above) * _ROW,
        _short(str(article.outlet or gettext("Outlet unknown"))),
        gettext("this one"),
    )
    return Graph(nodes, own, _TOP + (len(known.links) + 1) * _ROW - 8, known.links, known.more)


def _name(link: Link) -> str:
    return _short(str(link.outlet or link.named or gettext("Outlet unknown")))


def _short(words: str) -> str:
    return words if len(words) <= _LETTERS else words[: _LETTERS - 1].rstrip() + "…"
