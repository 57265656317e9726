"""Quotations that two articles have in common, in the wording of each."""

from dataclasses import dataclass
from typing import Final

from archive.models import Article, Quotation, QuotedPassage
from archive.quotations.differences import Wording, compare
from archive.web.comparing.concordance import Printing, place, wordings, words_of

MOST: Final = 200
"""Maximum number of shared quotations shown: the first of the first article."""


@dataclass(frozen=True, slots=True)
class Printed:
    """The wording of one article, compared with the first wording of the first article."""

    article: Article
    passage: QuotedPassage
    wording: Wording
    place: str


@dataclass(frozen=True, slots=True)
class Matched:
    """One quotation in both articles; each may have printed it more than once."""

    quotation: Quotation
    one: tuple[Printed, ...]
    other: tuple[Printed, ...]


@dataclass(frozen=True, slots=True)
class Both:
    """Quotations in both articles, and the number of those not shown."""

    quotations: tuple[Matched, ...] = ()
    left_out: int = 0


def matched(one: Article, other: Article) -> Both:
    """Return the quotations in both, in the order of the first; two queries."""
    listed = QuotedPassage.objects.listed().exclude(quotation=None).order_by("start", "pk")
    both = listed.filter(article__in=(one.pk, other.pk))
    places = both.values_list("article_id", "quotation_id")
    theirs = {quotation for article, quotation in places if article == other.pk}
    mine = [quotation for article, quotation in places if article == one.pk]
    shared = [quotation for quotation in dict.fromkeys(mine) if quotation in theirs]
    rows = both.filter(quotation__in=shared[:MOST]).select_related("speaker", "quotation")
    found: dict[Quotation, dict[int, list[QuotedPassage]]] = {}
    for row in rows if shared else ():
        if row.quotation:
            found.setdefault(row.quotation, {}).setdefault(row.article_id, []).append(row)
    told = [
        (quotation, wordings(sides[one.pk]), wordings(sides[other.pk]))
        for quotation, sides in sorted(found.items(), key=lambda each: shared.index(each[0].pk))
    ]
    return Both(
        tuple(
            Matched(
                quotation,
                tuple(_printed(one, printing, mine[0]) for printing in mine),
                tuple(_printed(other, printing, mine[0]) for printing in theirs),
            )
            for quotation, mine, theirs in told
        ),
        max(0, len(shared) - MOST),
    )


def _printed(article: Article, printing: Printing, base: Printing) -> Printed:
    first = printing[0]
    is_report = first.kind == QuotedPassage.Kind.INDIRECT
    wording = compare(words_of(base), words_of(printing), is_report=is_report)
    return Printed(article, first, wording, place(article, first))
