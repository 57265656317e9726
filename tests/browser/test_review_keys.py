"""The review queue by the keyboard alone: a value found right, one corrected in its row, the next article."""

import os

import pytest
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import expect

from archive.models import Article
from tests import factories
from tests.browser.accessibility import find_violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def articles(db):
    """Two articles that wait for review; of the first the outlet was guessed, and the date is missing."""
    outlet = factories.outlet("Harbour Gazette")
    first = factories.article("Harbour closed", outlet=outlet, by=(factories.author("Maud Ellery"),))
    first.evidence.create(field="outlet", value="Harbour Gazette", status="inferred", rule="the folder it lay in")
    return first, factories.article("Strike called", outlet=outlet)


def log_in(page, live_server):
    client = Client()
    client.force_login(User.objects.create_superuser("orla"))
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])


def test_questions_are_answered_by_keys_which_can_be_switched_off(articles, open_page, live_server):
    page = open_page(reduced_motion="reduce", bypass_csp=True)
    log_in(page, live_server)
    page.goto("/admin/archive/article/review/")
    for width, is_narrow in ((1280, False), (320, True)):
        page.set_viewport_size({"width": width, "height": 900})
        if folder := os.environ.get("CUTTINGS_PICTURES"):
            page.screenshot(path=f"{folder}/review-{width}.png", full_page=True)
        assert find_violations(page, but={"link-in-text-block"}, narrow=is_narrow) == {}
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.reload()
    outlet, date = page.locator("#question-outlet"), page.locator("#question-published")

    expect(outlet.get_by_role("button", name="Right")).to_be_focused()
    page.keyboard.press("t")
    expect(date.get_by_role("button", name="Not known")).to_be_focused()
    assert not outlet.get_by_role("button", name="Right").count()
    page.keyboard.press("e")
    page.keyboard.type("5/6/2024")
    expect(date.get_by_role("button", name="Save")).to_be_visible()
    date.get_by_role("radio", name="6 May 2024").check()
    page.keyboard.press("Enter")

    expect(page.locator("#id_title")).to_have_value("Strike called")
    first, second = articles
    first.refresh_from_db()
    assert (first.published, first.review_status) == ("2024-05-06", "reviewed")
    page.get_by_text("Keys", exact=True).click()
    page.get_by_label("Use these keys on this page").uncheck()
    page.reload()
    page.keyboard.press("r")
    expect(page.locator("#id_title")).to_have_value("Strike called")
    assert Article.objects.get(pk=second.pk).review_status == "unreviewed"
