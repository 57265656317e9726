"""Who is quoted by whom in a story, and what two articles both quote."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from archive.models import Article, Quotation, QuotedPassage, Story
from archive.quotations import store
from archive.stories import deeds
from tests import factories
from tests.web.pages import links, soup, texts

pytestmark = pytest.mark.django_db

SAID = {
    "Courier": "“The gate did what it was told by everybody,” Edmund Pell said.",
    "Gazette": "“The gate did just what it was told by everybody,” Edmund Pell said.\n\n"
    "“It is fine and it will stay so,” Ada Vry said.",
    "Radio": "Nobody would speak of the gate.",
}


def in_a_story(said: dict[str, str]) -> Story:
    """A story that each outlet tells in these words, its quotations read."""
    story = Story.objects.create(name="The gate")
    for name, body in said.items():
        row = factories.article(outlet=factories.outlet(name), body=body, published="2032-03-14")
        deeds.put_into(story, row)
    store.read_articles(story.articles.values_list("pk", flat=True))
    return story


def test_a_story_says_who_is_quoted_by_whom_and_how_much(client):
    page = soup(client.get(in_a_story(SAID).get_absolute_url()))
    table = page.select_one("[aria-labelledby=voices] table")

    assert texts(table, "thead th") == ["Speaker", "Courier", "Gazette", "Radio", "All"]
    assert [texts(row, "th, td") for row in table.select("tbody tr")] == [
        ["Edmund Pell", "1 9 words", "1 10 words", "none", "2 19 words"],
        ["Ada Vry", "none", "1 8 words", "none", "1 8 words"],
    ]
    assert links(table, "tbody a") == ["/speakers/edmund-pell/", "/speakers/ada-vry/"]
    assert [cell["scope"] for cell in table.select("th")] == ["col"] * 5 + ["row"] * 2


def test_quotations_that_several_outlets_of_the_story_printed_lead_to_their_pages(client):
    page = soup(client.get(in_a_story(SAID).get_absolute_url()))
    quotation = Quotation.objects.shown().get()

    assert links(page, "[aria-labelledby=voices] .statement a") == [quotation.get_absolute_url()]
    assert texts(page, "[aria-labelledby=voices] .credit > *") == [
        "Edmund Pell",
        "Courier",
        "Gazette",
    ]


def test_what_an_outlet_outside_the_story_printed_is_not_in_common(client):
    story = in_a_story({"Gazette": SAID["Gazette"], "Radio": SAID["Radio"]})
    other = factories.article(outlet=factories.outlet("Courier"), body=SAID["Courier"])
    store.read_articles([other.pk])

    assert not soup(client.get(story.get_absolute_url())).select("#voices ~ .statements")


def test_what_was_rejected_or_withdrawn_is_not_counted(client):
    story = in_a_story(SAID)
    QuotedPassage.objects.filter(name="Ada Vry").update(is_rejected=True)
    Article.objects.filter(outlet__name="Courier").update(withdrawn_at="2032-04-01T00:00:00Z")
    page = soup(client.get(story.get_absolute_url()))

    assert texts(page, ".voices tbody th") == ["Edmund Pell"]
    assert texts(page, ".voices thead th") == ["Speaker", "Gazette", "Radio", "All"]
    assert not page.select("#voices ~ .statements")


def test_a_story_that_quotes_nobody_says_nothing_of_it(client):
    story = in_a_story(dict.fromkeys(("Courier", "Radio"), SAID["Radio"]))

    assert not soup(client.get(story.get_absolute_url())).select("[aria-labelledby=voices]")


def test_a_story_costs_the_same_queries_for_three_outlets_and_thirty(client):
    few = in_a_story(SAID)
    many = in_a_story({f"Paper {n}": f"{SAID['Gazette']} On day {n}." for n in range(30)})
    for story in (few, many):
        client.get(story.get_absolute_url())
        with CaptureQueriesContext(connection) as captured:
            client.get(story.get_absolute_url())
        assert len(captured) == 9
