"""The stories of the articles that a search finds."""

from dataclasses import dataclass
from typing import Final

from archive.models import StoryMembership
from archive.search.service import find_keys
from archive.web.search_params import SearchParams

MAX_ARTICLES: Final = 5_000


@dataclass(frozen=True, slots=True)
class MatchingStories:
    """Primary keys of stories; `is_truncated`: only the best MAX_ARTICLES articles were asked for theirs."""

    keys: frozenset[int]
    is_truncated: bool


def find_matching_stories(search: SearchParams) -> MatchingStories:
    """Find the stories with an article that matches; QuerySyntaxError or SearchError as a search."""
    found = find_keys(search.build_search_request(search.parse_query().node))
    memberships = StoryMembership.objects.filter(article__in=found[:MAX_ARTICLES]).order_by()
    keys = memberships.values_list("story_id", flat=True).distinct()
    return MatchingStories(frozenset(keys), len(found) > MAX_ARTICLES)
