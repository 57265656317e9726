"""Finding words in an article, its hits, and the display preferences."""

import pytest

from archive.search.indexing.change_queue import apply_queue
from tests import factories
from tests.web.pages import get_links, get_texts, parse_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def row():
    return factories.article(
        "Minister orders harbour closed",
        body="The harbour closed at dawn.\n\n" + "Nothing new. " * 50 + "\n\nThe pilots wait.",
        language="en",
    )


def test_a_question_can_be_asked_inside_the_article(row, client):
    page = parse_page(client.get(row.get_absolute_url(), {"find": '"pilots wait" OR dawn'}))

    assert get_texts(page, ".text mark") == ["dawn", "pilots wait"]
    assert page.select_one("#find")["value"] == '"pilots wait" OR dawn'
    assert not get_links(page, ".hit-navigation a[href^='/search/']")


def test_a_question_inside_marks_instead_of_the_search_and_keeps_the_way_back(row, client):
    page = parse_page(client.get(row.get_absolute_url(), {"q": "harbour", "find": "pilots"}))

    assert get_texts(page, ".text mark") == ["pilots"]
    assert get_links(page, ".hit-navigation a")[0] == "/search/?q=harbour"
    assert page.select_one(".find-form input[name=q]")["value"] == "harbour"


@pytest.mark.parametrize(
    ("find", "notice"), [("date:2016-13-45", "no month 13"), ("zebra", "Not found in this article.")]
)
def test_what_is_not_found_is_said_beside_the_box(find, notice, row, client):
    page = parse_page(client.get(row.get_absolute_url(), {"find": find}))

    assert notice in get_texts(page, ".find-form p")[0]
    assert not page.select(".text mark, .hit-map")


def test_hits_are_shown_at_the_edge_where_they_stand_in_the_text(row, client):
    page = parse_page(client.get(row.get_absolute_url(), {"find": "harbour pilots"}))

    assert get_links(page, ".hit-map a") == ["#hit-1", "#hit-2"]
    first, last = (int(rect["y"]) for rect in page.select(".hit-map rect"))
    assert first < 50
    assert last > 900


def test_articles_that_hold_the_same_words_are_offered(row, client):
    like = factories.article("Closed harbour: minister speaks", published="2024-03-14")
    factories.article("Bakers bake", body="Bread.")
    hidden = factories.article("Minister orders harbour opened")
    apply_queue()
    hidden.withdrawn_at = "2025-01-01T00:00Z"
    hidden.save()

    page = parse_page(client.get(row.get_absolute_url()))

    assert get_texts(page, "[aria-labelledby=similar] li > a:first-of-type") == [like.title]


def test_a_reader_chooses_how_pages_look_by_form_and_comes_back(row, client):
    here = row.get_absolute_url()
    (way,) = [link for link in get_links(parse_page(client.get(here)), ".site-footer a") if "/choices/" in link]
    page = parse_page(client.get(way))
    back = page.select_one("input[name=back]")["value"]

    answer = client.post("/choices/", {"back": back, "size": "large", "face": "sans", "theme": ""})
    html = parse_page(client.get(here)).html

    assert answer["Location"] == here
    assert (html["data-size"], html["data-face"]) == ("large", "sans")
    assert "data-theme" not in html.attrs
    checked = parse_page(client.get("/choices/")).select("input[checked]")
    assert [box["value"] for box in checked] == ["", "", "large", "sans"]


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example/", "javascript:x", ""])
def test_choosing_leads_nowhere_else(back, client):
    assert client.post("/choices/", {"back": back})["Location"] == "/"


def test_what_is_no_choice_is_ignored(client):
    client.cookies["size"] = 'huge" onload="x'
    client.post("/choices/", {"theme": "<b>"})

    html = parse_page(client.get("/help/")).html

    assert "data-size" not in html.attrs
    assert "data-theme" not in html.attrs


def test_the_foot_of_every_page_switches_the_language_and_stays_on_the_page(client):
    form = parse_page(client.get("/help/?x=1")).select_one("footer form.language-switch")
    buttons = {button.get_text(): button["value"] for button in form.select("button")}
    assert list(buttons) == ["English", "العربية"]

    answer = client.post(form["action"], {"back": form.select_one("[name=back]")["value"], "language": "ar"})

    assert answer["Location"] == "/help/?x=1"
    page = parse_page(client.get(answer["Location"]))
    assert page.html["lang"] == "ar"
    assert page.select_one("button[aria-pressed]").get_text() == "العربية"


@pytest.mark.parametrize("back", ["//evil.example/", "https://evil.example/", "javascript:alert(1)", ""])
def test_the_language_switch_leads_nowhere_else_and_takes_no_other_language(back, client):
    answer = client.post("/choices/language/", {"back": back, "language": "xx"})

    assert (answer["Location"], "language" in answer.cookies) == ("/", False)
    assert client.get("/choices/language/").status_code == 405
