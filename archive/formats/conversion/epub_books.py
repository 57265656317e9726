"""Conversion of EPUB: the chapters of an article that was saved as an e-book, in the order of reading."""

import zipfile
from collections.abc import Iterator
from posixpath import dirname, join, normpath
from typing import Any, Final
from urllib.parse import unquote

from lxml import etree, html

from archive.errors import UnreadableDocument
from archive.formats.conversion.converted_text import ConvertedText, arrange_pages
from archive.formats.conversion.zip_parts import find_local_name, open_package, parse_part, read_property_texts

KIND: Final = "an e-book (.epub)"
MAX_CHAPTERS: Final = 5
MIN_CHAPTER_WORDS: Final = 150  # covers, title pages and tables of contents have fewer
MAX_FILES: Final = 500
MAX_BOOK_WORDS: Final = 60_000
_BLOCK_TAGS: Final = frozenset(
    "address article aside blockquote body br dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header hr li main"
    " nav ol p pre section table td th tr ul".split()
)
_SKIPPED_TAGS: Final = frozenset("head script style template noscript svg math nav rp rt".split())
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


def convert_epub(content: bytes) -> ConvertedText:
    """Return the text of an EPUB that is one article. Raises UnreadableDocument, for a book as well."""
    with open_package(content, KIND) as package:
        if "META-INF/encryption.xml" in package.namelist() and _has_encrypted_text(package):
            raise UnreadableDocument(
                f"It is {KIND} that its shop has locked (DRM). Save the text from the program that opens it, and take"
                " that in."
            )
        book_name = _find_book_part(package)
        book = parse_part(package, book_name, KIND)
        chapters = [
            blocks for name in _list_chapters(package, book, book_name) if (blocks := _read_chapter(package, name))
        ]
        properties = read_property_texts(package, book_name, KIND)
    _refuse_book(chapters)
    text, _ = arrange_pages("\n\n".join(block for chapter in chapters for block in chapter))
    if not text:
        raise UnreadableDocument(f"It is {KIND} without any text. There is nothing to take in.")
    return ConvertedText(text, {"created": properties.get("date", ""), **properties})


def _has_encrypted_text(package: zipfile.ZipFile) -> bool:
    """Return whether more than fonts is encrypted."""
    references = (
        _get_value(element, "URI")
        for element in parse_part(package, "META-INF/encryption.xml", KIND).iter()
        if find_local_name(element) == "CipherReference"
    )
    return any(uri.lower().endswith(("html", ".xml", ".htm")) for uri in references)


def _find_book_part(package: zipfile.ZipFile) -> str:
    """Return the name of the part that lists the others."""
    if "META-INF/container.xml" in package.namelist():
        for element in parse_part(package, "META-INF/container.xml", KIND).iter():
            name = _get_value(element, "full-path")
            if name in package.namelist():
                return name
    raise UnreadableDocument(f"It is {KIND} that is damaged: nothing in it says which texts it has. Fetch it again.")


def _get_value(element: Any, name: str) -> str:
    return element.get(name, "") if isinstance(element.tag, str) else ""


def _list_chapters(package: zipfile.ZipFile, book: Any, book_name: str) -> Iterator[str]:
    """Yield the names of the texts in the order of reading; those that are not there are passed by."""
    elements = [element for element in book.iter() if isinstance(element.tag, str)]
    items = {element.get("id"): element for element in elements if find_local_name(element) == "item"}
    names = frozenset(package.namelist())
    spine = [element for element in elements if find_local_name(element) == "itemref"][:MAX_FILES]
    for item in (items.get(reference.get("idref")) for reference in spine):
        if item is None or "nav" in item.get("properties", "").split():
            continue
        name = normpath(join(dirname(book_name), unquote(item.get("href", "").partition("#")[0])))
        if name in names and "html" in item.get("media-type", "html"):
            yield name


def _read_chapter(package: zipfile.ZipFile, name: str) -> list[str]:
    """Return the paragraphs and headings of one text."""
    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False, encoding="utf-8")
    try:
        root = html.fromstring(package.read(name), parser=parser)
    except (etree.LxmlError, ValueError, zipfile.BadZipFile, EOFError, NotImplementedError):
        return []
    blocks: list[list[str]] = [[""]]
    skip_depth = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag
        skip_depth += (tag in _SKIPPED_TAGS) * (1 if event == "start" else -1)
        if tag in _BLOCK_TAGS:
            blocks.append(["#" * int(tag[1]) + " " if tag in _HEADINGS and event == "start" else ""])
        text = element.text if event == "start" else element.tail
        if text and not skip_depth:
            blocks[-1].append(text)
    texts = ((mark, " ".join("".join(parts).split())) for mark, *parts in blocks)
    return [mark + text for mark, text in texts if text]


def _refuse_book(chapters: list[list[str]]) -> None:
    counts = [sum(len(block.split()) for block in chapter) for chapter in chapters]
    large_count = sum(count >= MIN_CHAPTER_WORDS for count in counts)
    if large_count > MAX_CHAPTERS or sum(counts) > MAX_BOOK_WORDS:
        raise UnreadableDocument(
            f"It is {KIND} of {large_count} chapters or articles and {sum(counts):,} words, no single article. Give it"
            " the suffix .zip, unpack it, and take in the pages (.xhtml) of the articles that you want."
        )
