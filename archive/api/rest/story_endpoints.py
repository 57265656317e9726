"""Endpoints of stories."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from ninja import Field, Query, Router

from archive.api.rest.article_values import ArticleValue, build_article
from archive.api.rest.cursors import cut_page, read_cursor
from archive.api.rest.parameters import CursorText, FieldNames, IdentifierPath, Limit
from archive.api.rest.record_values import (
    ApiUrl,
    Identifier,
    RecordReference,
    StoryPage,
    Url,
    build_api_url,
    build_reference,
    build_story,
    find_site,
)
from archive.api.rest.responses import answers, render_value
from archive.models import Story
from archive.search.query.parser import MAX_QUERY_LENGTH
from archive.stories.coverage import StoryCoverage, build_coverage
from archive.stories.matching_stories import find_matching_stories
from archive.stories.services import iter_story_items, load_story_keys
from archive.web.paging import annotate_inferred_dates
from archive.web.params import get_row_or_404
from archive.web.search_params import SearchParams

router = Router(tags=["stories"])


@dataclass(frozen=True, slots=True)
class OutletWordsValue:
    """Words that an outlet uses more than the others of a story."""

    outlet: RecordReference
    language: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StoryDetail:
    """A story with its articles, the earliest first, and what its outlets did with it."""

    identifier: Identifier
    name: str
    url: Url
    api_url: ApiUrl
    articles: tuple[ArticleValue, ...]
    total: Annotated[int, Field(description="Number of its articles; the earliest 200 are listed.")]
    outlets: int
    words: tuple[OutletWordsValue, ...]


@router.get("/stories", response=answers(StoryPage), summary="All stories")
def list_stories(
    request: HttpRequest,
    q: Annotated[str, Query(description="Only stories with an article that matches this query.")] = "",
    outlets: Annotated[Literal["several", "any"], Query(description="Of several outlets, or of any number.")] = (
        "several"
    ),
    limit: Limit = 100,
    cursor: CursorText = "",
    fields: FieldNames = "",
) -> HttpResponse:
    """List the stories, the newest first."""
    place = read_cursor(request, cursor, int)
    words = SearchParams(text=q[: MAX_QUERY_LENGTH + 1])
    found = load_story_keys(outlets)
    if words.text.strip():
        matching = find_matching_stories(words)
        found = tuple(key for key in found if key in matching.keys)
    keys, next_url = cut_page(request, place, found, limit)
    items = tuple(build_story(request, item) for item in iter_story_items(keys))
    return render_value(request, StoryPage(place.generation, place.is_changed, next_url, len(found), items), fields)


@router.get("/stories/{str:identifier}", response=answers(StoryDetail), summary="A story")
def get_story(request: HttpRequest, identifier: IdentifierPath, fields: FieldNames = "") -> HttpResponse:
    """Return a story with its articles and the words of its outlets; a merged one redirects."""
    story = get_row_or_404(Story.objects.select_related("merged_into"), identifier=identifier)
    if story.merged_into:
        return HttpResponsePermanentRedirect(build_api_url(request, f"stories/{story.merged_into.identifier}"))
    return render_value(request, _build_detail(request, story, build_coverage(story)), fields)


def _build_detail(request: HttpRequest, story: Story, coverage: StoryCoverage) -> StoryDetail:
    articles: list[Any] = annotate_inferred_dates(coverage.articles)
    return StoryDetail(
        identifier=story.identifier,
        name=story.name or coverage.name,
        url=find_site(request) + story.get_absolute_url(),
        api_url=build_api_url(request, f"stories/{story.identifier}"),
        articles=tuple(build_article(request, row, date_is_inferred=row.date_is_inferred) for row in articles),
        total=coverage.total,
        outlets=coverage.outlets,
        words=tuple(
            OutletWordsValue(build_reference(request, row.outlet), row.language, tuple(w.word for w in row.words))
            for row in coverage.words
        ),
    )
