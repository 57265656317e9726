"""Accessibility faults that axe finds in a page of the browser."""

from collections.abc import Container

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ALL = {"type": "tag", "values": RULES}
LAYOUT_RULES = {  # what may be otherwise in another theme and a narrow window
    "type": "rule",
    "values": [
        "color-contrast",
        "link-in-text-block",
        "target-size",
        "scrollable-region-focusable",
        "nested-interactive",
        "aria-hidden-focus",
        "button-name",
        "link-name",
        "label",
        "region",
        "skip-link",
        "page-has-heading-one",
    ],
}


def find_violations(page: Page, *, but: Container[str] = (), narrow: bool = False) -> dict[str, list[str]]:
    """By theme and rule: the pieces of the page that break it, without the rules in `but`.

    Every rule is looked at in the light theme; in a `narrow` window of a page that was looked at
    wide, what goes with its layout and its colours, in the dark one.
    """
    scheme, rules = ("dark", LAYOUT_RULES) if narrow else ("light", ALL)
    page.emulate_media(color_scheme=scheme)
    page.evaluate("Promise.all(document.getAnimations().map(animation => animation.finished))")  # of the colours
    return _run_axe(page, rules, scheme, but)


def find_small_targets(page: Page) -> dict[str, list[str]]:
    """The links and buttons that are too small, or too near to others, to be hit (WCAG 2.5.8)."""
    return _run_axe(page, {"type": "rule", "values": ["target-size"]}, "any theme")


def _run_axe(page: Page, rules: dict[str, object], scheme: str, but: Container[str] = ()) -> dict[str, list[str]]:
    found = {}
    options = {"runOnly": rules, "resultTypes": ["violations"]}
    for broken in Axe().run(page, options=options).response["violations"]:
        if broken["id"] not in but:
            pieces = [node["html"][:160] for node in broken["nodes"]]
            found[f"{scheme}: {broken['id']}"] = pieces[:4]
    return found
