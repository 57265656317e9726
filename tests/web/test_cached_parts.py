"""Cached parts of pages."""

import pytest

from tests.web.pages import get_texts, parse_page

pytestmark = pytest.mark.django_db


def get_nav_links(client, address, language="en"):
    page = parse_page(client.get(address, headers={"accept-language": language}))
    return {link.get_text(): link.get("aria-current") for link in page.select(".main-nav a")}, page


def test_each_page_marks_its_place_in_the_navigation(client):
    for address, here in (("/outlets/", "Outlets"), ("/help/dates/", "Help"), ("/new/", None)):
        ways, _ = get_nav_links(client, address)
        assert [name for name, current in ways.items() if current] == [here] * bool(here)
        assert list(ways)[:3] == ["Outlets", "Authors", "Dates"]


def test_what_is_made_once_is_made_once_for_each_language(client):
    for _ in range(2):
        english, page = get_nav_links(client, "/help/")
        arabic, other = get_nav_links(client, "/help/", "ar")
        assert ("Outlets" in english, "الصحف" in english) == (True, False)
        assert ("Outlets" in arabic, "الصحف" in arabic) == (False, True)
        assert get_texts(page, "#keys-title") == ["Keyboard shortcuts"]
        assert get_texts(other, "#keys-title") != ["Keyboard shortcuts"]


def test_the_name_of_the_archive_is_told_to_the_parts_that_say_it(client, settings):
    for name in ("Harbour Archive", "Quay Archive"):
        settings.SITE_NAME = name
        _, page = get_nav_links(client, "/help/")
        assert page.select_one("link[rel=search]")["title"] == name
        assert get_texts(page, ".site-name") == [name]
