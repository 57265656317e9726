"""The explanation of a query: its parts, spelling variants, match mode, scores."""

import pytest

from tests import factories
from tests.web.harbour_articles import get_search_page
from tests.web.pages import get_links, get_texts, parse_page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def archive():
    gazette = factories.outlet("Gazette", slug="gazette")
    factories.article("Kyiv", body="Kyiv was shelled.", outlet=gazette)
    factories.article("Kiev talks", body="Talks in Kiev.")


def test_every_part_is_told_as_it_was_read(client):
    page = get_search_page(client, "kiev W/9 shell* outlet:gazette")

    read = dict(zip(get_texts(page, ".query-parts dt"), get_texts(page, ".query-parts dd"), strict=True))
    assert list(read) == ["kiev", "W/9", "shell*", "gazette"]
    assert "at most 9 words apart, in either order" in read["W/9"]
    assert read["shell*"].endswith(": shelled")
    assert read["gazette"].endswith(": Gazette")


def test_a_chain_is_told_as_it_was_read(client):
    page = get_search_page(client, "shelled W/9 was W/9 kiev")

    read = dict(zip(get_texts(page, ".query-parts dt"), get_texts(page, ".query-parts dd"), strict=True))
    assert list(read) == ["shelled", "W/9", "was", "kiev"]
    assert "each at most 9 words from the next" in read["W/9"]
    assert get_texts(page, "h1")[0].startswith("1 article")
    mixed = get_search_page(client, "shelled W/9 was W/S kiev")
    assert "(shelled W/9 was) W/S kiev" in get_texts(mixed, ".query-explanation code")


def test_a_word_excluded_with_a_typographic_dash_is_told_as_excluded(client):
    page = get_search_page(client, "shelled –kiev")

    assert "shelled NOT kiev" in get_texts(page, ".query-explanation code")
    assert get_texts(page, "h1") == get_texts(get_search_page(client, "shelled -kiev"), "h1")


def test_another_spelling_is_told_and_switched_off_and_on_again(client):
    page = get_search_page(client, "kiev")

    assert get_texts(page, "h1") == ["2 articles in 1 outlet"]
    assert "also finds Kyiv" in get_texts(page, ".spelling")[0]
    (off, _) = get_links(page, ".spelling a")
    without = parse_page(client.get(off))
    assert get_texts(without, "h1") == ["1 article"]
    assert "in this spelling only, not Kyiv" in get_texts(without, ".spelling")[0]
    assert get_links(without, ".spelling a")[0] == "/search/?q=kiev"


def test_who_writes_a_name_how_is_one_click_away(client):
    address = get_links(get_search_page(client, "kiev"), ".spelling a")[1]

    page = parse_page(client.get(address))

    assert get_texts(page, "h1") == ["Kyiv: spellings by outlet"]
    assert get_texts(page, "tbody tr") == ["Gazette 1 – –", "outlet unknown – 1 –"]
    for count, link in zip((1, 1), get_links(page, "thead a")[:2], strict=True):
        assert get_texts(parse_page(client.get(link)), "h1")[0].startswith(f"{count} article")
    assert client.get("/search/spellings/?name=zzyzx").status_code == 404


def test_any_of_the_words_is_one_click_away_and_labelled(client):
    page = get_search_page(client, "shelled talks")

    assert get_texts(page, "h1") == ["No articles match"]
    wider = parse_page(client.get(get_links(page, ".match-mode a")[0]))
    assert get_texts(wider, "h1")[0].startswith("2 articles")
    assert get_texts(wider, ".match-mode") == ["Matching any of the words, best matches first. Match all words"]
    assert ("match", "any") in [(one["name"], one["value"]) for one in wider.select(".search-box input[type=hidden]")]
    assert not get_search_page(client, "talks").select(".match-mode")
    assert client.get("/search/?q=a&match=some").status_code == 400


def test_a_word_that_no_article_has_is_told_with_those_spelt_alike(client):
    page = get_search_page(client, "tolks")

    assert get_texts(page, ".single-words li") == ["tolks no articles", "similar spelling: talks 1 article"]
    assert "talks instead of tolks 1 article" in get_texts(page, ".related-searches a")


def test_why_an_article_stands_where_it_does_adds_up(client):
    page = get_search_page(client, "kiev talks", sort="relevance")
    why = parse_page(client.get(get_links(page, "a.explanation")[0]))

    assert get_texts(why, "h1") == ["Why this result?"]
    given = [float(row.split()[-1]) for row in get_texts(why, "tbody tr")]
    assert sum(given) == pytest.approx(float(get_texts(why, "tfoot tr")[0].split()[-1]), abs=0.05)
    address = get_links(page, "a.explanation")[0]
    assert client.get(address.replace("kiev+talks", "zzyzx")).status_code == 404
    assert client.get(address.replace("kiev+talks", "date:x")).status_code == 404
