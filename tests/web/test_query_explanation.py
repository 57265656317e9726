"""The explanation of a query: its parts, spelling variants, match mode, scores."""

import pytest

from tests import factories
from tests.web.harbour import get
from tests.web.pages import links, soup, texts

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def archive():
    gazette = factories.outlet("Gazette", slug="gazette")
    factories.article("Kyiv", body="Kyiv was shelled.", outlet=gazette)
    factories.article("Kiev talks", body="Talks in Kiev.")


def test_every_part_is_told_as_it_was_read(client):
    page = get(client, "kiev W/9 shell* outlet:gazette")

    read = dict(zip(texts(page, ".query-parts dt"), texts(page, ".query-parts dd"), strict=True))
    assert list(read) == ["kiev", "W/9", "shell*", "gazette"]
    assert "at most 9 words apart, in either order" in read["W/9"]
    assert read["shell*"].endswith(": shelled")
    assert read["gazette"].endswith(": Gazette")


def test_a_chain_is_told_as_it_was_read(client):
    page = get(client, "shelled W/9 was W/9 kiev")

    read = dict(zip(texts(page, ".query-parts dt"), texts(page, ".query-parts dd"), strict=True))
    assert list(read) == ["shelled", "W/9", "was", "kiev"]
    assert "each at most 9 words from the next" in read["W/9"]
    assert texts(page, "h1")[0].startswith("1 article")
    mixed = get(client, "shelled W/9 was W/S kiev")
    assert "(shelled W/9 was) W/S kiev" in texts(mixed, ".query-explanation code")


def test_a_word_excluded_with_a_typographic_dash_is_told_as_excluded(client):
    page = get(client, "shelled –kiev")

    assert "shelled NOT kiev" in texts(page, ".query-explanation code")
    assert texts(page, "h1") == texts(get(client, "shelled -kiev"), "h1")


def test_another_spelling_is_told_and_switched_off_and_on_again(client):
    page = get(client, "kiev")

    assert texts(page, "h1") == ["2 articles in 1 outlet"]
    assert "also as Kyiv" in texts(page, ".spelling")[0]
    (off, _) = links(page, ".spelling a")
    without = soup(client.get(off))
    assert texts(without, "h1") == ["1 article"]
    assert "only as typed, not as Kyiv" in texts(without, ".spelling")[0]
    assert links(without, ".spelling a")[0] == "/search/?q=kiev"


def test_who_writes_a_name_how_is_one_click_away(client):
    address = links(get(client, "kiev"), ".spelling a")[1]

    page = soup(client.get(address))

    assert texts(page, "h1") == ["Kyiv: who writes it how"]
    assert texts(page, "tbody tr") == ["Gazette 1 – –", "outlet unknown – 1 –"]
    for count, link in zip((1, 1), links(page, "thead a")[:2], strict=True):
        assert texts(soup(client.get(link)), "h1")[0].startswith(f"{count} article")
    assert client.get("/search/spellings/?name=zzyzx").status_code == 404


def test_any_of_the_words_is_one_click_away_and_labelled(client):
    page = get(client, "shelled talks")

    assert texts(page, "h1") == ["Nothing found"]
    wider = soup(client.get(links(page, ".match-mode a")[0]))
    assert texts(wider, "h1")[0].startswith("2 articles")
    assert texts(wider, ".match-mode") == ["Any of these words, the best matches first. All of them"]
    assert ("match", "any") in [(one["name"], one["value"]) for one in wider.select(".search-box input[type=hidden]")]
    assert not get(client, "talks").select(".match-mode")
    assert client.get("/search/?q=a&match=some").status_code == 400


def test_a_word_that_no_article_has_is_told_with_those_spelt_alike(client):
    page = get(client, "tolks")

    assert texts(page, ".single-words li") == ["tolks in no article", "spelt alike: talks 1 article"]
    assert "talks instead of tolks 1 article" in texts(page, ".related-searches a")


def test_why_an_article_stands_where_it_does_adds_up(client):
    page = get(client, "kiev talks", sort="relevance")
    why = soup(client.get(links(page, ".explanation a")[0]))

    assert texts(why, "h1") == ["Why here?"]
    given = [float(row.split()[-1]) for row in texts(why, "tbody tr")]
    assert sum(given) == pytest.approx(float(texts(why, "tfoot tr")[0].split()[-1]), abs=0.05)
    address = links(page, ".explanation a")[0]
    assert client.get(address.replace("kiev+talks", "zzyzx")).status_code == 404
    assert client.get(address.replace("kiev+talks", "date:x")).status_code == 404
