"""Results chosen on the page of a search: exported, cited, compared, added to a list."""

import csv
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.web import harbour_articles
from tests.web.pages import get_links, get_texts, parse_page

pytestmark = pytest.mark.django_db
SEARCH = "/search/?q=harbour&outlet=gazette&sort=oldest"


@pytest.fixture(autouse=True)
def archive():
    harbour_articles.create_articles()


def choose(client, count=0, **given):
    """Send the form of the results with the first boxes ticked, as a browser without script does."""
    form = parse_page(client.get(SEARCH)).select_one("form.selection")
    fields = {box["name"]: box["value"] for box in form.select("input[type=hidden]")}
    boxes = [box["value"] for box in form.select("[name=identifier]")]
    return client.get(form["action"], fields | {"of": "ticked", "identifier": boxes[:count]} | given), boxes


def read_identifiers(client, response):
    content = b"".join(client.get(response["Location"]).streaming_content).decode()
    return [row["identifier"] for row in csv.DictReader(content.splitlines())]


def test_those_ticked_all_on_the_page_or_all_found_are_exported_in_the_order_shown(client):
    ticked, boxes = choose(client, 3, do="export", format="csv")
    on_page, _ = choose(client, do="export", format="csv", of="page")
    found, _ = choose(client, do="export", format="csv", of="found")

    assert len(boxes) == 20
    assert read_identifiers(client, ticked) == boxes[:3]
    assert read_identifiers(client, on_page) == boxes
    assert read_identifiers(client, found)[:20] == boxes
    assert len(read_identifiers(client, found)) == 21


def test_those_ticked_are_cited_as_a_bibliography_in_a_style(client):
    answer, boxes = choose(client, 2, do="cite")
    page = parse_page(client.get(answer["Location"]))
    (apa,) = [link for link in get_links(page, ".tabs a") if "style=APA" in link]
    references = get_texts(parse_page(client.get(apa)), ".reference-list li")

    assert get_texts(page, "h1") == ["2 citations"]
    assert all(reference.startswith("Ellery, M. (20") for reference in references)
    assert references == sorted(references)
    bibtex = b"".join(client.get(get_links(page, ".file-links a")[0]).streaming_content).decode()
    assert bibtex.count("@") == 2
    assert {each in bibtex for each in boxes[:2]} == {True}


def test_the_citations_of_a_search_are_of_its_first_hundred(client, monkeypatch):
    monkeypatch.setattr("archive.citations.views.MAX_CITATIONS", 5)
    answer, _ = choose(client, do="cite", of="found")
    page = parse_page(client.get(answer["Location"]))

    assert len(get_texts(page, ".reference-list li")) == 5
    assert get_texts(page, ".page-lead") == ["The first 5 of 21 results are shown; the files hold all of them."]
    assert get_links(page, ".kicker a") == [SEARCH]


def test_two_are_compared_and_any_other_number_is_explained(client):
    answer, _ = choose(client, 2, do="compare")
    assert set(parse_qs(urlsplit(answer["Location"]).query)) == {"one", "other"}
    assert client.get(answer["Location"], follow=True).status_code == 200

    for answer in (choose(client, 3, do="compare")[0], choose(client, do="compare", of="found")[0]):
        page = parse_page(answer)
        assert (answer.status_code, get_links(page, "main .button")) == (400, [SEARCH])
        assert get_texts(page, "[role=alert]") == ["Select exactly two results to compare them."]


def test_a_list_is_given_those_ticked_or_the_search(client, admin_client):
    answer, boxes = choose(admin_client, 2, do="list")
    page = parse_page(admin_client.get(answer["Location"]))
    assert [box["value"] for box in page.select("main [name=identifier]")] == boxes[:2]

    answer, _ = choose(admin_client, do="list", of="found")
    page = parse_page(admin_client.get(answer["Location"]))
    assert page.select_one("main [name=q]")["value"] == "harbour"


def test_nothing_ticked_and_forged_choices_are_explained(client):
    for given in ({}, {"of": "all"}, {"do": "delete"}, {"format": "exe"}, {"identifier": ["\0"]}):
        answer, _ = choose(client, **{"do": "export", "format": "csv"} | given)
        assert answer.status_code == 400, given
        assert get_texts(parse_page(answer), "[role=alert]")[0]
    assert client.get("/search/citations/?identifier=zzzzzzzz").status_code == 200
    for query in ("(a", "style=loud&q=a"):
        assert client.get(f"/search/citations/?q={query}").status_code in (200, 400)


def test_each_result_is_cited_one_link_away(client):
    page = parse_page(client.get(SEARCH))
    cite = page.select_one(".hit-tools a")

    assert cite["aria-label"].startswith("Cite: Harbour")
    assert get_texts(parse_page(client.get(cite["href"])), "h1") == ["1 citation"]


def test_a_search_is_given_as_code_with_the_same_filters(client):
    page = parse_page(
        client.get(get_links(parse_page(client.get(SEARCH)), ".export-links a[href^='/search/code/']")[0])
    )
    links = get_links(page, ".machine-addresses a")

    assert "http://testserver/search.csv?q=harbour&outlet=gazette&sort=oldest" in links
    assert "'http://testserver/search.jsonl?q=harbour&outlet=gazette&sort=oldest'" in get_texts(page, "pre")[0]
    assert {client.get(link).status_code for link in links} == {200}
