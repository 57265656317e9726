"""URLs of records, built without calling `reverse` for each: lists have hundreds."""

from functools import cache
from typing import Final
from urllib.parse import quote

from django.urls import reverse

_IN_PATH: Final = "/~:@!$&'()*+,;="  # unescaped in a URL path


def beneath(listing: str, name: str) -> str:
    """Return the URL of a page below another, as in `/outlets/harbour-gazette/`."""
    return f"{address_of(listing)}{quote(name, safe=_IN_PATH)}/"


@cache
def address_of(page: str) -> str:
    """Return the URL of a view without arguments; `reverse` is called once for each."""
    return reverse(page)
