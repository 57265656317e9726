"""Atom feeds: what was taken in last, of a search and of every list that can be browsed."""

from collections.abc import Iterable
from typing import Final

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.views.decorators.http import require_safe

from archive.api.found import found_by
from archive.citations.record import plain
from archive.errors import SearchError
from archive.models import Article, Author, Byline, Collection, Outlet
from archive.models.articles import ArticleQuerySet
from archive.web.citing import site_of
from archive.web.holdings import Holdings
from archive.web.lookup import row_of
from archive.web.periods import day_period, month_period, year_period

SIZE = 50
NOWHERE: Final = Holdings({})  # a feed names no neighbours
_WORDS = 60
_KINDS: Final[dict[str, QuerySet]] = {
    "outlets": Outlet.objects.all(),
    "authors": Author.objects.all(),
    "collections": Collection.objects.all(),
}


@require_safe
def of_new(request: HttpRequest) -> HttpResponse:
    """The whole archive."""
    return _feed(request, "New in the archive", reverse("new"), Article.objects.listed())


@require_safe
def of_list(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """An outlet, an author or a collection."""
    subject = row_of(_KINDS[kind].all(), slug=slug)
    articles = Article.objects.listed().filter(_held_by(kind, subject.pk))
    return _feed(request, str(subject), subject.get_absolute_url(), articles)


@require_safe
def of_undated(request: HttpRequest) -> HttpResponse:
    """The shelf of what has no date."""
    articles = Article.objects.listed().undated()
    return _feed(request, "Undated articles", reverse("undated"), articles)


@require_safe
def of_period(request: HttpRequest, year: str, month: str = "", day: str = "") -> HttpResponse:
    """A year, a month or a day."""
    if day:
        period = day_period(year, month, day, NOWHERE)
    elif month:
        period = month_period(year, month, NOWHERE)
    else:
        period = year_period(year, NOWHERE)
    page = request.path.removesuffix(".atom") + "/"
    return _feed(request, period.name, page, period.articles)


@require_safe
def of_search(request: HttpRequest) -> HttpResponse:
    """What a search finds, the latest taken in first, whatever its own order."""
    try:
        here, keys = found_by(request)
    except SearchError as error:
        return HttpResponse(str(error), status=503, content_type="text/plain; charset=utf-8")
    held = set(keys)
    newest = _latest(Article.objects.listed()).values_list("pk", flat=True)
    chosen: list[int] = []
    for key in newest.iterator():
        if len(chosen) == SIZE or len(chosen) == len(held):
            break
        if key in held:
            chosen.append(key)
    articles = Article.objects.filter(pk__in=chosen)
    return _feed(request, f"Search: {here.shown or 'everything'}", str(here), articles)


def _held_by(kind: str, pk: int) -> Q:
    if kind == "authors":
        return Q(pk__in=Byline.objects.filter(author=pk).values("article_id"))
    return Q(outlet=pk) if kind == "outlets" else Q(collections=pk)


def _latest(articles: ArticleQuerySet) -> ArticleQuerySet:
    return articles.order_by("-added_at", "identifier")


def _feed(request: HttpRequest, title: str, page: str, articles: ArticleQuerySet) -> HttpResponse:
    site = site_of(request)
    feed = Atom1Feed(
        title=plain(f"{title} · {settings.SITE_NAME}"),
        link=site + page,
        description="",
        feed_url=request.build_absolute_uri(),
        language=settings.LANGUAGE_CODE,
        author_name=plain(settings.SITE_NAME),
    )
    _add(feed, _latest(articles).for_cards()[:SIZE], site)
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
