"""Feeds of searches and of every list, the last added first."""

import feedparser
import pytest

from archive.models import Article, Collection, Story, StoryMembership
from tests import factories
from tests.web import harbour_articles, sample
from tests.web.pages import get_links, parse_page

pytestmark = pytest.mark.django_db


def read_feed(client, address: str, **parameters):
    response = client.get(address, parameters)
    assert response.status_code == 200, address
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    found = feedparser.parse(response.content)
    assert not found.bozo
    return found


@pytest.mark.parametrize("kind", ["outlet", "author", "collection", "year", "month", "day", "undated"])
def test_every_list_offers_a_feed_of_what_it_lists(kind, client):
    page = parse_page(client.get(sample.create_plain_pages(3)[kind]))
    (address,) = {*get_links(page, "a[type='application/atom+xml']")}

    titles = {entry.title for entry in read_feed(client, address).entries}

    assert titles
    assert set(get_card_titles(page)) <= titles


def get_card_titles(page) -> list[str]:
    return [heading.get_text(strip=True) for heading in page.select("main h3.headline")]


def test_what_was_taken_in_last_comes_first_whenever_it_was_published(client):
    factories.article("Old news", published="1999-01-01")
    factories.article("New news", published="2024-01-01")
    Article.objects.filter(title="New news").update(added_at="2020-01-01T00:00Z")

    assert [entry.title for entry in read_feed(client, "/new.atom").entries] == ["Old news", "New news"]


def test_a_search_can_be_followed(client):
    harbour_articles.create_articles()
    Article.objects.filter(title="Undated harbour").update(added_at="2099-01-01T00:00Z")

    found = read_feed(client, "/search.atom", q="harbour")

    assert len(found.entries) == 32
    assert found.entries[0].title == "Undated harbour"
    assert found.feed.links[0].href == "http://testserver/search/?q=harbour"


def test_an_entry_has_a_permanent_name_and_says_what_it_is(client):
    row = factories.article(
        "Fish & <b>chips</b>",
        outlet=factories.outlet("The Courier"),
        published="2024-03~",
        body="Ice <i>ran</i> out.",
        section="Port",
        by=(factories.author("Maud Ellery"),),
    )

    (entry,) = read_feed(client, "/new.atom").entries

    assert entry.id == f"http://testserver/articles/{row.identifier}/"
    assert entry.title == "Fish & <b>chips</b>"
    assert entry.author == "Maud Ellery"
    assert "The Courier, about March 2024. Ice &lt;i&gt;ran&lt;/i&gt; out." in entry.summary


def test_a_withdrawn_article_is_in_no_feed(client):
    row = factories.article("Hidden", withdrawn_at="2025-01-01T00:00Z")
    Collection.objects.create(name="Port", slug="port").articles.add(row)

    for address in ("/new.atom", "/collections/port.atom", "/dates/undated.atom"):
        assert read_feed(client, address).entries == [], address


@pytest.mark.parametrize(
    "address",
    ["/outlets/none.atom", "/dates/2024/13.atom", "/dates/2024/02/31.atom", "/stories/x.atom"],
)
def test_there_is_no_feed_of_what_is_not_there(address, client):
    assert client.get(address).status_code == 404


def test_a_feed_costs_a_fixed_number_of_queries(client, django_assert_num_queries):
    sample.create_plain_pages(12)
    with django_assert_num_queries(2):
        client.get("/new.atom")


def test_a_story_and_a_quotation_are_news_when_another_outlet_joins(client):
    sample.create_all_pages(2)
    old, new = Story.objects.get(name="The gate"), Story.objects.create(name="The thaw")
    for title in ("One", "Two"):
        row = factories.article(title, outlet=factories.outlet(title))
        StoryMembership.objects.create(story=new, article=row)
    assert [entry.title for entry in read_feed(client, "/stories.atom").entries] == [new.name, old.name]

    late = factories.article("Late", outlet=factories.outlet("Late"))
    StoryMembership.objects.create(story=old, article=late)
    (quotation,) = read_feed(client, "/quotations.atom").entries

    assert [entry.title for entry in read_feed(client, "/stories.atom").entries] == [old.name, new.name]
    assert quotation.author == "Edmund Pell"
    assert quotation.updated_parsed >= quotation.published_parsed
    assert read_feed(client, "/quotations.atom", q="nobody at all").entries == []
