"""Atom feeds of articles, shared by the feeds of all features."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape

from archive.models.articles import ArticleQuerySet
from archive.text.normalize import clean_text
from archive.web.params import get_site_url

FEED_SIZE = 50
_MAX_WORDS = 60


def order_by_added(articles: ArticleQuerySet) -> ArticleQuerySet:
    """Put the last added first."""
    return articles.order_by("-added_at", "identifier")


def build_articles_feed(request: HttpRequest, title: str, page_url: str, articles: ArticleQuerySet) -> HttpResponse:
    """Return the feed of the latest of `articles`; `page_url` is the page that lists them."""
    feed, site = create_feed(request, title, page_url), get_site_url(request)
    for article in order_by_added(articles).for_cards()[:FEED_SIZE]:
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


def create_feed(request: HttpRequest, title: str, page_url: str) -> Atom1Feed:
    """Return an Atom feed without entries for the page at `page_url`."""
    return Atom1Feed(
        title=clean_text(f"{title} · {settings.SITE_NAME}"),
        link=get_site_url(request) + page_url,
        description="",
        feed_url=request.build_absolute_uri(),
        language=settings.LANGUAGE_CODE,
        author_name=clean_text(settings.SITE_NAME),
    )


def render_feed(feed: Atom1Feed) -> HttpResponse:
    """Return the feed as an HTTP response."""
    response = HttpResponse(content_type="application/atom+xml; charset=utf-8")
    feed.write(response, "utf-8")
    return response
