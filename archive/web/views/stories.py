"""The list of stories, and the page of one."""

from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from archive.models import Article, Story
from archive.stories.coverage import coverage
from archive.web.address import Asked, shortened
from archive.web.cards import cards
from archive.web.comparing import stories as telling
from archive.web.comparing.tellers import listed
from archive.web.comparing.voices import voices
from archive.web.drawing.strips import strips
from archive.web.lookup import row_of
from archive.web.paging import paging


@require_safe
def stories(request: HttpRequest) -> HttpResponse:
    """List the stories of several outlets, or of any number, newest first."""
    asked = Asked(request)
    kind = asked.choice("outlets", telling.KINDS, "several")
    found = telling.stories_of(kind)
    page = paging(asked.page(), found.count(), asked.at_page)
    articles = Article.objects.listed().select_related("outlet").defer("body")
    rows = telling.newest_first(found).prefetch_related(
        Prefetch("articles", articles.oldest_first())
    )
    context = {
        "stories": list(listed(rows[page.slice])),
        "paging": page,
        "kind": kind,
        "other": asked.altered(outlets="" if kind == "any" else "any", page=""),
    }
    return render(request, "archive/stories.html", context)


@require_safe
def story(request: HttpRequest, identifier: str) -> HttpResponse:
    """Show a story; redirect from a merged one to its successor."""
    row = row_of(Story.objects.select_related("merged_into"), identifier=identifier)
    if row.merged_into:
        return redirect(row.merged_into, permanent=True)
    told = coverage(row)
    context: dict[str, Any] = {
        "story": row,
        "beside": telling.beside_story(row),
        "coverage": told,
        "told": [(article, _joined(article)) for article in cards(told.articles)],
        "choices": [(article.identifier, _named(article)) for article in told.articles],
        "strips": strips(told.articles),
        "voices": voices(told.articles),
        "articles": {article.pk: article for article in told.articles},
    }
    return render(request, "archive/story.html", context)


def _joined(article: Article) -> str:
    """Return how an article was assigned to its story."""
    membership = article.membership
    if membership.by_editor or membership.likeness is None:
        return gettext("put here by an editor")
    return gettext("likeness when it joined %(likeness)s") % {
        "likeness": f"{membership.likeness:.2f}"
    }


def _named(article: Article) -> str:
    """Return the label of an article in a select box."""
    outlet = article.outlet.name if article.outlet else gettext("Outlet unknown")
    return f"{outlet}: {shortened(article.title, 60)}"
