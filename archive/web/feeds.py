"""Atom feeds of articles, shared by the feeds of all features."""

from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.xmlutils import SimplerXMLGenerator

from archive.models import Article
from archive.models.articles import ArticleQuerySet
from archive.text.normalize import clean_text
from archive.web.params import QueryParams, get_site_url

FEED_SIZE = 50
_MAX_WORDS = 60


def order_by_added(articles: ArticleQuerySet) -> ArticleQuerySet:
    """Put the last added first."""
    return articles.order_by("-added_at", "identifier")


class PagedFeed(Atom1Feed):
    """An Atom feed with links to its other pages (RFC 5005)."""

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        """Write the links to other pages beside that to the feed itself."""
        super().add_root_elements(handler)
        for relation, url in self.feed.get("page_links") or ():
            handler.addQuickElement("link", "", {"rel": relation, "href": url})


def build_articles_feed(request: HttpRequest, title: str, page_url: str, articles: ArticleQuerySet) -> HttpResponse:
    """Return the feed of `articles`, the last added first, by pages; `page_url` is the page that lists them."""
    start = (QueryParams(request).get_page_number() - 1) * FEED_SIZE
    rows = order_by_added(articles).for_cards()[start : start + FEED_SIZE + 1]
    return render_articles_feed(request, title, page_url, rows)


def render_articles_feed(request: HttpRequest, title: str, page_url: str, rows: Iterable[Article]) -> HttpResponse:
    """Return the page of a feed that is asked for, given its articles and, where more follow, one of these."""
    rows = list(rows)
    feed, site = create_feed(request, title, page_url, has_next=len(rows) > FEED_SIZE), get_site_url(request)
    for article in rows[:FEED_SIZE]:
        outlet = article.outlet.name if article.outlet else "Outlet unknown"
        words = clean_text(article.standfirst or " ".join(article.body.split(None, _MAX_WORDS)[:_MAX_WORDS]))
        feed.add_item(
            title=clean_text(article.title),
            link=site + article.get_absolute_url(),
            description=escape(f"{outlet}, {article.date_label}. {words}"),  # read as HTML
            author_name=clean_text(", ".join(str(row.author) for row in article.credits)) or None,
            unique_id=site + article.permanent_path,
            updateddate=article.changed_at,
            pubdate=article.added_at,
            categories=[clean_text(article.section)] if article.section else (),
        )
    return render_feed(feed)


def create_feed(request: HttpRequest, title: str, page_url: str, *, has_next: bool = False) -> Atom1Feed:
    """Return an Atom feed without entries for the page at `page_url`."""
    return PagedFeed(
        title=clean_text(f"{title} · {settings.SITE_NAME}"),
        link=get_site_url(request) + page_url,
        description="",
        feed_url=request.build_absolute_uri(),
        language=settings.LANGUAGE_CODE,
        author_name=clean_text(settings.SITE_NAME),
        page_links=_list_page_links(request, has_next=has_next),
    )


def _list_page_links(request: HttpRequest, *, has_next: bool) -> list[tuple[str, str]]:
    """Return relation and address of the first, previous and next page, where there are several."""
    params, site = QueryParams(request), get_site_url(request)
    number = params.get_page_number()
    others = {"previous": number - 1, "next": number + 1 if has_next else 0}
    links = {"first": 1} | {relation: other for relation, other in others.items() if other}
    return (
        [(relation, site + params.build_page_url(other)) for relation, other in links.items()] if len(links) > 1 else []
    )


def render_feed(feed: Atom1Feed) -> HttpResponse:
    """Return the feed as an HTTP response."""
    response = HttpResponse(content_type="application/atom+xml; charset=utf-8")
    feed.write(response, "utf-8")
    return response
