"""Atom feeds of new articles, of a search, and of every list that can be browsed."""

from collections.abc import Callable
from itertools import islice
from typing import Final

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import escape
from django.views.decorators.http import require_safe

from archive.api.exports import build_search_failure
from archive.db.bulk import select_keys
from archive.errors import SearchError
from archive.models import Article, Author, Byline, Collection, Outlet
from archive.models.articles import ArticleQuerySet
from archive.pages.browse.directory import Holdings
from archive.pages.browse.periods import get_day_period, get_month_period, get_year_period
from archive.text.normalize import clean_text
from archive.web.feeds import (
    FEED_SIZE,
    build_articles_feed,
    create_feed,
    order_by_added,
    render_articles_feed,
    render_feed,
)
from archive.web.params import QueryParams, build_url, get_row_or_404, get_site_url, resolve_outlet_slug
from archive.web.selection import find_selected_keys

EMPTY_HOLDINGS: Final = Holdings()  # feeds have no links to neighbours
_LISTS: Final[dict[str, tuple[QuerySet, Callable[[int], Q]]]] = {
    "outlets": (Outlet.objects.all(), lambda pk: Q(outlet=pk)),
    "authors": (Author.objects.all(), lambda pk: Q(pk__in=Byline.objects.filter(author=pk).values("article_id"))),
    "collections": (Collection.objects.all(), lambda pk: Q(collections=pk)),
}
"""List type → (records with a list, filter of the articles of the record with this key)."""
_RECORDS_FEEDS: Final[dict[str, tuple[str, QuerySet, str]]] = {
    "outlets": ("New outlets", Article.objects.filter(outlet=OuterRef("pk")), ""),
    "authors": ("New authors", Byline.objects.filter(author=OuterRef("pk")), "article__"),
    "collections": (
        "New collections",
        Collection.articles.through.objects.filter(collection=OuterRef("pk")),
        "article__",
    ),
}
"""List type → (title, rows that link its records with articles, path from these to the article)."""
_LATEST: Final = 3_000  # articles
_PART_FILTERS: Final = {"outlets": ("section", "section"), "authors": ("outlet", "outlet__slug")}
"""List type → (query parameter that narrows the list, column it is compared with)."""
UNDATED_FEED_TITLES: Final = {"undated": "Undated articles", "approximate": "Articles with approximate dates"}


@require_safe
def new_articles_feed(request: HttpRequest) -> HttpResponse:
    """Serve the feed of the whole archive."""
    return build_articles_feed(request, "New in the archive", reverse("new"), Article.objects.listed())


@require_safe
def records_feed(request: HttpRequest, kind: str) -> HttpResponse:
    """Serve the feed of the outlets, authors or collections that were added last, of those with a listed article."""
    title, links_to_record, path = _RECORDS_FEEDS[kind]
    listed_links = links_to_record.filter(**{f"{path}withdrawn_at": None}).order_by(f"{path}pk")
    first_added = Subquery(listed_links.values(f"{path}added_at")[:1])
    feed, site = create_feed(request, title, reverse(kind)), get_site_url(request)
    newest = _LISTS[kind][0].annotate(first_added=first_added).exclude(first_added=None).order_by("-pk")
    for record in newest[:FEED_SIZE]:
        address = site + record.get_absolute_url()
        description = clean_text(getattr(record, "description", ""))
        feed.add_item(
            title=clean_text(str(record)),
            link=address,
            description=escape(description),  # read as HTML
            unique_id=address,
            pubdate=record.first_added,
            updateddate=record.first_added,
        )
    return render_feed(feed)


@require_safe
def list_feed(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """Serve the feed of an outlet, an author or a collection.

    `section` narrows an outlet, `outlet` an author.
    """
    records, build_filter = _LISTS[kind]
    subject = get_row_or_404(records.all(), slug=slug)
    articles = Article.objects.listed().filter(build_filter(subject.pk))
    parameter, column = _PART_FILTERS.get(kind, ("", ""))
    part = QueryParams(request).get_text(parameter) if parameter else ""
    if parameter == "outlet":
        part = resolve_outlet_slug(part)
    if not part:
        return build_articles_feed(request, str(subject), subject.get_absolute_url(), _narrow_to_latest(articles))
    page = build_url(subject.get_absolute_url(), {parameter: part})
    return build_articles_feed(request, f"{subject}: {part}", page, articles.filter(**{column: part}))


def _narrow_to_latest(articles: ArticleQuerySet) -> ArticleQuerySet:
    """Select those that the feed shows, where they are among the last of the whole archive, as they are most often."""
    latest = list(order_by_added(Article.objects.listed()).values_list("pk", flat=True)[:_LATEST])
    newest = order_by_added(articles.filter(pk__in=select_keys(latest))).values_list("pk", flat=True)
    keys = list(newest[:FEED_SIZE])
    return Article.objects.filter(pk__in=keys) if len(keys) == FEED_SIZE else articles


@require_safe
def undated_feed(request: HttpRequest, precision: str) -> HttpResponse:
    """Serve the feed of undated articles, or of those not dated to the day."""
    articles = Article.objects.listed()
    listed = articles.undated() if precision == "undated" else articles.imprecise()
    title, page = UNDATED_FEED_TITLES[precision], f"{reverse('undated')}?shelf={precision}"
    return build_articles_feed(request, title, page, listed)


@require_safe
def period_feed(request: HttpRequest, year: str, month: str = "", day: str = "") -> HttpResponse:
    """Serve the feed of a year, a month or a day."""
    if day:
        period = get_day_period(year, month, day, EMPTY_HOLDINGS)
    elif month:
        period = get_month_period(year, month, EMPTY_HOLDINGS)
    else:
        period = get_year_period(year, EMPTY_HOLDINGS)
    page = request.path.removesuffix(".atom") + "/"
    return build_articles_feed(request, period.name, page, period.articles)


@require_safe
def search_feed(request: HttpRequest) -> HttpResponse:
    """Serve the feed of a search, newest additions first, whatever the sort of the search."""
    try:
        params, keys = find_selected_keys(request)
    except SearchError as error:
        return build_search_failure(error)
    result_keys, start = set(keys), (QueryParams(request).get_page_number() - 1) * FEED_SIZE
    newest = order_by_added(Article.objects.listed()).values_list("pk", flat=True).iterator()
    wanted_number = min(len(result_keys), start + FEED_SIZE + 1)
    newest_keys = list(islice((key for key in newest if key in result_keys), wanted_number))[start:]
    articles = order_by_added(Article.objects.filter(pk__in=newest_keys)).for_cards()
    return render_articles_feed(request, f"Search: {params.display_text or 'everything'}", str(params), articles)
