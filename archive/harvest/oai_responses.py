"""Responses of OAI-PMH as XML, by verb."""

from collections.abc import Callable, Mapping
from email.utils import parseaddr
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from lxml import etree

from archive.citations.services import build_citation_record
from archive.harvest.oai_arguments import (
    OaiError,
    format_datestamp,
    read_list_request,
    require_prefix,
)
from archive.harvest.oai_metadata import METADATA_FORMATS, XSI, clean_for_xml
from archive.harvest.oai_selection import (
    HarvestPage,
    HarvestRecord,
    find_earliest_datestamp,
    load_record,
    load_records,
    load_sets,
)
from archive.text.normalize import IDENTIFIER
from archive.web.params import get_site_url

OAI: Final = "http://www.openarchives.org/OAI/2.0/"
_SCHEMA: Final = f"{OAI} http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd"


class OaiResponse:
    """The response to one request, as it is built."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.host = urlsplit(get_site_url(request)).hostname or "localhost"
        self.root = etree.Element(f"{{{OAI}}}OAI-PMH", nsmap={None: OAI, "xsi": XSI})
        self.root.set(f"{{{XSI}}}schemaLocation", _SCHEMA)
        self.add(self.root, "responseDate", format_datestamp(timezone.now()))
        self.request_element = self.add(self.root, "request", self.base_url)

    @property
    def base_url(self) -> str:
        """Address of the interface."""
        return get_site_url(self.request) + self.request.path

    def add(self, parent: etree._Element, name: str, text: str = "", **attributes: str) -> etree._Element:
        """Add an element of the protocol, and return it."""
        element = etree.SubElement(parent, f"{{{OAI}}}{name}", attributes)
        element.text = clean_for_xml(text) or None
        return element

    def name_arguments(self, arguments: Mapping[str, str]) -> None:
        """Repeat the arguments of the request, as the protocol wants it."""
        for name, value in arguments.items():
            self.request_element.set(name, clean_for_xml(value))

    def add_error(self, error: OaiError) -> None:
        """Add an error; the arguments are told only where they were read without one."""
        if error.code in ("badVerb", "badArgument"):
            self.request_element.attrib.clear()
        self.add(self.root, "error", str(error), code=error.code)

    def build_identifier(self, identifier: str) -> str:
        """Return `oai:archive.example:7k2m9qxa`."""
        return f"oai:{self.host}:{identifier}"

    def read_identifier(self, text: str) -> str:
        """Return the identifier of an article; OaiError where it is none of this archive."""
        scheme, _, rest = text.partition(":")
        host, _, identifier = rest.rpartition(":")
        if scheme != "oai" or host != self.host or not IDENTIFIER.fullmatch(identifier):
            raise OaiError("idDoesNotExist", "This archive has no record of this identifier.")
        return identifier

    def serialize(self) -> bytes:
        """Return the XML."""
        return etree.tostring(self.root, xml_declaration=True, encoding="UTF-8")


def add_identification(response: OaiResponse, _: Mapping[str, str]) -> None:
    """Answer Identify."""
    element = response.add(response.root, "Identify")
    earliest = find_earliest_datestamp() or timezone.now()
    for name, text in (
        ("repositoryName", settings.SITE_NAME),
        ("baseURL", response.base_url),
        ("protocolVersion", "2.0"),
        ("adminEmail", _get_administrator(response.host)),
        ("earliestDatestamp", format_datestamp(earliest)),
        ("deletedRecord", "persistent"),
        ("granularity", "YYYY-MM-DDThh:mm:ssZ"),
        ("compression", "gzip"),
    ):
        response.add(element, name, text)


def _get_administrator(host: str) -> str:
    """Return a mail address as the schema wants it: its domain has a dot."""
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    if "." in address.rpartition("@")[2]:
        return address
    return f"cuttings@{host}" if "." in host else f"cuttings@{host}.invalid"


def add_metadata_formats(response: OaiResponse, arguments: Mapping[str, str]) -> None:
    """Answer ListMetadataFormats: every article has all of them."""
    if identifier := arguments.get("identifier"):
        load_record(response.read_identifier(identifier))
    element = response.add(response.root, "ListMetadataFormats")
    for prefix, form in METADATA_FORMATS.items():
        row = response.add(element, "metadataFormat")
        response.add(row, "metadataPrefix", prefix)
        response.add(row, "schema", form.schema)
        response.add(row, "metadataNamespace", form.namespace)


def add_sets(response: OaiResponse, arguments: Mapping[str, str]) -> None:
    """Answer ListSets."""
    page = load_sets(read_list_request(arguments))
    element = response.add(response.root, "ListSets")
    for set_spec, name in page.rows:
        row = response.add(element, "set")
        response.add(row, "setSpec", set_spec)
        response.add(row, "setName", name)
    _add_token(response, element, page)


def add_records(response: OaiResponse, arguments: Mapping[str, str]) -> None:
    """Answer ListRecords and ListIdentifiers."""
    listing = read_list_request(arguments)
    page = load_records(listing)
    element = response.add(response.root, listing.verb)
    for record in page.rows:
        if listing.verb == "ListRecords":
            _add_record(response, element, record, listing.prefix)
        else:
            _add_header(response, element, record)
    _add_token(response, element, page)


def add_one_record(response: OaiResponse, arguments: Mapping[str, str]) -> None:
    """Answer GetRecord."""
    prefix = require_prefix(arguments["metadataPrefix"])
    record = load_record(response.read_identifier(arguments["identifier"]))
    _add_record(response, response.add(response.root, "GetRecord"), record, prefix)


def _add_record(response: OaiResponse, parent: etree._Element, record: HarvestRecord, prefix: str) -> None:
    row = response.add(parent, "record")
    _add_header(response, row, record)
    if record.article is not None:
        citation = build_citation_record(record.article, response.request)
        metadata = response.add(row, "metadata")
        metadata.append(METADATA_FORMATS[prefix].build_element(record.article, citation))


def _add_header(response: OaiResponse, parent: etree._Element, record: HarvestRecord) -> None:
    header = response.add(parent, "header")
    if record.article is None:
        header.set("status", "deleted")
    response.add(header, "identifier", response.build_identifier(record.identifier))
    response.add(header, "datestamp", format_datestamp(record.datestamp))
    for set_spec in record.set_specs:
        response.add(header, "setSpec", set_spec)


def _add_token(response: OaiResponse, parent: etree._Element, page: HarvestPage[Any]) -> None:
    if page.token is not None:
        attributes = {"completeListSize": str(page.total), "cursor": str(page.cursor)}
        response.add(parent, "resumptionToken", page.token, **attributes)


ANSWERS: Final[Mapping[str, Callable[[OaiResponse, Mapping[str, str]], None]]] = {
    "Identify": add_identification,
    "ListMetadataFormats": add_metadata_formats,
    "ListSets": add_sets,
    "ListIdentifiers": add_records,
    "ListRecords": add_records,
    "GetRecord": add_one_record,
}
"""Verb → what adds its answer."""
