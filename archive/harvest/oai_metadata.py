"""Metadata of an article as XML: Dublin Core (`oai_dc`) and MODS of the Library of Congress (`mods`)."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from lxml import etree

from archive.citations.record import CitationRecord, describe_inexact_date
from archive.models import Article
from archive.text.normalize import clean_text

XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
DC: Final = "http://purl.org/dc/elements/1.1/"
MODS: Final = "http://www.loc.gov/mods/v3"
_MARC_ROLES: Final = {"authors": ("aut", "author"), "editors": ("edt", "editor"), "translators": ("trl", "translator")}
_NOT_XML: Final = re.compile("[\ud800-\udfff\ufffe\uffff]")


def clean_for_xml(text: str) -> str:
    """Return `text` on one line, without the characters that no XML may have."""
    return clean_text(_NOT_XML.sub("", text))


@dataclass(frozen=True, slots=True)
class MetadataFormat:
    """A metadata format: its namespace and schema, and what builds the XML of an article."""

    namespace: str
    schema: str
    build_element: Callable[[Article, CitationRecord], etree._Element]


def build_dublin_core(_: Article, record: CitationRecord) -> etree._Element:
    """Build simple Dublin Core."""
    root = _create_root(OAI_DC, "dc", {"oai_dc": OAI_DC, "dc": DC, "xsi": XSI}, OAI_DC_SCHEMA)
    values = [
        ("title", record.title),
        *(("creator", person.inverted_name) for person in record.authors),
        *(("contributor", person.inverted_name) for person in (*record.editors, *record.translators)),
        ("publisher", record.outlet),
        ("date", record.published.exact_date or describe_inexact_date(record.published)),
        ("type", "Text"),
        ("type", "newspaperArticle"),
        ("format", "text/html"),
        ("identifier", record.url),
        ("source", record.original_url),
        ("language", record.language),
        ("subject", record.section),
        ("description", record.abstract),
    ]
    for name, value in values:
        _add(root, DC, name, value)
    return root


def build_mods(article: Article, record: CitationRecord) -> etree._Element:
    """Build MODS 3.8: headline, people with roles, date as EDTF, outlet and section as its host."""
    root = _create_root(MODS, "mods", {None: MODS, "xsi": XSI}, MODS_SCHEMA)
    root.set("version", "3.8")
    _add(_add(root, MODS, "titleInfo"), MODS, "title", record.title)
    for attribute, (code, label) in _MARC_ROLES.items():
        for person in getattr(record, attribute):
            _add_name(root, person.family, person.given, code, label)
    _add(root, MODS, "typeOfResource", "text")
    _add(root, MODS, "genre", "article", authority="marcgt")
    if article.published:
        origin = _add(root, MODS, "originInfo", eventType="publication")
        _add(origin, MODS, "dateIssued", article.published, encoding="edtf", keyDate="yes")
    if record.language:
        language = _add(root, MODS, "language")
        _add(language, MODS, "languageTerm", record.language, type="code", authority="rfc5646")
    _add(root, MODS, "abstract", record.abstract)
    _add_host(root, record)
    _add(root, MODS, "identifier", record.url, type="uri")
    location = _add(root, MODS, "location")
    _add(location, MODS, "url", record.url, usage="primary display", access="object in context")
    _add(location, MODS, "url", record.original_url, displayLabel="as published")
    info = _add(root, MODS, "recordInfo")
    _add(info, MODS, "recordContentSource", record.archive)
    _add(info, MODS, "recordCreationDate", article.added_at.strftime("%Y-%m-%d"), encoding="w3cdtf")
    _add(info, MODS, "recordChangeDate", article.changed_at.strftime("%Y-%m-%d"), encoding="w3cdtf")
    _add(info, MODS, "recordIdentifier", record.identifier)
    return root


def _add_name(root: etree._Element, family: str, given: str, code: str, label: str) -> None:
    name = _add(root, MODS, "name", type="personal") if given else _add(root, MODS, "name")
    if given:
        _add(name, MODS, "namePart", family, type="family")
        _add(name, MODS, "namePart", given, type="given")
    else:
        _add(name, MODS, "namePart", family)
    role = _add(name, MODS, "role")
    _add(role, MODS, "roleTerm", code, type="code", authority="marcrelator")
    _add(role, MODS, "roleTerm", label, type="text", authority="marcrelator")


def _add_host(root: etree._Element, record: CitationRecord) -> None:
    """Add the outlet that the article is part of, and its section."""
    if not record.outlet and not record.section:
        return
    host = _add(root, MODS, "relatedItem", type="host")
    if record.outlet:
        _add(_add(host, MODS, "titleInfo"), MODS, "title", record.outlet)
    if record.section:
        _add(_add(_add(host, MODS, "part"), MODS, "detail", type="section"), MODS, "title", record.section)


def _create_root(namespace: str, name: str, prefixes: Mapping[str | None, str], schema: str) -> etree._Element:
    root = etree.Element(f"{{{namespace}}}{name}", nsmap=prefixes)
    root.set(f"{{{XSI}}}schemaLocation", f"{namespace} {schema}")
    return root


def _add(
    parent: etree._Element, namespace: str, name: str, text: str | None = None, **attributes: str
) -> etree._Element:
    """Add an element, and return it; an element of an empty text is left out."""
    element = etree.Element(f"{{{namespace}}}{name}", attributes)
    if text is None:
        parent.append(element)
    elif text := clean_for_xml(text):
        element.text = text
        parent.append(element)
    return element


OAI_DC: Final = "http://www.openarchives.org/OAI/2.0/oai_dc/"
OAI_DC_SCHEMA: Final = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"
MODS_SCHEMA: Final = "http://www.loc.gov/standards/mods/v3/mods-3-8.xsd"
METADATA_FORMATS: Final[Mapping[str, MetadataFormat]] = {
    "oai_dc": MetadataFormat(OAI_DC, OAI_DC_SCHEMA, build_dublin_core),
    "mods": MetadataFormat(MODS, MODS_SCHEMA, build_mods),
}
"""Metadata prefix → format."""
