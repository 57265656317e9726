"""Quotations of a story by speaker and outlet, and those that two articles share."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from archive.models import Article, Quotation, QuotedPassage, Story
from archive.pages import compare
from archive.quotations import queries, reading
from archive.search.indexing.change_queue import apply_queue
from archive.stories import services
from tests import factories
from tests.web.pages import get_links, get_texts, parse_page

pytestmark = pytest.mark.django_db

SAID = {
    "Courier": "“The gate did what it was told by everybody,” Edmund Pell said.",
    "Gazette": "“The gate did just what it was told by everybody,” Edmund Pell said.\n\n"
    "“It is fine and it will stay so,” Ada Vry said.",
    "Radio": "Nobody would speak of the gate.",
}


def create_story(bodies: dict[str, str]) -> Story:
    """Create a story with an article of each outlet in these words, quotations read."""
    story = Story.objects.create(name="The gate")
    for name, body in bodies.items():
        row = factories.article(outlet=factories.outlet(name), body=body, published="2032-03-14")
        services.add_to_story(story, row)
    reading.read_articles(story.articles.values_list("pk", flat=True))
    return story


def test_a_story_says_who_is_quoted_by_whom_and_how_much(client):
    page = parse_page(client.get(create_story(SAID).get_absolute_url()))
    table = page.select_one("[aria-labelledby=voices] table")

    assert get_texts(table, "thead th") == ["Speaker", "Courier", "Gazette", "Radio", "All"]
    assert [get_texts(row, "th, td") for row in table.select("tbody tr")] == [
        ["Edmund Pell", "1 (9 words)", "1 (10 words)", "none", "2 (19 words)"],
        ["Ada Vry", "none", "1 (8 words)", "none", "1 (8 words)"],
    ]
    assert get_links(table, "tbody a") == ["/speakers/edmund-pell/", "/speakers/ada-vry/"]
    assert [cell["scope"] for cell in table.select("th")] == ["col"] * 5 + ["row"] * 2


def test_quotations_that_several_outlets_of_the_story_printed_lead_to_their_pages(client):
    page = parse_page(client.get(create_story(SAID).get_absolute_url()))
    quotation = Quotation.objects.multi_outlet().get()

    assert get_links(page, "[aria-labelledby=voices] .statement a") == [quotation.get_absolute_url()]
    assert get_texts(page, "[aria-labelledby=voices] .credit > *") == [
        "Edmund Pell",
        "in Courier, Gazette",
    ]


def test_what_an_outlet_outside_the_story_printed_is_not_in_common(client):
    story = create_story({"Gazette": SAID["Gazette"], "Radio": SAID["Radio"]})
    other = factories.article(outlet=factories.outlet("Courier"), body=SAID["Courier"])
    reading.read_articles([other.pk])

    assert not parse_page(client.get(story.get_absolute_url())).select("#voices ~ .statements")


def test_what_was_rejected_or_withdrawn_is_not_counted(client):
    story = create_story(SAID)
    QuotedPassage.objects.filter(name="Ada Vry").update(is_rejected=True)
    Article.objects.filter(outlet__name="Courier").update(withdrawn_at="2032-04-01T00:00:00Z")
    page = parse_page(client.get(story.get_absolute_url()))

    assert get_texts(page, "[aria-labelledby=voices] tbody th") == ["Edmund Pell"]
    assert get_texts(page, ".speaker-table thead th") == ["Speaker", "Gazette", "Radio", "All"]
    assert not page.select("#speaker-table ~ .statements")


def test_a_story_that_quotes_nobody_says_nothing_of_it(client):
    story = create_story(dict.fromkeys(("Courier", "Radio"), SAID["Radio"]))

    assert not parse_page(client.get(story.get_absolute_url())).select("[aria-labelledby=voices]")


def test_a_story_costs_the_same_queries_for_three_outlets_and_thirty(client):
    few = create_story(SAID)
    many = create_story({f"Paper {n}": f"{SAID['Gazette']} On day {n}." for n in range(30)})
    apply_queue()  # the order of the list is kept while nothing waits
    for story in (few, many):
        client.get(story.get_absolute_url())
        with CaptureQueriesContext(connection) as captured:
            client.get(story.get_absolute_url())
        assert len(captured) == 13


def get_comparison(client, *bodies: str):
    """The page comparing two new articles with these texts, quotations read."""
    rows = [
        factories.article(outlet=factories.outlet(name), body=body)
        for name, body in zip(("Courier", "Gazette"), bodies, strict=True)
    ]
    reading.read_articles([row.pk for row in rows])
    first, other = rows
    return rows, parse_page(client.get(f"/compare/{first.identifier}/{other.identifier}/"))


def test_two_articles_show_what_both_quote_each_in_its_wording_with_its_place(client):
    rows, page = get_comparison(client, f"It failed.\n\n{SAID['Courier']}", SAID["Gazette"])
    table = page.select_one("[aria-labelledby=both-quote] table")

    assert get_texts(table, "tbody th") == ["Edmund Pell"]
    assert [get_texts(cell, ".wording") for cell in table.select("tbody td")][:2] == [
        ["The gate did what it was told by everybody,"],
        ["The gate did just what it was told by everybody,"],
    ]
    assert get_texts(table, "ins.added") == ["just"]
    assert get_links(table, "td a") == [
        f"{rows[0].get_absolute_url()}#p2",
        f"{rows[1].get_absolute_url()}#p1",
        Quotation.objects.multi_outlet().get().get_absolute_url(),
    ]


def test_what_one_quotes_alone_or_an_editor_rejected_is_not_matched(client):
    _, page = get_comparison(client, "It failed.", SAID["Gazette"])
    assert not page.select("#both-quote")

    rows, _ = get_comparison(client, SAID["Courier"], SAID["Gazette"])
    QuotedPassage.objects.filter(article=rows[0]).update(is_rejected=True)
    page = parse_page(client.get(f"/compare/{rows[0].identifier}/{rows[1].identifier}/"))
    assert not page.select("#both-quote")


def test_matching_costs_two_queries_however_much_is_quoted(client):
    bodies = [
        f"“{words},” Edmund Pell said."
        for words in (
            "The gate did what it was told by everybody",
            "Nobody repairs a bridge between two winters here",
            "My sister sold her boats long before this flood",
            "Seven engineers wrote letters about rust and salt",
        )
    ]
    costs = []
    for quoted in (bodies[:1], bodies):
        rows, page = get_comparison(client, "\n\n".join(quoted), "\n\n".join(reversed(quoted)))
        assert len(page.select(".aligned-text tbody tr")) == len(quoted)
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/compare/{rows[0].identifier}/{rows[1].identifier}/")
        costs.append(len(captured))

    assert costs == [7, 7]


def test_quotations_beyond_those_that_are_laid_side_by_side_are_counted(client, monkeypatch):
    monkeypatch.setattr(queries, "MAX_SHARED", 1)
    bodies = [
        f"“{words},” Edmund Pell said."
        for words in (
            "The gate did what it was told by everybody",
            "Nobody repairs a bridge between two winters here",
            "My sister sold her boats long before this flood",
        )
    ]
    _, page = get_comparison(client, "\n\n".join(bodies), "\n\n".join(reversed(bodies)))

    assert get_texts(page, ".aligned-text .wording") == ["The gate did what it was told by everybody,"] * 2
    assert "Not shown: 2 more quotations" in get_texts(page, "[aria-labelledby=both-quote]")[0]

    _, page = get_comparison(client, bodies[1], bodies[1])
    assert "Not shown" not in get_texts(page, "[aria-labelledby=both-quote]")[0]


def test_a_text_too_long_to_be_compared_whole_says_so(client, monkeypatch):
    monkeypatch.setattr(compare, "MAX_LENGTH", 40)
    _, page = get_comparison(client, SAID["Courier"], SAID["Gazette"])

    assert "the first 40 characters" in get_texts(page, "main")[0]
