"""Pages as a reader's machine sees them: strictly parsed, and searched by selector."""

import re

import html5lib
from bs4 import BeautifulSoup


def soup(response) -> BeautifulSoup:
    """The page, or the parser's complaint about its markup."""
    html = response.content.decode()
    html5lib.HTMLParser(strict=True).parse(html)
    return BeautifulSoup(html, "html5lib")


def texts(page: BeautifulSoup, selector: str) -> list[str]:
    """What the elements say, white space squeezed."""
    said = (" ".join(element.get_text(" ").split()) for element in page.select(selector))
    return [re.sub(r" ([.,;])", r"\1", text) for text in said]


def links(page: BeautifulSoup, selector: str) -> list[str]:
    """Where the links lead."""
    return [element["href"] for element in page.select(selector)]
