"""Kinds of XML that are not read: what each is, by its root element, and the next step that works."""

import re
from dataclasses import dataclass
from typing import Final

_DECLARATION: Final = re.compile(r"\s*<\?xml")
_ROOT: Final = re.compile(
    r"(?:\s{1,99}|<\?[^<>]{0,500}>|<!--[^<>]{0,2000}-->|<!DOCTYPE[^<>\[]{0,500}>){0,20}"
    r"<(?:[a-z][\w.-]{0,40}:)?(?P<name>[a-z][\w.-]{0,60})",
    re.IGNORECASE,
)
_HEAD_SIZE: Final = 3000  # characters in which the signs of a kind are looked for


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadXml:
    """A kind of XML that is not read: its name, the next step, its root elements, and words of which it has one."""

    name: str
    advice: str
    roots: tuple[str, ...]
    signs: tuple[str, ...] = ("",)


_KINDS: Final = (
    UnreadXml(
        name="a list of feeds (OPML), without their articles", roots=("opml",),
        advice="Open each feed at its address, save it from the browser as XML, and take that in.",
    ),
    UnreadXml(
        name="a sitemap: a list of addresses, not their pages", roots=("urlset", "sitemapindex"),
        advice="Open those of the articles in a browser, save the pages, and take those in.",
    ),
    UnreadXml(
        name="the words of a scanned page with their places (ALTO or PAGE)", roots=("alto", "pcgts"),
        advice="Open it in the program of the scan, save the text of the article as plain text, and take that in.",
    ),
    UnreadXml(
        name="a description of files of a library (METS), not their text", roots=("mets",),
        advice="Take in the text or the pictures of the article that it describes.",
    ),
    UnreadXml(
        name="a text in TEI", roots=("tei", "teicorpus"),
        advice="Turn it into HTML or plain text (TEI Garage does this), and take that in.",
    ),
    UnreadXml(
        name="a Word document saved as XML", roots=("worddocument", "package"), signs=("schemas.microsoft.com/office",),
        advice="Open it in Word, save it as .docx, and take that in.",
    ),
    UnreadXml(
        name="an OpenDocument file saved as flat XML", roots=("document",), signs=("opendocument",),
        advice="Open it in LibreOffice, save it as .odt (a table as .ods), and take that in.",
    ),
    UnreadXml(
        name="a book in an old format (FB2)", roots=("fictionbook",),
        advice="Turn it into EPUB or plain text (Calibre does this), and take that in.",
    ),
    UnreadXml(
        name="a list of records of a library, without their texts", roots=("oai-pmh", "collection", "record"),
        signs=("openarchives.org", "loc.gov/MARC"),
        advice="Take in the articles themselves: the pages, or the files that the records name.",
    ),
    UnreadXml(
        name="a drawing or a map", roots=("svg", "kml", "gpx"), advice="There is no article in it to take in."
    ),
)  # fmt: skip


def describe_unread_xml(text: str) -> str:
    """Return why XML of no kind that is read is refused, by the beginning of its text; empty if it is no XML."""
    text = text.lstrip("\ufeff")
    root = _ROOT.match(text)
    name = root["name"].lower() if root else ""
    for kind in _KINDS:
        if name in kind.roots and any(sign in text[:_HEAD_SIZE] for sign in kind.signs):
            return f"It is {kind.name}. {kind.advice}"
    if _DECLARATION.match(text):
        return (
            "It is XML, but no feed, no web page and no export that is known here. Write its articles out as CSV"
            " (UTF-8) or JSON Lines, or save the pages themselves, and take that in."
        )
    return ""
