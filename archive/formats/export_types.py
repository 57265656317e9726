"""Media types and recipes of the records that other programs export."""

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
