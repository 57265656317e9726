"""Articles on invented events: several outlets report one in their own words."""

import random

from archive.models import Article, Story, StoryMembership
from tests import factories

COMMON = "the of and to in that was for with said from had they were which when after about".split()


def create_article(event: str, teller: int = 0, *, words: int = 160, **fields) -> Article:
    """Create an article on an event, with names and things of its own among common words."""
    names = [f"{event.capitalize()}{name}" for name in ("ville", "berg", "son", "ter")]
    things = [f"{event}{thing}" for thing in ("ing", "ment", "age", "ness", "ship", "ure")]
    chance = random.Random(f"{event} {teller}")
    pool = COMMON + names + things * 2 + [f"{event}{teller}x{number}" for number in range(8)]
    body = " ".join(chance.choices(pool, k=words))
    fields.setdefault("title", f"{names[0]} {things[teller % len(things)]} {names[1]}")
    fields.setdefault("outlet", factories.outlet())
    return factories.article(body=body, **fields)


def get_groups() -> set[frozenset[str]]:
    """The stories as sets of identifiers of their articles."""
    return {
        frozenset(story.articles.values_list("identifier", flat=True))
        for story in Story.objects.unmerged()
        if story.memberships.exists()
    }


def get_identifiers(*articles: Article) -> frozenset[str]:
    """The set of identifiers of these articles, as in `get_groups`."""
    return frozenset(article.identifier for article in articles)


def get_story_identifier(article: Article) -> str | None:
    """The identifier of the story an article stands in."""
    row = StoryMembership.objects.filter(article=article).select_related("story").first()
    return row.story.identifier if row else None
