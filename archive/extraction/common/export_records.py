"""Records of exports in which authors, sections and settings stand beside the post, or have names of their own."""

from contextlib import suppress
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from archive.extraction.common.record_values import find_name

_GHOST_KEYS: Final = frozenset(("posts", "users", "tags", "settings"))
_TIME_ZONE_KEYS: Final = ("timezone", "active_timezone", "activeTimezone")
_DATE_KEYS: Final = ("published_at", "created_at")
Remarks = dict[str, str]


def join_export(values: dict[str, Any]) -> tuple[dict[str, Any], Remarks]:
    """Return the values of a post with those that belong to it, and remarks on values that were changed, by key."""
    posts, data = values.get("posts"), values.get("data")
    if isinstance(posts, list) and len(posts) == 1 and isinstance(posts[0], dict) and _GHOST_KEYS.issuperset(values):
        return _join_ghost(posts[0], values)
    if (
        isinstance(data, list)
        and len(data) == 1
        and isinstance(data[0], dict)
        and {"data", "included"}.issuperset(values)
    ):
        return _join_drupal(data[0], values), {}
    if isinstance(values.get("_embedded"), dict):
        return _join_wordpress(values), {}
    if "versioncreated" in values:
        return _name_ninjs_values(values), {}
    return values, {}


def _iter_objects(value: object) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _join_ghost(post: dict[str, Any], values: dict[str, Any]) -> tuple[dict[str, Any], Remarks]:
    settings = {row.get("key"): row.get("value") for row in _iter_objects(values.get("settings"))}
    joined = dict(post)
    if users := _iter_objects(values.get("users")):
        joined.pop("authors", None)
        joined["users"] = users
    if tags := _iter_objects(values.get("tags")):
        joined["primary_tag"] = tags[0]
    if settings.get("title"):
        joined["site_name"] = settings["title"]
    remarks: Remarks = {}
    zone = next((settings[key] for key in _TIME_ZONE_KEYS if settings.get(key)), None)
    for key in _DATE_KEYS if isinstance(zone, str) else ():
        with suppress(ValueError, OverflowError, OSError, LookupError):
            moment = datetime.fromisoformat(str(joined.get(key)))
            joined[key] = moment.astimezone(ZoneInfo(str(zone))).isoformat() if moment.tzinfo else joined[key]
            remarks[key] = f"in the time zone of the site, {str(zone)[:60]}"
    return joined, remarks


def _join_drupal(node: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    joined = dict(node)
    included = _iter_objects(values.get("included"))
    users = [row.get("attributes", {}) for row in included if str(row.get("type")).startswith("user--")]
    terms = [row.get("attributes", {}) for row in included if str(row.get("type")).startswith("taxonomy_term--")]
    if names := [name for row in users if isinstance(row, dict) and (name := find_name(row))]:
        joined["authors"] = names
    if names := [name for row in terms if isinstance(row, dict) and (name := find_name(row))]:
        joined["category"] = names[0]
    return joined


def _name_ninjs_values(values: dict[str, Any]) -> dict[str, Any]:
    """Return the values of an item of ninjs, a format of agencies, with the names that others give them."""
    named = dict(values)
    for name, keys in (
        ("published", ("contentcreated", "firstcreated", "versioncreated")),
        ("source_name", ("provider",)),
        ("dateline", ("located",)),
    ):
        if not named.get(name) and (key := next((key for key in keys if isinstance(values.get(key), str)), "")):
            named[name] = named.pop(key)
    return named


def _join_wordpress(values: dict[str, Any]) -> dict[str, Any]:
    """Return the values of a post with the names of its categories in place of their numbers."""
    groups = values["_embedded"].get("wp:term")
    terms = [term for group in groups if isinstance(group, list) for term in _iter_objects(group)] if groups else []
    names = [term["name"] for term in terms if term.get("taxonomy") == "category" and term.get("name")]
    joined = {key: value for key, value in values.items() if key not in {"categories", "tags"}}
    return joined | ({"categories": names} if names else {})
