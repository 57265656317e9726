"""Articles from the elements of any XML whose names say what they are, as content management systems export it."""

from typing import Final

from lxml import etree

from archive.errors import UnreadableDocument
from archive.extraction.common.keyed_records import KeyedRecord
from archive.extraction.common.record_article import build_article
from archive.extraction.common.stated_facts import find_value_span
from archive.formats.decoding import decode_record
from archive.formats.detection.record_names import get_key
from archive.formats.documents import ExtractionOptions, ParsedArticle, SourceDocument
from archive.formats.xml_parsing import get_local_name, get_raw_text, parse_xml

RECIPE: Final = "xml/1"
MAX_DEPTH: Final = 4
MAX_CHILDREN: Final = 500
_MARKUP_NAMES: Final = frozenset("p div br a b i em strong span h1 h2 h3 h4 ul ol blockquote img figure table".split())


class ElementRecord(KeyedRecord):
    """Values of one element by the names of those in it, and its text."""

    __slots__ = ()
    noun = "element"

    def find_span(self, key: str, value: str) -> tuple[int, int] | None:
        """Return the span of `value` after the name of its element, as it stands there or escaped."""
        start = max(0, self.line.find(key.rpartition(".")[2]))
        span = find_value_span(self.line[start:], value)
        return (start + span[0], start + span[1]) if span else None


def read_element_record(document: SourceDocument, options: ExtractionOptions) -> ParsedArticle:
    """Return the article of an element. Raises UnreadableDocument if it holds none."""
    decoded = decode_record(document.content, charset=document.charset, encoding=document.encoding, is_markup=True)
    values = _read_values(parse_xml(decoded.text), MAX_DEPTH)
    if not isinstance(values, dict):
        raise UnreadableDocument("The element holds no others. There is nothing to take in.")
    return build_article(ElementRecord(values, decoded.text, place="element"), decoded, options, RECIPE)


def _read_values(element: etree._Element, depth: int) -> object:
    """Return the text of an element, its markup, or the values of the elements in it; several of a name as a list."""
    children = [child for child in element if get_local_name(child)][:MAX_CHILDREN]
    if not children:
        return get_raw_text(element).strip()
    if any(get_local_name(child) in _MARKUP_NAMES for child in children) or not depth:
        return etree.tostring(element, encoding="unicode", method="html", with_tail=False)
    values: dict[str, object] = {}
    for child in children:
        key, value = get_key(child), _read_values(child, depth - 1)
        if key not in values:
            values[key] = value
        elif isinstance(known := values[key], list):
            known.append(value)
        else:
            values[key] = [known, value]
    return values
