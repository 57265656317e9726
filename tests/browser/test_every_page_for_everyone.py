"""Every kind of page, seen by axe at both ends of width and in both themes; nothing overflows."""

from collections import Counter

import pytest
from django.test import Client

from tests import factories
from tests.browser.accessibility import find_small_targets, find_violations
from tests.web import sample

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def pages(db):
    found = sample.create_all_pages(12)
    factories.article("أغلق الميناء", language="ar", body="أغلق الميناء صباحاً.", published="2023-11-02")
    del found["original"]
    return (
        found
        | {
            "find": found["article"] + "?find=nobody",
            "choices": "/choices/",
            "login": "/login/",
            "staff login": "/admin/login/",
        }
        | _get_search_pages(found)
    )


def _get_search_pages(found: dict[str, str]) -> dict[str, str]:
    return {
        "search": "/search/?q=harbour",
        "narrowed": "/search/?q=&outlet=courier&year=uncertain&year=2024&sort=oldest",
        "repaired": "/search/?q=harbour+AND+(closed",
        "fault": "/search/?q=date:2016-13-45",
        "nothing": "/search/?q=harbour+zzyzx",
        "400": "/outlets/?page=x",
        "404": "/nowhere/",
        "beyond": "/search/?page=999",
        "article with hits": found["article"] + "?q=harbour+nobody",
    }


def _log_in(page):
    """Log in as a user with a saved search."""
    client = Client()
    client.force_login(sample.create_reader())
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": page.url}])


WIDTHS = {360: (320, 360, 640, 768), 1440: (1440,)}
"""By the width at which axe looks: those at which nothing may overflow."""


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_axe_finds_nothing_and_no_page_is_wider_than_its_window(pages, open_page):
    page = open_page(
        viewport={"width": max(WIDTHS), "height": 900},
        reduced_motion="reduce",  # no colour half-way to another
        bypass_csp=True,  # axe adds styles
    )
    found = {}
    for kind, address in [*pages.items(), ("saved", "/saved/"), ("password", "/password/")]:
        if kind == "saved":
            _log_in(page)
        page.goto(address)
        for width in sorted(WIDTHS, reverse=True):
            found |= {f"{kind} at {wide}": seen for wide, seen in _find_overflows(page, width).items()}
            page.evaluate("document.querySelectorAll('details').forEach(e => { e.open = true; })")
            broken = find_violations(page, narrow=width < 1000)
            found |= {f"{kind}, {name}": nodes for name, nodes in broken.items()}

    assert found == {}


def _find_overflows(page, width: int) -> dict[int, int]:
    """The widths at which the page is wider than its window, and how wide; back at `width`."""
    seen = {}
    for one in sorted(WIDTHS[width], key=lambda one: one == width):
        if one != page.viewport_size["width"]:
            page.set_viewport_size({"width": one, "height": 900})
        seen[one] = page.evaluate("document.documentElement.scrollWidth")
    return {one: wide for one, wide in seen.items() if wide > one}


TALL_AND_WIDE = """
  @font-face {
    font-family: "Tall and wide"; ascent-override: 115%; descent-override: 55%; size-adjust: 112%;
    src: local("Liberation Serif"), local("Liberation Sans"), local("DejaVu Sans"),
      local("Noto Sans");
  }
  * { font-family: "Tall and wide" !important; }
"""


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_pages_hold_with_a_font_that_is_taller_and_wider_than_others(pages, open_page):
    page = open_page(reduced_motion="reduce", bypass_csp=True)
    found = {}
    for kind, address in pages.items():
        page.goto(address)
        page.add_style_tag(content=TALL_AND_WIDE)
        page.evaluate("document.querySelectorAll('details').forEach(e => { e.open = true; })")
        assert page.evaluate("document.fonts.load('1rem \"Tall and wide\"').then(f => f.length)")
        for width in (1280, 320):
            page.set_viewport_size({"width": width, "height": 900})
            wide = page.evaluate("document.documentElement.scrollWidth")
            found |= {f"{kind} at {width}": f"{wide} wide"} if wide > width else {}
            found |= {f"{kind} at {width}, {rule}": them for rule, them in find_small_targets(page).items()}

    assert found == {}


PARTS = ("table", "row", "columnheader", "rowheader", "cell")


def count_table_parts(page) -> dict[str, int]:
    """The numbers of tables, rows and cells in the accessibility tree."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    roles = Counter(node["role"]["value"] for node in nodes if not node["ignored"])
    return {part: roles[part] for part in PARTS}


def test_a_table_that_is_stacked_on_a_phone_is_still_a_table_to_a_screen_reader(pages, open_page):
    page = open_page()
    for kind in ("outlets", "authors", "speakers", "dates", "quotation", "quoted-in", "compare", "help-search"):
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(pages[kind])
        wide = count_table_parts(page)
        page.set_viewport_size({"width": 360, "height": 900})

        assert wide["table"], kind
        assert count_table_parts(page) == wide, kind


def test_nothing_moves_by_itself_for_who_asked_for_rest(pages, open_page):
    page = open_page(reduced_motion="reduce")
    page.goto(pages["home"])

    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    assert page.evaluate("document.getAnimations().length") == 0
