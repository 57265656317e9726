"""The pages of quotations: the index, one in all its wordings, speakers, those of an article."""

import pytest
from bs4 import BeautifulSoup

from archive.models import Article, Quotation, QuotedPassage, Speaker
from archive.quotations import reading
from tests import factories

pytestmark = pytest.mark.django_db

WORDINGS = {
    "Courier": "“The gate did what it was told by everybody,” Edmund Pell said.",
    "Gazette": "“The gate did just what it was told by everybody,” Edmund Pell said on Monday.",
    "Radio": "“The gate did what it was told …” said engineer Edmund Pell.",
}


@pytest.fixture
def statement():
    """One statement in three outlets."""
    articles = []
    for day, (outlet, body) in enumerate(WORDINGS.items(), start=14):
        articles.append(
            factories.article(
                f"Gate fails, says {outlet}",
                outlet=factories.outlet(outlet),
                body=f"A first paragraph.\n\n{body}",
                published=f"2032-03-{day}",
            )
        )
    reading.read_articles([article.pk for article in articles])
    return Quotation.objects.multi_outlet().get()


def get_page(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status
    return BeautifulSoup(response.content.decode(), "html5lib")


def test_the_index_lists_what_two_outlets_printed_with_its_speaker(client, statement):
    page = get_page(client, "/quotations/")

    assert page.select_one(".statement").text.strip() == f"“{statement.quotable}”"
    assert page.select_one(".statement a")["href"] == statement.get_absolute_url()
    credit = " ".join(page.select_one(".statements .credit").text.split())
    assert credit == "Edmund Pell 3 outlets, 3 articles first on 14 March 2032"


@pytest.mark.parametrize(
    ("typed", "found"), [("told everybody", 1), ("pell", 1), ("TOLD", 1), ("harbour", 0), ("%", 1)]
)
def test_the_index_is_searched_by_words_and_by_speaker(client, statement, typed, found):
    page = get_page(client, f"/quotations/?q={typed.replace('%', '%25')}")

    assert len(page.select(".statement")) == found


def test_a_quotation_shows_every_wording_with_its_differences_named_and_drawn(client, statement):
    page = get_page(client, statement.get_absolute_url())

    rows = [
        [" ".join(cell.text.split()) for cell in row.select(".wording, .muted a, th a")]
        for row in page.select(".concordance tbody tr")
    ]
    assert [row[0] for row in rows] == ["Courier", "Gazette", "Radio"]
    assert [ins.text for ins in page.select(".concordance ins")] == ["…"]
    assert "just" in page.select_one(".concordance del").text
    assert "words left out" in page.select_one(".differences").text
    assert "words left out and marked" in page.select_one(".differences").text


def test_another_wording_can_be_the_base(client, statement):
    courier = statement.printings.order_by("pk").first()

    page = get_page(client, f"{statement.get_absolute_url()}?base={courier.pk}")

    assert page.select_one("tr.base th a").text == "Courier"
    assert [ins.text for ins in page.select("ins.added")][1:] == ["just"]


def test_a_wording_leads_to_its_place_in_the_article(client, statement):
    link = get_page(client, statement.get_absolute_url()).select_one(".concordance td p a")["href"]

    address, _, anchor = link.partition("#")
    assert "The gate did" in get_page(client, address).find(id=anchor).text


def test_a_speaker_page_tells_what_they_said_by_whom_and_when(client, statement):
    page = get_page(client, Speaker.objects.get().get_absolute_url())

    assert [way.text.strip() for way in page.select("#by-whom ~ ul a")] == [
        "Courier1",
        "Gazette1",
        "Radio1",
    ]
    assert len(page.select(".statements > li")) == 3
    facts = " ".join(page.select_one("dl.facts").text.split())
    assert "“engineer Edmund Pell” (1)" in facts
    assert "3 statements in 3 articles" in facts


def test_a_speaker_page_is_narrowed_to_an_outlet(client, statement):
    outlet = QuotedPassage.objects.first().article.outlet

    page = get_page(client, f"{Speaker.objects.get().get_absolute_url()}?outlet={outlet.slug}")

    assert len(page.select(".statements > li")) == 1


def test_who_is_quoted_is_listed_with_outlets_and_articles(client, statement):
    page = get_page(client, "/speakers/?name=pell")

    assert [cell.text.strip() for cell in page.select(".directory tbody tr > *")] == [
        "Edmund Pell",
        "3",
        "3",
    ]


def test_only_what_a_reader_may_see_counts_for_a_speaker(client, statement):
    def get_counts():
        cells = get_page(client, "/speakers/").select(".directory .number[data-label]")
        return [cell.text for cell in cells]

    first, second, third = QuotedPassage.objects.exclude(speaker=None).order_by("article")
    Article.objects.filter(pk=first.article_id).update(withdrawn_at="2032-04-01T00:00:00+00:00")
    assert get_counts() == ["2", "2"]

    QuotedPassage.objects.filter(pk=second.pk).update(is_rejected=True)
    assert get_counts() == ["1", "1"]

    QuotedPassage.objects.filter(pk=third.pk).update(speaker=None)
    assert get_counts() == []


def test_the_quotations_of_an_article_say_who_speaks_and_how_we_know(client, statement):
    article = factories.article(
        body="The “so-called” end. Ada Vry told reporters that the gate had been repaired twice."
        "\n\n“It is fine,” she said."
    )
    reading.read_articles([article.pk])

    page = get_page(client, f"/quotations/in/{article.identifier}/")

    rows = [" ".join(row.text.split()) for row in page.select(".concordance tbody tr")]
    assert rows == [
        "not a quotation “so-called” paragraph 1 not a quotation",
        "Ada Vry the gate had been repaired twice paragraph 1 indirect report; X told Y",
        "Ada Vry named as “she” (speaker inferred from context) “It is fine,” paragraph 2 direct; X said",
    ]


def test_an_article_says_beside_its_text_whom_it_quotes(client, statement):
    article = statement.printings.order_by("pk").first().article

    aside = get_page(client, article.get_absolute_url()).select_one("[aria-labelledby=quoted]")

    assert " ".join(aside.text.split()) == (
        "Who is quoted Edmund Pell 1 time 1 quotation, 1 statement also printed by other outlets"
    )


def test_an_article_that_quotes_nobody_says_nothing_of_it(client):
    article = factories.article()

    assert not get_page(client, article.get_absolute_url()).select("[aria-labelledby=quoted]")


def test_hostile_words_stay_words_and_every_page_is_well_formed(client):
    hostile = "<script>alert(1)</script> is what the <b>gate</b> told everybody"
    for outlet in (factories.outlet("<i>A</i>"), factories.outlet("B")):
        body = f"“{hostile},” Edmund <u>Pell</u> said. “Enough of {hostile},” Ada Vry said."
        article = factories.article("<em>Gate</em>", outlet=outlet, body=body)
        reading.read_articles([article.pk])
    quotation = Quotation.objects.multi_outlet().first()

    for address in (
        *("/quotations/", "/quotations/?q=<script>", "/speakers/", quotation.get_absolute_url()),
        *(Speaker.objects.get(name="Ada Vry").get_absolute_url(), article.get_absolute_url()),
        f"/quotations/in/{article.identifier}/",
    ):
        page = get_page(client, address)
        assert not page.select("main script, main b, main i, main u, main em"), address
        assert len(page.select("h1")) == 1
        ids = [element["id"] for element in page.select("[id]")]
        assert len(ids) == len(set(ids))


@pytest.mark.parametrize("address", ["/quotations/zzzzzzzz/", "/quotations/in/zzzzzzzz/", "/speakers/nobody/"])
def test_what_is_not_there_is_not_found(client, db, address):
    get_page(client, address, status=404)


def test_the_quotations_of_a_withdrawn_article_are_not_shown(client, statement):
    article = statement.printings.order_by("pk").first().article
    article.withdrawn_at = "2032-03-20T12:00:00+00:00"
    article.save()

    get_page(client, f"/quotations/in/{article.identifier}/", status=404)
    page = get_page(client, statement.get_absolute_url())

    assert [name.text for name in page.select("tbody th a")] == ["Gazette", "Radio"]


def test_empty_places_say_what_would_be_there(client, db):
    empty = get_page(client, "/quotations/").select_one(".empty")
    assert "when articles are imported" in empty.text
    assert get_page(client, "/speakers/").select_one(".empty")


def test_a_page_asks_the_database_as_much_for_two_wordings_as_for_twenty(
    client, statement, django_assert_max_num_queries
):
    for number in range(18):
        article = factories.article(
            outlet=factories.outlet(f"Paper {number}"),
            body=WORDINGS["Courier"],
            published="2032-03-14",
        )
        reading.read_articles([article.pk])

    for address, most in (
        (statement.get_absolute_url(), 5),
        ("/quotations/", 3),
        ("/speakers/", 8),
        (Speaker.objects.get().get_absolute_url(), 9),
        (f"/quotations/in/{article.identifier}/", 3),
    ):
        with django_assert_max_num_queries(most):
            get_page(client, address)
