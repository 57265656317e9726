"""Atom feeds of stories, quotations and speakers."""

from typing import Final

from django.db.models import F, Max, Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import escape
from django.views.decorators.http import require_safe

from archive.api.feeds import SIZE, articles_feed, begun, written
from archive.citations.record import plain
from archive.models import Article, Quotation, QuotedPassage, Speaker, Story
from archive.web.address import Asked, address
from archive.web.comparing.quotations import quotations_with
from archive.web.comparing.stories import KINDS, stories_of
from archive.web.comparing.tellers import listed
from archive.web.lookup import current_outlet, row_of
from archive.web.reading.citing import site_of

_TITLE: Final = 100  # characters of a statement in its title


@require_safe
def of_stories(request: HttpRequest) -> HttpResponse:
    """Serve the feed of stories, ordered by the time an article last joined.

    `outlets` chooses between stories of several outlets and all. A story that gains its second
    article counts as new, however old its first one is.
    """
    asked = Asked(request)
    kind = asked.choice("outlets", KINDS, KINDS[0])
    page = address(reverse("stories"), {} if kind == KINDS[0] else {"outlets": kind})
    feed, site = begun(request, "Stories", page), site_of(request)
    articles = Article.objects.listed().select_related("outlet").defer("body")
    found = stories_of(kind).annotate(grown_at=Max("memberships__joined_at"))
    latest = found.order_by("-grown_at", "identifier")
    rows = latest.prefetch_related(Prefetch("articles", articles.oldest_first()))
    for one in listed(rows[:SIZE]):
        outlets = ", ".join(name for name, _ in one.tellers)
        feed.add_item(
            title=plain(one.story.name or one.first.title),
            link=site + one.story.get_absolute_url(),
            description=escape(f"{outlets}. {one.first.published_in_words}."),  # read as HTML
            unique_id=site + one.story.get_absolute_url(),
            pubdate=one.story.founded_at,
            updateddate=one.story.grown_at,  # type: ignore[attr-defined]
        )
    return written(feed)


@require_safe
def of_story(request: HttpRequest, identifier: str) -> HttpResponse:
    """Serve the articles of one story; a merged story serves those of its successor."""
    row = row_of(Story.objects.select_related("merged_into"), identifier=identifier)
    story = row.merged_into or row
    articles = Article.objects.listed().filter(membership__story=story)
    first = articles.oldest_first().only("title").first() if not story.name else None
    title = story.name or (first.title if first else "A story")
    return articles_feed(request, title, story.get_absolute_url(), articles)


@require_safe
def of_quotations(request: HttpRequest) -> HttpResponse:
    """Serve quotations, ordered by the time a new printing was added; `q` filters by words.

    A quotation counts as new when a second outlet prints it.
    """
    words = Asked(request).text("q")
    page = address(reverse("quotations"), {"q": words} if words else {})
    title = f"Quotations: {words}" if words else "Quotations"
    feed, site = begun(request, title, page), site_of(request)
    listed_in = Q(printings__article__withdrawn_at=None, printings__is_rejected=False)
    found = quotations_with(words).annotate(
        printed_at=Max("printings__article__added_at", filter=listed_in)
    )
    for row in found.order_by(F("printed_at").desc(nulls_last=True), "identifier")[:SIZE]:
        said_by = f"{row.speaker}, " if row.speaker else ""
        feed.add_item(
            title=plain(_named(row)),
            link=site + row.get_absolute_url(),
            description=escape(f"“{row.quotable}” {said_by}in {row.outlet_count} outlets."),
            author_name=plain(str(row.speaker)) if row.speaker else None,
            unique_id=site + row.get_absolute_url(),
            pubdate=row.founded_at,
            updateddate=row.printed_at or row.founded_at,
        )
    return written(feed)


@require_safe
def of_quotation(request: HttpRequest, identifier: str) -> HttpResponse:
    """Serve the articles that print one statement."""
    row = row_of(Quotation.objects.all(), identifier=identifier)
    printed = row.printings.listed().order_by().values("article")
    articles = Article.objects.listed().filter(pk__in=printed)
    return articles_feed(request, _named(row), row.get_absolute_url(), articles)


@require_safe
def of_speaker(request: HttpRequest, slug: str) -> HttpResponse:
    """Serve the articles that quote a speaker; `outlet` narrows them to one outlet."""
    row = row_of(Speaker.objects.all(), slug=slug)
    outlet = current_outlet(Asked(request).text("outlet"))
    spoken = QuotedPassage.objects.listed().spoken().filter(speaker=row)
    articles = Article.objects.listed().filter(pk__in=spoken.order_by().values("article"))
    shown = articles.filter(outlet__slug=outlet) if outlet else articles
    page = address(row.get_absolute_url(), {"outlet": outlet} if outlet else {})
    return articles_feed(request, f"{row}, quoted", page, shown)


def _named(row: Quotation) -> str:
    words = row.quotable
    return f"“{words[:_TITLE]}…”" if len(words) > _TITLE else f"“{words}”"
