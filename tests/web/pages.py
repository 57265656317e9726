"""Pages parsed strictly and searched by selector."""

import re
from copy import copy

import html5lib
from bs4 import BeautifulSoup, Tag


def parse_page(response) -> BeautifulSoup:
    """Parse a page; fails on invalid markup."""
    html = response.content.decode()
    html5lib.HTMLParser(strict=True).parse(html)
    return BeautifulSoup(html, "html5lib")


def get_texts(page: BeautifulSoup, selector: str) -> list[str]:
    """The texts of the elements, white space squeezed; a name in `bdi` counts as words."""
    all_texts = (" ".join(_join_names(element).get_text(" ").split()) for element in page.select(selector))
    return [re.sub(r" ([.,;])", r"\1", text) for text in all_texts]


def _join_names(element: Tag) -> Tag:
    whole = copy(element)
    for name in whole.select("bdi"):
        name.unwrap()
    whole.smooth()
    return whole


def get_links(page: BeautifulSoup, selector: str) -> list[str]:
    """The addresses of the links."""
    return [element["href"] for element in page.select(selector)]
