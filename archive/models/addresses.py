"""Addresses of rows, written without asking the address book for each: lists name hundreds."""

from functools import cache
from typing import Final
from urllib.parse import quote

from django.urls import reverse

_IN_PATH: Final = "/~:@!$&'()*+,;="  # what a path may hold as it is


def beneath(listing: str, name: str) -> str:
    """The address of `name` beneath the page `listing`: `/outlets/harbour-gazette/`."""
    return f"{address_of(listing)}{quote(name, safe=_IN_PATH)}/"


@cache
def address_of(page: str) -> str:
    """The address of a page of which there is one: asked of the address book once."""
    return reverse(page)
