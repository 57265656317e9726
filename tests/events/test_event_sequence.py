"""Events: everything that happens in the archive is told in one order, without gaps, whoever changes it."""

import pytest

from archive.events.feed import load_events
from archive.events.numbering import number_events
from archive.models import ArchiveEvent, Article, Byline, Story, StoryMembership
from tests import factories

pytestmark = pytest.mark.django_db


def list_new_events(since: int = 0) -> list[tuple[str, str]]:
    number_events()
    return [(event.kind, event.subject) for event in load_events(since, 100).events]


def get_last_number() -> int:
    number_events()
    return load_events(0, 1000).next_number


def test_an_article_that_comes_in_is_told_of_once():
    row = factories.article("Ferry stops", by=(factories.author(),))
    factories.capture(row)

    assert list_new_events() == [("article.added", row.identifier)]


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (lambda row: Article.objects.filter(pk=row.pk).update(title="Ferry runs"), "article.corrected"),
        (lambda row: Byline.objects.filter(article=row).update(role="editor"), "article.corrected"),
        (lambda row: row.credits[0].author.save(), None),
        (lambda row: type(row.outlet).objects.filter(pk=row.outlet_id).update(name="The Pilot"), "article.corrected"),
        (lambda row: Article.objects.filter(pk=row.pk).update(withdrawn_at="2024-01-01T00:00Z"), "article.withdrawn"),
        (lambda row: Article.objects.filter(pk=row.pk).update(review_status="reviewed"), None),
        (factories.capture, "capture.added"),
        (lambda row: row.collections.create(name="Ferries"), "article.collected"),
        (lambda row: row.delete(), "article.deleted"),
    ],
)
def test_each_change_is_told_of_as_what_it_is(change, kind):
    row = factories.article("Ferry stops", outlet=factories.outlet(), by=(factories.author(),))
    last = get_last_number()
    identifier = row.identifier

    change(row)

    assert list_new_events(last) == ([(kind, identifier)] if kind else [])


def test_a_story_that_an_article_joins_has_changed():
    row, story = factories.article(), Story.objects.create()
    last = get_last_number()

    StoryMembership.objects.create(story=story, article=row)

    assert list_new_events(last) == [("story.changed", story.identifier)]


def test_numbers_have_no_gaps_and_what_commits_late_comes_last():
    first, late = factories.article(), factories.article()
    waiting = ArchiveEvent.objects.filter(subject=late.identifier)
    rows = list(waiting.values("kind", "subject", "happened_at"))
    waiting.delete()  # as another transaction sees what is not committed yet
    number_events()
    second = factories.article()
    number_events()

    ArchiveEvent.objects.bulk_create(ArchiveEvent(**row) for row in rows)
    number_events()

    page = load_events(0, 100)
    assert [event.subject for event in page.events] == [first.identifier, second.identifier, late.identifier]
    assert [event.number for event in page.events] == [1, 2, 3]
    assert not page.has_more


def test_whoever_goes_on_after_a_number_reads_every_event_once():
    identifiers = {factories.article().identifier for _ in range(7)}
    number_events()
    read, since, has_more = [], 0, True
    while has_more:
        page = load_events(since, 3)
        read += [event.subject for event in page.events]
        since, has_more = page.next_number, page.has_more

    assert sorted(read) == sorted(identifiers)
