"""Deleting articles: related rows are counted, withdrawing is offered first, lists and search follow."""

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from archive.models import (
    Article,
    Collection,
    Payload,
    Quotation,
    QuotationDecision,
    QuotedPassage,
    Story,
    StoryMembership,
)
from archive.quotations import reading
from tests import factories
from tests.admin.conftest import get_list_address, get_messages, get_page, get_row_address

pytestmark = pytest.mark.django_db
SAID = "“The boom is down for good,” Ada Vry said.\n\n“We have waited long enough,” Jo Reve said."


@pytest.fixture
def articles():
    """Two articles of one story that print the same statements, and one that stands alone."""
    outlets = [factories.outlet(name) for name in ("Courier", "Gazette")]
    told_twice = [
        factories.article(f"Boom {outlet}", outlet=outlet, published="2032-03-14", body=SAID) for outlet in outlets
    ]
    alone = factories.article("Alone", body="Nobody speaks.")
    reading.read_articles([row.pk for row in told_twice])
    story = Story.objects.create(name="The boom")
    StoryMembership.objects.bulk_create(StoryMembership(story=story, article=row) for row in told_twice)
    Collection.objects.create(name="Booms", slug="booms").articles.add(told_twice[0])
    factories.capture(told_twice[0])
    one, two = QuotedPassage.objects.order_by("pk")[:2]
    QuotationDecision.objects.create(one=one, two=two, verdict="apart")
    return [*told_twice, alone]


@pytest.fixture
def superuser():
    client = Client()
    client.force_login(User.objects.create_superuser("root"))
    return client


@pytest.fixture
def deleter():
    """A client of a user who may only view and delete articles."""
    user = User.objects.create_user("deleter", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["view_article", "delete_article"]))
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("who", ["superuser", "curator", "deleter"])
def test_whoever_may_delete_articles_deletes_one_that_is_quoted_and_in_a_story(who, articles, request):
    client = request.getfixturevalue(who)
    payloads = Payload.objects.count()

    confirmation = get_page(client, get_row_address(articles[0], "delete"))
    response = client.post(get_row_address(articles[0], "delete"), {"post": "yes"}, follow=True)

    assert [item.get_text() for item in confirmation.select("#content ul")[1].select("li")] == [
        "2 quotations",
        "1 decision of editors on quotations",
        "a place in 1 story",
        "a place in 1 collection",
        "1 capture",
        "1 original that no other article has",
    ]
    assert "deleted successfully" in get_messages(response)[0]
    assert list(Article.objects.order_by("pk")) == articles[1:]
    assert Payload.objects.count() == payloads - 1
    assert not QuotationDecision.objects.exists()


def test_what_is_shown_of_quotations_stories_feeds_and_search_follows_at_once(articles, superuser, client):
    superuser.get(reverse("search"), {"q": "boom"})
    quotation = Quotation.objects.get(printings__article=articles[0], words__contains="boom")
    assert quotation.outlet_count == 2

    superuser.post(get_row_address(articles[0], "delete"), {"post": "yes"})

    quotation.refresh_from_db()
    assert (quotation.outlet_count, quotation.printing_count) == (1, 1)
    gone = str(articles[0])
    pages = [quotation.get_absolute_url(), Story.objects.get().get_absolute_url()]
    lists = "/ /search/?q=boom /stories/ /quotations/ /search.csv?q=boom /new.atom /stories.atom"
    for address in [*pages, *lists.split(), "/quotations.atom"]:
        response = client.get(address, follow=True)
        assert response.status_code in (200, 404), address
        assert gone not in response.getvalue().decode(), address
    assert client.get(articles[0].get_absolute_url()).status_code == 404


def test_the_last_article_of_a_story_and_a_quotation_may_go_too(articles, superuser, client):
    quotation = Quotation.objects.filter(printings__article=articles[0]).first()
    story = Story.objects.get()

    chosen = {"action": "delete_selected", "_selected_action": [row.pk for row in articles]}
    superuser.post(get_list_address("article"), chosen | {"post": "yes"})

    assert not Article.objects.exists()
    for address in (story.get_absolute_url(), quotation.get_absolute_url(), "/stories/", "/"):
        assert client.get(address).status_code in (200, 404, 410), address


def test_withdrawing_stands_before_deleting(articles, superuser):
    confirmation = get_page(superuser, get_row_address(articles[0], "delete"))
    instead, delete = confirmation.select("#content form")
    form = {field["name"]: field["value"] for field in instead.select("input[name]")}

    question = superuser.post(instead["action"], form).content.decode()
    form |= {"confirmed": "yes", "reason": "A mistake"}
    superuser.post(instead["action"], form)

    assert delete.select_one("input[type=submit]")["value"] == "Delete"
    assert "Withdrawn articles leave the lists" in question
    articles[0].refresh_from_db()
    assert articles[0].withdrawn_reason == "A mistake"


def test_an_article_that_is_withdrawn_is_not_offered_to_be_withdrawn(articles, superuser):
    Article.objects.filter(pk=articles[2].pk).update(withdrawn_at="2032-01-01T00:00Z")

    confirmation = get_page(superuser, get_row_address(articles[2], "delete"))

    assert "Withdraw instead" not in confirmation.get_text()
    assert "This is deleted as well" not in confirmation.get_text()


def test_several_are_deleted_from_the_list_with_one_answer(articles, superuser):
    chosen = {"action": "delete_selected", "_selected_action": [row.pk for row in articles[:2]]}

    confirmation = superuser.post(get_list_address("article"), chosen | {"index": "0"}).content.decode()
    response = superuser.post(get_list_address("article"), chosen | {"post": "yes"}, follow=True)

    assert "4 quotations" in confirmation
    assert "Withdraw instead?" in confirmation
    assert get_messages(response) == ["Successfully deleted 2 articles."]
    assert list(Article.objects.all()) == articles[2:]


def test_who_may_not_delete_is_refused(articles, editor, reader):
    for client in (editor, reader):
        assert client.get(get_row_address(articles[0], "delete")).status_code == 403
        assert client.post(get_row_address(articles[0], "delete"), {"post": "yes"}).status_code == 403

    assert Article.objects.count() == 3


def test_a_story_is_deleted_and_its_articles_stay(articles, superuser):
    story = Story.objects.get()

    confirmation = get_page(superuser, get_row_address(story, "delete")).get_text()
    superuser.post(get_row_address(story, "delete"), {"post": "yes"})

    assert "Articles that leave their story and stay in the archive: 2" in confirmation
    assert not Story.objects.exists()
    assert Article.objects.count() == 3
