"""URLs of records, built without calling `reverse` for each: lists have hundreds."""

from functools import cache
from typing import Final
from urllib.parse import quote

from django.urls import reverse

_SAFE_PATH_CHARACTERS: Final = "/~:@!$&'()*+,;="  # unescaped in a URL path


def build_page_url(parent_page: str, path: str) -> str:
    """Return the URL of a page below another, as in `/outlets/harbour-gazette/`."""
    return f"{reverse_cached(parent_page)}{quote(path, safe=_SAFE_PATH_CHARACTERS)}/"


@cache
def reverse_cached(url_name: str) -> str:
    """Return the URL of a view without arguments; `reverse` is called once for each."""
    return reverse(url_name)
