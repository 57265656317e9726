"""Pages and Atom feeds of stories."""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from archive.errors import QuerySyntaxError, SearchError
from archive.models import Article, Story
from archive.search.query.parser import MAX_QUERY_LENGTH
from archive.stories import services
from archive.stories.coverage import build_coverage, build_timeline_chart
from archive.stories.exports import build_story_citation, iter_story_csv
from archive.stories.matching_stories import find_matching_stories
from archive.stories.quoted_speakers import build_speaker_table
from archive.stories.reasons import describe_membership
from archive.text.normalize import clean_text
from archive.web.feeds import FEED_SIZE, build_articles_feed, create_feed, render_feed
from archive.web.language import translate_message, use_default_language
from archive.web.page_errors import InvalidParameter
from archive.web.paging import annotate_inferred_dates, paginate
from archive.web.params import QueryParams, build_url, get_row_or_404, get_site_url, truncate
from archive.web.search_params import SearchParams
from archive.web.views import render_search_failure

ARTICLE_EXPORTS: Final = ("ris", "bib")  # of the articles, as a search in the story gives them


@require_safe
def story_list(request: HttpRequest) -> HttpResponse:
    """List the stories of several outlets, or of any number, newest first; `q`: those of articles that match."""
    params = QueryParams(request)
    kind = params.get_choice("outlets", services.KINDS, "several")
    words = SearchParams(text=params.get_raw_text("q", MAX_QUERY_LENGTH))
    try:
        matching = find_matching_stories(words) if words.text.strip() else None
    except QuerySyntaxError as error:
        raise InvalidParameter(translate_message(error.message), params.build_url_without("q")) from error
    except SearchError as error:
        return render_search_failure(request, error, words)
    keys = services.load_story_keys(kind)
    if matching:
        keys = tuple(key for key in keys if key in matching.keys)
    page = paginate(params.get_page_number(), len(keys), params.build_page_url)
    context = {
        "stories": list(services.iter_story_items(keys[page.slice])),
        "paging": page,
        "kind": kind,
        "words": words.display_text,
        "matching": matching,
        "other": params.build_url_with(outlets="" if kind == "any" else "any", page=""),
    }
    return render(request, "stories/story_list.html", context)


@require_safe
def story_detail(request: HttpRequest, identifier: str) -> HttpResponse:
    """Show a story; redirect from a merged one to its successor."""
    row = get_row_or_404(Story.objects.select_related("merged_into"), identifier=identifier)
    if row.merged_into:
        return redirect(row.merged_into, permanent=True)
    coverage = build_coverage(row)
    outlets = {article.pk: article.outlet.name for article in coverage.articles if article.outlet}
    context: dict[str, Any] = {
        "story": row,
        "neighbours": services.find_story_neighbours(row),
        "coverage": coverage,
        "memberships": [
            (article, describe_membership(article.membership, outlets))
            for article in annotate_inferred_dates(coverage.articles)
        ],
        "choices": [(article.identifier, _format_choice(article)) for article in coverage.articles],
        "timeline": build_timeline_chart(coverage.articles),
        "speaker_table": build_speaker_table(coverage.articles),
        "articles": {article.pk: article for article in coverage.articles},
        "citation": build_story_citation(row, coverage, get_site_url(request)),
        "data_url": f"{row.get_absolute_url().rstrip('/')}.json",
        "article_exports": [
            (suffix.upper(), build_url(f"/search.{suffix}", {"story": row.identifier})) for suffix in ARTICLE_EXPORTS
        ],
    }
    return render(request, "stories/story_detail.html", context)


def _format_choice(article: Article) -> str:
    """Return the label of an article in a select box."""
    outlet = article.outlet.name if article.outlet else gettext("Outlet unknown")
    return f"{outlet}: {truncate(article.title, 60)}"


@require_safe
def stories_feed(request: HttpRequest) -> HttpResponse:
    """Serve the feed of stories, ordered by the time an article last joined.

    `outlets` chooses between stories of several outlets and all. A story that gains its second
    article counts as new, however old its first one is.
    """
    params = QueryParams(request)
    kind = params.get_choice("outlets", services.KINDS, "several")
    page = build_url(reverse("stories"), {} if kind == "several" else {"outlets": kind})
    feed, site = create_feed(request, "Stories", page), get_site_url(request)
    grown_at = services.find_grown_stories(kind, FEED_SIZE)
    for entry in services.iter_story_items(list(grown_at)):
        outlets = ", ".join(name for name, _ in entry.outlets)
        feed.add_item(
            title=clean_text(entry.story.name or entry.first.title),
            link=site + entry.story.get_absolute_url(),
            description=escape(f"{outlets}. {entry.first.date_label}."),  # read as HTML
            unique_id=site + entry.story.get_absolute_url(),
            pubdate=entry.story.founded_at,
            updateddate=grown_at[entry.story.pk],
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


@require_safe
@use_default_language
def story_table(request: HttpRequest, identifier: str) -> HttpResponse:
    """Serve who told a story, when and why each article is in it, as CSV; of a merged one its successor."""
    row = get_row_or_404(Story.objects.select_related("merged_into"), identifier=identifier)
    story = row.merged_into or row
    content = "".join(iter_story_csv(build_coverage(story), get_site_url(request)))
    name = f'attachment; filename="story-{story.identifier}.csv"'
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": name})
