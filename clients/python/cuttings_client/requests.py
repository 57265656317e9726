"""Requests to the API as values, and what becomes of their answers; without any network."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import httpx

from cuttings_client.errors import ApiError, ArchiveChanged, ChangedMeanwhile
from cuttings_client.values import JSON

MAX_TRIES = 4
MAX_WAIT = 90.0  # seconds
_WAIT_STATUSES = frozenset({429, 503})
_FLAT_KEYS = ("outlet", "authors", "title_fragments", "snippet", "reprints")


@dataclass(frozen=True)
class ApiRequest:
    """One request: method, path below /api/v1/ (or a whole address), parameters, and what is sent."""

    path: str
    method: str = "GET"
    params: Mapping[str, Any] = field(default_factory=dict)
    json: Any = None
    data: Mapping[str, str] | None = None
    files: tuple[Path, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)

    def build_arguments(self, stack: ExitStack) -> dict[str, Any]:
        """Return the arguments for httpx; files are open until the stack is closed."""
        files = [("files", (path.name, stack.enter_context(path.open("rb")))) for path in self.files]
        return {
            "method": self.method,
            "url": self.path,
            "params": clean_params(self.params) or None,
            "json": self.json,
            "data": self.data,
            "files": files or None,
            "headers": dict(self.headers),
        }


def build_options(url: str, token: str | None, timeout: float) -> dict[str, Any]:
    """Return the options of a client of httpx."""
    headers = {"Accept": "application/json", "User-Agent": "cuttings-client/0.1"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    base = f"{url.rstrip('/')}/api/v1/"
    return {"base_url": base, "headers": headers, "timeout": timeout, "follow_redirects": True}


def clean_params(params: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out parameters without a value; join the names of `fields`."""
    cleaned = {name: value for name, value in params.items() if value not in (None, "", (), [])}
    if not isinstance(cleaned.get("fields", ""), str):
        cleaned["fields"] = ",".join(cleaned["fields"])
    return cleaned


def find_wait(response: httpx.Response, tries: int) -> float | None:
    """Return the seconds to wait before the request is tried again; None where it is not."""
    wait = response.headers.get("Retry-After", "")
    if response.status_code not in _WAIT_STATUSES or tries >= MAX_TRIES or not wait.isdigit():
        return None
    return min(float(wait), MAX_WAIT)


def read_response(response: httpx.Response) -> JSON:
    """Return what was sent; ApiError for a problem."""
    if response.is_success:
        return response.json() if response.content else {}
    try:
        problem = response.json()
    except ValueError:
        problem = {"title": response.reason_phrase}
    kind = ChangedMeanwhile if response.status_code == httpx.codes.PRECONDITION_FAILED else ApiError
    raise kind(response.status_code, problem if isinstance(problem, dict) else {})


def warn_if_changed(page: JSON) -> None:
    """Warn where the archive changed since the first page of a list."""
    if page.get("changed"):
        warnings.warn("The archive changed: items may be missing or come twice.", ArchiveChanged, stacklevel=4)


def name_record(kind: str, name: str) -> str:
    """Return the path of one record."""
    return f"{kind}/{quote(name, safe='')}"


def build_correction(article: Mapping[str, Any], reason: str, values: Mapping[str, Any]) -> ApiRequest:
    """Return the request that corrects an article as it was read; authors may be names alone."""
    body = dict(values) | ({"reason": reason} if reason else {})
    if "authors" in body:
        body["authors"] = [{"name": each} if isinstance(each, str) else each for each in body["authors"]]
    headers = {"If-Match": f'"{article["version"]}"'}
    return ApiRequest(name_record("articles", article["identifier"]), "PATCH", json=body, headers=headers)


def build_citation(query: str, filters: Mapping[str, Any]) -> ApiRequest:
    """Return the request that cites a search."""
    narrowed = urlencode(clean_params(filters), doseq=True)
    return ApiRequest("cited-searches", "POST", json={"q": query, "narrowed": narrowed})


def build_upload(paths: Iterable[str | Path], outlet: str, collection: str) -> ApiRequest:
    """Return the request that uploads files."""
    data = {name: value for name, value in (("outlet", outlet), ("collection", collection)) if value}
    return ApiRequest("imports", "POST", data=data, files=tuple(map(Path, paths)))


def flatten_item(item: Mapping[str, Any]) -> JSON:
    """Return an item as a row of a table: names in place of records, texts in place of fragments."""
    row = {name: value for name, value in item.items() if name not in _FLAT_KEYS}
    if "outlet" in item:
        row["outlet"] = item["outlet"]["name"] if item["outlet"] else None
    if "authors" in item:
        row["authors"] = "; ".join(each["name"] for each in item["authors"])
    if "snippet" in item:
        row["snippet"] = "".join(each["text"] for each in item["snippet"])
    return row


def build_frame(items: Iterable[Mapping[str, Any]]) -> Any:
    """Return items as a data frame; days as dates. ImportError without pandas."""
    import pandas  # noqa: PLC0415 -- only who wants a data frame needs it

    frame = pandas.DataFrame([flatten_item(item) for item in items])
    for name in ("earliest", "latest"):
        if name in frame:
            frame[name] = pandas.to_datetime(frame[name], errors="coerce")
    return frame
