"""Two curators in two browsers with the form of one article open: nothing is lost unseen."""

import os
import re

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import expect

from archive.models import Article, Outlet
from tests import factories
from tests.browser.accessibility import find_violations
from tests.browser.chromium import SCHEMES, WIDTHS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "cold-harbour-tram-9"
BODY = "The harbour was closed on Thursday.\n\nNobody had been told."


@pytest.fixture
def article(db):
    """An article, and two curators who may correct it."""
    for name in ("maud", "lena"):
        User.objects.create_superuser(name, password=PASSWORD, first_name=name.title())
    gazette = factories.outlet("Harbour Gazette")
    return factories.article(
        "Harbour closed",
        outlet=gazette,
        section="Home",
        body=BODY,
        language="en",
        by=(factories.author("Ann Nyman"),),
        published="2024-03-14",
    )


def log_in(page, name):
    page.goto("/admin/")
    page.locator("#id_username").fill(name)
    page.locator("#id_password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="Administration")).to_be_visible()


def open_form(page, article):
    page.goto(f"/admin/archive/article/{article.pk}/change/")


def press_save(page):
    page.get_by_role("button", name="Save", exact=True).first.click()


def test_a_curator_chooses_between_an_own_value_and_one_saved_meanwhile(article, open_page):
    maud, lena = open_page(), open_page()
    log_in(maud, "maud")
    log_in(lena, "lena")
    for page in (maud, lena):
        open_form(page, article)

    maud.get_by_label("Headline:").fill("Harbour shut")
    maud.get_by_label("Section:").fill("World")
    press_save(maud)
    expect(maud.locator(".messagelist")).to_contain_text("was changed successfully")
    lena.get_by_label("Headline:").fill("Port closed")
    lena.get_by_label("Standfirst:").fill("Nobody was told.")
    press_save(lena)

    conflicts = lena.get_by_role("region", name="Changed by others while you had this form open")
    expect(conflicts).to_contain_text("Harbour shut")
    expect(conflicts).to_contain_text("Port closed")
    expect(conflicts).to_contain_text(re.compile("Set by Maud, "))
    expect(lena.get_by_label("Section:")).to_have_value("World")
    expect(lena.get_by_label("Standfirst:")).to_have_value("Nobody was told.")
    conflicts.get_by_role("group", name="Headline").get_by_label("Keep theirs").check()
    press_save(lena)

    expect(lena.locator(".messagelist")).to_contain_text("was changed successfully")
    saved = Article.objects.values_list("title", "section", "standfirst").get()
    assert saved == ("Harbour shut", "World", "Nobody was told.")


def test_what_only_one_of_two_changed_is_saved_and_reported(article, open_page):
    maud, lena = open_page(java_script_enabled=False), open_page(java_script_enabled=False)
    log_in(maud, "maud")
    log_in(lena, "lena")
    for page in (maud, lena):
        open_form(page, article)

    maud.get_by_label("Section:").fill("World")
    press_save(maud)
    lena.get_by_label("Headline:").fill("Port closed")
    press_save(lena)

    expect(lena.locator(".messagelist")).to_contain_text("Section, from ‘Home’ to ‘World’ (Maud, ")
    assert Article.objects.values_list("title", "section").get() == ("Port closed", "World")

    for page in (maud, lena):
        page.goto(f"/admin/archive/outlet/{article.outlet_id}/change/")
    maud.get_by_label("Country:").fill("Malta")
    press_save(maud)
    lena.get_by_label("Name:", exact=True).fill("The Harbour Gazette")
    press_save(lena)

    expect(lena.locator(".messagelist")).to_contain_text("Country, from ‘nothing’ to ‘Malta’ (Maud, ")
    assert Outlet.objects.values_list("name", "country").get() == ("The Harbour Gazette", "Malta")


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_the_choice_can_be_made_by_everyone(article, open_page, width, scheme):
    page = open_page(
        reduced_motion="reduce",
        bypass_csp=True,
        color_scheme=scheme,
        viewport={"width": WIDTHS[width], "height": 900},
    )
    log_in(page, "lena")
    open_form(page, article)
    title = "Harbour shut after soundings were found to be false, the ministry says, " * 3
    Article.objects.update(title=title.strip(), body=BODY + "\n\nIt opens on Monday.")
    article.bylines.update(credited_as="A. Nyman")

    page.get_by_label("Headline:").fill("Port closed")
    page.locator("#id_body").evaluate("box => { box.value = 'Only one paragraph. '.repeat(200); }")
    page.locator("#id_bylines-0-credited_as").fill("Nyman, Ann")
    press_save(page)

    expect(page.locator(".conflict")).to_have_count(3)
    if folder := os.environ.get("CUTTINGS_PICTURES"):
        page.screenshot(path=f"{folder}/two-editors-{width}-{scheme}.png", full_page=True)
    assert find_violations(page, but={"link-in-text-block"}, narrow=WIDTHS[width] < 1000) == {}
    outside = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert outside <= 0
