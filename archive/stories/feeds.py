"""Atom feeds of stories."""

from django.db.models import Max, Prefetch
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import escape
from django.views.decorators.http import require_safe

from archive.models import Article, Story
from archive.stories.services import KINDS, iter_story_items, select_stories
from archive.text.normalize import clean_text
from archive.web.feeds import FEED_SIZE, build_articles_feed, create_feed, render_feed
from archive.web.params import QueryParams, build_url, get_row_or_404, get_site_url


@require_safe
def stories_feed(request: HttpRequest) -> HttpResponse:
    """Serve the feed of stories, ordered by the time an article last joined.

    `outlets` chooses between stories of several outlets and all. A story that gains its second
    article counts as new, however old its first one is.
    """
    params = QueryParams(request)
    kind = params.get_choice("outlets", KINDS, KINDS[0])
    page = build_url(reverse("stories"), {} if kind == KINDS[0] else {"outlets": kind})
    feed, site = create_feed(request, "Stories", page), get_site_url(request)
    articles = Article.objects.listed().select_related("outlet").defer("body")
    queryset = select_stories(kind).annotate(grown_at=Max("memberships__joined_at"))
    latest = queryset.order_by("-grown_at", "identifier")
    rows = latest.prefetch_related(Prefetch("articles", articles.oldest_first()))
    for entry in iter_story_items(rows[:FEED_SIZE]):
        outlets = ", ".join(name for name, _ in entry.outlets)
        feed.add_item(
            title=clean_text(entry.story.name or entry.first.title),
            link=site + entry.story.get_absolute_url(),
            description=escape(f"{outlets}. {entry.first.date_label}."),  # read as HTML
            unique_id=site + entry.story.get_absolute_url(),
            pubdate=entry.story.founded_at,
            updateddate=entry.story.grown_at,  # type: ignore[attr-defined]
        )
    return render_feed(feed)


@require_safe
def story_feed(request: HttpRequest, identifier: str) -> HttpResponse:
    """Serve the articles of one story; a merged story serves those of its successor."""
    row = get_row_or_404(Story.objects.select_related("merged_into"), identifier=identifier)
    story = row.merged_into or row
    articles = Article.objects.listed().filter(membership__story=story)
    first = articles.oldest_first().only("title").first() if not story.name else None
    title = story.name or (first.title if first else "A story")
    return build_articles_feed(request, title, story.get_absolute_url(), articles)
