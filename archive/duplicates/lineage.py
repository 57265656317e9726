"""Lineage of an article: sources and reprints, and the geometry of its graph."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Final

from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from archive.db.compiled_queries import CompiledQuery
from archive.duplicates.credits import is_own_credit
from archive.models import Article, CreditLink, Evidence, NearDuplicate, Outlet
from archive.text.edtf import describe_edtf
from archive.text.messages import lazy_message
from archive.text.normalize import name_key

MAX_LINKS: Final = 12  # similar articles shown, the most similar first; the others are counted
_ROW_HEIGHT: Final = 42
_TOP_MARGIN: Final = 16
_MAX_LABEL_LENGTH: Final = 30
CREDIT_LINE: Final = gettext_noop("the credit line")


class LineageDirection(StrEnum):
    """The place of another article beside this one, in the order of the list."""

    FROM = "from"  # credited as the source
    EARLIER = "earlier"  # printed earlier
    TO = "to"  # taken from this one
    LATER = "later"  # printed later
    BESIDE = "beside"  # unknown which was first


_DIRECTION_LABELS: Final = {
    LineageDirection.FROM: _("source"),
    LineageDirection.EARLIER: _("published earlier"),
    LineageDirection.TO: _("based on this article"),
    LineageDirection.LATER: _("published later"),
    LineageDirection.BESIDE: _("has words in common"),
}
LABELS: Final = {
    ("reprint", LineageDirection.FROM): gettext_noop("Reprint of"),
    ("reprint", LineageDirection.TO): gettext_noop("Reprinted as"),
    ("reprint", LineageDirection.EARLIER): gettext_noop("Published earlier as"),
    ("reprint", LineageDirection.LATER): gettext_noop("Published later as"),
    ("reprint", LineageDirection.BESIDE): gettext_noop("Also published as"),
    ("version", LineageDirection.FROM): gettext_noop("Version of"),
    ("version", LineageDirection.TO): gettext_noop("Another version is"),
    ("version", LineageDirection.EARLIER): gettext_noop("Nearly the same text was published earlier as"),
    ("version", LineageDirection.LATER): gettext_noop("Nearly the same text was published later as"),
    ("version", LineageDirection.BESIDE): gettext_noop("Nearly the same text was also published as"),
    ("wire", LineageDirection.FROM): gettext_noop("Based on agency copy of"),
    ("wire", LineageDirection.TO): gettext_noop("Agency copy used in"),
    ("passages", LineageDirection.BESIDE): gettext_noop("Shares passages with"),
    ("photo", LineageDirection.FROM): gettext_noop("Picture by"),
}
"""Label of every kind of link in each direction it can have."""


@dataclass(frozen=True, slots=True)
class LineageLink:
    """A link to an article of the archive, or to a name in a credit line.

    `basis` says what the direction rests on, empty if unknown. `pair` is the overlap of the two texts, `evidence` the
    credit line.
    """

    kind: str
    direction: LineageDirection
    basis: str = ""
    article: Article | None = None
    outlet: Outlet | None = None
    name: str = ""
    evidence: Evidence | None = None
    pair: NearDuplicate | None = None

    @property
    def label(self) -> str:
        """Return the label: `Reprint of`, `Shares passages with`, …"""
        return LABELS[self.kind, self.direction]


@dataclass(frozen=True, slots=True)
class Lineage:
    """The links of one article, sources first; `more` similar articles are not listed."""

    links: tuple[LineageLink, ...] = ()
    more: int = 0


_load_pairs = CompiledQuery(
    lambda article: (
        NearDuplicate.objects.for_articles(article)
        .listed()
        .select_related("first__outlet", "second__outlet")
        .defer("first__body", "second__body")
        .order_by("-likeness", "-shared_words", "pk")[:MAX_LINKS]
    )
)
_load_credits = CompiledQuery(
    lambda articles: (
        CreditLink.objects.filter(article__pk__in=[articles], evidence__superseded_at=None)
        .select_related("evidence", "outlet")
        .order_by("pk")
    )
)


def build_lineage(article: Article) -> Lineage:
    """Build the lineage from credit lines, similarity and dates; two queries, three for many."""
    pairs = _load_pairs(article.pk)
    lines = _load_credits((article.pk, *(_get_other_article(pair, article).pk for pair in pairs)))
    links = [_build_pair_link(pair, article, lines) for pair in pairs]
    credited = {_get_credit_key(line) for link in links for line in lines if link.evidence == line.evidence}
    for line in lines:
        if line.article_id != article.pk or is_own_credit(article, line.named, line.outlet_id):
            continue  # outlets may have been renamed since the line was read
        if _get_credit_key(line) not in credited:
            credited.add(_get_credit_key(line))
            links.append(
                LineageLink(line.kind, LineageDirection.FROM, CREDIT_LINE, None, line.outlet, line.named, line.evidence)
            )
    order = list(LineageDirection)
    links.sort(key=lambda link: order.index(link.direction))
    more = NearDuplicate.objects.for_articles(article.pk).listed().count() - MAX_LINKS if pairs[MAX_LINKS - 1 :] else 0
    return Lineage(tuple(links), more)


def _get_credit_key(line: CreditLink) -> tuple[int, str, int | str]:
    """Return the key by which two credits are the same: agencies may be named repeatedly."""
    return line.article_id, line.kind, line.outlet_id or name_key(line.named)


def _get_other_article(pair: NearDuplicate, article: Article) -> Article:
    return pair.second if pair.first_id == article.pk else pair.first


def _build_pair_link(pair: NearDuplicate, article: Article, lines: Iterable[CreditLink]) -> LineageLink:
    """Build the link of a pair: kind and direction from a credit line, else from certain days."""
    other_article = _get_other_article(pair, article)
    build = partial(
        LineageLink, article=other_article, outlet=other_article.outlet, name=other_article.title, pair=pair
    )
    roles = {LineageDirection.FROM: (other_article, article), LineageDirection.TO: (article, other_article)}
    for direction, (source, taker) in roles.items():
        for credit in lines:
            is_to_source = credit.outlet_id is not None and credit.outlet_id == source.outlet_id
            if is_to_source and credit.article_id == taker.pk and credit.kind != CreditLink.Kind.PHOTO:
                return build(credit.kind, direction, CREDIT_LINE, evidence=credit.evidence)
    if pair.kind == NearDuplicate.Kind.PASSAGES:
        return build("passages", LineageDirection.BESIDE)
    kind = "reprint" if pair.kind == NearDuplicate.Kind.SAME else "version"
    return build(kind, *_compare_dates(article, other_article))


def _compare_dates(article: Article, other_article: Article) -> tuple[LineageDirection, str]:
    """Return the direction that certain days give, and its basis."""
    day = describe_edtf(other_article.published)
    if _is_before(other_article, article):
        return LineageDirection.EARLIER, lazy_message("published earlier, on {day}", day=day)
    if _is_before(article, other_article):
        return LineageDirection.LATER, lazy_message("published later, on {day}", day=day)
    return LineageDirection.BESIDE, ""


def _is_before(first: Article, second: Article) -> bool:
    return bool(first.latest and second.earliest and first.latest < second.earliest)


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
        return self.link is not None and self.link.direction in (LineageDirection.FROM, LineageDirection.TO)


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
    lineage = build_lineage(article)
    if not lineage.links:
        return None
    directions_above = {LineageDirection.FROM, LineageDirection.EARLIER}
    above_count = sum(link.direction in directions_above for link in lineage.links)  # the links are sorted
    nodes = tuple(
        LineageNode(
            _TOP_MARGIN + (index + (index >= above_count)) * _ROW_HEIGHT,
            _truncate_label(str(link.outlet or link.name or gettext("Outlet unknown"))),
            str(_DIRECTION_LABELS[link.direction]),
            link,
        )
        for index, link in enumerate(lineage.links)
    )
    article_node = LineageNode(
        _TOP_MARGIN + above_count * _ROW_HEIGHT,
        _truncate_label(str(article.outlet or gettext("Outlet unknown"))),
        gettext("this article"),
    )
    height = _TOP_MARGIN + (len(lineage.links) + 1) * _ROW_HEIGHT - 8
    return LineageGraph(nodes, article_node, height, lineage.links, lineage.more)


def _truncate_label(label: str) -> str:
    return label if len(label) <= _MAX_LABEL_LENGTH else label[: _MAX_LABEL_LENGTH - 1].rstrip() + "…"
