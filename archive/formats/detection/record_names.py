"""Names of the elements of XML that hold an article."""

from itertools import islice
from typing import Final

from lxml import etree

from archive.errors import UnreadableDocument
from archive.formats.fields import find_fields
from archive.formats.xml_parsing import get_local_name, parse_xml

MAX_ELEMENTS: Final = 2000  # that are looked at


_FIELD_NAMES: Final = frozenset("field str arr property attribute value data column cell meta".split())
"""Elements whose attribute `name` says what they hold."""


def get_key(element: etree._Element) -> str:
    """Return the name of what an element holds; Drupal begins those of its own fields with ‘field_’."""
    name = get_local_name(element)
    return (element.get("name") or name if name in _FIELD_NAMES else name).removeprefix("field_")


def find_record_name(head: str) -> str:
    """Return the local name of the first element that has both a title and a text in it; empty if there is none."""
    try:
        root = parse_xml(head)
    except UnreadableDocument:
        return ""
    for element in islice(root.iter(), MAX_ELEMENTS):
        names = [get_key(child) for child in islice(element, MAX_ELEMENTS) if get_local_name(child)]
        fields = {field for name in names for field in find_fields(name)}
        if {"title", "body"} <= fields:
            return get_local_name(element)
    return ""
