"""What axe finds wrong with the page that a browser shows."""

from collections.abc import Container

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ALL = {"type": "tag", "values": RULES}
SEEN = {  # what may be otherwise in another theme and a narrow window
    "type": "rule",
    "values": [
        "color-contrast", "link-in-text-block",
        "target-size", "scrollable-region-focusable", "nested-interactive", "aria-hidden-focus",
        "button-name", "link-name", "label", "region", "skip-link", "page-has-heading-one",
    ],
}  # fmt: skip


def violations(page: Page, *, but: Container[str] = (), narrow: bool = False) -> dict[str, list[str]]:
    """By theme and rule: the pieces of the page that break it, without the rules in `but`.

    Every rule is looked at in the light theme; in a `narrow` window of a page that was looked at
    wide, what goes with its layout and its colours, in the dark one.
    """
    scheme, rules = ("dark", SEEN) if narrow else ("light", ALL)
    page.emulate_media(color_scheme=scheme)
    return _broken(page, rules, scheme, but)


def target_sizes(page: Page) -> dict[str, list[str]]:
    """The links and buttons that are too small, or too near to others, to be hit (WCAG 2.5.8)."""
    return _broken(page, {"type": "rule", "values": ["target-size"]}, "any theme")


def _broken(page: Page, rules: dict[str, object], scheme: str, but: Container[str] = ()) -> dict[str, list[str]]:
    found = {}
    options = {"runOnly": rules, "resultTypes": ["violations"]}
    for broken in Axe().run(page, options=options).response["violations"]:
        if broken["id"] not in but:
            pieces = [node["html"][:160] for node in broken["nodes"]]
            found[f"{scheme}: {broken['id']}"] = pieces[:4]
    return found
