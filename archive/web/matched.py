"""What two articles both quote: the same words as each of them printed them."""

from dataclasses import dataclass
from typing import Final

from archive.models import Article, Quotation, QuotedPassage
from archive.quotations.differences import Wording, compare
from archive.web.concordance import Printing, place, wordings, words_of

MOST: Final = 400
"""Statements of the two articles that are laid side by side."""


@dataclass(frozen=True, slots=True)
class Printed:
    """How one of the articles printed it, laid against the first wording of the first."""

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


def matched(one: Article, other: Article) -> tuple[Matched, ...]:
    """The quotations that stand in both, in the order of the first; one query."""
    rows = QuotedPassage.objects.listed().filter(article__in=(one.pk, other.pk))
    joined = rows.exclude(quotation=None).select_related("speaker", "quotation")
    found: dict[Quotation, dict[int, list[QuotedPassage]]] = {}
    for row in joined.order_by("start", "pk")[:MOST]:
        if row.quotation:
            found.setdefault(row.quotation, {}).setdefault(row.article_id, []).append(row)
    both = [
        (quotation, wordings(sides[one.pk]), wordings(sides[other.pk]))
        for quotation, sides in found.items()
        if one.pk in sides and other.pk in sides
    ]
    both.sort(key=lambda each: each[1][0][0].start)
    return tuple(
        Matched(
            quotation,
            tuple(_printed(one, printing, mine[0]) for printing in mine),
            tuple(_printed(other, printing, mine[0]) for printing in theirs),
        )
        for quotation, mine, theirs in both
    )


def _printed(article: Article, printing: Printing, base: Printing) -> Printed:
    first = printing[0]
    is_report = first.kind == QuotedPassage.Kind.INDIRECT
    wording = compare(words_of(base), words_of(printing), is_report=is_report)
    return Printed(article, first, wording, place(article, first))
