"""Items that Zotero would read from a page, by the rules of its translators.

Only as far as our pages use them: which tag wins, how names are cut, and what is read off the page
where no tag says it.
"""

import re
from urllib.parse import parse_qsl

from bs4 import BeautifulSoup

PUBLICATION = ("prism.publicationName", "DC.source", "og:site_name")
DATE = ("citation_publication_date", "citation_date", "prism.publicationDate", "DC.date")


def read_embedded_item(page: BeautifulSoup) -> dict[str, object]:
    """The item read from the tags of the head."""
    tags: dict[str, list[str]] = {}
    for tag in page.select("head meta[content]"):
        tags.setdefault(tag.get("name") or tag.get("property"), []).append(tag["content"])

    def first(*names: str) -> str:
        return next((tags[name][0] for name in names if name in tags), "")

    return {
        "type": first("DC.type"),  # og:type and citation_title only guess
        "title": first("citation_title", "DC.title", "og:title"),
        "outlet": first(*PUBLICATION),
        "date": first(*DATE),
        "section": first("article:section"),
        "url": first("citation_public_url", "og:url"),
        "authors": _read_authors(tags, page),
    }


def _read_authors(tags: dict[str, list[str]], page: BeautifulSoup) -> list[tuple[str, str]]:
    """Authors of `citation_author`, else of Dublin Core, else of the byline."""
    named = []
    for value in tags.get("citation_author", []):
        parts = re.split(r"\s*,\s*", value)
        several = len(parts) > 1 and " " in parts[0] and " " in parts[1]
        named += parts if several else [value]
    named = named or tags.get("DC.creator", [])
    if not named:
        named = [each.get_text(" ", strip=True) for each in page.select(".byline, .vcard")]
    return [_split_name(name) for name in named]


def _split_name(name: str) -> tuple[str, str]:
    """Family and given name: at the comma, else before the last word."""
    if "," in name:
        family, _, given = name.partition(",")
        return family.strip(), given.strip()
    given, _, family = name.rpartition(" ")
    return family, given


def read_coins_item(page: BeautifulSoup) -> dict[str, object]:
    """The item read from the only context object of the page."""
    (span,) = page.select("span.Z3988[title]")
    pairs = parse_qsl(span["title"], strict_parsing=True)
    assert dict(pairs)["rft_val_fmt"] == "info:ofi/fmt:kev:mtx:dc"
    names = {
        "rft.type": "type",
        "rft.title": "title",
        "rft.source": "outlet",
        "rft.date": "date",
        "rft.identifier": "url",
    }
    item: dict[str, object] = dict.fromkeys(names.values(), "")
    item |= {names[key]: value for key, value in pairs if key in names}
    return item | {"authors": [_split_name(value) for key, value in pairs if key == "rft.creator"]}
