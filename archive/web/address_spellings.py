"""Search for the page that an address in another spelling means: by capitals, accents, names and slashes."""

import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import quote

from django.db.models import Model
from django.urls import Resolver404, resolve

from archive.models import Article, Author, Collection, Outlet, Quotation, Speaker, Story
from archive.models.named import NamedRecord
from archive.text.normalize import name_key

_SLASHES = re.compile(r"/+")
_FEED = ".atom"
_MAX_LENGTH = 300
_RECORDS: dict[str, type[Model]] = {
    "articles": Article,
    "authors": Author,
    "collections": Collection,
    "outlets": Outlet,
    "quotations": Quotation,
    "speakers": Speaker,
    "stories": Story,
}
"""First part of an address → what its second part names."""


def find_page_address(path: str) -> str:
    """Return the address of the page that `path` means in another spelling; empty if there is none."""
    if len(path) > _MAX_LENGTH or path.casefold().startswith("/admin"):
        return ""
    page = next((spelling for spelling in _iter_spellings(path) if _is_page(spelling)), "") or _find_by_name(path)
    return quote(page) if page != path else ""


def _iter_spellings(path: str) -> Iterator[str]:
    """Yield other spellings of the path: composed, in small letters, with and without a slash at the end."""
    composed = _SLASHES.sub("/", unicodedata.normalize("NFC", path))
    spellings = [text for each in (composed, composed.lower()) for text in (each, each.rstrip("/"), f"{each}/")]
    yield from (spelling for spelling in dict.fromkeys(spellings) if spelling not in {path, ""})


def _is_page(path: str) -> bool:
    """Return whether there is a page at the path; of pages of records, whether there is the record."""
    try:
        values = resolve(path).kwargs
    except Resolver404:
        return False
    if "token" in values:  # it is signed or random: small letters are another one
        return False
    lookup = {name: values[name] for name in ("slug", "identifier") if name in values}
    model = _RECORDS.get(path.split("/")[1])
    if "identifier" in lookup:
        lookup.pop("slug", None)  # of an article it follows the headline
    return model._default_manager.filter(**lookup).exists() if lookup and model else not lookup


def _find_by_name(path: str) -> str:
    """Return the address of the only outlet, author or speaker named as in the path: `/outlets/The Gazette/`."""
    listing, _, name = path.strip("/").partition("/")
    feed = _FEED if name.endswith(_FEED) else ""
    model = _RECORDS.get(listing.lower())
    key = name_key(name.removesuffix(_FEED))[:200]
    if "/" in name or not key or model is None or not issubclass(model, NamedRecord):
        return ""
    slugs = list(model._default_manager.filter(key=key).values_list("slug", flat=True)[:2])
    return f"/{listing.lower()}/{slugs[0]}{feed or '/'}" if len(slugs) == 1 else ""
