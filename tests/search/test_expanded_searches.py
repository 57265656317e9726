"""Searches with spelling variants, compounds, patterns and the other fields of words."""

import pytest

from archive.models import VariantGroup
from archive.search.outlet_spellings import count_spellings_by_outlet
from archive.search.query.parser import parse_query
from archive.search.query.request import SearchRequest
from archive.search.service import explain, search
from tests import factories

pytestmark = pytest.mark.django_db


def find_page(text="", **options):
    return search(SearchRequest(query=parse_query(text).node, text=text, **options))


def get_titles(page):
    return [hit.article.title for hit in page.hits]


def test_a_name_is_looked_for_in_every_spelling_and_that_can_be_switched_off():
    factories.article("Kyiv shelled", body="Kyiv was shelled.")
    factories.article("Talks in Kiev", body="Kiev.")

    page = find_page("kiev")

    assert sorted(get_titles(page)) == ["Kyiv shelled", "Talks in Kiev"]
    (widening,) = page.expansions
    assert (widening.typed, widening.is_disabled) == ("kiev", False)
    assert "Kyiv" in widening.alternatives
    assert {part.text for hit in page.hits for part in hit.title if part.matched} == {
        "Kyiv",
        "Kiev",
    }
    assert get_titles(find_page("kiev", disabled_expansions=frozenset({"kiev"}))) == ["Talks in Kiev"]
    assert get_titles(find_page("=kiev")) == ["Talks in Kiev"]
    assert find_page("=kiev").expansions == ()


def test_a_name_of_several_words_is_known_typed_without_quotation_marks():
    factories.article("Abbas", body="Mahmoud Abbas spoke.")

    assert get_titles(find_page("abu mazen")) == ["Abbas"]
    assert get_titles(find_page('"abu mazen" spoke')) == ["Abbas"]


def test_an_editors_new_spelling_counts_at_once():
    factories.article("Selworth", body="Zelvorth harbour.")
    assert find_page("selworth zelvorth").total == 1
    assert find_page("title:zelvorth").total == 0

    group = VariantGroup.objects.create(name="Selworth")
    group.variants.create(spelling="Selworth")
    group.variants.create(spelling="Zelvorth")

    assert find_page("title:zelvorth").total == 1


def test_compounds_meet_however_they_are_written():
    factories.article("Closed", body="A ceasefire.")
    factories.article("Hyphened", body="A cease-fire.")
    factories.article("Open", body="A cease fire.")

    for text in ("ceasefire", "cease-fire", '"cease fire"', "cease fire"):
        assert sorted(get_titles(find_page(text))) == ["Closed", "Hyphened", "Open"], text
    assert get_titles(find_page("=ceasefire")) == ["Closed"]
    assert find_page("notable forward president").expansions == ()


def test_what_a_pattern_stood_for_is_told():
    factories.article(body="Negotiators negotiated.")

    (pattern,) = find_page("negotiat*").patterns

    assert (pattern.text, pattern.total, pattern.is_truncated) == ("negotiat*", 2, False)
    assert dict(pattern.forms) == {"negotiators": 1, "negotiated": 1}


def test_places_credits_days_and_status_are_found():
    article = factories.article("Talks", dateline="GENEVA", review_status="queried")
    article.evidence.create(field="credit", value="Reuters", status="stated", rule="x")
    article.save()
    factories.article("Other")

    for text in (
        "place:geneva",
        "credit:reuters",
        "status:queried",
        f"id:{article.identifier}",
        "has:place",
        "has:credit",
    ):
        assert get_titles(find_page(text)) == ["Talks"], text
    assert get_titles(find_page("no:place")) == ["Other"]
    assert find_page("added:today").total == 2
    assert find_page("added:<2000").total == 0
    assert "identifier" in find_page("id:zzzzzzzz").notes[0]
    assert "No quotations have been read" in find_page("speaker:x").notes[0]


def test_the_lead_and_quotations_are_told_from_the_rest():
    factories.article("Harbour", body="The minister spoke.\n\nHe said: “We will close it.” The quay is open.")

    assert find_page("about:minister").total == find_page("about:harbour").total == 1
    assert find_page("about:quay").total == 0
    assert find_page("quote:close").total == 1
    assert find_page("quote:quay").total == 0
    assert find_page("close W/S quay").total == 0
    assert find_page("close W/P quay").total == 1
    assert find_page("has:quote").total == 1


def test_each_outlets_spelling_of_a_name_is_counted():
    gazette, courier = factories.outlet("Gazette"), factories.outlet("Courier")
    for outlet, name in ((gazette, "Kyiv"), (gazette, "Kyiv"), (courier, "Kiev"), (None, "Kiev")):
        factories.article(outlet=outlet, body=f"In {name}.")
    find_page()

    table = count_spellings_by_outlet("KIEV")

    assert table.name == "Kyiv"
    assert dict(table.spellings) == {"Kyiv": 2, "Kiev": 2, "Kyjiw": 0}
    assert [(str(row.outlet), row.counts) for row in table.rows] == [
        ("Gazette", (2, 0, 0)),
        ("Courier", (0, 1, 0)),
        ("None", (0, 1, 0)),
    ]
    assert count_spellings_by_outlet("zzyzx") is None


def test_the_place_of_an_article_is_explained_word_by_word():
    article = factories.article("Aleppo talks", body="Talks on Aleppo.")
    request = SearchRequest(query=parse_query("aleppo talks").node)
    (hit,) = search(request).hits

    found = explain(request, article.pk)

    given = sum(word.score for word in found.terms) + found.proximity + found.other
    assert given == pytest.approx(hit.score, rel=1e-4)
    assert {word.field for word in found.terms} == {"text", "title"}
    assert explain(SearchRequest(query=parse_query("zzyzx").node), article.pk) is None
