"""The page of an article."""

from datetime import UTC, datetime

import pytest

from archive.models import Article, NearDuplicate
from archive.pages.article import related
from tests import factories
from tests.web.pages import get_links, get_texts, parse_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def row():
    return factories.article(
        "Minister orders harbour closed",
        outlet=factories.outlet("The Courier", slug="courier"),
        standfirst="Boats are caught.",
        body="The harbour closed at dawn.\n\n## The pilots\n\nNobody asked; the harbour is silent.",
        published="2024-03-14",
        section="Home",
        language="en",
        by=(factories.author("Maud Ellery", slug="ellery"),),
    )


def test_the_text_is_read_in_paragraphs_with_an_address_each(row, client):
    page = parse_page(client.get(row.get_absolute_url()))

    assert get_texts(page, "h1") == ["Minister orders harbour closed"]
    assert get_texts(page, ".text h2") == ["The pilots"]
    assert get_links(page, "a.paragraph-link") == ["#p1", "#p3"]
    assert page.select_one("article.article-layout")["lang"] == "en"
    assert get_texts(page, ".kicker") == ["The Courier Home"]
    assert page.select_one(".article-layout time")["datetime"] == "2024-03-14"


@pytest.mark.parametrize("tail", ["", "minister-orders/", "%F0%9F%92%A5/"])
def test_a_wrong_slug_or_none_leads_to_the_right_address(tail, row, client):
    response = client.get(f"/articles/{row.identifier}/{tail}?q=dawn")

    assert response.status_code == 301
    assert response["Location"] == f"{row.get_absolute_url()}?q=dawn"


def test_no_such_article_is_a_page_that_helps(client, row):
    for address in ("/articles/00000000/", "/articles/00000000/x/", "/articles/not-one/"):
        assert client.get(address).status_code == 404


def test_hits_are_marked_and_numbered_when_a_search_led_here(row, client):
    page = parse_page(client.get(row.get_absolute_url(), {"q": "harbour OR closing"}))

    assert [(mark["id"], mark.get_text()) for mark in page.select(".text mark")] == [
        ("hit-1", "harbour"),
        ("hit-2", "closed"),
        ("hit-3", "harbour"),
    ]
    assert get_texts(page, "[data-hit-position]") == ["3 hits"]
    assert get_links(page, ".hit-navigation a")[0] == "/search/?q=harbour+OR+closing"
    assert get_links(page, ".hit-navigation li a") == ["#hit-1", "#hit-2", "#hit-3"]


@pytest.mark.parametrize("query", ['"', "(", "bogus:x", "title:harbour", "-harbour"])
def test_a_question_that_marks_nothing_harms_nothing(query, row, client):
    response = client.get(row.get_absolute_url(), {"q": query})

    assert response.status_code == 200
    assert not parse_page(response).select(".text mark")


def test_how_we_know_says_value_status_words_place_and_rule(row, client):
    capture = factories.capture(row)
    row.evidence.create(
        field="published",
        value="2024-03-14",
        status="stated",
        words="14 March 2024",
        start=30,
        end=43,
        rule="the line under the byline",
        capture=capture,
    )
    row.evidence.create(field="outlet", value="The Courier", status="inferred", rule="the address")
    row.evidence.create(field="title", value="Older", status="stated", rule="r", superseded_at="2025-01-01T00:00Z")

    page = parse_page(client.get(row.get_absolute_url()))
    evidence = " ".join(get_texts(page, ".evidence-list dd"))

    assert get_texts(page, ".evidence-list dt") == ["Title", "Author", "Date", "Outlet"]
    assert "14 March 2024, stated" in evidence
    assert "characters 30 to 43" in evidence
    assert "Rule: the line under the byline" in evidence
    assert "The Courier, inferred" in evidence
    assert "Older" not in evidence
    assert "Maud Ellery, no source recorded" in evidence
    assert f"/captures/{capture.pk}/original/" in get_links(page, ".evidence-list a")


def test_only_an_address_of_the_web_is_a_link(client):
    good = factories.article(canonical_url="https://courier.example/harbour")
    bad = factories.article(canonical_url="javascript:alert(1)")

    assert get_links(parse_page(client.get(good.get_absolute_url())), ".value a") == [good.canonical_url]
    page = parse_page(client.get(bad.get_absolute_url()))
    assert get_texts(page, ".value") == ["javascript:alert(1)"]
    assert not page.select("[href^=javascript]")


def test_an_inferred_date_says_so_wherever_it_stands(row, client):
    row.evidence.create(field="published", value="x", status="inferred", rule="the weekday")

    for address in (row.get_absolute_url(), "/outlets/courier/", "/dates/2024/03/"):
        assert "inferred" in get_texts(parse_page(client.get(address)), ".credit .inferred"), address


def test_neighbours_and_the_same_days_elsewhere(row, client):
    for title, day in (("Before", "2024-03-10"), ("After", "2024-03-20"), ("Undated", "")):
        factories.article(title, outlet=row.outlet, published=day)
    gazette = factories.outlet("Gazette")
    factories.article("Next day", outlet=gazette, published="2024-03-15")
    factories.article("Much later", outlet=gazette, published="2024-03-16")
    factories.article("Hidden", outlet=gazette, published="2024-03-14", withdrawn_at="2025-01-01T00:00Z")

    page = parse_page(client.get(row.get_absolute_url()))

    assert get_texts(page, "[aria-labelledby=beside] a") == ["Before", "After"]
    assert get_texts(page, "[aria-labelledby=elsewhere] a") == ["Next day", "Compare with the article Next day"]


def test_what_is_the_same_text_is_not_listed_again(row, client):
    same, twice, other = (factories.article(title, published="2024-03-15") for title in ("Same", "Twice", "Other"))
    for article in (same, twice, other):
        Article.objects.filter(pk=article.pk).update(outlet=factories.outlet(article.title))
    pairs = {"likeness": 1, "shared_words": 9, "shared_of_first": 1, "shared_of_second": 1, "method": "read"}
    NearDuplicate.objects.create(first=row, second=same, kind="same", **pairs)
    NearDuplicate.objects.create(first=twice, second=other, kind="near", **pairs)

    page = parse_page(client.get(row.get_absolute_url()))

    assert len(page.select("[aria-labelledby=elsewhere] li")) == 1
    assert related.select_distinct([4, 5, 6, 5], [(4, 6), (1, 5)], [1]) == (4,)


def test_the_original_is_a_link_below_the_headline_and_what_a_private_archive_cites(row, client, settings):
    Article.objects.filter(pk=row.pk).update(canonical_url="https://courier.example/boats")
    cited = {}
    for settings.IS_PUBLIC in (True, False):
        page = parse_page(client.get(row.get_absolute_url()))
        cited[settings.IS_PUBLIC] = page.select_one(".cite details p").text

    link = page.select_one("header .read-original a")
    assert (link["href"], link["rel"]) == ("https://courier.example/boats", ["external", "noreferrer", "nofollow"])
    assert link.text.split("↗")[0].strip() == f"Read at {row.outlet.name}"
    assert f"/articles/{row.identifier}/" in cited[True]
    assert "https://courier.example/boats" in cited[False]
    reference = client.get(f"/articles/{row.identifier}.ris").content.decode()
    assert "UR  - https://courier.example/boats" in reference
    assert f"Archived at http://testserver/articles/{row.identifier}/" in reference


def test_headings_inside_the_text_are_its_contents(client):
    long = factories.article("Long", body="# One\n\nWords.\n\n## Two\n\nMore words.")

    assert get_links(parse_page(client.get(long.get_absolute_url())), "[aria-labelledby=contents] a") == ["#p1", "#p3"]


def test_a_withdrawn_article_answers_says_why_and_shows_no_text(row, client):
    row.withdrawn_at, row.withdrawn_reason = datetime(2025, 1, 2, tzinfo=UTC), "The outlet asked."
    row.save()
    capture = factories.capture(row)

    page = parse_page(client.get(row.get_absolute_url()))

    assert page.select_one("meta[name=robots]")["content"] == "noindex"
    assert "2 January 2025" in get_texts(page, ".withdrawn h2")[0]
    assert "The outlet asked." in get_texts(page, ".withdrawn p")
    assert "dawn" not in page.get_text()
    assert "Boats" not in page.get_text()
    assert client.get(f"/captures/{capture.pk}/original/").status_code == 404


def test_words_of_another_language_and_direction_say_so(client):
    row = factories.article("أغلق الميناء", language="ar", body="أغلق الميناء صباحاً.", published="2024")
    odd = factories.article("Odd", language="x y")

    page = parse_page(client.get(row.get_absolute_url()))

    assert page.select_one("article.article-layout")["lang"] == "ar"
    assert page.select_one(".text")["dir"] == "auto"
    assert page.select_one(".article-asides")["lang"] == "en"
    assert "in Arabic" in get_texts(page, ".article-layout .credit")[0]
    assert "lang" not in parse_page(client.get(odd.get_absolute_url())).select_one(".article-layout").attrs


def test_staff_find_the_record_behind_the_page(row, admin_client, client):
    assert get_links(parse_page(admin_client.get(row.get_absolute_url())), ".edit-link a") == [
        f"/admin/archive/article/{row.pk}/change/"
    ]
    client.logout()
    assert not parse_page(client.get(row.get_absolute_url())).select(".edit-link")
