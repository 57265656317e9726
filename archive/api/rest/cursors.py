"""Cursors: where the next page of a list begins, and of which list and state of the archive."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from http import HTTPStatus
from typing import Any, Final

from django.http import HttpRequest
from django.utils.translation import gettext

from archive.api.rest.problems import ProblemError
from archive.search.generation import settle_generation
from archive.web.params import build_url, get_site_url

MAX_LENGTH: Final = 400
_DIGEST_SIZE: Final = 6
_MAX_OFFSET: Final = 2**40
_UNCOUNTED: Final = frozenset({"cursor", "fields", "limit"})
"""Parameters that do not change which list it is."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in a list: its values, the list it belongs to, and the generation of the first page.

    `is_changed`: the archive changed since the first page, so that articles may be missed or come twice.
    """

    place: tuple[Any, ...] = ()
    question: str = ""
    generation: str = ""
    is_changed: bool = False

    @property
    def offset(self) -> int:
        """Number of items before this place, of lists that are counted."""
        return self.place[0] if self.place else 0


def read_cursor(request: HttpRequest, text: str, *types: type) -> Cursor:
    """Return the cursor of a request, or that of the first page.

    ProblemError where it is none, belongs to another list, or its values are not of these types.
    """
    question, generation = _digest_question(request), settle_generation()
    if not text:
        return Cursor((), question, generation)
    values = _decode(text)
    if len(values) != len(types) + 2 or not all(isinstance(each, str) for each in values[:2]):
        raise _build_error()
    place = tuple(values[2:])
    if not all(_is_valid(value, kind) for value, kind in zip(place, types, strict=True)):
        raise _build_error()
    if values[0] != question:
        raise ProblemError(
            HTTPStatus.BAD_REQUEST,
            "cursor-of-another-list",
            gettext("This cursor belongs to another list: the other parameters must stay as they were."),
        )
    is_changed = not generation or generation != values[1]
    return Cursor(place, question, values[1], is_changed)


def build_next_url(request: HttpRequest, cursor: Cursor, place: Iterable[Any]) -> str:
    """Return the address of the page that begins at a place."""
    values = json.dumps([cursor.question, cursor.generation, *place], separators=(",", ":"), ensure_ascii=False)
    token = base64.urlsafe_b64encode(values.encode()).decode().rstrip("=")
    params = {name: request.GET.getlist(name) for name in request.GET if name != "cursor"}
    return get_site_url(request) + build_url(request.path, params | {"cursor": token})


def cut_page(request: HttpRequest, cursor: Cursor, keys: Sequence[Any], limit: int) -> tuple[Sequence[Any], str | None]:
    """Return the page of a counted list at the cursor, and the address of the next one."""
    end = cursor.offset + limit
    return keys[cursor.offset : end], build_next_url(request, cursor, [end]) if end < len(keys) else None


def _digest_question(request: HttpRequest) -> str:
    """Return a digest of the path and the parameters that say which list it is."""
    pairs = sorted((name, request.GET.getlist(name)) for name in request.GET if name not in _UNCOUNTED)
    return blake2b(repr((request.path, pairs)).encode(errors="replace"), digest_size=_DIGEST_SIZE).hexdigest()


def _decode(text: str) -> list[Any]:
    if len(text) > MAX_LENGTH:
        raise _build_error()
    try:
        values = json.loads(base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError) as error:
        raise _build_error() from error
    return values if isinstance(values, list) else []


def _is_valid(value: object, kind: type) -> bool:
    if kind is int:
        return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _MAX_OFFSET
    return isinstance(value, kind)


def _build_error() -> ProblemError:
    detail = gettext("This is no cursor of this archive. Leave it out to begin with the first page.")
    return ProblemError(HTTPStatus.BAD_REQUEST, "invalid-cursor", detail)
