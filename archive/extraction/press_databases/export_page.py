"""The article in one record of a press database's HTML export: the page as lines, which are read as those of text."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.entities import codepoint2name
from itertools import islice
from typing import Final

from lxml.html import HtmlElement

from archive.extraction.common.draft import ArticleDraft
from archive.extraction.html.page import INLINE_TAGS, WebPage, decode_page, parse_page
from archive.extraction.press_databases.export_article import ExportText, build_export_article
from archive.extraction.press_databases.labels import INDEX_LABELS, match_label
from archive.formats.documents import ExtractionOptions, ParsedArticle, SourceDocument
from archive.text.names import Span
from archive.text.normalize import collapse_whitespace

RECIPE: Final = "presspage/1"
MAX_ELEMENTS: Final = 200_000
MAX_GAP: Final = 20_000  # characters of tags between two lines of a page
_LINE: Final = re.compile(r"[^\n]+")
MAX_SPELLED: Final = 300  # characters of a value that is searched in all its spellings
_WORD_GAP: Final = r"(?:\s|&nbsp;|&#160;|<[^<>]{0,200}>){1,20}"
_OPENING: Final = re.compile(r"[\w ,.-]{3,60}")
_LINE_TAGS: Final = frozenset({"br", "td", "th"})
_HIDDEN_TAGS: Final = frozenset({"script", "style", "noscript", "template", "head", "title"})
_ROLES: Final = (  # classes of Factiva and Europresse, and what the line is
    (re.compile(r"\b\w{2,3}Headline\b|titreArticle|grandTitre|rdp__articletitle", re.IGNORECASE), "title"),
    (re.compile(r"\bauthor\b|docAuthors|sm-margin-bottomNews", re.IGNORECASE), "author"),
    (re.compile(r"DocPublicationName", re.IGNORECASE), "outlet"),
    (re.compile(r"\b(?:rdp__)?DocHeader\b", re.IGNORECASE), "header"),
    (re.compile(r"rdp__subtitle", re.IGNORECASE), "standfirst"),
    (re.compile(r"articleParagraph|docOcurrContainer|\bDocText\b", re.IGNORECASE), "body"),
    (re.compile(r"Doc-LegalInfo|publiC-lbl", re.IGNORECASE), "note"),
)


@dataclass(slots=True)
class PageLines:
    """The lines of a page under construction, and what classes say of them, by their offset."""

    pieces: list[str] = field(default_factory=list)
    roles: dict[int, str] = field(default_factory=dict)
    size: int = 0
    _words: list[str] = field(default_factory=list)
    _role: str = ""
    _is_label: bool = False

    def add_text(self, text: str | None, role: str, *, is_preformatted: bool = False) -> None:
        """Add text to the line begun; preformatted text has lines of its own."""
        lines = (text or "").split("\n") if is_preformatted else [text or ""]
        for number, line in enumerate(lines):
            if number:
                self.end_line("\n")
            if line.strip():
                self._role = self._role or role
            if line:
                self._words.append(line)

    def end_line(self, separator: str) -> None:
        """End the line begun, if it has words, by a line feed or an empty line."""
        line = collapse_whitespace("".join(self._words))
        if line:
            if self._role:
                self.roles[self.size] = self._role
            self._is_label = line.endswith((":", "：")) and match_label(line, 0, len(line), INDEX_LABELS) is not None
            separator = "\n" if self._is_label else separator  # its value stands in the next element
            self.pieces += [line, separator]
            self.size += len(line) + len(separator)
        elif self.pieces and self.pieces[-1] == "\n" and not self._is_label:  # a second break, or the end of a block
            self.pieces.append("\n")
            self.size += 1
        self._words, self._role = [], ""


def read_press_page(document: SourceDocument, options: ExtractionOptions) -> ParsedArticle:
    """Return the article of a record of an HTML export. Raises UnreadableDocument if it holds none."""
    decoded = decode_page(document)
    page = parse_page(decoded.text, document.url)
    lines = build_lines(page.tree)
    text = "".join(lines.pieces)
    finder = LineFinder(page, text)
    export = ExportText(text, finder.find_span, lines.roles, is_original=False)
    return build_export_article(ArticleDraft(decoded.text), export, decoded, options, RECIPE)


def build_lines(tree: HtmlElement) -> PageLines:
    """Return the visible text of a page, a line for each block, with empty lines between them."""
    lines = PageLines()
    depth = 0  # of elements whose text has lines of its own
    for event, element, role in islice(_walk(tree), 2 * MAX_ELEMENTS):
        is_inline = element.tag in INLINE_TAGS
        if element.tag == "pre":
            depth += 1 if event == "start" else -1
        if event == "start":
            if element.tag in _LINE_TAGS:
                lines.end_line("\n")
            elif not is_inline:
                lines.end_line("\n\n")
            lines.add_text(element.text, role, is_preformatted=depth > 0)
        else:
            if not is_inline and element.tag not in _LINE_TAGS:
                lines.end_line("\n\n")
            lines.add_text(element.tail, role, is_preformatted=depth > 0)
    lines.end_line("\n\n")
    return lines


def _walk(tree: HtmlElement) -> Iterator[tuple[str, HtmlElement, str]]:
    """Yield the start and the end of each visible element with its role; at the end that of the element around it."""
    stack: list[tuple[HtmlElement, str, Iterator[HtmlElement]]] = [(tree, "", iter(tree))]
    yield "start", tree, ""
    while stack:
        element, role, children = stack[-1]
        child = next(children, None)
        if child is None:
            stack.pop()
            if stack:
                yield "end", element, stack[-1][1]
        elif not isinstance(child.tag, str) or child.tag in _HIDDEN_TAGS:
            if child.tail:
                yield "end", child, role
        else:
            child_role = _find_role(child) or role
            yield "start", child, child_role
            stack.append((child, child_role, iter(child)))


def _find_role(element: HtmlElement) -> str:
    names = (element.get("class") or "")[:200]
    return next((role for pattern, role in _ROLES if pattern.search(names)), "") if names else ""


class LineFinder:
    """Finds the words of the rendered page in its source: in the neighbourhood of their line."""

    def __init__(self, page: WebPage, text: str) -> None:
        self._page = page
        self._text = text
        self._starts: list[int] = []
        self._offsets: list[int] = []
        offset = 0
        for line in _LINE.finditer(text):
            opening = _OPENING.match(line.group())
            words = opening.group() if opening else line.group()[:20]
            if match := _compile_spellings(words).search(page.text, offset, offset + MAX_GAP):
                offset = match.start()
                self._starts.append(line.start())
                self._offsets.append(offset)

    def find_span(self, start: int, end: int) -> Span | None:
        """Return where the words stand in the source; None if tags part them."""
        words = self._text[start:end]
        if not words.strip():
            return None
        number = bisect_right(self._starts, start) - 1
        offset = self._offsets[number] if number >= 0 else 0
        end_offset = offset + MAX_GAP + 2 * len(words)
        if (span := self._page.find_verbatim(words, offset, end_offset)) is not None or len(words) > MAX_SPELLED:
            return span
        match = _compile_spellings(words).search(self._page.text, offset, end_offset)
        return match.span() if match else None


def _compile_spellings(words: str) -> re.Pattern[str]:
    """Compile a pattern of words whose letters may be entities, with tags between the words."""
    spelled_words = ("".join(map(_spell_letter, word)) for word in words.split())
    return re.compile(_WORD_GAP.join(spelled_words), re.IGNORECASE)


def _spell_letter(letter: str) -> str:
    if letter.isalnum() and letter.isascii():
        return letter
    number = ord(letter)
    name = codepoint2name.get(number)
    names = [re.escape(letter), f"&#0*{number};", f"&#x0*{number:x};", *([f"&{name};"] if name else [])]
    return f"(?:{'|'.join(names)})"
