"""Signs by which the formats of exports, references and news agencies are told: root elements and first lines."""

import re
from typing import Final

_XML_ROOTS: Final = (
    (re.compile(r"<rss(?=[\s>])"), "wordpress.org/export/", "wordpress"),
    (re.compile(r"<(?:[a-z]{1,20}:)?rdf(?=[\s>])"), "zotero.org/namespaces/export", "zotero-rdf"),
    (re.compile(r"<(?:xml|records)(?=[\s>])"), "<ref-type", "endnote"),
    (re.compile(r"<nitfs?(?=[\s>])"), "", "nitf"),
    (re.compile(r"<(?:[a-z0-9]{1,20}:)?(?:newsml|newsmessage|newsitem|packageitem)(?=[\s>])"), "", "newsml"),
    (re.compile(r"<en-export(?=[\s>])"), "", "enex"),
    (re.compile(r"<(?:[a-z]{1,20}:)?mods(?:collection)?(?=[\s>])"), "", "mods"),
)
"""Root element, words that its file has near the beginning, and the format."""

_RIS: Final = re.compile(r"^[ \t]{0,3}TY[ \t]{1,2}-[ \t]{0,3}[A-Z]{2,10}[ \t]*\r?$", re.MULTILINE)
_RIS_OTHER: Final = re.compile(r"^[ \t]{0,3}(?:TI|T1|T2|AU|A1|ER|UR|PY|DA|JO|JF|AB)[ \t]{1,2}-", re.MULTILINE)
_ENW: Final = re.compile(r"%0[ \t][A-Z][A-Za-z /-]{2,40}\r?\n(?:%\S[ \t].*\r?\n)?%[A-Z@&8>][ \t]")
_BIBTEX: Final = re.compile(
    r"^[ \t]{0,20}@(?!comment|string|preamble)[a-z]{3,30}[ \t]{0,9}[{(][ \t]{0,9}[^\s{}=\"]{0,200},[ \t]{0,9}(?:\r?\n)?"
    r"[ \t]{0,40}[a-z][\w-]{0,60}[ \t]{0,40}=",
    re.IGNORECASE | re.MULTILINE,
)
_BIBTEX_START: Final = re.compile(r"[@%]|[^\n]{0,200}\n{0,3}@", re.IGNORECASE)
_CSL: Final = re.compile(r'"issued"\s{0,9}:\s{0,9}(?:\{|\[)|"container-title"\s{0,9}:|"date-parts"\s{0,9}:')
_CSL_TYPE: Final = re.compile(r'"type"\s{0,9}:\s{0,9}"(?:article|book|chapter|post|webpage|report|thesis|document)')
_CSL_ITEMS: Final = re.compile(r'\{\s{0,20}"items"\s{0,9}:\s{0,9}\[')
_MAX_PREFACE: Final = 3000
"""Characters that may stand before the first record: who made the file, for which database."""


def detect_xml_format(first_tag: str, text: str) -> str:
    """Return the format of an XML file by its root element, given in lower case; empty if it is none of these."""
    for root, words, name in _XML_ROOTS:
        if root.match(first_tag) and words in text:
            return name
    return ""


def detect_reference_format(text: str) -> str:
    """Return the format of a file of references by its first lines; empty if it is none."""
    start = text.lstrip("\ufeff \t\r\n")
    if (match := _RIS.search(start, 0, _MAX_PREFACE)) and _RIS_OTHER.search(start, match.end()):
        return "ris"
    if _ENW.match(start):
        return "enw"
    if _BIBTEX_START.match(start) and _BIBTEX.search(start):
        return "bibtex"
    is_list = start.startswith("[") or (start.startswith("{") and _CSL_ITEMS.match(start))
    if is_list and _CSL.search(start) and _CSL_TYPE.search(start):
        return "csl"
    return ""


ASSIGNMENT: Final = re.compile(rb"(?:(?:var|let|const)\s{1,9})?[A-Za-z_$][\w$.]{0,100}\s{0,9}[=(]\s{0,9}(?=[\[{])")
