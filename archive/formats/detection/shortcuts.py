"""Shortcuts to pages, and property lists of Apple."""

import plistlib
import re
from typing import Any, Final
from xml.parsers.expat import ExpatError

from archive.errors import Remedy, UnknownFormat
from archive.formats.documents import escape_line

PROPERTY_LIST_ERRORS: Final = (
    plistlib.InvalidFileException, ExpatError, ValueError, TypeError, LookupError, OverflowError,
    RecursionError, AttributeError, UnicodeDecodeError, MemoryError,
)  # fmt: skip


_SHORTCUT: Final = re.compile(
    r"\A(?:\s*#[^\n]{0,200}\n){0,20}\s*(?:\[\{[^\n]{0,100}\]\s*\n(?:[^\[\n]{0,500}\n){0,20})?"
    r"\[(?:InternetShortcut|DEFAULT|Desktop Entry)\]",
    re.IGNORECASE,
)


_ADDRESS: Final = re.compile(r"^\s{0,9}(?:BASE)?URL(?:\[[^\]\s]{0,20}\])?\s{0,9}=\s{0,9}(\S{1,4000})", re.I | re.M)


def is_property_list(head: bytes) -> bool:
    """Return whether a file is a property list of Apple, binary or XML."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    return head.startswith(b"bplist") or (start.startswith(b"<?xml") and b"<plist" in start[:1000])


def load_property_list(content: bytes) -> dict[str, Any]:
    """Return the values of a property list without entities. Raises one of PROPERTY_LIST_ERRORS."""
    if b"<!ENTITY" in content[:10_000].upper():
        raise ValueError("it defines entities")
    values = plistlib.loads(content)
    if not isinstance(values, dict):
        raise TypeError("it is a list")
    return values


def reject_shortcut(head: bytes, suffix: str) -> None:
    """Raise UnknownFormat, with the address, if a file is a shortcut to a page."""
    address = _find_shortcut_address(head)
    if address is None:
        return
    if not address:
        raise UnknownFormat(f"It is a shortcut ({suffix or 'a link file'}) without an address. Save the page itself.")
    raise UnknownFormat(
        f"It is a shortcut to {address}, not the page. Open it in a browser and save the page.",
        remedy=Remedy.GIVE_ADDRESS,
    )


def _find_shortcut_address(head: bytes) -> str | None:
    """Return the address that a shortcut leads to, empty if it has none; None for any other file."""
    if is_property_list(head):
        try:
            values = load_property_list(head)
        except PROPERTY_LIST_ERRORS:
            return None
        address = values.get("URL")
        return None if address is None or "WebMainResource" in values else escape_line(str(address), 500)
    codec = "utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    text = head[:20_000].decode(codec, "replace")
    if _SHORTCUT.match(text) is None:
        return None
    match = _ADDRESS.search(text)
    return escape_line(match[1], 500) if match else ""
