"""Conversion of RTF: striprtf reads it; here its code pages are settled first, and pages, cells and headings marked."""

import re
from typing import Final

from striprtf.striprtf import rtf_to_text

from archive.errors import UnreadableDocument
from archive.formats.conversion.converted_text import ConversionNote, ConvertedText, arrange_pages

KIND: Final = "an RTF document"
_DAMAGED: Final = f"It is {KIND} that is damaged. Open it in a word processor, save it as .docx, and take that in."
_CODE_PAGES: Final = {"10000": "mac_roman", "65001": "utf-8", "10006": "mac_greek", "10007": "mac_cyrillic"}
_CODE_PAGE: Final = re.compile(r"\\ansicpg(\d{1,5})")
_PAGE, _CELL, _ROW = "\ue001", "\ue002", "\ue003"
_HEADING_BASE: Final = 0xE010
"""Private characters that stand for control words on their way through the library."""
_WORDS: Final = re.compile(
    r"\\\\|\\(?P<word>page|nestcell|cell|nestrow|row|sect|deleted|footnote|v|fcharset0|ansicpg\d{1,5}"
    r"|outlinelevel[0-5]|s\d{1,4})(?![a-zA-Z0-9]) ?"
)
_REPLACEMENTS: Final = {
    "page": _PAGE, "sect": _PAGE, "cell": _CELL, "nestcell": _CELL, "row": _ROW, "nestrow": _ROW,
    "fcharset0": r"\fcharset1 ",  # where no font has a charset of its own, the code page of the document is meant
}  # fmt: skip
_FONT: Final = re.compile(r"\\f(?=\d)")
_OTHER_CHARSET: Final = re.compile(r"\\fcharset(?![012](?!\d))\d")
_STYLE: Final = re.compile(r"\{\\s(?P<number>\d{1,4})\b[^{};]{0,1000}?(?:[Hh]eading (?P<level>[1-6])|[Tt]itle);")
_INFO: Final = re.compile(r"\{\\(?P<name>title|author|creatim)\b(?P<value>[^{}]{0,2000})\}")
_MOMENT: Final = re.compile(r"\\yr(\d{4})\\mo(\d{1,2})\\dy(\d{1,2})")
_HEADING: Final = re.compile("[\ue010-\ue016]")
MAX_HEADING_LENGTH: Final = 300
_FOREIGN: Final = re.compile("[\ue001-\ue01f]")


def convert_rtf(content: bytes) -> ConvertedText:
    """Return the text of an RTF document. Raises UnreadableDocument."""
    source = content.decode("latin-1").strip("\0")
    code_page = _CODE_PAGE.search(source, 0, 4000)
    encoding = _name_encoding(code_page[1] if code_page else "10000" if r"\mac" in source[:200] else "1252")
    headings = {match["number"]: int(match["level"] or 1) for match in _STYLE.finditer(source)}
    counts = {"deleted": 0, "footnote": 0, "v": 0}
    marked = _mark_words(_FOREIGN.sub("", source), headings, counts)
    text = _arrange_text(_strip_controls(marked, encoding))
    notes = [
        ConversionNote(str(counts[word]), rule)
        for word, rule in (
            ("deleted", "left out: passages that tracked changes delete"),
            ("footnote", "left out: footnotes"),
            ("v", "left out: passages that are set as hidden"),
        )
        if counts[word]
    ]
    text, page_starts = arrange_pages(text)
    if not text:
        raise UnreadableDocument(f"It is {KIND} without any text. There is nothing to take in.")
    return ConvertedText(text, _read_properties(source, encoding), page_starts, tuple(notes))


def _name_encoding(code_page: str) -> str:
    encoding = _CODE_PAGES.get(code_page, f"cp{int(code_page)}")
    try:
        b"".decode(encoding)
    except LookupError:
        return "cp1252"
    return encoding


def _mark_words(source: str, headings: dict[str, int], counts: dict[str, int]) -> str:
    """Replace the control words that the library drops by private characters; what is deleted or hidden is ignored.

    A line break before each font, and a space in each field, keep its patterns from searching all of a hostile file
    again and again, and from printing the target of a link.
    """
    has_inline_hidden = r"\v0" in source
    has_own_charsets = _OTHER_CHARSET.search(source) is not None

    def replace_word(match: re.Match[str]) -> str:
        word = match["word"]
        if word is None or word.startswith("ansicpg"):
            return match.group() if word is None else " "  # which ends the control word before it
        if word == "fcharset0" and has_own_charsets:
            return match.group()
        if word in counts and not (word == "v" and has_inline_hidden):
            counts[word] += 1
            return match.group() if word == "footnote" else r"\*"
        if word.startswith("outlinelevel"):
            return chr(_HEADING_BASE + int(word[-1]) + 1)
        if word[0] == "s" and word[1:] in headings:
            return chr(_HEADING_BASE + headings[word[1:]])
        return _REPLACEMENTS.get(word, match.group())

    return _WORDS.sub(replace_word, _FONT.sub(r"\n\\f", source)).replace(r"\fldinst{", r"\fldinst {")


def _strip_controls(source: str, encoding: str) -> str:
    try:
        text = rtf_to_text(source, encoding=encoding, errors="replace")
    except (ValueError, LookupError, OverflowError) as error:
        raise UnreadableDocument(_DAMAGED) from error
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _arrange_text(text: str) -> str:
    """Return paragraphs parted by blank lines: each line of the library's text is one."""
    blocks: list[str] = []
    for line in text.replace(_ROW, "\n").replace(_PAGE, "\n\f\n").replace("\u00ad", "").split("\n"):
        level = max((ord(char) - _HEADING_BASE for char in line if 0xE010 < ord(char) <= 0xE016), default=0)
        cells = [cell.strip() for cell in _HEADING.sub("", line).split(_CELL)]
        plain = "\t".join(cell for cell in cells if cell).strip(" ")
        if line == "\f":
            blocks.append(line)
        elif plain:
            blocks.append(f"{'#' * level} {plain}" if level and len(plain) < MAX_HEADING_LENGTH else plain)
    return "\n\n".join(blocks)


def _read_properties(source: str, encoding: str) -> dict[str, str]:
    """Return what the information group says of the document."""
    start = source.find(r"{\info")
    properties = {}
    for match in _INFO.finditer(source, start, start + 10_000) if start >= 0 else ():
        if match["name"] == "creatim":
            if moment := _MOMENT.match(match["value"]):
                properties["created"] = f"{moment[1]}-{int(moment[2]):02}-{int(moment[3]):02}"
        elif value := _strip_controls(rf"{{\rtf1 {match['value']}}}", encoding).strip():
            properties["creator" if match["name"] == "author" else "title"] = value[:1000]
    return properties
