"""Pictures of every kind of page of a running archive, at three widths, light and dark.

    .venv/bin/python -m tests.browser.screenshots [--login NAME:PASSWORD] SITE [kind …]

With a login also the pages that need one: saved searches, and the admin.
They are put into `screenshots/`, which is ignored: pictures to look at, not to keep.
"""

import argparse
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, sync_playwright

from tests.browser.chromium import CHROMIUM, FLAGS, SCHEMES, WIDTHS

FOLDER = Path(__file__).resolve().parents[2] / "screenshots"
FIXED = {
    "home": "/",
    "outlets": "/outlets/",
    "authors": "/authors/",
    "dates": "/dates/",
    "undated": "/dates/undated/?shelf=undated",
    "approximate": "/dates/undated/?shelf=approximate",
    "collections": "/collections/",
    "quotations": "/quotations/",
    "speakers": "/speakers/",
    "stories": "/stories/",
    "everything": "/search/",
    "search": "/search/?q=harbour+closed",
    "suggestions": "/search/suggestions/?q=har",
    "nothing": "/search/?q=zzyzx+nowhere",
    "fault": "/search/?q=date:2016-13-45",
    "new": "/new/",
    "choices": "/choices/",
    "login": "/login/",
    "help": "/help/",
    "help-search": "/help/search/",
    "help-dates": "/help/dates/",
    "help-quotations": "/help/quotations/",
    "400": "/outlets/?page=x",
    "404": "/no-such-page/",
}
LOGGED_IN = {
    "saved": "/saved/",
    "admin": "/admin/",
    "admin-articles": "/admin/archive/article/",
    "admin-review": "/admin/archive/article/?queue=yes",
    "admin-authors": "/admin/archive/author/",
    "admin-upload": "/admin/archive/batch/upload/",
    "admin-batches": "/admin/archive/batch/",
    "admin-stories": "/admin/archive/story/",
}
LINKED_LOGGED_IN = {
    "admin-article": ("/admin/archive/article/", "#result_list tbody th a"),
    "admin-author": ("/admin/archive/author/", "#result_list tbody th a"),
    "admin-outlet": ("/admin/archive/outlet/", "#result_list tbody th a"),
    "admin-batch": ("/admin/archive/batch/", "#result_list tbody th a"),
    "admin-story": ("/admin/archive/story/", "#result_list tbody th a"),
}
LINKED = {
    "outlet": ("/outlets/", ".directory tbody th a"),
    "author": ("/authors/", ".directory tbody th a"),
    "year": ("/dates/", ".years tbody th a"),
    "month": ("/dates/", ".month-cell:has([height='28'].bar)"),
    "day": ("/dates/", ".month-cell:has([height='28'].bar)", "a.heat-5"),
    "collection": ("/collections/", ".record-list a"),
    "quotation": ("/quotations/", ".statement a"),
    "speaker": ("/speakers/", ".directory tbody th a"),
    "quoted-in": ("/quotations/", ".statement a", ".concordance td p a", "#quoted ~ p a"),
    "story": ("/stories/", ".record-list h2 a"),
    "narrowed": ("/search/", ".facet li a"),
    "article": ("/", ".card .headline a"),
    "beside": (
        "/search/?q=harbour+closed",
        ".card .headline a",
        "a[href^='/captures/']:nth-of-type(2)",
    ),
    "edits": ("/", ".card .headline a", "a[href^='/captures/'][href$='/text/']"),
    "article-with-hits": ("/search/?q=harbour+closed", ".card .headline a"),
}


def find_addresses(page: Page, site: str) -> dict[str, str]:
    """One address for each kind of page; those of records are found by following links."""
    found = _follow_links(page, site, FIXED, LINKED)
    if story := found.get("story"):
        page.goto(story)
        page.locator("form[action='/compare/'] button").click()
        found["compare"] = page.url
    return found


def _follow_links(page: Page, site: str, fixed: dict, linked: dict) -> dict[str, str]:
    found = {kind: site + path for kind, path in fixed.items()}
    for kind, (start, *steps) in linked.items():
        address = site + start
        for selector in steps:
            page.goto(address)
            link = page.locator(selector).first
            if not link.count():
                break
            address = page.evaluate("e => e.href", link.element_handle())
        else:
            found[kind] = address
    return found


def log_in(context: BrowserContext, site: str, login: str) -> None:
    page = context.new_page()
    page.goto(f"{site}/login/")
    name, _, password = login.partition(":")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/my/")
    page.close()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("site")
    parser.add_argument("kinds", nargs="*")
    parser.add_argument("--login")
    options = parser.parse_args()
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for name, width in WIDTHS.items():
            for scheme in SCHEMES:
                context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
                take_pictures(context, options, f"{name}-{scheme}")
                context.close()
        browser.close()
    print(f"{FOLDER}: {len(list(FOLDER.glob('*.png')))} pictures")


def take_pictures(context: BrowserContext, options: argparse.Namespace, suffix: str) -> None:
    """The pictures of one width and theme."""
    site, page = options.site.rstrip("/"), context.new_page()
    pages = find_addresses(page, site)
    if options.login:
        log_in(context, site, options.login)
        pages |= _follow_links(page, site, LOGGED_IN, LINKED_LOGGED_IN)
    for kind, address in pages.items():
        if not options.kinds or kind in options.kinds:
            page.goto(address)
            page.screenshot(path=FOLDER / f"{kind}-{suffix}.png", full_page=True)


if __name__ == "__main__":
    main()
