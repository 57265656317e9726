"""Exports of all results: every row once, in order, in bounded memory."""

import csv
import io
import json
import tracemalloc
from collections import deque

import bibtexparser
import pytest
import rispy

from archive.api.exports import iter_csv
from archive.models import Article
from archive.search.indexing.change_queue import apply_queue
from tests import factories
from tests.ingest.article_reading import get_authors, read_json_line
from tests.web import harbour_articles
from tests.web.pages import get_links, get_texts, parse_page

pytestmark = pytest.mark.django_db


def get_export(client, suffix: str, query: str = "harbour", **narrowed) -> str:
    response = client.get(f"/search.{suffix}", {"q": query, **narrowed})
    assert response.status_code == 200
    return b"".join(response.streaming_content).decode()


def read_identifiers(text: str, suffix: str) -> list[str]:
    match suffix:
        case "csv":
            return [row["identifier"] for row in csv.DictReader(io.StringIO(text))]
        case "jsonl":
            return [json.loads(line)["identifier"] for line in text.splitlines()]
        case "bib":
            return [entry.key[-8:] for entry in bibtexparser.parse_string(text).entries]
        case "ris":
            return [entry["id"] for entry in rispy.loads(text)]
    return [item["id"] for item in json.loads(text)]


@pytest.mark.parametrize("suffix", ["csv", "jsonl", "bib", "ris", "csl.json"])
def test_a_file_holds_every_article_found_once_in_the_order_of_the_search(suffix, client):
    harbour_articles.create_articles()
    page = parse_page(client.get("/search/", {"q": "harbour", "sort": "oldest", "outlet": "gazette"}))

    found = read_identifiers(get_export(client, suffix, sort="oldest", outlet="gazette"), suffix)

    assert len(found) == len(set(found)) == 21
    page_identifiers = [address.split("/")[2] for address in get_links(page, ".card .headline a")]
    assert found[:20] == page_identifiers


@pytest.mark.parametrize(
    ("parameters", "found"),
    [
        ({"q": "kiev"}, {"Kyiv shelled", "Talks in Kiev"}),
        ({"q": "kiev", "as_typed": "kiev"}, {"Talks in Kiev"}),
        ({"q": "kiev orchard"}, set()),
        ({"q": "kiev orchard", "match": "any"}, {"Kyiv shelled", "Talks in Kiev", "Apples"}),
    ],
)
def test_a_file_holds_what_the_page_counts_in_every_spelling_and_way_of_matching(parameters, found, client):
    factories.article("Kyiv shelled", body="Kyiv was shelled.")
    factories.article("Talks in Kiev", body="They went on.")
    factories.article("Apples", body="An orchard in bloom.")

    table = csv.DictReader(io.StringIO(get_export(client, "csv", parameters.pop("q"), **parameters)))

    assert {row["title"] for row in table} == found


def test_the_page_of_a_search_offers_every_file_of_it(client):
    harbour_articles.create_articles()
    page = parse_page(client.get("/search/", {"q": "harbour", "outlet": "gazette", "page": "2"}))
    offered = get_links(page, ".export-links a[href^='/search.']")

    assert [address.partition("?")[0] for address in offered] == [
        "/search.csv",
        "/search.jsonl",
        "/search.bib",
        "/search.ris",
        "/search.csl.json",
        "/search.warc.gz",
        "/search.wacz",
        "/search.atom",
    ]
    for address in offered:
        assert "page=" not in address
        assert client.get(address).status_code == 200


def test_a_withdrawn_article_is_in_no_file(client):
    harbour_articles.create_articles()
    Article.objects.filter(title="Undated harbour").update(withdrawn_at="2025-01-01T00:00Z")

    assert "Undated harbour" not in get_export(client, "csv")


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "=cmd|' /C calc'!A0"]


@pytest.mark.parametrize("title", FORMULAS)
def test_no_cell_of_a_table_is_a_formula(title, client):
    factories.article(title, outlet=factories.outlet(title), section=title, by=(factories.author(title),))

    lines = "".join(iter_csv(Article.objects.for_cards(), "https://a.example"))
    (row,) = csv.DictReader(io.StringIO(lines))

    for name in ("title", "outlet", "section", "authors"):
        assert row[name].startswith("'"), name


def test_a_line_of_json_keeps_what_is_known_and_the_text(client):
    factories.article("Harbour", published="2024-03~", body="One.\n\nTwo.", by=(factories.author("Maud Ellery"),))
    apply_queue()

    exported = json.loads(get_export(client, "jsonl"))

    assert exported["text"] == "One.\n\nTwo."
    assert exported["authors"] == ["Maud Ellery"]
    assert (exported["published"], exported["earliest"], exported["latest"]) == (
        "2024-03~",
        "2024-02-01",
        "2024-04-30",
    )


@pytest.mark.parametrize("published", ["2024-03-14", "2024-03~", "2024", "2024-02/2024-03", ""])
def test_articles_exported_as_lines_are_ingested_again_unchanged(published, client):
    factories.article(
        "The harbour’s boom, “up”",
        published=published,
        body="One of the harbour.\n\nTwo.",
        section="News",
        by=(factories.author("Maud Ellery"), factories.author("Sefton Adeyemi-Orr")),
        outlet=factories.outlet("Harbour Gazette"),
    )
    apply_queue()

    again = read_json_line(get_export(client, "jsonl"))

    assert (again.title, again.body, again.published) == (
        "The harbour’s boom, “up”",
        "One of the harbour.\n\nTwo.",
        published,
    )
    assert get_authors(again) == ["Maud Ellery", "Sefton Adeyemi-Orr"]
    assert (again.outlet, again.section) == ("Harbour Gazette", "News")


def test_a_question_that_cannot_run_is_said_before_any_file_begins(client):
    response = client.get("/search.csv", {"q": "date:2016-13-45"})

    assert response.status_code == 400
    assert get_links(parse_page(response), "main a.button") == ["/search/?q=date%3A2016-13-45"]


@pytest.mark.parametrize("address", ["/search.csv", "/search.atom", "/search/citations/"])
def test_why_a_question_cannot_run_is_said_in_the_language_of_the_reader(address, client):
    query, arabic = {"q": "date:2016-13-45"}, {"accept-language": "ar"}
    (message, *_) = get_texts(parse_page(client.get("/search/", query, headers=arabic)), "main p")

    page = parse_page(client.get(address, query, headers=arabic))

    assert message in page.text
    assert not message.isascii()


def test_queries_of_a_file_do_not_grow_with_each_row(client, django_assert_max_num_queries):
    harbour_articles.create_articles()
    with django_assert_max_num_queries(12):
        get_export(client, "csv")


def test_memory_does_not_grow_with_the_number_of_rows():
    article = factories.article("Harbour", body="")
    (row,) = Article.objects.for_cards().filter(pk=article.pk)

    def most(rows: int) -> int:
        tracemalloc.start()
        deque(iter_csv((row for _ in range(rows)), "https://a.example"), maxlen=0)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    most(10)
    assert most(5_000) < 2 * most(1_000) + 100_000


def test_a_few_files_are_taken_away_at_once_and_the_others_wait(client, settings):
    """A reader who takes a file slowly keeps a thread busy: some stay for those who read pages."""
    settings.DOWNLOADS_AT_ONCE = 2
    harbour_articles.create_articles()
    address = "/search.csv?q=harbour"
    under_way = [client.get(address) for _ in range(2)]

    waits = client.get(address)
    for response in under_way:
        b"".join(response.streaming_content)

    assert (waits.status_code, waits["Retry-After"]) == (503, "60")
    assert b"Try again in a minute" in waits.content
    assert client.get(address).status_code == 200


def test_who_asks_for_the_head_of_a_file_alone_has_no_rows_read(client):
    harbour_articles.create_articles()

    response = client.head("/search.csv?q=harbour")

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert b"".join(response.streaming_content) == b""
