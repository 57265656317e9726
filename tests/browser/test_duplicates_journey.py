"""A curator in a real browser finds two records of one outlet, merges them, and takes it back."""

import re

import pytest
from playwright.sync_api import expect

from archive.models import Outlet
from tests import factories
from tests.browser.accessibility import find_violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_duplicates_are_found_merged_and_parted_again(open_page, admin_client, live_server):
    full = factories.outlet("Reuters", country="United Kingdom")
    factories.article(outlet=factories.outlet("Reuter", slug="reuter"))
    page = open_page(bypass_csp=True)  # axe brings styles along
    session = admin_client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])

    page.goto("/admin/archive/outlet/")
    page.get_by_role("link", name="Find duplicates").click()
    expect(page.get_by_role("checkbox", name="Reuters")).to_be_checked()
    assert find_violations(page) == {}
    page.get_by_role("button", name="Merge…").click()
    expect(page.get_by_role("radio", name=re.compile("Reuters.*the fullest record"))).to_be_checked()
    assert find_violations(page) == {}
    page.set_viewport_size({"width": 320, "height": 700})
    assert find_violations(page, narrow=True) == {}
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.get_by_label("Reason").fill("One agency.")
    page.get_by_role("button", name="Merge").click()
    expect(page.locator(".messagelist")).to_contain_text("1 record merged into ‘Reuters’: 1 article.")
    expect(page.get_by_text("No two of them look alike.")).to_be_visible()
    assert Outlet.objects.get() == full

    page.goto("/outlets/reuter/")
    expect(page).to_have_url(re.compile(f"{full.get_absolute_url()}$"))
    page.goto("/admin/archive/change/")
    page.locator("#result_list tbody a").first.click()
    page.get_by_role("button", name="Undo this change").click()
    page.goto("/outlets/reuter/")
    expect(page.get_by_role("heading", name="Reuter", exact=True)).to_be_visible()
