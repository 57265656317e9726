"""A reader of Arabic in a real browser: their language, from right to left, nothing broken."""

import pytest
from django.db import transaction
from playwright.sync_api import expect

from tests import factories
from tests.browser.accessibility import find_violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
@transaction.atomic  # the index follows once, and not for each article
def archive(db):
    gazette = factories.outlet("Harbour Gazette", slug="gazette")
    ahram = factories.outlet("صحيفة الميناء", slug="mina", language="ar")
    for day in range(1, 13):
        factories.article(
            f"Harbour closed for day {day}",
            outlet=gazette if day % 3 else ahram,
            published=f"2024-0{3 + day % 2}-{day:02}",
            body="The harbour is closed.\n\n" + "A long wait. " * 200 + "\n\nThe harbour waits.",
            language="en",
        )
    factories.article("أغلق الميناء", body="أغلق.", outlet=ahram, published="2024-05-06", language="ar")


def test_a_reader_of_arabic_finds_narrows_and_reads(open_page):
    page = open_page(locale="ar")
    page.goto("/")
    page.locator("[data-search-input]").fill("harbour")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("12 مقالًا · صحيفتان")
    facets, hits = page.locator(".search-facets"), page.locator(".search-results")
    assert facets.bounding_box()["x"] > hits.bounding_box()["x"]
    first, last = page.locator(".bars rect.bar").first, page.locator(".bars rect.bar").last
    assert first.bounding_box()["x"] > last.bounding_box()["x"]

    page.get_by_role("link", name="صحيفة الميناء 4").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("4 مقالات · صحيفة واحدة")

    page.locator(".card .headline a").first.click()
    expect(page.locator("[data-hit-position]")).to_have_text("موضعان")
    page.get_by_role("button", name="التالي").click()
    expect(page.locator("[data-hit-position]")).to_have_text("الموضع 1 من 2")
    expect(page.locator("article.article-layout")).to_have_attribute("lang", "en")


def test_drawing_over_the_bars_goes_the_way_time_runs(open_page):
    page = open_page(locale="ar")
    page.goto("/search/?q=harbour")
    chart = page.locator(".bars").bounding_box()
    first = chart["x"] + chart["width"] - 5

    page.mouse.move(first, chart["y"] + 40)
    page.mouse.down()
    page.mouse.move(first - 20, chart["y"] + 40, steps=3)
    page.mouse.up()

    expect(page.locator("[data-search-input]")).to_have_value("harbour date:2024-03")


def test_the_choice_of_a_reader_is_stronger_than_their_browser(open_page):
    page = open_page(locale="ar")
    page.goto("/choices/?back=/help/")
    page.get_by_label("English").check()
    page.get_by_role("button", name="حفظ").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Help")
    expect(page.locator("html")).to_have_attribute("dir", "ltr")


@pytest.mark.parametrize("width", [360, 1280])
def test_pages_from_right_to_left_are_for_everybody(width, open_page):
    page = open_page(
        locale="ar",
        viewport={"width": width, "height": 900},
        reduced_motion="reduce",
        bypass_csp=True,
    )
    for address in ("/", "/search/?q=harbour", "/outlets/gazette/", "/choices/"):
        page.goto(address)

        assert find_violations(page) == {}, address
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), address
