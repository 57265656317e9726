"""Formats that other programs export: their names, media types and recipes."""

from typing import Final

WORDPRESS_TYPE: Final = "application/wordpress+xml"
NITF_TYPE: Final = "application/nitf+xml"
NEWSML_TYPE: Final = "application/vnd.iptc.g2.newsitem+xml"
XML_TYPE: Final = "application/xml"
ENEX_TYPE: Final = "application/enex+xml"
RIS_TYPE: Final = "application/x-research-info-systems"
ENW_TYPE: Final = "application/x-endnote-refer"
BIBTEX_TYPE: Final = "application/x-bibtex"
CSL_TYPE: Final = "application/vnd.citationstyles.csl+json"
RDF_TYPE: Final = "application/rdf+xml"
ENDNOTE_TYPE: Final = "application/x-endnote+xml"
MODS_TYPE: Final = "application/mods+xml"
REFERENCE_TYPES: Final = {
    "ris": RIS_TYPE,
    "enw": ENW_TYPE,
    "bibtex": BIBTEX_TYPE,
    "csl": CSL_TYPE,
    "zotero-rdf": RDF_TYPE,
    "endnote": ENDNOTE_TYPE,
    "mods": MODS_TYPE,
}
"""Format and recipe of the references of each reference manager, and their media type."""

EXPORT_FORMATS: Final = (
    ("wordpress", WORDPRESS_TYPE, "application/xml", "exports.wordpress.read_wordpress"),
    ("nitf", NITF_TYPE, NITF_TYPE, "exports.xml_records.read_xml_records"),
    ("newsml", NEWSML_TYPE, "application/vnd.iptc.g2.newsmessage+xml", "exports.xml_records.read_xml_records"),
    ("enex", ENEX_TYPE, ENEX_TYPE, "exports.xml_records.read_xml_records"),
    ("xml", XML_TYPE, XML_TYPE, "exports.xml_tables.read_xml_table"),
    ("webarchive", "text/html", "application/x-webarchive", "web.webarchive.read_webarchive"),
    *(
        (name, media_type, media_type, "exports.reference_files.read_references")
        for name, media_type in REFERENCE_TYPES.items()
    ),
)  # fmt: skip
"""Name, media type of the records, media type of the file, and reader."""
EXPORT_SUFFIXES: Final = {
    "ris": (".ris",), "bibtex": (".bib", ".bibtex"), "enw": (".enw",), "enex": (".enex",),
    "webarchive": (".webarchive",),
}  # fmt: skip
"""Suffixes of the files that no other program writes."""

EXPORT_RECIPES: Final = {
    **REFERENCE_TYPES,
    "wordpress": WORDPRESS_TYPE,
    "nitf": NITF_TYPE,
    "newsml": NEWSML_TYPE,
    "enex": ENEX_TYPE,
    "xml": XML_TYPE,
}  # fmt: skip
"""Recipe, and the media type of the records that it reads."""
EXPORT_TYPES: Final = frozenset(EXPORT_RECIPES.values())
