"""Wordings of one quotation aligned word by word."""

from collections import Counter
from dataclasses import dataclass
from typing import Final

from django.db.models import F

from archive.models import Article, Quotation, QuotedPassage
from archive.quotations.differences import DifferenceKind, WordingDiff, compare_wordings
from archive.web.params import QueryParams

MAX_STATEMENTS: Final = 200
MAX_SHOWN: Final = 200  # shared quotations shown: the first of the first article

WordingStatements = tuple[QuotedPassage, ...]
"""The statements of one wording, in the order of the text."""


@dataclass(frozen=True, slots=True)
class AlignedWording:
    """The wording of one article, of several statements if `he said` interrupts it, compared with a base."""

    article: Article
    passages: WordingStatements
    wording: WordingDiff
    url: str  # of its paragraph
    rebase_url: str = ""  # of the page of the quotation with this printing as the base
    is_base: bool = False

    @property
    def passage(self) -> QuotedPassage:
        """Return the first of the statements, with its speaker."""
        return self.passages[0]


@dataclass(frozen=True, slots=True)
class Concordance:
    """All printings of one quotation, compared with one of them."""

    quotation: Quotation
    rows: tuple[AlignedWording, ...]
    difference_counts: tuple[tuple[DifferenceKind, int], ...]  # printings that show each kind
    omitted_count: int = 0

    @property
    def base(self) -> AlignedWording | None:
        """Return the row the others are compared with."""
        return next((row for row in self.rows if row.is_base), None)


def build_concordance(quotation: Quotation, params: QueryParams) -> Concordance:
    """Build the concordance by date, against the requested base or the longest wording."""
    listed = quotation.printings.listed().select_related("article__outlet", "speaker")
    listed = listed.defer("article__body", "article__standfirst")
    ordered = listed.order_by(F("article__earliest").asc(nulls_last=True), "article", "start")
    printings = group_wordings(list(ordered[:MAX_STATEMENTS]))
    direct = [rows for rows in printings if rows[0].kind != QuotedPassage.Kind.INDIRECT]
    longest = max(direct or printings, key=lambda rows: len(join_words(rows)), default=())
    requested_pk = params.get_text("base")
    base = next((rows for rows in printings if requested_pk in {str(row.pk) for row in rows}), longest)
    rows = tuple(
        _align_wording(
            wording[0].article,
            wording,
            base,
            rebase_url=params.build_url_with(base=str(wording[0].pk)),
            is_base=wording == base,
        )
        for wording in printings
    )
    difference_counts = Counter(kind for row in rows for kind in row.wording.kinds)
    omitted_count = max(0, listed.count() - MAX_STATEMENTS)
    return Concordance(quotation, rows, tuple(difference_counts.items()), omitted_count)


def build_passage_url(article: Article, passage: QuotedPassage) -> str:
    """Return the URL of the paragraph that the passage begins in."""
    return f"{article.get_absolute_url()}#p{passage.paragraph}"


def group_wordings(passages: list[QuotedPassage]) -> list[WordingStatements]:
    """Group consecutive statements of an article; reports stay single."""
    groups: list[list[QuotedPassage]] = []
    report = QuotedPassage.Kind.INDIRECT
    for passage in passages:
        previous = groups[-1][-1] if groups else None
        if (
            previous
            and previous.article_id == passage.article_id
            and passage.passage - previous.passage <= 1
            and report not in (previous.kind, passage.kind)
        ):
            groups[-1].append(passage)
        else:
            groups.append([passage])
    return [tuple(rows) for rows in groups]


def join_words(wording: WordingStatements) -> str:
    """Join the words of all statements."""
    return " ".join(row.words for row in wording)


def _align_wording(
    article: Article,
    wording: WordingStatements,
    base: WordingStatements,
    *,
    rebase_url: str = "",
    is_base: bool = False,
) -> AlignedWording:
    is_report = wording[0].kind == QuotedPassage.Kind.INDIRECT
    diff = compare_wordings(join_words(base), join_words(wording), is_report=is_report)
    return AlignedWording(article, wording, diff, build_passage_url(article, wording[0]), rebase_url, is_base)


@dataclass(frozen=True, slots=True)
class SharedQuotation:
    """One quotation in both articles, each wording compared with the first of the first article."""

    quotation: Quotation
    first: tuple[AlignedWording, ...]
    second: tuple[AlignedWording, ...]


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
    first_ids = dict.fromkeys(quotation for article, quotation in article_quotations if article == first.pk)
    shared_ids = [quotation for quotation in first_ids if quotation in second_ids]
    rows = passages.filter(quotation__in=shared_ids[:MAX_SHOWN]).select_related("speaker", "quotation")
    by_quotation: dict[Quotation, dict[int, list[QuotedPassage]]] = {}
    for row in rows if shared_ids else ():
        if row.quotation:
            by_quotation.setdefault(row.quotation, {}).setdefault(row.article_id, []).append(row)
    shared_quotations = []
    for quotation, by_article in sorted(by_quotation.items(), key=lambda item: shared_ids.index(item[0].pk)):
        sides = [(article, group_wordings(by_article[article.pk])) for article in (first, second)]
        base = sides[0][1][0]
        aligned = [tuple(_align_wording(article, row, base) for row in wordings) for article, wordings in sides]
        shared_quotations.append(SharedQuotation(quotation, *aligned))
    return SharedQuotations(tuple(shared_quotations), max(0, len(shared_ids) - MAX_SHOWN))
