"""A reader in a real browser: finds, narrows, reads, goes back; with keys alone; without script."""

import re

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
    courier = factories.outlet("The Courier", slug="courier")
    ellery = factories.author("Maud Ellery", slug="ellery")
    for day in range(1, 25):
        factories.article(
            f"Harbour closed for day {day}",
            outlet=gazette if day % 3 else courier,
            by=(ellery,),
            published=f"2024-{3 + day % 2:02}-{day:02}",
            body="The harbour is closed.\n\n" + "A long wait. " * 200 + "\n\nThe harbour stays shut.",
            language="en",
        )
    factories.article("Trams stop", outlet=courier, published="2024-05-06", body="None runs.")


def test_a_reader_finds_narrows_reads_and_comes_back(open_page):
    page = open_page()
    page.goto("/")
    page.get_by_role("combobox").fill("harbour")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("24 articles in 2 outlets")

    page.get_by_role("link", name="The Courier 8").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("8 articles in 1 outlet")
    narrowed = page.url

    page.locator(".card .headline a").first.click()
    expect(page.locator("[data-hit-position]")).to_have_text("2 hits")
    page.get_by_role("button", name="Next hit").click()
    expect(page.locator("mark.current")).to_have_text("harbour")
    expect(page.locator("[data-hit-position]")).to_have_text("hit 1 of 2")

    page.go_back()
    assert page.url == narrowed
    page.get_by_role("link", name="Remove The Courier").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("24 articles in 2 outlets")


def test_a_bar_of_the_chart_narrows_to_what_it_counts(open_page):
    page = open_page()
    page.goto("/search/?q=harbour")

    page.locator(".bars a").first.click()

    expect(page.get_by_role("heading", level=1)).to_have_text("12 articles in 2 outlets")
    expect(page.locator("[data-search-input]")).to_have_value("harbour date:2024-03")


def test_days_can_be_drawn_over_the_bars(open_page):
    page = open_page()
    page.goto("/search/?q=harbour+OR+trams")
    bars = page.locator(".bars")
    box = bars.bounding_box()
    middle = box["y"] + 40

    def at(slot):
        return box["x"] + box["width"] * (slot + 0.5) / 12

    page.mouse.move(at(1), middle)
    page.mouse.down()
    page.mouse.move(at(5), middle, steps=4)
    expect(page.locator(".selected-range")).to_have_count(1)
    expect(page.locator("#brush-from")).to_have_value("2024-04-01")
    expect(page.locator("#brush-until")).to_have_value("2024-05-31")
    page.keyboard.press("Escape")
    page.mouse.up()
    expect(page.locator(".selected-range")).to_have_count(0)
    expect(page.locator("#brush-until")).to_have_value("")

    page.mouse.move(at(2), middle)
    page.mouse.down()
    page.mouse.move(at(1), middle, steps=4)
    page.mouse.up()
    expect(page.get_by_role("heading", level=1)).to_have_text("13 articles in 2 outlets")
    expect(page.locator("[data-search-input]")).to_have_value("(harbour OR trams) date:[2024-04-01 TO 2024-05-31]")


def test_touch_devices_get_no_instruction_to_drag(open_page):
    for touch in (False, True):
        page = open_page(has_touch=touch, is_mobile=touch)
        page.goto("/search/?q=harbour")

        expect(page.get_by_text("or drag across the bars")).to_be_visible(visible=not touch)


def test_everything_can_be_done_with_keys(open_page):
    page = open_page()
    page.goto("/help/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()

    page.keyboard.press("/")
    expect(page.get_by_role("combobox")).to_be_focused()
    page.keyboard.type("harbour")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("24 articles")
    page.locator(".card .headline a").first.focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("button", name="Next hit")).to_be_visible()  # keys are heard from here on
    expect(page.locator("[data-hit-position]")).to_have_text("2 hits")
    page.keyboard.press("n")
    page.keyboard.press("n")
    expect(page.locator("[data-hit-position]")).to_have_text("hit 2 of 2")
    page.keyboard.press("p")
    expect(page.locator("mark.current")).to_have_id("hit-1")


def test_the_order_of_tabs_is_the_order_of_the_page(open_page):
    page = open_page()
    page.goto("/search/?q=harbour")
    met = []
    for _ in range(30):
        page.keyboard.press("Tab")
        met.append(page.evaluate("document.activeElement.innerText.trim().replace(/\\s+/g, ' ')"))

    order = [
        "Skip to the results",
        "Cuttings",
        "Outlets",
        "newest first",
        "Harbour Gazette 16",
        "Maud Ellery 24",
    ]
    places = [met.index(name) for name in order]
    assert places == sorted(places)


def test_a_query_that_cannot_run_has_the_focus_and_a_way_on(open_page):
    page = open_page()
    page.goto("/search/?q=bogus:harbour")

    expect(page.locator("[role=alert]")).to_be_focused()
    expect(page.get_by_role("combobox")).to_have_value("bogus:harbour")
    expect(page.locator(".query-text mark")).to_have_text(re.compile("bogus"))


def test_a_reader_without_script_can_do_the_same(open_page):
    page = open_page(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page.goto("/")
    page.get_by_role("searchbox").fill("harbour")
    page.get_by_role("button", name="Search").click()
    page.locator(".facets > summary").click()
    page.get_by_role("link", name="The Courier 8").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("8 articles in 1 outlet")

    page.locator(".search-timeline summary").first.click()
    page.locator(".data-table summary").click()
    page.locator(".data-table a").first.click()
    page.locator(".card .headline a").first.click()
    expect(page.locator(".text mark")).to_have_count(2)
    page.get_by_role("link", name="Hit 2").click()
    assert page.url.endswith("#hit-2")
    expect(page.locator("[data-themes]")).to_be_hidden()


def test_suggestions_are_taken_with_keys_or_a_pointer(open_page):
    page = open_page(bypass_csp=True, reduced_motion="reduce")  # for axe
    page.goto("/help/")
    box, offered = page.get_by_role("combobox"), page.get_by_role("option")
    box.press_sequentially("shut aut")
    expect(offered.first).to_contain_text("author:")
    expect(page.get_by_role("status").filter(has_text="suggestion")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    expect(offered.first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", "suggestion-1")
    assert find_violations(page, narrow=False) == {}
    page.keyboard.press("Enter")

    expect(box).to_have_value("shut author:")
    expect(offered).to_have_text(['"Maud Ellery" author · 24 articles'])
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(box).to_have_value("shut author:")
    page.keyboard.press("ArrowDown")
    offered.first.click()
    expect(box).to_have_value('shut author:"Maud Ellery" ')
    expect(box).to_be_focused()

    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("24 articles in 2 outlets")


def test_suggestions_without_script_are_a_page_of_links(open_page):
    page = open_page(java_script_enabled=False)
    page.goto("/help/")
    page.get_by_role("searchbox").fill("outlet:cour")
    page.get_by_role("button", name="Suggest").click()
    page.get_by_role("link", name="The Courier").click()

    expect(page.locator("[data-search-input]")).to_have_value('outlet:"The Courier"')
    expect(page.get_by_role("heading", level=1)).to_have_text("9 articles in 1 outlet")


def test_a_theme_once_chosen_stays(open_page):
    page = open_page(color_scheme="light")
    page.goto("/")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_role("button", name="dark").click()
    page.goto("/help/")

    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light
    page.get_by_role("button", name="same as device").click()
    page.reload()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == light


def test_printed_pages_have_the_text_and_its_address_without_navigation(open_page, settings):
    settings.SITE_NOTICE = "All of it is invented."
    page = open_page()
    page.goto("/search/?q=trams")
    page.locator(".card .headline a").first.click()
    page.emulate_media(media="print")

    expect(page.locator(".text")).to_be_visible()
    expect(page.locator(".print-only")).to_contain_text("/articles/")
    expect(page.locator(".notice")).to_be_visible()  # what is invented is invented on paper, too
    for furniture in (".site-header nav", ".search-box", ".site-footer nav", ".hit-navigation", ".paragraph-link"):
        expect(page.locator(furniture).first).to_be_hidden()


def test_a_researcher_cites_what_was_read_and_takes_all_of_it_away(open_page):
    page = open_page(accept_downloads=True)
    page.goto("/search/?q=trams")
    page.locator(".card .headline a").first.click()
    page.locator(".cite summary", has_text="APA").click()
    opened = page.locator(".cite details[open]")
    expect(opened).to_contain_text("Trams stop. (2024, May 6). The Courier.")

    with page.expect_download() as file:
        page.get_by_role("link", name="BibTeX").click()
    assert file.value.suggested_filename.endswith(".bib")

    page.go_back()
    with page.expect_download() as table:
        page.get_by_role("link", name="CSV").click()
    assert "Trams stop" in table.value.path().read_text()


def test_the_advanced_search_is_filled_from_the_query_and_writes_one(open_page):
    page = open_page()
    page.goto("/search/?q=harbour")
    page.get_by_role("link", name="Advanced search").click()
    expect(page.get_by_label("All of these words")).to_have_value("harbour")
    page.get_by_label("This exact phrase").fill("stays shut")
    page.get_by_label("None of these words").fill("trams")
    page.get_by_role("button", name="Search").click()

    expect(page.locator("[data-search-input]")).to_have_value('harbour "stays shut" NOT trams')
    expect(page.get_by_role("heading", level=1)).to_have_text("24 articles in 2 outlets")


def test_keys_alone_lead_through_a_list_and_into_a_text(open_page):
    page = open_page()
    page.goto("/search/?q=harbour")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".card .headline a").nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Next hit")).to_be_visible()

    page.keyboard.press("f")
    expect(page.get_by_label("Find in this article")).to_be_focused()
    page.keyboard.type("shut")
    page.keyboard.press("Enter")
    expect(page.locator(".text mark")).to_have_text(["shut"])


def test_a_phone_without_script_reads_in_the_size_it_chose(open_page):
    page = open_page(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page.goto("/search/?q=trams")
    page.locator(".card .headline a").first.click()
    text = page.locator(".text")
    before = text.evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
    page.get_by_role("link", name="Display settings").click()
    page.get_by_label("larger").check()
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Trams stop")
    assert text.evaluate("e => parseFloat(getComputedStyle(e).fontSize)") > before * 1.2


def test_printed_results_say_what_was_asked_how_and_when(open_page):
    page = open_page()
    page.goto("/search/?q=harbour+or+trams&match=any&outlet=courier&year=2024&sort=oldest")
    record = page.locator(".print-record")
    expect(record).to_be_hidden()

    page.emulate_media(media="print")

    expect(record).to_be_visible()
    for words in ("Cuttings", "harbour or trams", "The Courier", "2024", "oldest", "1–9 of 9"):
        expect(record).to_contain_text(words)
    expect(record.locator("time")).to_have_attribute("datetime", re.compile(r"\d{4}-\d\d-\d\d"))
    expect(page.get_by_role("heading", level=1)).to_have_text("9 articles in 1 outlet")
    expect(page.locator(".print-only")).to_contain_text("/search/?q=harbour+or+trams&match=any")
    for furniture in (
        ".search-box",
        ".chips",
        ".sort-links",
        ".facets",
        ".export-links",
        ".hit-tools",
        ".selection-tools",
    ):
        for one in page.locator(furniture).all():
            expect(one).to_be_hidden()


def test_printed_results_fit_a_narrow_sheet_whatever_was_asked(open_page):
    page = open_page(viewport={"width": 420, "height": 900})
    page.goto(f"/search/?q=harbour+OR+{'a' * 300}+-%D7%A9%D7%9C%D7%95%D7%9D")
    page.emulate_media(media="print")

    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_reader_goes_back_to_the_page_order_and_narrowing_of_the_search(open_page):
    page = open_page()
    search = "/search/?q=harbour+or+trams&outlet=gazette&outlet=courier&match=any&sort=oldest"
    page.goto(f"{search}&page=2")
    page.locator(".card .headline a").first.click()
    page.get_by_label("Find in this article").fill("wait")
    page.keyboard.press("Enter")
    expect(page.locator(".text mark").first).to_have_text("wait")

    page.get_by_role("link", name="Back to results").click()

    expect(page.locator(".paging p")).to_have_text("21–25 of 25")
    assert page.url.endswith(f"{search}&page=2")
