"""Quotations that two articles have in common, in the wording of each."""

from dataclasses import dataclass
from typing import Final

from archive.models import Article, Quotation, QuotedPassage
from archive.quotations.differences import WordingDiff, compare_wordings
from archive.web.comparing.concordance import (
    WordingStatements,
    build_passage_url,
    group_wordings,
    join_words,
)

MAX_SHOWN: Final = 200
"""Maximum number of shared quotations shown: the first of the first article."""


@dataclass(frozen=True, slots=True)
class ArticleWording:
    """The wording of one article, compared with the first wording of the first article."""

    article: Article
    passage: QuotedPassage
    wording: WordingDiff
    url: str


@dataclass(frozen=True, slots=True)
class SharedQuotation:
    """One quotation in both articles; each may have printed it more than once."""

    quotation: Quotation
    first: tuple[ArticleWording, ...]
    second: tuple[ArticleWording, ...]


@dataclass(frozen=True, slots=True)
class SharedQuotations:
    """Quotations in both articles, and the number of those not shown."""

    quotations: tuple[SharedQuotation, ...] = ()
    omitted_count: int = 0


def find_shared_quotations(first: Article, second: Article) -> SharedQuotations:
    """Return the quotations in both, in the order of the first; two queries."""
    listed = QuotedPassage.objects.listed().exclude(quotation=None).order_by("start", "pk")
    passages = listed.filter(article__in=(first.pk, second.pk))
    article_quotations = passages.values_list("article_id", "quotation_id")
    second_ids = {quotation for article, quotation in article_quotations if article == second.pk}
    first_ids = [quotation for article, quotation in article_quotations if article == first.pk]
    shared_ids = [quotation for quotation in dict.fromkeys(first_ids) if quotation in second_ids]
    rows = passages.filter(quotation__in=shared_ids[:MAX_SHOWN]).select_related(
        "speaker", "quotation"
    )
    by_quotation: dict[Quotation, dict[int, list[QuotedPassage]]] = {}
    for row in rows if shared_ids else ():
        if row.quotation:
            by_quotation.setdefault(row.quotation, {}).setdefault(row.article_id, []).append(row)
    wordings_by_quotation = [
        (quotation, group_wordings(by_article[first.pk]), group_wordings(by_article[second.pk]))
        for quotation, by_article in sorted(
            by_quotation.items(), key=lambda item: shared_ids.index(item[0].pk)
        )
    ]
    return SharedQuotations(
        tuple(
            SharedQuotation(
                quotation,
                tuple(_build_wording(first, printing, first_ids[0]) for printing in first_ids),
                tuple(_build_wording(second, printing, first_ids[0]) for printing in second_ids),
            )
            for quotation, first_ids, second_ids in wordings_by_quotation
        ),
        max(0, len(shared_ids) - MAX_SHOWN),
    )


def _build_wording(
    article: Article, printing: WordingStatements, base: WordingStatements
) -> ArticleWording:
    passage = printing[0]
    is_report = passage.kind == QuotedPassage.Kind.INDIRECT
    wording = compare_wordings(join_words(base), join_words(printing), is_report=is_report)
    return ArticleWording(article, passage, wording, build_passage_url(article, passage))
