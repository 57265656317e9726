"""The list of stories, and the page of one."""

from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from archive.models import Article, Story
from archive.stories import services as telling
from archive.stories.coverage import build_coverage
from archive.stories.services import iter_story_items
from archive.stories.speaker_table import build_speaker_table
from archive.stories.timeline_chart import build_timeline_chart
from archive.web.cards import annotate_inferred_dates
from archive.web.paging import paginate
from archive.web.params import QueryParams, get_row_or_404, truncate


@require_safe
def story_list(request: HttpRequest) -> HttpResponse:
    """List the stories of several outlets, or of any number, newest first."""
    params = QueryParams(request)
    kind = params.get_choice("outlets", telling.KINDS, "several")
    queryset = telling.select_stories(kind)
    page = paginate(params.get_page_number(), queryset.count(), params.build_page_url)
    articles = Article.objects.listed().select_related("outlet").defer("body")
    rows = telling.order_by_newest(queryset).prefetch_related(Prefetch("articles", articles.oldest_first()))
    context = {
        "stories": list(iter_story_items(rows[page.slice])),
        "paging": page,
        "kind": kind,
        "other": params.build_url_with(outlets="" if kind == "any" else "any", page=""),
    }
    return render(request, "stories/story_list.html", context)


@require_safe
def story_detail(request: HttpRequest, identifier: str) -> HttpResponse:
    """Show a story; redirect from a merged one to its successor."""
    row = get_row_or_404(Story.objects.select_related("merged_into"), identifier=identifier)
    if row.merged_into:
        return redirect(row.merged_into, permanent=True)
    story_coverage = build_coverage(row)
    context: dict[str, Any] = {
        "story": row,
        "beside": telling.find_story_neighbours(row),
        "coverage": story_coverage,
        "told": [
            (article, _describe_membership(article)) for article in annotate_inferred_dates(story_coverage.articles)
        ],
        "choices": [(article.identifier, _format_choice(article)) for article in story_coverage.articles],
        "strips": build_timeline_chart(story_coverage.articles),
        "voices": build_speaker_table(story_coverage.articles),
        "articles": {article.pk: article for article in story_coverage.articles},
    }
    return render(request, "stories/story_detail.html", context)


def _describe_membership(article: Article) -> str:
    """Return how an article was assigned to its story."""
    membership = article.membership
    if membership.by_editor or membership.likeness is None:
        return gettext("put here by an editor")
    return gettext("likeness when it joined %(likeness)s") % {"likeness": f"{membership.likeness:.2f}"}


def _format_choice(article: Article) -> str:
    """Return the label of an article in a select box."""
    outlet = article.outlet.name if article.outlet else gettext("Outlet unknown")
    return f"{outlet}: {truncate(article.title, 60)}"
