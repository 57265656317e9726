"""Posts of content management systems that are no published articles: drafts, pages, attachments, revisions."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from archive.formats.fields import fold_key

_UNPUBLISHED: Final = re.compile(
    rb'"(?:status|post_status|type|post_type|bundle|page|visibility|moderation_state)"\s{0,9}:\s{0,9}'
    rb'(?:"(?:draft|pending|private|trash|auto-draft|future|inherit|scheduled|unpublished|archived|page|attachment'
    rb'|revision|nav_menu_item|wp_\w{1,20}|custom_css|node--page)"|false|true|0|1|\[)'
)
_UNPUBLISHED_STATES: Final = frozenset(
    "draft pending private trash auto-draft future inherit scheduled unpublished".split()
)
_OTHER_TYPES: Final = frozenset(
    "page attachment revision nav_menu_item wp_block wp_template wp_template_part wp_navigation wp_global_styles"
    " custom_css customize_changeset oembed_cache node--page".split()
)
_CMS_KEYS: Final = frozenset("status post_status slug guid nid modified post_date uuid".split())
"""Keys of which a record of a content management system has one, so that its type means what it does there."""
_COLUMN_KEYS: Final = {
    "posttype": "post_type", "type": "type", "poststatus": "post_status", "status": "status", "slug": "slug",
    "permalink": "slug", "guid": "guid", "postdate": "post_date", "ispublished": "is_published",
}  # fmt: skip
"""Folded names of columns → keys of a post."""


def find_unpublished_reason(content: bytes) -> str:
    """Return why a record of a content management system is no published article; empty if it may be one."""
    if not _UNPUBLISHED.search(content):
        return ""
    try:
        values = json.loads(content)
    except (ValueError, RecursionError):
        return ""
    if not isinstance(values, dict):
        return ""
    attributes = values.get("attributes")
    return describe_unpublished(values | attributes if isinstance(attributes, dict) else values)


def names_post_columns(names: Sequence[str]) -> bool:
    """Return whether columns tell the state or type of posts."""
    keys = {_COLUMN_KEYS.get(fold_key(name), "") for name in names}
    return bool(keys & {"post_type", "post_status", "status", "type", "is_published"}) and not _CMS_KEYS.isdisjoint(
        keys
    )


def find_unpublished_row(names: Sequence[str], cells: Sequence[str]) -> str:
    """Return why a row of a blog's table is no published article; empty if it may be one."""
    values = {
        _COLUMN_KEYS[key]: cell.lower()
        for name, cell in zip(names, cells, strict=False)
        if (key := fold_key(name)) in _COLUMN_KEYS
    }
    return describe_unpublished(values) if len(values) > 1 and not _CMS_KEYS.isdisjoint(values) else ""


def describe_unpublished(values: Mapping[str, Any]) -> str:
    """Return why the values of a post say that it is no published article; empty if they do not."""
    state = next((_read_state(values[key]) for key in ("status", "post_status") if key in values), "")
    if state in _UNPUBLISHED_STATES:
        return f"it is not published: its status is ‘{state}’"
    if str(values.get("is_published", "")).lower() == "false":
        return "it is not published"
    kind = next((_read_state(values[key]) for key in ("post_type", "type", "bundle") if key in values), "")
    if kind in _OTHER_TYPES and not _CMS_KEYS.isdisjoint(values):
        return f"it is no article but of the type ‘{kind}’"
    is_page = values.get("page") in (True, 1, "1", "true") and "slug" in values
    return "it is no article but a page" if is_page else ""


def _read_state(value: object) -> str:
    """Return a state or type as a word; Drupal writes them as objects in lists, and `false` for a draft."""
    for _ in range(3):
        if isinstance(value, list):
            value = value[0] if value else ""
        if isinstance(value, dict):
            value = value.get("value", value.get("target_id", ""))
    if value is False:
        return "unpublished"
    return value.lower() if isinstance(value, str) else ""
