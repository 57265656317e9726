"""Data of the pages of quotations and speakers."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Count, F, Q, QuerySet
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.db.compiled_queries import CompiledQuery
from archive.models import Article, Quotation, QuotedPassage, Speaker
from archive.models.articles import ArticleQuerySet
from archive.models.quotations import QuotationQuerySet, QuotedPassageQuerySet
from archive.quotations.aligned_text import build_passage_url
from archive.text.normalize import name_key
from archive.web.charts import Histogram
from archive.web.coverage import DateCoverage, build_coverage_chart
from archive.web.links import make_month_search_builder, make_year_search_builder
from archive.web.paging import Neighbours, Paging, paginate, previous_and_next
from archive.web.params import Link, QueryParams, resolve_outlet_slug

ORDERS = ("printings", "newest", "oldest")
SPEAKER_ORDERS = ("articles", "name")
MAX_SPEAKERS_IN_ASIDE = 8
PAGE_SIZE = 30

_ORDER_LABELS = {
    "printings": _("most printed first"),
    "newest": _("newest first"),
    "oldest": _("oldest first"),
    "articles": _("most quoted first"),
    "name": _("by name"),
}


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of a list, its search words, and links to its other orders."""

    rows: Sequence[object]
    paging: Paging
    words: str
    order_links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class ArticlePassage:
    """One passage of an article with its statements in order."""

    statements: tuple[QuotedPassage, ...]
    url: str

    @property
    def first(self) -> QuotedPassage:
        """Return the statement that names the speaker for all."""
        return self.statements[0]


@dataclass(frozen=True, slots=True)
class ArticleQuotationCounts:
    """Counts of an article's speakers, passages, reports, and statements others print too."""

    speakers: tuple[tuple[Speaker, int], ...]
    passages: int
    reports: int
    shared: int


@dataclass(frozen=True, slots=True)
class SpeakerPage:
    """A speaker's passages, quoting outlets, chart over time, and printed names."""

    passages: ListPage
    chart: Histogram
    outlet_links: tuple[Link, ...]
    printed_names: tuple[tuple[str, int], ...]
    article_count: int


def build_quotation_list(params: QueryParams) -> ListPage:
    """List quotations of two outlets or more that contain the requested words."""
    words = params.get_text("q")
    queryset = search_quotations(words)
    order = params.get_choice("sort", ORDERS, "printings")
    page = paginate(params.get_page_number(), queryset.count(), params.build_page_url, PAGE_SIZE)
    return ListPage(
        list(_sort_quotations(queryset, order)[page.slice]), page, words, _build_order_links(params, ORDERS, order)
    )


def search_quotations(words: str) -> QuotationQuerySet:
    """Select quotations of two outlets or more by all these words, or speaker names."""
    queryset = Quotation.objects.multi_outlet().select_related("speaker")
    for word in name_key(words).split()[:12]:
        queryset = queryset.filter(Q(key__contains=word) | Q(speaker__key__contains=word))
    return queryset


def build_speaker_list(params: QueryParams) -> ListPage:
    """List speakers with the numbers of articles and outlets; two queries.

    Outlets are counted only for those on the page.
    """
    queryset = Speaker.objects.with_article_count()
    words = params.get_text("name")
    if key := name_key(words):
        queryset = queryset.filter(key__contains=key)
    order = params.get_choice("sort", SPEAKER_ORDERS, "articles")
    ordering = ("name", "pk") if order == "name" else ("-article_count", "name", "pk")
    counts = {pk: n for pk, n in queryset.order_by(*ordering).values_list("pk", "article_count") if n}
    page = paginate(params.get_page_number(), len(counts), params.build_page_url, 100)
    listed = Q(passages__article__withdrawn_at=None, passages__is_rejected=False)
    outlets = Count("passages__article__outlet", filter=listed, distinct=True)
    keys = list(counts)[page.slice]
    rows = Speaker.objects.annotate(outlet_count=outlets).in_bulk(keys)
    for key, row in rows.items():
        row.article_count = counts[key]
    orders = _build_order_links(params, SPEAKER_ORDERS, order)
    return ListPage([rows[key] for key in keys if key in rows], page, words, orders)


def build_speaker_page(speaker: Speaker, params: QueryParams) -> SpeakerPage:
    """Build the page of a speaker; `outlet` (a slug) filters the passages."""
    spoken = select_spoken_passages(speaker)
    articles = select_quoting_articles(spoken)
    outlet = resolve_outlet_slug(params.get_text("outlet"))
    filtered = spoken.filter(article__outlet__slug=outlet) if outlet else spoken
    page = paginate(params.get_page_number(), filtered.count(), params.build_page_url, PAGE_SIZE)
    newest = filtered.order_by(F("article__earliest").desc(nulls_last=True), "article", "start")
    rows = newest.select_related("article__outlet", "quotation").defer("article__body")
    coverage = DateCoverage.from_articles(articles)
    return SpeakerPage(
        passages=ListPage([(row, build_passage_url(row.article, row)) for row in rows[page.slice]], page, outlet, ()),
        chart=build_coverage_chart(
            gettext("Articles that quote them, over time"),
            coverage,
            month_url=make_month_search_builder(),
            year_url=make_year_search_builder(),
        ),
        outlet_links=_build_outlet_links(articles, params, outlet),
        printed_names=_count_printed_names(spoken),
        article_count=coverage.total,
    )


def select_spoken_passages(speaker: Speaker) -> QuotedPassageQuerySet:
    """Select what a speaker is quoted saying in listed articles."""
    return QuotedPassage.objects.listed().speech().filter(speaker=speaker)


def select_quoting_articles(passages: QuerySet[QuotedPassage]) -> ArticleQuerySet:
    """Select the listed articles that print some of these passages."""
    return Article.objects.listed().filter(pk__in=passages.order_by().values("article"))


def find_quotation_neighbours(quotation: Quotation) -> Neighbours:
    """Return the neighbours among the most printed; `quotation` has `since` annotated."""
    rows = Quotation.objects.multi_outlet().with_since()
    return previous_and_next(
        quotation, rows, *rows.MOST_PRINTED_FIRST, label=lambda row: f"“{Truncator(row.quotable).words(9)}”"
    )


def find_speaker_neighbours(speaker: Speaker) -> Neighbours:
    """Return the neighbours by name among speakers quoted by a listed article."""
    return previous_and_next(speaker, Speaker.objects.in_listed_articles(), "key")


def list_article_passages(article: Article) -> list[ArticlePassage]:
    """List the passages of an article in the order of the text, with their statements."""
    rows = QuotedPassage.objects.filter(article=article, is_rejected=False)
    rows = rows.select_related("speaker", "quotation").order_by("passage", "start")
    return [
        ArticlePassage(tuple(statements), build_passage_url(article, statements[0]))
        for _, group in groupby(rows, key=lambda row: row.passage)
        if (statements := list(group))
    ]


_load_spoken_passages = CompiledQuery(
    lambda article: (
        QuotedPassage.objects.filter(article=article, is_rejected=False)
        .speech()
        .select_related("speaker", "quotation")
        .only("article", "passage", "kind", "speaker__name", "speaker__slug", "quotation__outlet_count")
        .order_by("start")
    )
)


def count_article_quotations(article: Article) -> ArticleQuotationCounts:
    """Summarise the quotations of an article; one query."""
    rows = _load_spoken_passages(article.pk)
    passages_by_speaker: dict[Speaker, set[int]] = {}
    for row in rows:
        if row.speaker:
            passages_by_speaker.setdefault(row.speaker, set()).add(row.passage)
    sorted_speakers = sorted(passages_by_speaker.items(), key=lambda item: (-len(item[1]), item[0].name))
    return ArticleQuotationCounts(
        speakers=tuple((speaker, len(passages)) for speaker, passages in sorted_speakers[:MAX_SPEAKERS_IN_ASIDE]),
        passages=len({row.passage for row in rows if row.kind != QuotedPassage.Kind.INDIRECT}),
        reports=sum(row.kind == QuotedPassage.Kind.INDIRECT for row in rows),
        shared=sum(row.quotation is not None and row.quotation.outlet_count > 1 for row in rows),
    )


def _sort_quotations(queryset: QuotationQuerySet, order: str) -> QuotationQuerySet:
    if order == "printings":
        return queryset.most_printed_first()
    earliest = F("earliest")
    ordering = earliest.desc(nulls_last=True) if order == "newest" else earliest.asc(nulls_last=True)
    return queryset.order_by(ordering, "identifier")


def _build_order_links(params: QueryParams, orders: tuple[str, ...], current: str) -> tuple[Link, ...]:
    return params.build_choice_links("sort", {order: _ORDER_LABELS[order] for order in orders}, current)


def _build_outlet_links(articles: QuerySet[Article], params: QueryParams, chosen: str) -> tuple[Link, ...]:
    """Build links to filter by quoting outlet; the link of the chosen one clears the filter."""
    of_known_outlets = articles.exclude(outlet=None).order_by()
    counts = of_known_outlets.values_list("outlet__slug", "outlet__name").annotate(n=Count("pk"))
    return params.build_filter_links("outlet", counts, chosen)


def _count_printed_names(spoken: QuerySet[QuotedPassage]) -> tuple[tuple[str, int], ...]:
    """Count the printed names of a speaker, most frequent first, without pronouns."""
    rows = spoken.exclude(printed="").filter(certainty=QuotedPassage.Certainty.STATED).order_by()
    counts = rows.values_list("printed").annotate(n=Count("pk")).order_by("-n", "printed")
    return tuple(counts[:12])
