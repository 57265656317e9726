"""Shapes of JSON documents: where in one the records are, told by the keys of its first ones."""

import json
import re
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from archive.formats.detection.signatures import ASSIGNMENT
from archive.formats.fields import WRAPPER_KEYS, find_fields, fold_key
from archive.formats.structured.json_scanner import JsonPath

MAX_OPEN: Final = 100  # objects and lists within each other in what is looked at
MAX_PATH: Final = 7  # steps to a list of records
MAX_NODES: Final = 3000  # objects and lists that are looked at
MAX_SAMPLES: Final = 5  # elements of a list that are looked at
MAX_KEYS: Final = 500  # keys of an object that are looked at
MIN_TEXT: Final = 200  # characters of a value that may be the text of an article
_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*+"|["\[\]{},]', re.DOTALL)
_WRAPPERS: Final = frozenset(map(fold_key, WRAPPER_KEYS))
_CLOSING: Final = {"{": "}", "[": "]"}


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A place where records may be: the path to them, and how much they look like articles."""

    path: JsonPath
    has_text: bool
    is_list: bool


def parse_prefix(text: str) -> object:
    """Return the first JSON value of a text that may break off anywhere; None if nothing of it can be read."""
    text = text.lstrip("\ufeff \t\r\n\x1e")
    if match := ASSIGNMENT.match(text[:200].encode("ascii", "replace")):
        text = text[match.end() :]
    try:
        return json.JSONDecoder().raw_decode(text)[0]
    except (ValueError, RecursionError):
        completed = _complete_prefix(text)
    try:
        return json.loads(completed) if completed else None
    except (ValueError, RecursionError):
        return None


def _complete_prefix(text: str) -> str:
    """Return the text up to its last comma between values, with what is open there closed."""
    open_marks: list[str] = []
    completed, end = "", 0
    for match in _TOKEN.finditer(text):
        mark = match.group()
        if mark in _CLOSING:
            open_marks.append(_CLOSING[mark])
        elif mark in {"]", "}"}:
            if not open_marks or open_marks.pop() != mark:
                break
        elif mark == ",":
            end, completed = match.start(), "".join(reversed(open_marks))
        elif mark == '"':
            break
        if len(open_marks) > MAX_OPEN:
            break
    return text[:end] + completed if end else ""


def find_record_path(value: object) -> JsonPath | None:
    """Return the path to the records of a document, of which `value` is the beginning; None if it has no object."""
    candidates = list(_iter_candidates(value))
    for wanted in (
        [candidate for candidate in candidates if candidate.has_text],
        [candidate for candidate in candidates if candidate.is_list],
        candidates,
    ):
        if wanted:
            return min(wanted, key=lambda candidate: len(candidate.path)).path
    return _find_any_list(value)


def _iter_candidates(value: object) -> Iterator[_Candidate]:
    for path, node in _iter_nodes(value):
        if isinstance(node, dict):
            rating = _rate_record(node)
            if rating:
                yield _Candidate(path, has_text=rating > 1, is_list=bool(path) and path[-1] is None)


def _iter_nodes(value: object) -> Iterator[tuple[JsonPath, object]]:
    """Yield the objects and lists of a document with their paths, the outer ones first."""
    queue: deque[tuple[JsonPath, object]] = deque([((), value)])
    for _ in range(MAX_NODES):
        if not queue:
            return
        path, node = queue.popleft()
        yield path, node
        if len(path) >= MAX_PATH:
            continue
        if isinstance(node, list):
            queue.extend(((*path, None), child) for child in node[:MAX_SAMPLES] if isinstance(child, dict | list))
        elif isinstance(node, dict):
            children = [(key, child) for key, child in islice(node.items(), MAX_KEYS) if isinstance(child, dict | list)]
            is_map = len(children) == len(node) > 1 and all(isinstance(child, dict) for _, child in children)
            is_map = is_map and all(
                _rate_record(child) > 1 for _, child in children[:MAX_SAMPLES] if isinstance(child, dict)
            )
            queue.extend(((*path, None if is_map else key), child) for key, child in children)


def _rate_record(node: Mapping[str, Any]) -> int:
    """Return 2 for an object with a title and a text, 1 for one with a title and another field, else 0."""
    fields: dict[str, object] = {}
    for key, value in islice(node.items(), MAX_KEYS):
        if isinstance(value, dict) and fold_key(key) in _WRAPPERS:
            for inner_key, inner_value in islice(value.items(), MAX_KEYS):
                _note_fields(fields, inner_key, inner_value)
        _note_fields(fields, key, value)
    if "title" not in fields:
        return 0
    return 2 if "body" in fields else int(len(fields) > 1)


def _note_fields(fields: dict[str, object], key: str, value: object) -> None:
    if value not in (None, "", [], {}):
        for name in find_fields(key):
            fields.setdefault(name, value)


def _find_any_list(value: object) -> JsonPath | None:
    """Return the path to the outermost list of objects, else that to the document if it is an object."""
    if isinstance(value, dict) and any(isinstance(child, str) and len(child) > MIN_TEXT for child in value.values()):
        return ()
    for path, node in _iter_nodes(value):
        if isinstance(node, list) and any(isinstance(child, dict) for child in node[:MAX_SAMPLES]):
            return (*path, None)
    return () if isinstance(value, dict) else None


def describe_other_shape(value: object) -> str:
    """Return what a document without records is, and the next step; empty if it is none of the kinds known."""
    advice = "Write it again as a list of objects, one an article (of pandas: to_json(orient='records'))"
    if isinstance(value, list) and value and all(isinstance(row, list) for row in value[:MAX_SAMPLES]):
        return f"It is a table written as lists of JSON. {advice}, or save it as CSV."
    if isinstance(value, dict) and {"columns", "data"} <= value.keys():
        return f"It is a table whose columns are named apart from its rows. {advice}, or save it as CSV."
    if isinstance(value, dict) and value and all(isinstance(child, dict | list) for child in value.values()):
        fields = {field for key in islice(value, MAX_KEYS) for field in find_fields(key)}
        if {"title", "body"} <= fields and _has_parallel_columns(value):
            return f"It is a table written column by column. {advice}, or save it as CSV."
    return ""


def _has_parallel_columns(value: Mapping[str, Any]) -> bool:
    children = list(value.values())
    are_objects = all(isinstance(child, dict) and len(child) > 1 for child in children)
    return are_objects and len({tuple(islice(child, 3)) for child in children}) == 1
