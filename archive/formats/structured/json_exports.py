"""Exports that keep authors and sections apart from their articles: of Ghost, and of Drupal's JSON:API.

Each post becomes a document of its own: the bytes of the post and of the authors, tags and settings that belong to it,
in the shape of the export.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, Final, Literal, cast

from archive.errors import UnreadableDocument
from archive.formats.documents import SourceItem, SourceLocation
from archive.formats.streams import ByteRanges, SizeLimits, extract_ranges, flatten_ranges, format_too_large
from archive.formats.structured.json_scanner import JsonPath, JsonScanner, JsonValue, iter_keys, iter_values
from archive.formats.structured.unpublished_posts import find_unpublished_reason

MAX_EXPORT_FACTOR: Final = 30  # an export may be this many times larger than one document
MAX_RELATED: Final = 30  # authors or tags of one post
_GHOST_PATHS: Final[tuple[JsonPath, ...]] = (("db", None, "data"), ("data",), ())
_GHOST_TABLES: Final = ("posts", "users", "posts_authors", "tags", "posts_tags", "settings")
_GHOST_SIGNS: Final = frozenset(("posts_authors", "posts_tags", "posts_meta"))
_SETTINGS: Final = frozenset(("title", "timezone", "active_timezone", "activeTimezone"))
_DRUPAL_TABLES: Final = ("data", "included")


@dataclass(frozen=True, slots=True)
class JsonExport:
    """The kind of an export, and the path to its tables."""

    kind: Literal["ghost", "drupal"]
    path: JsonPath


@dataclass(slots=True)
class _Tables:
    """The rows of an export by the name of their table, and the range of each name."""

    rows: dict[str, list[tuple[JsonValue, dict[str, Any]]]] = field(default_factory=dict)
    name_ranges: dict[str, tuple[int, int]] = field(default_factory=dict)


def find_export(value: object) -> JsonExport | None:
    """Return the export whose beginning `value` is; None for other documents."""
    for path in _GHOST_PATHS:
        tables = _follow_path(value, path)
        has_posts = isinstance(tables, dict) and isinstance(tables.get("posts"), list)
        if has_posts and (path[:1] == ("db",) or not _GHOST_SIGNS.isdisjoint(cast("dict[str, Any]", tables))):
            return JsonExport("ghost", path)
    data = value.get("data") if isinstance(value, dict) else None
    first = data[0] if isinstance(data, list) and data else data
    is_drupal = isinstance(first, dict) and isinstance(first.get("attributes"), dict) and "relationships" in first
    return JsonExport("drupal", ()) if is_drupal else None


def _follow_path(value: object, path: JsonPath) -> object:
    for step in path:
        if step is None:
            value = value[0] if isinstance(value, list) and value else None
        else:
            value = value.get(step) if isinstance(value, dict) else None
    return value


def read_export(
    content: bytes, export: JsonExport, location: SourceLocation, limits: SizeLimits, media_type: str
) -> Iterator[SourceItem]:
    """Yield each post with what belongs to it; those that are not published are passed over."""
    is_ghost = export.kind == "ghost"
    tables = _read_tables(content, export.path, _GHOST_TABLES if is_ghost else _DRUPAL_TABLES)
    posts = tables.rows.get("posts" if is_ghost else "data", [])
    if not posts:
        yield location.refuse("The export has no posts. There is nothing to take in.")
    relate = _GhostRelations(tables).find_related if is_ghost else _DrupalRelations(tables).find_related
    for number, (value, post) in enumerate(posts, 1):
        record_location = location.append_record(f"post {number}")
        if reason := find_unpublished_reason(content[value.start : value.end]):
            yield record_location.skip(reason)
            continue
        ranges = _compose(content, tables, [("posts" if is_ghost else "data", [value]), *relate(post)])
        document = extract_ranges(content, ranges)
        record_location = record_location.enter_step(("cut", *flatten_ranges(ranges)))
        if len(document) > limits.max_document_bytes:
            yield record_location.refuse(format_too_large(limits.max_document_bytes))
        else:
            yield record_location.build_document(document, media_type)


def _read_tables(content: bytes, path: JsonPath, names: Sequence[str]) -> _Tables:
    """Return the rows of the tables with these names in the object that a path leads to."""
    start = 3 if content.startswith(b"\xef\xbb\xbf") else 0
    scanner = JsonScanner(BytesIO(content[start:]), len(content))
    tables = _Tables()
    node = next(iter_values(scanner, path), None)
    if node is None or node.content is None:
        raise UnreadableDocument("the export has no tables")
    start += node.start
    scanner = JsonScanner(BytesIO(node.content), len(content))
    for name, name_start, name_end in iter_keys(scanner):
        if name not in names or name in tables.rows:
            scanner.cut_value(is_wanted=False)
            continue
        tables.name_ranges[name] = (start + name_start, start + name_end)
        values = iter_values(scanner, (None,) if scanner.peek() == b"[" else ())
        tables.rows[name] = list(_parse_rows(values, start))
    return tables


def _parse_rows(values: Iterator[JsonValue], offset: int) -> Iterator[tuple[JsonValue, dict[str, Any]]]:
    for value in values:
        try:
            row = json.loads(value.content or b"null")
        except (ValueError, RecursionError):
            row = {}
        if isinstance(row, dict):
            yield JsonValue(offset + value.start, offset + value.end, None), row


def _compose(content: bytes, tables: _Tables, parts: list[tuple[str, list[JsonValue]]]) -> ByteRanges:
    """Return the ranges whose bytes are an object with these rows under the names of their tables."""
    marks = {mark: (content.index(mark), content.index(mark) + 1) for mark in (b"{", b"}", b"[", b"]", b",", b":")}
    ranges = [marks[b"{"]]
    for number, (name, values) in enumerate((name, values) for name, values in parts if values):
        ranges += [marks[b","]] if number else []
        ranges += [tables.name_ranges[name], marks[b":"], marks[b"["]]
        for position, value in enumerate(values):
            ranges += [marks[b","]] if position else []
            ranges.append((value.start, value.end))
        ranges.append(marks[b"]"])
    return (*ranges, marks[b"}"])


class _GhostRelations:
    """Users, tags and settings that belong to a post of Ghost."""

    def __init__(self, tables: _Tables) -> None:
        self._users = {str(row.get("id")): value for value, row in tables.rows.get("users", [])}
        self._tags = {
            str(row.get("id")): value
            for value, row in tables.rows.get("tags", [])
            if row.get("visibility", "public") == "public" and not str(row.get("name", "")).startswith("#")
        }
        self._settings = [value for value, row in tables.rows.get("settings", []) if row.get("key") in _SETTINGS]
        self._authors_by_post = _group_links(tables, "posts_authors", "author_id")
        self._tags_by_post = _group_links(tables, "posts_tags", "tag_id")

    def find_related(self, post: dict[str, Any]) -> list[tuple[str, list[JsonValue]]]:
        """Return the rows that belong to a post, by table."""
        key = str(post.get("id"))
        author_ids = self._authors_by_post.get(key) or [str(post.get("author_id", post.get("author")))]
        users = [self._users[author_id] for author_id in author_ids if author_id in self._users]
        tags = [self._tags[tag_id] for tag_id in self._tags_by_post.get(key, ()) if tag_id in self._tags]
        return [("users", users[:MAX_RELATED]), ("tags", tags[:MAX_RELATED]), ("settings", self._settings)]


def _group_links(tables: _Tables, table: str, key: str) -> dict[str, list[str]]:
    """Return the keys that a table of links gives to each post, in their order."""
    links: dict[str, list[str]] = {}
    rows = [row for _, row in tables.rows.get(table, [])]
    for row in sorted(rows, key=lambda row: row["sort_order"] if isinstance(row.get("sort_order"), int) else 0):
        links.setdefault(str(row.get("post_id")), []).append(str(row.get(key)))
    return links


class _DrupalRelations:
    """Included users and terms that belong to a node of Drupal."""

    def __init__(self, tables: _Tables) -> None:
        self._included = {
            (str(row.get("type")), str(row.get("id"))): value
            for value, row in tables.rows.get("included", [])
            if str(row.get("type")).startswith(("user--", "taxonomy_term--", "node--"))
        }

    def find_related(self, node: dict[str, Any]) -> list[tuple[str, list[JsonValue]]]:
        """Return the rows that a node refers to."""
        values: dict[int, JsonValue] = {}
        relationships = node.get("relationships")
        for relation in relationships.values() if isinstance(relationships, dict) else ():
            data = relation.get("data") if isinstance(relation, dict) else None
            for item in data if isinstance(data, list) else [data]:
                if isinstance(item, dict):
                    value = self._included.get((str(item.get("type")), str(item.get("id"))))
                    if value is not None:
                        values.setdefault(value.start, value)
        return [("included", list(values.values())[:MAX_RELATED])]
