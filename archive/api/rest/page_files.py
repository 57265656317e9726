"""`.json` beside the pages for people: `/outlets/x.json`, `/search.json`; the same answers as in the API."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponseBase
from django.urls import path, resolve

from archive.api.rest.middleware import PREFIX
from archive.web import links  # noqa: F401 -- registers the converters

_PAGES: Final = {
    "search.json": "search",
    "search/cited/<identifier:name>.json": "cited-searches/{name}",
    "new.json": "articles",
    "outlets.json": "outlets",
    "outlets/<str:name>.json": "outlets/{name}",
    "authors.json": "authors",
    "authors/<str:name>.json": "authors/{name}",
    "collections.json": "collections",
    "collections/<str:name>.json": "collections/{name}",
    "articles/<identifier:name>.json": "articles/{name}",
    "articles/<identifier:name>/<str:slug>.json": "articles/{name}",
    "quotations.json": "statements",
    "quotations/<identifier:name>.json": "statements/{name}",
    "quotations/in/<identifier:name>.json": "articles/{name}/quotations",
    "speakers.json": "speakers",
    "speakers/<str:name>.json": "speakers/{name}",
    "stories.json": "stories",
    "stories/<identifier:name>.json": "stories/{name}",
    "captures/<int:name>.json": "captures/{name}",
}
"""Address beside a page → address in the API."""


def serve_page_file(request: HttpRequest, *, endpoint: str, **parts: Any) -> HttpResponseBase:
    """Answer as the API does at the address that belongs to a page."""
    match = resolve(PREFIX + endpoint.format(**parts))
    return match.func(request, *match.args, **match.kwargs)


urlpatterns = [
    path(route, serve_page_file, {"endpoint": endpoint}, name=f"json-{endpoint.partition('{')[0].strip('/')}")
    for route, endpoint in _PAGES.items()
]
