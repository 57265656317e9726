"""Captures as mementos (RFC 7089): copies of a page of the web at a time, and the headers that link them."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.encoding import iri_to_uri
from django.utils.http import http_date

from archive.models import Article, Capture
from archive.text.normalize import strip_controls
from archive.text.urls import address_key
from archive.web.params import get_site_url

MAX_MEMENTOS: Final = 5_000
_SLASHES: Final = re.compile(r"^(https?):/+", re.IGNORECASE)


def read_requested_url(request: HttpRequest, prefix: str) -> str:
    """Return the address that follows `prefix` in that of a request, with its query; empty where it is none.

    Some proxies make one slash of two.
    """
    url = _SLASHES.sub(r"\1://", request.get_full_path().removeprefix(prefix))
    return url if _SLASHES.match(url) and len(url) <= 2_000 and address_key(url) else ""


def find_mementos(url: str) -> list[Capture]:
    """Return the captures of a page of the web that readers may see, the oldest first."""
    if not url or strip_controls(url) != url:
        return []
    articles = Article.objects.filter(address_key=address_key(url)).values_list("pk", flat=True)
    captures = Capture.objects.filter(Q(article__in=list(articles)) | Q(url=url)).filter(article__withdrawn_at=None)
    return list(captures.filter(url__startswith="http").order_by("captured_at", "pk")[:MAX_MEMENTOS])


def find_nearest_memento(mementos: Sequence[Capture], moment: datetime) -> Capture:
    """Return the capture nearest to a moment, the older one of two."""
    return min(mementos, key=lambda memento: abs(memento.captured_at - moment))


def build_memento_url(request: HttpRequest, memento: Capture) -> str:
    """Return the address of the bytes of a capture."""
    return get_site_url(request) + reverse("original", args=[memento.pk])


def iter_links(request: HttpRequest, url: str, *, own: str = "") -> Iterator[str]:
    """Yield the links to the page itself, to its TimeGate and its TimeMap; but the one of `own`."""
    site = get_site_url(request)
    address = iri_to_uri(url)
    yield f'<{address}>; rel="original"'
    if own != "timegate":
        yield f'<{site}{reverse("timegate")}{address}>; rel="timegate"'
    if own != "timemap":
        yield f'<{site}{reverse("timemap")}{address}>; rel="timemap"; type="application/link-format"'


def iter_memento_links(request: HttpRequest, mementos: Sequence[Capture]) -> Iterator[str]:
    """Yield a link to each capture, with its time; the first and the last say so."""
    for number, memento in enumerate(mementos):
        relations = ["first"] * (number == 0) + ["last"] * (number == len(mementos) - 1) + ["memento"]
        yield _build_memento_link(request, memento, relations)


def _build_memento_link(request: HttpRequest, memento: Capture, relations: Sequence[str]) -> str:
    address, moment = build_memento_url(request, memento), format_moment(memento)
    return f'<{address}>; rel="{" ".join(relations)}"; datetime="{moment}"'


def format_moment(memento: Capture) -> str:
    """Return the time of a capture as HTTP writes it."""
    return http_date(memento.captured_at.timestamp())


def add_memento_headers(request: HttpRequest, response: HttpResponse, capture: Capture) -> None:
    """Say when a capture of a page of the web was made, and link it with its page, and the first and last capture.

    Nothing is said of a file that was not fetched from an address.
    """
    if not capture.url.startswith(("http://", "https://")):
        return
    mementos = find_mementos(capture.url)
    response["Memento-Datetime"] = format_moment(capture)
    links = [*iter_links(request, capture.url)]
    position = next((n for n, memento in enumerate(mementos) if memento.pk == capture.pk), None)
    if position is not None:
        links += _iter_neighbour_links(request, mementos, position)
    response["Link"] = ", ".join(links)


def _iter_neighbour_links(request: HttpRequest, mementos: Sequence[Capture], position: int) -> Iterator[str]:
    """Yield links to the first, previous, this, next and last capture, each once."""
    last = len(mementos) - 1
    for number in sorted({0, max(0, position - 1), position, min(last, position + 1), last}):
        named = {"first": 0, "last": last, "prev": position - 1, "next": position + 1}
        relations = [name for name, place in named.items() if place == number]
        yield _build_memento_link(request, mementos[number], [*relations, "memento"])
