"""Text of an XML element that holds the markup of NITF, XHTML or Evernote, read as HTML is."""

from typing import Final

from lxml import etree

from archive.extraction.common.markup_values import TextValue, read_markup_value
from archive.formats.xml_parsing import get_local_name, get_text

_HTML_NAMES: Final = {
    "hl1": "h2", "hl2": "h2", "block": "div", "body.content": "div", "body.end": "div", "en-note": "div",
    "media": "figure", "media-caption": "figcaption", "note": "div", "bq": "blockquote", "fn": "p",
}  # fmt: skip
_DROPPED_NAMES: Final = frozenset(
    "head media-metadata media-reference media-producer media-object en-media en-crypt en-todo title".split()
)


def read_element_text(element: etree._Element) -> TextValue:
    """Return the text of an element; its captions stand apart, pictures and the like are counted."""
    counts: dict[str, int] = {}
    for child in list(element.iter()):
        name = get_local_name(child)
        if not name or child is element:
            continue
        if name in _DROPPED_NAMES:
            counts[name] = counts.get(name, 0) + 1
            _remove(child)
        else:
            child.tag = _HTML_NAMES.get(name, name if name.isidentifier() else "span")
    element.tag = "div"
    etree.cleanup_namespaces(element)
    text = read_markup_value(etree.tostring(element, encoding="unicode", method="html", with_tail=False))
    text.left_out.update({f"{name} elements": count for name, count in counts.items() if name != "title"})
    return text


def _remove(child: etree._Element) -> None:
    """Remove an element, but not the text after it."""
    parent, previous = child.getparent(), child.getprevious()
    if parent is None:
        return
    if child.tail and previous is not None:
        previous.tail = (previous.tail or "") + child.tail
    elif child.tail:
        parent.text = (parent.text or "") + child.tail
    parent.remove(child)


def list_texts(root: etree._Element, name: str) -> list[str]:
    """Return the text of each descendant of a name that has any."""
    return [text for child in root.iter() if get_local_name(child) == name and (text := get_text(child))]
