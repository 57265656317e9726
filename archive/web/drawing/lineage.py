"""Geometry of an article's lineage graph: sources above, derived articles below."""

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.duplicates.lineage import (
    BESIDE,
    EARLIER,
    FROM,
    LATER,
    TO,
    Lineage,
    LineageLink,
    build_lineage,
)
from archive.models import Article

_ROW_HEIGHT: Final = 42
_TOP_MARGIN: Final = 16
_MAX_LABEL_LENGTH: Final = 30
_DIRECTION_LABELS: Final = {
    FROM: _("source"),
    EARLIER: _("printed earlier"),
    TO: _("taken from this one"),
    LATER: _("printed later"),
    BESIDE: _("has words in common"),
}


@dataclass(frozen=True, slots=True)
class LineageNode:
    """One article or credited name; `link` is None for the article itself."""

    y: int
    label: str
    caption: str
    link: LineageLink | None = None

    @property
    def is_certain(self) -> bool:
        """True if a credit line states the link; it is then drawn solid."""
        return self.link is not None and self.link.direction in (FROM, TO)


@dataclass(frozen=True, slots=True)
class LineageGraph:
    """A lineage graph, and the links for its table."""

    nodes: tuple[LineageNode, ...]
    article_node: LineageNode
    height: int
    links: tuple[LineageLink, ...]
    more_count: int


def build_lineage_graph(article: Article) -> LineageGraph | None:
    """Build the lineage graph of an article; None where it has no links."""
    article_lineage = build_lineage(article)
    return _draw_graph(article, article_lineage) if article_lineage.links else None


def _draw_graph(article: Article, article_lineage: Lineage) -> LineageGraph:
    above = [link for link in article_lineage.links if link.direction in (FROM, EARLIER)]
    below = [link for link in article_lineage.links if link.direction in (TO, LATER, BESIDE)]
    positions = {id(link): position for position, link in enumerate(above)}
    positions |= {id(link): position for position, link in enumerate(below, start=len(above) + 1)}
    nodes = tuple(
        LineageNode(
            _TOP_MARGIN + positions[id(link)] * _ROW_HEIGHT,
            _format_name(link),
            str(_DIRECTION_LABELS[link.direction]),
            link,
        )
        for link in (*above, *below)
    )
    article_node = LineageNode(
        _TOP_MARGIN + len(above) * _ROW_HEIGHT,
        _truncate_label(str(article.outlet or gettext("Outlet unknown"))),
        gettext("this one"),
    )
    return LineageGraph(
        nodes,
        article_node,
        _TOP_MARGIN + (len(article_lineage.links) + 1) * _ROW_HEIGHT - 8,
        article_lineage.links,
        article_lineage.more,
    )


def _format_name(link: LineageLink) -> str:
    return _truncate_label(str(link.outlet or link.name or gettext("Outlet unknown")))


def _truncate_label(label: str) -> str:
    return (
        label if len(label) <= _MAX_LABEL_LENGTH else label[: _MAX_LABEL_LENGTH - 1].rstrip() + "…"
    )
