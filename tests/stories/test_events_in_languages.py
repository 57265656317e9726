"""Events told in several languages: articles in every language stand in the story of their event, and in no other."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.models import Article, Outlet, StoryMembership
from archive.stories import update
from tests import factories

pytestmark = pytest.mark.django_db


def read_events(name: str) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield event, language, day, headline and text of each article of a file."""
    lines = [
        line for line in Path(__file__).with_name(name).read_text().splitlines() if line and not line.startswith("#")
    ]
    for heading, text in zip(lines[::2], lines[1::2], strict=True):
        event, language, day, title = heading.split(" | ")
        yield event, language, day.replace("None", ""), title, text


def create_articles(name: str) -> dict[int, str]:
    """Create the articles, each language an outlet; return the event of each."""
    outlets: dict[str, Outlet] = {}
    events = {}
    for event, language, day, title, text in read_events(name):
        outlet = outlets.setdefault(language, factories.outlet())
        row = factories.article(title, body=text, outlet=outlet, language=language, published=day)
        events[row.pk] = event
    return events


@pytest.mark.parametrize("name", ["events_tuned.txt", "events_held_out.txt"])
def test_articles_in_every_language_are_in_the_story_of_their_event_and_in_no_other(name):
    events = create_articles(name)
    update.assign_articles(events)
    stories = dict(StoryMembership.objects.values_list("article", "story"))
    groups = {frozenset(pk for pk in events if stories.get(pk, -pk) == story) for story in stories.values()}

    assert groups == {frozenset(pk for pk in events if events[pk] == event) for event in events.values()}


def test_an_article_that_joined_a_story_says_what_it_shares_as_it_prints_it():
    events = create_articles("events_tuned.txt")
    update.assign_articles(events)
    (row,) = Article.objects.filter(language="ru", title__startswith="Паром с 312")

    assert {"312", "Скархольм", "Лорна Делл"} <= set(row.membership.reasons["shared"])
    assert row.membership.reasons["days"] <= 1
