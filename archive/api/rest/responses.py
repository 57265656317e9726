"""Responses of the API: values as JSON, all of their fields or those that are asked for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields as list_fields
from dataclasses import is_dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import blake2b
from http import HTTPStatus
from typing import Any, Final, get_args, get_type_hints

from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date
from django.utils.translation import gettext
from pydantic import TypeAdapter

from archive.api.rest.problems import Problem, ProblemError

_PROBLEM_STATUSES: Final = frozenset({400, 401, 403, 404, 409, 410, 412, 422, 428, 429, 503})
_DIGEST_SIZE: Final = 6
ITEMS: Final = "items"
"""Field of a page of a list that holds its items."""


def answers(kind: Any, status: int = 200) -> dict[Any, Any]:
    """Return the responses of an endpoint for the description: its value, or a problem."""
    return {status: kind, _PROBLEM_STATUSES: Problem}


def render_value(
    request: HttpRequest,
    value: Any,
    fields: str = "",
    *,
    version: str = "",
    changed_at: datetime | None = None,
    status: int = 200,
) -> HttpResponse:
    """Return a value as JSON; `fields` names those of it, or of the items of a list, that are wanted.

    The ETag begins with the `version`, by which a correction names what it is of.
    """
    kind: Any = type(value)
    content = _get_adapter(kind).dump_json(value, include=_select_fields(kind, fields))
    response = HttpResponse(content, content_type="application/json", status=status)
    if version:
        response["ETag"] = f'"{version}.{blake2b(content, digest_size=_DIGEST_SIZE).hexdigest()}"'
    if changed_at:
        response["Last-Modified"] = http_date(changed_at.timestamp())
    return response


@lru_cache(maxsize=128)
def _get_adapter(kind: type[Any]) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


@lru_cache(maxsize=512)
def _select_fields(kind: type, fields: str) -> Any:
    """Return the fields to write: None for all of them."""
    if not fields:
        return None
    names = {name.strip() for name in fields.split(",")} - {""}
    item = _get_item_type(kind)
    known = {each.name for each in list_fields(item or kind)}
    if unknown := sorted(names - known):
        raise ProblemError(
            HTTPStatus.BAD_REQUEST,
            "unknown-field",
            gettext("There is no field %(names)s here. There are: %(known)s.")
            % {"names": ", ".join(unknown)[:200], "known": ", ".join(sorted(known))},
        )
    if item is None:
        return names
    others = {each.name: True for each in list_fields(kind) if each.name != ITEMS}
    return others | {ITEMS: {"__all__": names}}


def _get_item_type(kind: type) -> Any:
    """Return the type of the items of a page of a list; None where it is none."""
    hints: Iterable[Any] = get_args(get_type_hints(kind).get(ITEMS))
    return next((each for each in hints if is_dataclass(each)), None)
