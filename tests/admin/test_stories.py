"""Editors name, pin, merge and split stories; members of the group of readers may not."""

import pytest
from bs4 import BeautifulSoup

from archive.models import Story, StoryMembership, StoryRefusal
from archive.stories import services
from tests import factories
from tests.admin.conftest import get_list_address, get_messages, get_page, get_row_address, save_row

pytestmark = pytest.mark.django_db


def create_story(number: int = 3, **fields) -> Story:
    row = Story.objects.create(**fields)
    for count in range(number):
        services.add_to_story(row, factories.article(f"Headline {row.pk} {count}"))
    return row


def run_action(client, model: str, action: str, rows, **answer):
    """Run an action on rows of a list; with an answer, confirm it."""
    form = {"action": action, "_selected_action": [row.pk for row in rows], **answer}
    if answer is not None:
        form["confirmed"] = "yes"
    return client.post(get_list_address(model), form, follow=True)


def test_a_story_is_named_pinned_and_given_articles(editor):
    row, article = create_story(), factories.article("Late")
    response = save_row(editor, row, name="The flood", is_pinned="on", also=article.identifier)

    assert response.status_code == 302
    row.refresh_from_db()
    assert (row.name, row.is_pinned) == ("The flood", True)
    assert article.membership.story == row
    assert article.membership.by_editor


def test_an_identifier_that_names_no_article_is_said(editor):
    response = save_row(editor, create_story(), also="00000000")

    assert "No article has the identifier 00000000" in response.content.decode()


def test_stories_are_merged_after_a_question(editor):
    keep, retire = create_story(2, name="Kept"), create_story(2)
    response = run_action(editor, "story", "merge", [keep, retire], keep=keep.pk, reason="One event.")

    assert "2 articles moved" in get_messages(response)[0]
    assert keep.memberships.count() == 4
    retire.refresh_from_db()
    assert retire.merged_into == keep


def test_the_page_of_a_merge_says_which_names_and_decisions_would_not_hold(editor):
    keep, retire = create_story(2, name="Kept"), create_story(2, name="Flood")
    StoryRefusal.objects.create(story=keep, article=retire.articles.first())
    form = {"action": "merge", "_selected_action": [keep.pk, retire.pk]}

    page = BeautifulSoup(editor.post(get_list_address("story"), form).content.decode(), "lxml")

    assert [" ".join(fact.text.split()) for fact in page.select(".merge-choice dl > div:last-child dd")] == [
        "name ‘Kept’; 1 decision that an article is not in the story",
        "name ‘Flood’; 1 decision that an article is not in the story",
    ]


def test_one_story_cannot_be_merged_alone(editor):
    row = create_story()
    response = run_action(editor, "story", "merge", [row], keep=row.pk)

    assert "Choose between 2 and" in response.content.decode()


def test_articles_are_split_off_into_a_story_of_their_own(editor):
    row = create_story(3)
    chosen = list(row.memberships.all()[:1])
    response = run_action(editor, "storymembership", "split", chosen, name="The other")

    assert "1 article moved" in get_messages(response)[0]
    other = Story.objects.get(name="The other")
    assert (row.memberships.count(), other.memberships.count()) == (2, 1)
    assert StoryRefusal.objects.count() == 3


def test_a_story_is_not_split_off_from_itself_nor_from_two(editor):
    one, two = create_story(2), create_story(2)
    everything = run_action(editor, "storymembership", "split", one.memberships.all(), name="")
    both = [one.memberships.first(), two.memberships.first()]
    mixed = run_action(editor, "storymembership", "split", both, name="")

    assert "Leave at least one article" in everything.content.decode()
    assert "Choose articles of one story" in mixed.content.decode()
    assert StoryMembership.objects.count() == 4


def test_articles_are_taken_out(editor):
    row = create_story(3)
    run_action(editor, "storymembership", "take_out", row.memberships.all()[:2])

    assert row.memberships.count() == 1
    assert row.refusals.count() == 2


def test_the_lists_show_what_an_editor_looks_for(editor):
    row = create_story(2)
    first = row.articles.oldest_first()[0]

    assert first.title in get_page(editor, get_list_address("story")).get_text()
    narrowed = get_page(editor, get_list_address("storymembership"), story=row.pk)
    assert len(narrowed.select("#result_list tbody tr")) == 2


def test_readers_cannot_change_stories_in_the_admin(reader):
    row = create_story()

    assert reader.get(get_row_address(row)).status_code == 403
    assert reader.get(get_list_address("story")).status_code == 403
