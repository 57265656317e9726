"""The advanced search form, and the forms that narrow results."""

from urllib.parse import parse_qs, urlsplit

import pytest

from archive.pages.search.query_periods import find_period, list_conjuncts
from archive.search.query.nodes import DateClause
from archive.search.query.parser import parse_query
from tests.web import harbour_articles
from tests.web.harbour_articles import get_search_page
from tests.web.pages import get_links, get_texts, parse_page

pytestmark = pytest.mark.django_db

WRITTEN = [
    ({"q": "flood", "all": "dam river"}, "flood dam river"),
    ({"phrase": "inner harbour"}, '"inner harbour"'),
    ({"q": "a OR b", "all": "c"}, "(a OR b) c"),
    ({"q": "flood", "any": "dam river"}, "flood (dam OR river)"),
    ({"any": "dam"}, "dam"),
    ({"q": "flood", "none": "dam river"}, "flood NOT dam NOT river"),
    ({"title": "harbour shut"}, "title:harbour title:shut"),
    ({"author": "Maud Ellery"}, 'author:"Maud Ellery"'),
    ({"q": "flood", "outlet": "Gazette"}, 'flood outlet:"Gazette"'),
    ({"q": "flood", "from": "2024-03-01", "until": "2024-03-31"}, "flood date:2024-03"),
    ({"from": "2024-03-05", "until": "2024-03-02"}, "date:[2024-03-02 TO 2024-03-05]"),
    ({"from": "2024-03-05"}, "date:[2024-03-05 TO *]"),
    ({"q": "flood year:2024", "from": "2024-03-01", "until": "2024-03-31"}, "flood date:2024-03"),
    (
        {"q": "date:2024-04 flood", "from": "2024-03-05"},
        "date:2024-04 flood date:[2024-03-05 TO *]",
    ),
    ({"q": "flood after:2024", "from": "2024-03-05"}, "flood date:[2024-03-05 TO *]"),
    ({"q": "date:2024", "from": "2024-03-01", "until": "2024-03-31"}, "date:2024-03"),
    ({"q": "NOT date:2024", "from": "2024-03-05"}, "NOT date:2024 date:[2024-03-05 TO *]"),
    ({"q": "date~:2024 a b", "until": "2024-03-05"}, "date~:2024 a b date:[* TO 2024-03-05]"),
    ({"q": "*", "within": "flood"}, "flood"),
    ({"q": "flood", "phrase": '"', "any": "()"}, "flood"),
    ({"q": "flood"}, "flood"),
]


@pytest.mark.parametrize(("fields", "question"), WRITTEN)
def test_a_form_writes_what_one_could_have_typed(fields, question, client):
    answer = client.get("/search/compose/", fields)

    written = parse_qs(urlsplit(answer["Location"]).query)["q"]
    assert written == [question]
    parse_query(question)


def test_what_was_narrowed_stays_narrowed(client):
    answer = client.get(
        "/search/compose/",
        {"q": "flood", "all": "dam", "narrow-outlet": ["a", "b"], "narrow-sort": "oldest"},
    )

    assert answer["Location"] == "/search/?q=flood+dam&outlet=a&outlet=b&sort=oldest"


@pytest.mark.parametrize("day", ["x", "2024-02-31", "13/13/2024"])
def test_what_is_no_date_is_explained(day, client):
    response = client.get("/search/compose/", {"q": "flood", "from": day})

    assert response.status_code == 400
    assert get_texts(parse_page(response), ".page-lead")[0]


@pytest.mark.parametrize(
    ("fields", "question"),
    [
        ({"from": "2016", "until": "Feb 2017"}, "date:[2016-01-01 TO 2017-02-28]"),
        ({"q": "flood date:2024-03", "replace": "dates", "from": "2023", "until": "2023"}, "flood date:2023"),
        ({"q": "flood date:2024-03", "replace": "dates"}, "flood"),
        ({"q": "date:2024-03", "replace": "dates"}, ""),
        ({"q": "flood date~:2024", "replace": "dates", "from": "2024-05"}, "flood date~:2024 date:[2024-05-01 TO *]"),
    ],
)
def test_dates_are_typed_as_in_the_box_and_replace_those_they_were_filled_from(fields, question, client):
    location = client.get("/search/compose/", fields)["Location"]

    assert parse_qs(urlsplit(location).query).get("q", [""]) == [question]


def test_a_reversed_range_is_swapped_and_said_so(client):
    harbour_articles.create_articles()
    answer = client.get("/search/compose/", {"q": "harbour", "from": "2024-05", "until": "2024-04"})
    page = parse_page(client.get(answer["Location"]))

    assert "The first date was later than the last, so the two were swapped." in get_texts(page, "[role=status] li")
    assert "dates=swapped" not in " ".join(get_links(page, "main a"))


def test_a_period_is_a_chip_and_stays_in_its_fields(client):
    harbour_articles.create_articles()
    page = get_search_page(client, "harbour date:2024-04", outlet="gazette")

    assert get_texts(page, ".chips a") == ["Remove Harbour Gazette", "Remove April 2024"]
    assert get_links(page, ".chips a")[1] == "/search/?q=harbour&outlet=gazette"
    form = page.select_one("form.date-range-form")
    assert [form.select_one(f"[name={name}]")["value"] for name in ("from", "until")] == ["2024-04-01", "2024-04-30"]


@pytest.mark.parametrize(
    "query",
    [
        "flood dam -river title:harbour",
        '"inner harbour" author:"Maud Ellery" outlet:Gazette date:[2024-03-02 TO *]',
        "(dam OR river) (boom OR quay) flood W/5 dam negotiat* =organisations",
        '"a b" "c d" author:X author:Y date~:2024 NOT (a b)',
        'quote:(strike OR walkout) "and" not-a-word e-mail',
        "date:2024 date:2024-03",
        "-flood",
        "",
    ],
)
def test_the_advanced_search_says_again_what_it_was_filled_from(query, client):
    form = parse_page(client.get("/search/advanced/", {"q": query, "outlet": "x", "sort": "oldest"})).select_one(
        "form.advanced-form"
    )
    fields = {box["name"]: box.get("value", "") for box in form.select("input")}
    assert fields["narrow-outlet"] == "x"

    written = parse_qs(urlsplit(client.get(form["action"], fields)["Location"]).query).get("q", [""])[0]

    assert list_meanings(written) == list_meanings(query)


def list_meanings(query):
    """The parts of a query in any order, its periods as one."""
    parsed = parse_query(query)
    period = find_period(parsed.node)
    others = [part for part in list_conjuncts(parsed.node) if not isinstance(part, DateClause) or part.possible]
    return sorted(map(repr, others)), period


def test_the_page_of_a_search_narrows_to_the_days_between_two(client):
    harbour_articles.create_articles()
    page = get_search_page(client, "harbour", outlet="gazette")
    form = page.select_one("form.date-range-form")
    fields = {box["name"]: box.get("value", "") for box in form.select("input")}

    answer = client.get(form["action"], fields | {"from": "2024-04-01", "until": "2024-04-30"})

    found = parse_page(client.get(answer["Location"]))
    assert get_texts(found, "h1") == ["6 articles in 1 outlet"]
    assert found.select_one("[data-search-input]")["value"] == "harbour date:2024-04"


def test_one_can_search_within_what_was_found(client):
    harbour_articles.create_articles()
    form = get_search_page(client, "closed OR spring").select_one("form.refine-form")
    fields = {box["name"]: box.get("value", "") for box in form.select("input")}

    answer = client.get(form["action"], fields | {"within": "boom"})

    assert answer["Location"] == "/search/?q=%28closed+OR+spring%29+boom"
    assert get_links(parse_page(client.get(answer["Location"])), ".card .headline a")


def test_a_search_for_any_of_the_words_stays_one_when_it_is_narrowed(client):
    form = parse_page(client.get("/search/advanced/", {"q": "trams harbour", "match": "any"})).select_one(
        "form.advanced-form"
    )
    fields = {box["name"]: box.get("value", "") for box in form.select("input")}

    narrowed = client.get(form["action"], fields | {"all": "closed shut", "none": "stop"})["Location"]

    written = parse_qs(urlsplit(narrowed).query)
    assert written["match"] == ["any"]
    assert written["q"] == ["(trams harbour) AND (closed AND shut) AND NOT stop"]
