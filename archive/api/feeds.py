"""Atom feeds of new articles, of a search, and of every list that can be browsed."""

from collections.abc import Iterable
from typing import Final

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.views.decorators.http import require_safe

from archive.api.found import found_by, search_failed
from archive.citations.record import plain
from archive.errors import SearchError
from archive.models import Article, Author, Byline, Collection, Outlet
from archive.models.articles import ArticleQuerySet
from archive.web.address import Asked, address
from archive.web.browsing.holdings import Holdings
from archive.web.browsing.periods import day_period, month_period, year_period
from archive.web.lookup import current_outlet, row_of
from archive.web.reading.citing import site_of

SIZE = 50
NOWHERE: Final = Holdings({})  # feeds have no links to neighbours
_WORDS = 60
_KINDS: Final[dict[str, QuerySet]] = {
    "outlets": Outlet.objects.all(),
    "authors": Author.objects.all(),
    "collections": Collection.objects.all(),
}
_PARTS: Final = {"outlets": ("section", "section"), "authors": ("outlet", "outlet__slug")}
"""List type → (query parameter that narrows the list, column it is compared with)."""
SHELVES: Final = {"undated": "Undated articles", "approximate": "Dated, but not to the day"}


@require_safe
def of_new(request: HttpRequest) -> HttpResponse:
    """Serve the feed of the whole archive."""
    return articles_feed(request, "New in the archive", reverse("new"), Article.objects.listed())


@require_safe
def of_list(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """Serve the feed of an outlet, an author or a collection.

    `section` narrows an outlet, `outlet` an author.
    """
    subject = row_of(_KINDS[kind].all(), slug=slug)
    articles = Article.objects.listed().filter(_held_by(kind, subject.pk))
    parameter, column = _PARTS.get(kind, ("", ""))
    part = Asked(request).text(parameter) if parameter else ""
    if parameter == "outlet":
        part = current_outlet(part)
    if not part:
        return articles_feed(request, str(subject), subject.get_absolute_url(), articles)
    page = address(subject.get_absolute_url(), {parameter: part})
    return articles_feed(request, f"{subject}: {part}", page, articles.filter(**{column: part}))


@require_safe
def of_shelf(request: HttpRequest, shelf: str) -> HttpResponse:
    """Serve the feed of undated articles, or of those not dated to the day."""
    articles = Article.objects.listed()
    on_it = articles.undated() if shelf == "undated" else articles.imprecise()
    return articles_feed(request, SHELVES[shelf], f"{reverse('undated')}?shelf={shelf}", on_it)


@require_safe
def of_period(request: HttpRequest, year: str, month: str = "", day: str = "") -> HttpResponse:
    """Serve the feed of a year, a month or a day."""
    if day:
        period = day_period(year, month, day, NOWHERE)
    elif month:
        period = month_period(year, month, NOWHERE)
    else:
        period = year_period(year, NOWHERE)
    page = request.path.removesuffix(".atom") + "/"
    return articles_feed(request, period.name, page, period.articles)


@require_safe
def of_search(request: HttpRequest) -> HttpResponse:
    """Serve the feed of a search, newest additions first, whatever the sort of the search."""
    try:
        here, keys = found_by(request)
    except SearchError as error:
        return search_failed(error)
    held = set(keys)
    newest = _latest(Article.objects.listed()).values_list("pk", flat=True)
    chosen: list[int] = []
    for key in newest.iterator():
        if len(chosen) == SIZE or len(chosen) == len(held):
            break
        if key in held:
            chosen.append(key)
    articles = Article.objects.filter(pk__in=chosen)
    return articles_feed(request, f"Search: {here.shown or 'everything'}", str(here), articles)


def _held_by(kind: str, pk: int) -> Q:
    if kind == "authors":
        return Q(pk__in=Byline.objects.filter(author=pk).values("article_id"))
    return Q(outlet=pk) if kind == "outlets" else Q(collections=pk)


def _latest(articles: ArticleQuerySet) -> ArticleQuerySet:
    return articles.order_by("-added_at", "identifier")


def articles_feed(
    request: HttpRequest, title: str, page: str, articles: ArticleQuerySet
) -> HttpResponse:
    """Return the feed of the latest of `articles`; `page_url` is the page that lists them."""
    feed = begun(request, title, page)
    _add(feed, _latest(articles).for_cards()[:SIZE], site_of(request))
    return written(feed)


def begun(request: HttpRequest, title: str, page: str) -> Atom1Feed:
    """Return an Atom feed without entries for the page at `page_url`."""
    return Atom1Feed(
        title=plain(f"{title} · {settings.SITE_NAME}"),
        link=site_of(request) + page,
        description="",
        feed_url=request.build_absolute_uri(),
        language=settings.LANGUAGE_CODE,
        author_name=plain(settings.SITE_NAME),
    )


def written(feed: Atom1Feed) -> HttpResponse:
    """Return the feed as an HTTP response."""
    response = HttpResponse(content_type="application/atom+xml; charset=utf-8")
    feed.write(response, "utf-8")
    return response


def _add(feed: Atom1Feed, articles: Iterable[Article], site: str) -> None:
    for article in articles:
        outlet = article.outlet.name if article.outlet else "Outlet unknown"
        words = plain(article.standfirst or " ".join(article.body.split(None, _WORDS)[:_WORDS]))
        feed.add_item(
            title=plain(article.title),
            link=site + article.get_absolute_url(),
            description=escape(f"{outlet}, {article.published_in_words}. {words}"),  # read as HTML
            author_name=plain(", ".join(str(row.author) for row in article.credits)) or None,
            unique_id=site + article.permanent_path,
            updateddate=article.changed_at,
            pubdate=article.added_at,
            categories=[plain(article.section)] if article.section else (),
        )
