"""Lineage of an article's text: credited sources, reprints, and shared passages."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_noop

from archive.models import Article, CreditLink, Evidence, NearDuplicate, Outlet
from archive.models.prepared import Prepared
from archive.text.edtf import in_words
from archive.text.messages import said
from archive.text.normalize import name_key

MOST: Final = 12
"""Maximum number of similar articles shown, the most similar first; the others are counted."""

FROM, EARLIER, TO, LATER, BESIDE = ORDER = ("from", "earlier", "to", "later", "beside")
"""Directions: credited source, printed earlier, reprinted by, printed later, unknown."""

CREDIT_LINE: Final = gettext_noop("the credit line")

SAYS: Final = {
    ("reprint", FROM): gettext_noop("Reprint of"),
    ("reprint", TO): gettext_noop("Reprinted as"),
    ("reprint", EARLIER): gettext_noop("Printed earlier as"),
    ("reprint", LATER): gettext_noop("Printed later as"),
    ("reprint", BESIDE): gettext_noop("Also printed as"),
    ("version", FROM): gettext_noop("Version of"),
    ("version", TO): gettext_noop("Another version is"),
    ("version", EARLIER): gettext_noop("Printed earlier, in nearly the same words, as"),
    ("version", LATER): gettext_noop("Printed later, in nearly the same words, as"),
    ("version", BESIDE): gettext_noop("Also printed, in nearly the same words, as"),
    ("wire", FROM): gettext_noop("Based on agency copy of"),
    ("wire", TO): gettext_noop("Basis of"),
    ("passages", BESIDE): gettext_noop("Shares passages with"),
    ("photo", FROM): gettext_noop("Picture by"),
}
"""Label of every kind of link in each direction it can have."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link to an article of the archive, or to a name in a credit line.

    `direction` is one of ORDER; `basis` says what the direction rests on, empty if unknown. `pair`
    is the overlap of the two texts, `evidence` the credit line.
    """

    kind: str
    direction: str
    basis: str = ""
    article: Article | None = None
    outlet: Outlet | None = None
    named: str = ""
    evidence: Evidence | None = None
    pair: NearDuplicate | None = None

    @property
    def says(self) -> str:
        """Return the label: `Reprint of`, `Shares passages with`, …"""
        return SAYS[self.kind, self.direction]


@dataclass(frozen=True, slots=True)
class Lineage:
    """The links of one article, sources first; `more` similar articles are not listed."""

    links: tuple[Link, ...] = ()
    more: int = 0


_pairs_told = Prepared(
    lambda article: (
        NearDuplicate.objects.of(article)
        .listed()
        .select_related("first__outlet", "second__outlet")
        .defer("first__body", "second__body")
        .order_by("-likeness", "-shared_words", "pk")[:MOST]
    )
)
_credits = Prepared(
    lambda articles: (
        CreditLink.objects.filter(article__pk__in=[articles], evidence__superseded_at=None)
        .select_related("evidence", "outlet")
        .order_by("pk")
    )
)


def lineage(article: Article) -> Lineage:
    """Build the lineage from credit lines, similarity and dates; two queries, three for many."""
    told = _pairs_told(article.pk)
    lines = _credits((article.pk, *(_other(pair, article).pk for pair in told)))
    links = [_of_pair(pair, article, lines) for pair in told]
    told_of = {_source(line) for link in links for line in lines if link.evidence == line.evidence}
    for line in lines:
        if line.article_id == article.pk and _source(line) not in told_of:
            told_of.add(_source(line))
            links.append(_of_credit(line))
    links.sort(key=lambda link: ORDER.index(link.direction))
    more = NearDuplicate.objects.of(article.pk).listed().count() - MOST if told[MOST - 1 :] else 0
    return Lineage(tuple(links), more)


def _source(line: CreditLink) -> tuple[int, str, int | str]:
    """Return the key by which two credits are the same: agencies may be named repeatedly."""
    return line.article_id, line.kind, line.outlet_id or name_key(line.named)


def _of_credit(line: CreditLink) -> Link:
    return Link(
        line.kind,
        FROM,
        CREDIT_LINE,
        None,
        line.outlet,
        line.named,
        line.evidence,
        None,
    )


def _other(pair: NearDuplicate, article: Article) -> Article:
    return pair.second if pair.first_id == article.pk else pair.first


def _of_pair(pair: NearDuplicate, article: Article, lines: Iterable[CreditLink]) -> Link:
    """Build the link of a pair: kind and direction from a credit line, else from certain days."""
    other = _other(pair, article)
    for source, taker, direction in ((other, article, FROM), (article, other, TO)):
        for credit in lines:
            if credit.article_id == taker.pk and _means(credit, source):
                return Link(
                    credit.kind,
                    direction,
                    CREDIT_LINE,
                    other,
                    other.outlet,
                    other.title,
                    credit.evidence,
                    pair,
                )
    if pair.kind == NearDuplicate.Kind.PASSAGES:
        return Link("passages", BESIDE, "", other, other.outlet, other.title, None, pair)
    kind = "reprint" if pair.kind == NearDuplicate.Kind.SAME else "version"
    return Link(kind, *_by_days(article, other), other, other.outlet, other.title, None, pair)


def _means(credit: CreditLink, source: Article) -> bool:
    return (
        credit.outlet_id is not None
        and credit.outlet_id == source.outlet_id
        and credit.kind != CreditLink.Kind.PHOTO
    )


def _by_days(article: Article, other: Article) -> tuple[str, str]:
    """Return the direction that certain days give, and its basis."""
    if _is_before(other, article):
        day = in_words(other.published)
        return EARLIER, said("its day, {day}, is certainly the earlier one", day=day)
    if _is_before(article, other):
        day = in_words(other.published)
        return LATER, said("its day, {day}, is certainly the later one", day=day)
    return BESIDE, ""


def _is_before(one: Article, other: Article) -> bool:
    return bool(one.latest and other.earliest and one.latest < other.earliest)
