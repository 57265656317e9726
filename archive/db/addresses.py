"""URLs of records, built without calling `reverse` for each: lists have hundreds."""

from functools import cache
from typing import Final
from urllib.parse import quote

from django.urls import get_script_prefix, reverse

_SAFE_PATH_CHARACTERS: Final = "/~:@!$&'()*+,;="  # unescaped in a URL path


def build_page_url(parent_page: str, path: str) -> str:
    """Return the URL of a page below another, as in `/outlets/harbour-gazette/`."""
    return f"{reverse_cached(parent_page)}{quote(path, safe=_SAFE_PATH_CHARACTERS)}/"


def reverse_cached(url_name: str) -> str:
    """Return the URL of a view without arguments; `reverse` is called once for each."""
    return _reverse(url_name, get_script_prefix())


@cache
def _reverse(url_name: str, prefix: str) -> str:  # noqa: ARG001 -- a part of the key
    return reverse(url_name)


def remove_url_prefix(path: str) -> str:
    """Return a path of this site without the prefix that all its addresses have, as redirects are kept."""
    prefix = get_script_prefix()
    return f"/{path.removeprefix(prefix)}" if path.startswith(prefix) else path


def add_url_prefix(path: str) -> str:
    """Return a path that is kept without the prefix of all addresses with it."""
    return f"{get_script_prefix()}{path.removeprefix('/')}"
