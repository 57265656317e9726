"""References in XML, parsed from one record: Zotero's RDF, EndNote's XML and MODS."""

import re
from typing import Final
from xml.parsers import expat

from lxml import etree

from archive.errors import UnreadableDocument
from archive.formats.exports.references import Reference, ReferenceName
from archive.formats.faults import describe_fault
from archive.formats.streams import ByteRanges
from archive.formats.xml_parsing import find_named, get_child_text, get_local_name, get_text, iter_named, parse_xml

_RESOURCE: Final = re.compile(rb"\brdf:resource=[\"']([^\"'<>]{1,2000})[\"']")
_ITEM_TYPE: Final = re.compile(rb"<z:itemType>\s{0,9}([A-Za-z]{1,40})\s{0,9}</z:itemType>")
_NO_ITEMS: Final = frozenset("attachment memo collection journal periodical newspaper magazine series".split())
_SERIAL_NAMES: Final = frozenset("journal periodical newspaper magazine website blog document book".split())
MAX_ITEMS: Final = 50_000


def find_rdf_items(content: bytes) -> list[ByteRanges]:
    """Return the byte ranges of each item of Zotero's RDF: root, item, and the journals and files that it refers to."""
    children = _find_children(content)
    root = (0, children[0][2]) if children else (0, 0)
    by_name = {about: (start, end) for _, about, start, end in children if about}
    items: list[ByteRanges] = []
    for name, _, start, end in children:
        item_type = _ITEM_TYPE.search(content, start, end)
        is_note = item_type is not None and item_type[1] in {b"attachment", b"note"}
        if name in _NO_ITEMS or is_note or len(items) >= MAX_ITEMS:
            continue
        references = {match[1].decode("utf-8", "replace") for match in _RESOURCE.finditer(content, start, end)}
        others = {by_name[reference] for reference in references if reference in by_name} - {(start, end)}
        items.append((root, *sorted({(start, end), *others})))
    return items


def _find_children(content: bytes) -> list[tuple[str, str, int, int]]:
    """Return the local name, `rdf:about`, start and end of each child of the root."""
    parser = expat.ParserCreate()
    children: list[tuple[str, str, int, int]] = []
    open_tags: list[tuple[str, str, int]] = []

    def open_element(name: str, attributes: dict[str, str]) -> None:
        open_tags.append((name, attributes.get("rdf:about", ""), parser.CurrentByteIndex))

    def close_element(name: str) -> None:
        _, about, start = open_tags.pop()
        if len(open_tags) == 1:
            end = content.find(b">", parser.CurrentByteIndex) + 1
            children.append((name.rpartition(":")[2].lower(), about, start, end))

    def refuse_entity(*_: object) -> None:
        raise UnreadableDocument("It defines entities of its own, which are never expanded here. Export it again.")

    parser.StartElementHandler, parser.EndElementHandler = open_element, close_element
    parser.EntityDeclHandler = refuse_entity
    try:
        parser.Parse(content, True)  # noqa: FBT003 -- its signature
    except (expat.ExpatError, LookupError, ValueError) as error:  # an unknown encoding, or one of many bytes
        raise UnreadableDocument(f"It is broken XML ({describe_fault(error)}). Export it again.") from error
    return children


def parse_rdf(text: str) -> Reference:
    """Return the reference of an item of Zotero's RDF."""
    root = parse_xml(text)
    children = [child for child in root if get_local_name(child)]
    item = next((child for child in children if _is_item(child)), None)
    if item is None:
        raise UnreadableDocument("No item can be read out of it. Export the library again as Zotero RDF.")
    others = {_get_attribute(child, "about"): child for child in children if child is not item}
    reference = Reference(
        kind=get_child_text(item, "itemtype") or get_local_name(item),
        field_names=list(dict.fromkeys(get_local_name(child) for child in item if get_local_name(child))),
    )
    for name, key in (("title", "title"), ("date", "date"), ("language", "language"), ("abstract", "abstract")):
        reference.set_value(name, get_child_text(item, key), key)
    reference.set_value("url", get_text(find_named(item, "identifier", "uri", "value")), "identifier")
    reference.set_value("outlet", _find_serial_title(item, others), "isPartOf")
    reference.set_value("outlet", get_text(find_named(item, "publisher", "organization", "name")), "publisher")
    reference.set_value("section", get_child_text(item, "section"), "section")
    for person in iter_named(find_first(item, "authors"), "person"):
        family, given = get_child_text(person, "surname"), get_child_text(person, "givenname")
        reference.add_name(ReferenceName(", ".join(filter(None, [family, given])), family, given), "authors")
    for link in item:
        if get_local_name(link) == "link":
            attachment = others.get(_get_attribute(link, "resource"))
            path = None if attachment is None else find_first(attachment, "resource")
            reference.add_attachment("" if path is None else _get_attribute(path, "resource"))
    return reference


def _is_item(child: etree._Element) -> bool:
    return get_local_name(child) not in _NO_ITEMS and get_child_text(child, "itemtype") not in {"attachment", "note"}


def _find_serial_title(item: etree._Element, others: dict[str, etree._Element]) -> str:
    """Return the title of the paper that an item is part of: inside it, or elsewhere in the file."""
    for part in item:
        if get_local_name(part) == "ispartof":
            serial = others.get(_get_attribute(part, "resource"))
            serial = next(iter(part), None) if serial is None else serial
            if serial is not None and get_local_name(serial) in _SERIAL_NAMES and get_child_text(serial, "title"):
                return get_child_text(serial, "title")
    return ""


def find_first(root: etree._Element, name: str) -> etree._Element:
    """Return the first descendant of a name; an empty element without one."""
    found = find_named(root, name)
    return etree.Element(name) if found is None else found


def _get_attribute(element: etree._Element, name: str) -> str:
    return next((str(value) for key, value in element.attrib.items() if str(key).rpartition("}")[2] == name), "")


def parse_endnote(text: str) -> Reference:
    """Return the reference of a record of EndNote's XML."""
    record = find_first(parse_xml(f"<xml>{text}</xml>"), "record")
    kind = find_first(record, "ref-type").get("name") or ""
    names = list(dict.fromkeys(get_local_name(child) for child in record if get_local_name(child)))
    reference = Reference(kind=kind, field_names=names)
    for name, path in (
        ("title", ("titles", "title")), ("outlet", ("titles", "secondary-title")),
        ("outlet", ("periodical", "full-title")), ("url", ("urls", "related-urls", "url")),
        ("language", ("language",)), ("abstract", ("abstract",)), ("section", ("section",)),
        ("date", ("dates", "pub-dates", "date")), ("year", ("dates", "year")),
    ):  # fmt: skip
        reference.set_value(name, get_text(find_named(record, *path)), path[0])
    date, year = reference.values.get("date", ""), reference.values.get("year", "")
    if year and not re.search(r"\d{4}", date):
        reference.values["date"] = f"{date}, {year}" if date else year
    for author in iter_named(find_first(record, "authors"), "author"):
        name = get_text(author)
        is_organisation = name.endswith(",")
        reference.add_name(ReferenceName(name.strip(", "), is_organisation=is_organisation), "contributors")
    for urls in ("pdf-urls", "image-urls", "text-urls"):
        for url in iter_named(find_first(record, urls), "url"):
            reference.add_attachment(get_text(url))
    return reference


def parse_mods(text: str) -> Reference:
    """Return the reference of a record of MODS."""
    root = parse_xml(text)
    record = root if get_local_name(root) == "mods" else find_first(root, "mods")
    names = list(dict.fromkeys(get_local_name(child) for child in record if get_local_name(child)))
    reference = Reference(kind=get_child_text(record, "genre"), field_names=names)
    host = next((part for part in iter_named(record, "relateditem") if part.get("type") == "host"), None)
    parts = [child for child in record if child is not host]
    title = next((child for child in parts if get_local_name(child) == "titleinfo"), None)
    reference.set_value("title", "" if title is None else get_child_text(title, "title"), "titleInfo")
    if host is not None:
        reference.set_value("outlet", get_text(find_named(host, "titleinfo", "title")), "relatedItem")
        reference.set_value("date", get_text(find_named(host, "part", "date")), "part")
        reference.set_value("date", get_text(find_named(host, "origininfo", "dateissued")), "originInfo")
    for name, path in (
        ("date", ("origininfo", "dateissued")), ("date", ("part", "date")), ("url", ("location", "url")),
        ("language", ("language", "languageterm")), ("abstract", ("abstract",)),
    ):  # fmt: skip
        reference.set_value(name, get_text(find_named(record, *path)), path[0])
    for child in parts:
        if get_local_name(child) == "name":
            reference.add_name(_read_mods_name(child), "name")
    return reference


def _read_mods_name(name: etree._Element) -> ReferenceName:
    parts = {part.get("type") or "": get_text(part) for part in iter_named(name, "namepart")}
    role = get_text(find_named(name, "role", "roleterm")).lower()
    if role not in {"", "aut", "author", "cre", "creator", "jrn", "journalist"}:
        return ReferenceName("")
    family, given = parts.get("family", ""), parts.get("given", "")
    if family and given:
        return ReferenceName(f"{family}, {given}", family, given)
    return ReferenceName(parts.get("", family or given), is_organisation=name.get("type") == "corporate")
