"""Pictures of every kind of page of a running archive, at three widths, light and dark.

    .venv/bin/python -m tests.browser.screenshots http://127.0.0.1:8000 [kind …]

They are put into `screenshots/`, which is ignored: pictures to look at, not to keep.
"""

import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

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
LINKED = {
    "outlet": ("/outlets/", ".directory tbody th a"),
    "author": ("/authors/", ".directory tbody th a"),
    "year": ("/dates/", ".years tbody th a"),
    "month": ("/dates/", ".month-cell:has([height='28'].bar)"),
    "day": ("/dates/", ".month-cell:has([height='28'].bar)", "a.heat-5"),
    "collection": ("/collections/", ".shelf a"),
    "quotation": ("/quotations/", ".statement a"),
    "speaker": ("/speakers/", ".directory tbody th a"),
    "quoted-in": ("/quotations/", ".statement a", ".concordance td p a", "#quoted ~ p a"),
    "story": ("/stories/", ".shelf h2 a"),
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


def addresses(page: Page, site: str) -> dict[str, str]:
    """One address for each kind of page; those of records are found by following links."""
    found = {kind: site + path for kind, path in FIXED.items()}
    for kind, (start, *steps) in LINKED.items():
        here = site + start
        for selector in steps:
            page.goto(here)
            link = page.locator(selector).first
            if not link.count():
                break
            here = page.evaluate("e => e.href", link.element_handle())
        else:
            found[kind] = here
    if story := found.get("story"):
        page.goto(story)
        page.locator("form[action='/compare/'] button").click()
        found["compare"] = page.url
    return found


def main(site: str, wanted: list[str]) -> None:
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        pages = addresses(browser.new_page(), site.rstrip("/"))
        for name, width in WIDTHS.items():
            for scheme in SCHEMES:
                context = browser.new_context(
                    viewport={"width": width, "height": 900}, color_scheme=scheme
                )
                page = context.new_page()
                for kind, address in pages.items():
                    if wanted and kind not in wanted:
                        continue
                    page.goto(address)
                    page.screenshot(path=FOLDER / f"{kind}-{name}-{scheme}.png", full_page=True)
                context.close()
        browser.close()
    print(f"{FOLDER}: {len(list(FOLDER.glob('*.png')))} pictures")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
