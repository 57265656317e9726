"""Values of records: texts in objects and lists, blocks of a text, JSON inside the cell of a table."""

import ast
import json
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Final

from archive.extraction.common.keyed_records import iter_scalars
from archive.text.urls import canonicalize_url, get_domain

MAX_ITEMS: Final = 5000  # of a list of paragraphs
MAX_LITERAL: Final = 20_000  # characters of a cell that are read as a list or object of Python
MAX_DEPTH: Final = 8
_TEXT_KEYS: Final = ("rendered", "processed", "value", "@value", "#text", "$t", "__text")
"""Keys of objects that stand for a single text: of WordPress, Drupal, JSON-LD, and XML turned into JSON."""
_NAME_KEYS: Final = (
    "display_name displayName name literal full_name fullName fullname byline original title rendered value".split()
)
_MOMENT_KEYS: Final = ("$date", "$numberLong", "date", "value", "iso", "@value", "#text")
_BLOCK_KEYS: Final = (
    "headline summary heading content text value rendered paragraphs sections blocks content_elements children".split()
)
"""Keys of the blocks of a text that hold text or more blocks, in the order of reading."""
_PICTURE_TYPES: Final = frozenset(
    "image picture photo gallery video audio embed oembed_response raw_html advertisement ad script table_of_contents"
    " social reference interstitial_link list_element_placeholder".split()
)
"""Types of blocks that are no text."""


def unwrap_text(value: object) -> object:
    """Return the text of an object or list that only wraps one; other values as they are."""
    for _ in range(MAX_DEPTH):
        if isinstance(value, list) and len(value) == 1 and isinstance(value[0], dict):
            inner = _get_text(value[0])
        else:
            inner = _get_text(value) if isinstance(value, dict) else None
        if inner is None:
            return value
        value = inner
    return value


def _get_text(value: dict[str, Any]) -> object:
    """Return the text that an object wraps; one with an id stands for a thing, as a paper does, not for a text."""
    return None if "id" in value else next((value[key] for key in _TEXT_KEYS if value.get(key)), None)


def unwrap_moment(value: object) -> object:
    """Return the text or number of a date that databases and languages write as an object or a list of numbers."""
    value = unwrap_text(value)
    for _ in range(3):
        if isinstance(value, dict):
            value = next((value[key] for key in _MOMENT_KEYS if key in value), None)
    if isinstance(value, list) and len(value) >= 3 and all(isinstance(part, int) for part in value[:3]):
        return f"{value[0]:04d}-{value[1]:02d}-{value[2]:02d}"
    if isinstance(value, list):
        return value[0] if value else None
    return value


def find_name(value: dict[str, Any]) -> object:
    """Return the name that an object of a person, an outlet or a section gives."""
    return next((value[key] for key in _NAME_KEYS if value.get(key)), "")


def parse_json_cell(value: object) -> object:
    """Return the list or object that a cell holds as JSON, or as Python writes it; other values as they are."""
    if not isinstance(value, str) or value[:1] not in {"[", "{"} or value.rstrip()[-1:] not in {"]", "}"}:
        return value
    parsed: object = None
    with suppress(ValueError, RecursionError):
        parsed = json.loads(value)
    if parsed is None and "{" in value and len(value) <= MAX_LITERAL:
        with suppress(ValueError, SyntaxError, RecursionError, MemoryError):
            parsed = ast.literal_eval(value)
    return parsed if isinstance(parsed, list | dict) else value


def collect_blocks(value: object, left_out: Counter[str]) -> list[str]:
    """Return the texts of a list or object of blocks in order; blocks that are no text are counted."""
    return list(_iter_blocks(value, left_out, 0))


def _iter_blocks(value: object, left_out: Counter[str], depth: int) -> Iterator[str]:
    if depth > MAX_DEPTH:
        left_out["blocks nested too deeply"] += 1
        return
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        left_out["blocks after the first 5,000"] += max(0, len(value) - MAX_ITEMS)
        for item in value[:MAX_ITEMS]:
            yield from _iter_blocks(item, left_out, depth + 1)
    elif isinstance(value, dict):
        if str(value.get("type", "")).lower() in _PICTURE_TYPES:
            left_out["blocks that are no text"] += 1
            return
        for key in _BLOCK_KEYS:
            if key in value:
                yield from _iter_blocks(value[key], left_out, depth + 1)


def is_text(value: object) -> bool:
    """Return whether a value is a text, or an object that wraps one."""
    return isinstance(unwrap_text(value), str)


def is_text_or_number(value: object) -> bool:
    """Return whether a value may be a title or a date."""
    value = unwrap_text(value)
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def is_body(value: object) -> bool:
    """Return whether a value is a text, or blocks of one."""
    value = unwrap_text(value)
    if isinstance(value, str):
        return True
    if isinstance(value, dict) and not any(key in value for key in _BLOCK_KEYS):
        return False
    return isinstance(value, list | dict) and any(part.strip() for part in collect_blocks(value, Counter()))


def is_moment(value: object) -> bool:
    """Return whether a value may be a date: a text with a digit in it, or a number."""
    value = unwrap_moment(value)
    if isinstance(value, bool):
        return False
    return isinstance(value, int | float) or (isinstance(value, str) and any(map(str.isdigit, value)))


def is_credit(value: object) -> bool:
    """Return whether a value may name authors: numbers are keys of a database, not names."""
    if isinstance(value, list):
        return any(is_credit(item) for item in value[:50])
    return isinstance(value, dict) or (isinstance(value, str) and not value.strip().isdigit())


def is_name(value: object) -> bool:
    """Return whether a value may name an outlet or a section: text that is no address and no number."""
    if isinstance(value, list):
        return any(is_name(item) for item in value[:50])
    if isinstance(value, dict):
        return is_name(find_name(value))
    return isinstance(value, str) and not value.strip().isdigit() and not is_address(value)


def is_address(value: object) -> bool:
    """Return whether a value is the address of a page or a site."""
    return isinstance(value, str) and "://" in value[:10] and bool(canonicalize_url(value) or get_domain(value))


def is_page_address(value: object) -> bool:
    """Return whether a value is the address of a page, not only of a site."""
    return isinstance(value, str) and bool(canonicalize_url(value))


def iter_strings(value: object) -> Iterator[str]:
    """Return the texts of a value: itself, the items of a list, the name of an object."""
    return map(str, iter_scalars(value, find_name))
