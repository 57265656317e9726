"""Atom feeds of quotations and speakers."""

from typing import Final

from django.db.models import F, Max, Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import escape
from django.views.decorators.http import require_safe

from archive.models import Article, Quotation, QuotedPassage, Speaker
from archive.quotations.queries import search_quotations
from archive.text.normalize import clean_text
from archive.web.feeds import FEED_SIZE, build_articles_feed, create_feed, render_feed
from archive.web.params import QueryParams, build_url, get_row_or_404, get_site_url, resolve_outlet_slug

_MAX_TITLE_LENGTH: Final = 100  # characters of a statement in its title


@require_safe
def quotations_feed(request: HttpRequest) -> HttpResponse:
    """Serve quotations, ordered by the time a new printing was added; `q` filters by words.

    A quotation counts as new when a second outlet prints it.
    """
    words = QueryParams(request).get_text("q")
    page = build_url(reverse("quotations"), {"q": words} if words else {})
    title = f"Quotations: {words}" if words else "Quotations"
    feed, site = create_feed(request, title, page), get_site_url(request)
    listed_in = Q(printings__article__withdrawn_at=None, printings__is_rejected=False)
    queryset = search_quotations(words).annotate(printed_at=Max("printings__article__added_at", filter=listed_in))
    for row in queryset.order_by(F("printed_at").desc(nulls_last=True), "identifier")[:FEED_SIZE]:
        said_by = f"{row.speaker}, " if row.speaker else ""
        feed.add_item(
            title=clean_text(_format_title(row)),
            link=site + row.get_absolute_url(),
            description=escape(f"“{row.quotable}” {said_by}in {row.outlet_count} outlets."),
            author_name=clean_text(str(row.speaker)) if row.speaker else None,
            unique_id=site + row.get_absolute_url(),
            pubdate=row.founded_at,
            updateddate=row.printed_at or row.founded_at,
        )
    return render_feed(feed)


@require_safe
def quotation_feed(request: HttpRequest, identifier: str) -> HttpResponse:
    """Serve the articles that print one statement."""
    row = get_row_or_404(Quotation.objects.all(), identifier=identifier)
    article_keys = row.printings.listed().order_by().values("article")
    articles = Article.objects.listed().filter(pk__in=article_keys)
    return build_articles_feed(request, _format_title(row), row.get_absolute_url(), articles)


@require_safe
def speaker_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """Serve the articles that quote a speaker; `outlet` narrows them to one outlet."""
    row = get_row_or_404(Speaker.objects.all(), slug=slug)
    outlet = resolve_outlet_slug(QueryParams(request).get_text("outlet"))
    spoken = QuotedPassage.objects.listed().speech().filter(speaker=row)
    articles = Article.objects.listed().filter(pk__in=spoken.order_by().values("article"))
    narrowed_articles = articles.filter(outlet__slug=outlet) if outlet else articles
    page = build_url(row.get_absolute_url(), {"outlet": outlet} if outlet else {})
    return build_articles_feed(request, f"{row}, quoted", page, narrowed_articles)


def _format_title(row: Quotation) -> str:
    words = row.quotable
    return f"“{words[:_MAX_TITLE_LENGTH]}…”" if len(words) > _MAX_TITLE_LENGTH else f"“{words}”"
