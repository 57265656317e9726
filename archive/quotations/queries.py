"""Data of the pages of quotations and speakers, and wordings of one quotation aligned word by word."""

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any, Final, TypeVar

from django.db import connection
from django.db.models import Count, F, Max, Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.db.bulk import select_keys
from archive.db.compiled_queries import CompiledQuery
from archive.models import Article, Quotation, QuotedPassage, Speaker
from archive.models.articles import ArticleQuerySet
from archive.models.quotations import QuotationQuerySet, QuotedPassageQuerySet
from archive.quotations.differences import DifferenceKind, WordingDiff, compare_wordings
from archive.text.normalize import name_key
from archive.web.cache import cached_by_generation
from archive.web.coverage import DateCoverage, build_search_chart
from archive.web.paging import Paging, paginate
from archive.web.params import Link, QueryParams, resolve_outlet_slug

MAX_SPEAKERS_IN_ASIDE: Final = 8
MAX_STATEMENTS: Final = 200
MAX_SHARED: Final = 200  # shared quotations shown: the first of the first article
PAGE_SIZE: Final = 30
_LATEST_ARTICLES: Final = (1_000, 10_000)  # articles asked for the quotations printed last
_ORDERS = {"printings": _("most articles first"), "newest": _("newest first"), "oldest": _("oldest first")}
_SPEAKER_ORDERS = {"articles": _("most quoted first"), "name": _("by name")}

_LAST_KEYS_SQL: Final = (
    'SELECT (SELECT MAX("id") FROM "archive_quotedpassage"), (SELECT MAX("id") FROM "archive_change")'
)
CachedValue = TypeVar("CachedValue")
WordingStatements = tuple[QuotedPassage, ...]
"""The statements of one wording, in the order of the text."""


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of a list, its search words, and links to its other orders."""

    rows: Sequence[object]
    paging: Paging
    words: str
    order_links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class ArticleQuotationCounts:
    """Counts of an article's speakers, passages, reports, and statements others print too."""

    speakers: tuple[tuple[Speaker, int], ...]
    passages: int
    reports: int
    shared: int


def build_quotation_list(params: QueryParams) -> ListPage:
    """List quotations of two outlets or more that contain the requested words."""
    words = params.get_text("q")
    order = params.get_choice("sort", _ORDERS, "printings")
    ordered = order_quotations(words, order)
    total = _cache_until_change(("quotations", words), ordered.count) if words else ordered.count()
    page = paginate(params.get_page_number(), total, params.build_page_url, PAGE_SIZE)
    return ListPage(list(ordered[page.slice]), page, words, params.build_choice_links("sort", _ORDERS, order))


def _cache_until_change(name: Hashable, compute: Callable[[], CachedValue]) -> CachedValue:
    """Return counts of passages, kept until an article changes, a passage is added, or an editor changes anything."""
    with connection.cursor() as cursor:
        cursor.execute(_LAST_KEYS_SQL)
        last_keys = tuple(cursor.fetchone())
    return cached_by_generation((name, last_keys), compute)


def order_quotations(words: str, order: str) -> QuotationQuerySet:
    """Select quotations of two outlets or more by these words, in one of the orders of their list."""
    queryset = search_quotations(words)
    if order == "printings":
        return queryset.most_printed_first()
    earliest = F("earliest")
    by_day = earliest.desc(nulls_last=True) if order == "newest" else earliest.asc(nulls_last=True)
    return queryset.order_by(by_day, "identifier")


def search_quotations(words: str) -> QuotationQuerySet:
    """Select quotations of two outlets or more by all these words, or speaker names."""
    queryset = Quotation.objects.multi_outlet().select_related("speaker")
    for word in name_key(words).split()[:12]:
        queryset = queryset.filter(Q(key__contains=word) | Q(speaker__key__contains=word))
    return queryset


def list_latest_printed(words: str, count: int) -> list[Any]:
    """List the quotations by these words that were printed last, each with the time as `printed_at`.

    Without words those of the latest articles are enough, if they have as many.
    """
    is_listed = Q(printings__article__withdrawn_at=None, printings__is_rejected=False)
    printed = search_quotations(words).annotate(printed_at=Max("printings__article__added_at", filter=is_listed))
    latest = printed.order_by(F("printed_at").desc(nulls_last=True), "identifier")
    for article_count in () if words else _LATEST_ARTICLES:
        articles = Article.objects.listed().order_by("-added_at", "identifier").values_list("pk", "added_at")
        newest = list(articles[:article_count])
        if len(newest) < article_count:
            break
        passages = QuotedPassage.objects.filter(article__in=select_keys([pk for pk, _ in newest]), is_rejected=False)
        rows = list(latest.filter(pk__in=passages.exclude(quotation=None).order_by().values("quotation"))[:count])
        if len(rows) == count and rows[-1].printed_at > newest[-1][1]:
            return rows
    return list(latest[:count])


def build_speaker_list(params: QueryParams) -> ListPage:
    """List speakers with the numbers of articles and outlets; outlets are counted only for those on the page."""
    words = params.get_text("name")
    order = params.get_choice("sort", _SPEAKER_ORDERS, "articles")
    counts = count_quoting_articles(words, order)
    page = paginate(params.get_page_number(), len(counts), params.build_page_url, 100)
    keys = tuple(counts)[page.slice]
    outlet_counts = _cache_until_change(("quoting outlets", keys), lambda: _count_quoting_outlets(keys))
    rows: dict[int, Any] = Speaker.objects.in_bulk(keys)
    for key, row in rows.items():
        row.article_count, row.outlet_count = counts[key], outlet_counts.get(key, 0)
    order_links = params.build_choice_links("sort", _SPEAKER_ORDERS, order)
    return ListPage([rows[key] for key in keys if key in rows], page, words, order_links)


def count_quoting_articles(words: str, order: str) -> dict[int, int]:
    """Return the keys of the speakers of this name, in one of the orders of their list, with their articles."""
    counts = _cache_until_change("quoting articles", _count_all_quoting_articles)
    queryset = Speaker.objects.order_by("name", "pk")
    if key := name_key(words):
        queryset = queryset.filter(key__contains=key)
    keys = [pk for pk in queryset.values_list("pk", flat=True) if pk in counts]
    if order != "name":
        keys.sort(key=counts.__getitem__, reverse=True)
    return {pk: counts[pk] for pk in keys}


def _count_all_quoting_articles() -> dict[int, int]:
    rows = Speaker.objects.with_article_count().order_by().values_list("pk", "article_count")
    return {pk: count for pk, count in rows if count}


def _count_quoting_outlets(speaker_ids: tuple[int, ...]) -> dict[int, int]:
    listed = Q(passages__article__withdrawn_at=None, passages__is_rejected=False)
    outlets = Count("passages__article__outlet", filter=listed, distinct=True)
    rows = Speaker.objects.filter(pk__in=speaker_ids).order_by().annotate(n=outlets)
    return dict(rows.values_list("pk", "n"))


def build_speaker_page(speaker: Speaker, params: QueryParams) -> dict[str, Any]:
    """Build the page of a speaker: passages, quoting outlets, chart over time, and printed names without pronouns.

    `outlet` (a slug) filters the passages; the link of the chosen outlet clears the filter.
    """
    spoken = select_spoken_passages(speaker)
    articles = select_quoting_articles(spoken)
    outlet = resolve_outlet_slug(params.get_text("outlet"))
    newest = order_spoken_passages(speaker, outlet)
    page = paginate(params.get_page_number(), newest.count(), params.build_page_url, PAGE_SIZE)
    rows = newest[page.slice]
    coverage = DateCoverage.from_articles(articles)
    of_known_outlets = articles.exclude(outlet=None).order_by()
    outlet_counts = of_known_outlets.values_list("outlet__slug", "outlet__name").annotate(n=Count("pk"))
    return {
        "passages": ListPage([(row, build_passage_url(row.article, row)) for row in rows], page, outlet, ()),
        "chart": build_search_chart(gettext("Articles that quote them, over time"), coverage),
        "outlet_links": params.build_filter_links("outlet", outlet_counts, outlet),
        "printed_names": count_printed_names(spoken),
        "article_count": coverage.total,
    }


def order_spoken_passages(speaker: Speaker, outlet: str) -> QuotedPassageQuerySet:
    """Select what a speaker is quoted saying, the newest first, by one outlet (a slug) or all."""
    spoken = select_spoken_passages(speaker)
    filtered = spoken.filter(article__outlet__slug=outlet) if outlet else spoken
    newest = filtered.order_by(F("article__earliest").desc(nulls_last=True), "article", "start")
    return newest.select_related("article__outlet", "quotation").defer("article__body")


def count_printed_names(spoken: QuotedPassageQuerySet) -> list[tuple[str, int]]:
    """Count the names, without pronouns, that a speaker is given in these passages; at most twelve."""
    named = spoken.exclude(printed="").filter(certainty=QuotedPassage.Certainty.STATED).order_by()
    return list(named.values_list("printed").annotate(n=Count("pk")).order_by("-n", "printed")[:12])


def select_spoken_passages(speaker: Speaker) -> QuotedPassageQuerySet:
    """Select what a speaker is quoted saying in listed articles."""
    return QuotedPassage.objects.listed().speech().filter(speaker=speaker)


def select_quoting_articles(passages: QuerySet[QuotedPassage]) -> ArticleQuerySet:
    """Select the listed articles that print some of these passages."""
    return Article.objects.listed().filter(pk__in=passages.order_by().values("article"))


def list_article_passages(article: Article) -> list[tuple[list[QuotedPassage], str]]:
    """List the passages of an article in order: the statements, the first with the speaker, and the URL."""
    rows = QuotedPassage.objects.filter(article=article, is_rejected=False)
    rows = rows.select_related("speaker", "quotation").order_by("passage", "start")
    passages = [list(statements) for _, statements in groupby(rows, key=attrgetter("passage"))]
    return [(statements, build_passage_url(article, statements[0])) for statements in passages]


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
    rows = passages.filter(quotation__in=shared_ids[:MAX_SHARED]).select_related("speaker", "quotation")
    by_quotation: dict[Quotation, dict[int, list[QuotedPassage]]] = {}
    for row in rows:
        if row.quotation:
            by_quotation.setdefault(row.quotation, {}).setdefault(row.article_id, []).append(row)
    shared_quotations = []
    for quotation, by_article in sorted(by_quotation.items(), key=lambda item: shared_ids.index(item[0].pk)):
        sides = [(article, group_wordings(by_article[article.pk])) for article in (first, second)]
        base = sides[0][1][0]
        aligned = [tuple(_align_wording(article, row, base) for row in wordings) for article, wordings in sides]
        shared_quotations.append(SharedQuotation(quotation, *aligned))
    return SharedQuotations(tuple(shared_quotations), max(0, len(shared_ids) - MAX_SHARED))
