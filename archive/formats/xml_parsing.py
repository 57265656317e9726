"""Records in XML parsed safely: no entity is expanded, no file or address opened, depth and size are bounded."""

import re
import sys
from collections.abc import Iterator
from html.entities import html5
from typing import Final

from lxml import etree

from archive.errors import UnreadableDocument
from archive.formats.faults import describe_fault
from archive.text.normalize import clean_line, strip_controls

_DECLARED_ENTITY: Final = re.compile(r"<!ENTITY\s", re.IGNORECASE)
_DECLARATION: Final = re.compile(r"\A\s*<\?xml[^<>]{0,300}\?>")
_AMPERSAND: Final = re.compile(r"<!\[CDATA\[|&(?:([A-Za-z][A-Za-z0-9]{1,30});|(?!#))")
_NUMBERED_CHARACTER: Final = re.compile(r"&#([xX][0-9A-Fa-f]{1,40}|[0-9]{1,40});?")
_OWN_ENTITIES: Final = frozenset("amp lt gt quot apos".split())


def parse_xml(text: str) -> etree._Element:
    """Return the root of an XML text, mended where it is broken; raise UnreadableDocument if there is none."""
    if _DECLARED_ENTITY.search(text, 0, 100_000):
        raise UnreadableDocument(
            "It defines entities of its own, which are never expanded here. Export it again without a DTD."
        )
    plain = mend_ampersands(_DECLARATION.sub("", strip_controls(text.removeprefix("\ufeff"))))
    plain = mend_numbered_characters(plain)
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, encoding="utf-8"
    )
    try:
        root = etree.fromstring(plain.encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError) as error:
        raise UnreadableDocument(f"It is broken XML ({describe_fault(error)}). Export it again.") from error
    if any("depth" in error.message.lower() for error in parser.error_log):  # what is nested deeper would be lost
        raise UnreadableDocument("It is nested more deeply than any article. Export it again in another format.")
    if root is None:
        raise UnreadableDocument("It is broken XML: nothing of it can be read. Export it again.")
    return root


def mend_numbered_characters(text: str) -> str:
    """Return markup where references to no character, or to half of one, are the replacement character."""
    return _NUMBERED_CHARACTER.sub(_replace_non_character, text)


def _replace_non_character(reference: re.Match[str]) -> str:
    number = int(reference[1][1:], 16) if reference[1][0] in "xX" else int(reference[1])
    return "\ufffd" if 0xD800 <= number <= 0xDFFF or number > sys.maxunicode else reference.group()


def mend_ampersands(text: str) -> str:
    """Return XML where entities of HTML are characters and lone ampersands escaped, except in CDATA sections."""
    parts, position = [], 0
    while match := _AMPERSAND.search(text, position):
        parts.append(text[position : match.start()])
        if match.group().startswith("<"):
            end = text.find("]]>", match.end())
            position = len(text) if end < 0 else end
            parts.append(text[match.start() : position])
            continue
        name, position = match[1], match.end()
        is_known = name is not None and (name in _OWN_ENTITIES or f"{name};" not in html5)
        parts.append(match.group() if is_known else html5[f"{name};"] if name else "&amp;")
    return "".join([*parts, text[position:]])


def get_local_name(element: etree._Element) -> str:
    """Return the name of an element without its namespace, in lower case; empty for comments and the like."""
    tag = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(tag, str) else ""


def iter_named(root: etree._Element, *names: str) -> Iterator[etree._Element]:
    """Yield the descendants with one of these local names, in document order."""
    return (element for element in root.iter() if get_local_name(element) in names)


def find_named(root: etree._Element | None, *path: str) -> etree._Element | None:
    """Return the first descendant along a path of local names, or None."""
    element = root
    for name in path:
        if element is None:
            return None
        element = next((child for child in element.iterdescendants() if get_local_name(child) == name), None)
    return element


def get_text(element: etree._Element | None) -> str:
    """Return all text in an element on one line; empty for None."""
    return "" if element is None else clean_line(" ".join(get_raw_text(element).split()))


def get_raw_text(element: etree._Element | None) -> str:
    """Return all text in an element as it stands; empty for None."""
    return "" if element is None else "".join(element.itertext("*"))


def get_child_text(element: etree._Element, name: str) -> str:
    """Return the text of the first child with this local name."""
    return get_text(next((child for child in element if get_local_name(child) == name), None))
