"""Text of values that hold HTML or a blog's shortcodes, as content management systems write them."""

import html as html_entities
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from lxml import etree, html

from archive.text.normalize import clean_line, clean_markup_text, collapse_whitespace, strip_controls

MAX_MARKUP: Final = 5_000_000  # characters that are parsed as HTML
_TAG_NAMES: Final = (
    "a|abbr|article|aside|b|blockquote|body|br|center|cite|code|dd|del|div|dl|dt|em|figcaption|figure|font|footer|form"
    "|h[1-6]|header|hr|html|i|iframe|img|ins|li|main|mark|ol|p|picture|pre|q|s|script|section|small|span|strike|strong"
    "|style|sub|sup|table|tbody|td|tfoot|th|thead|time|tr|tt|u|ul|video"
)
_TAG: Final = re.compile(rf"</?(?:{_TAG_NAMES})(?=[\s/>])[^<>]{{0,5000}}>", re.IGNORECASE)
_CERTAIN_TAG: Final = re.compile(
    rf"</(?:{_TAG_NAMES})\s{{0,9}}>|<(?:br|BR|hr|HR)\s?/?>|<(?:p|li|div|img|a|span)(?:>|\s[^<>]{{1,5000}}>)", re.ASCII
)
"""Tags that no text has by chance; `<S>` alone is the sign of a company on a wire."""
_ESCAPED_TAG: Final = re.compile(rf"&lt;/(?:{_TAG_NAMES})\s?&gt;|&lt;br\s?/?&gt;", re.IGNORECASE)
_ENTITY: Final = re.compile(r"&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z][a-z\d]{1,30});", re.IGNORECASE)
_COMMENT_START: Final = "<!--"
_CDATA_MARK: Final = re.compile(r"<!\[CDATA\[|\]\]>")
_BLOCK_TAGS: Final = frozenset(
    "address article aside blockquote body center dd details div dl dt fieldset figure footer h1 h2 h3 h4 h5 h6 header"
    " hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
_SKIPPED_TAGS: Final = frozenset(
    "audio button canvas embed form head iframe input map math nav noscript object script select style svg template"
    " textarea title video".split()
)
_BLOCK_TAG: Final = re.compile(rf"</?(?:{'|'.join(sorted(_BLOCK_TAGS))}|br)(?=[\s/>])[^<>]{{0,5000}}>", re.IGNORECASE)
_SCRIPT: Final = re.compile(
    r"<(script|style)(?=[\s>])[^<>]{0,5000}>[^<]{0,100000}</\1\s{0,9}>|<!--[^<>]{0,5000}-->", re.IGNORECASE
)
_PICTURE_TAGS: Final = frozenset({"img", "picture"})
_CAPTION_CLASS: Final = re.compile(r"(?:\A|[\s_-])caption(?:[\s_-]text)?(?:\Z|\s)", re.IGNORECASE)
_BLANK_LINE: Final = re.compile(r"\r?\n[ \t\u00a0]*\r?\n")
_PARAGRAPH_BREAK: Final = "\x1d"
_LINE_BREAK: Final = "\x1e"
_SHORTCODE: Final = re.compile(
    r"(?<!\[)\[(?P<slash>/?)(?P<name>[a-zA-Z][\w-]{0,40})"
    r"(?P<attributes>(?:\s{1,5}[\w-]{1,40}=(?:\"[^\"\[\]]{0,2000}\"|'[^'\[\]]{0,2000}'|“[^”\[\]]{0,2000}”"
    r"|&quot;[^\[\]&]{0,2000}&quot;|[^\s\"'\[\]]{1,500})){0,40})(?P<value>=[^\[\]\s]{1,2000})?\s{0,5}/?\](?!\()"
)
"""`[gallery ids="1,2"]`, `[/caption]`, `[url=https://…]`; a remark such as `[sic]` has the same shape."""
_MEDIA_SHORTCODES: Final = frozenset(
    "audio embed gallery playlist video youtube vimeo twitter tweet facebook instagram soundcloud googlemaps iframe"
    " script html raw code_snippet slider map contact-form contact-form-7 wpforms gravityform newsletter ad ads"
    " adsense advertisement img image".split()
)
"""Shortcodes whose content is not text."""
_SOLITARY_SHORTCODES: Final = frozenset("gallery playlist more nextpage toc".split())


@dataclass(slots=True)
class TextValue:
    """The text of a value in paragraphs; the captions in it stand apart, and what was left out is counted."""

    paragraphs: list[str] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    is_markup: bool = False

    def describe(self) -> str:
        """Return a remark on what became of the markup; empty if there was none."""
        if not self.is_markup:
            return ""
        counts = ", ".join(f"{count} {noun}" for noun, count in sorted(self.left_out.items()))
        return "tags and entities became text" + (f"; left out: {counts}" if counts else "")


def is_markup(text: str) -> bool:
    """Return whether a value holds HTML tags, character references or shortcodes."""
    if has_tags(text):
        return True
    if "&" in text and _ENTITY.search(text):
        return True
    return "[" in text and bool(_find_shortcodes(text))


def has_tags(text: str) -> bool:
    """Return whether a text holds HTML tags."""
    return "<" in text and (_CERTAIN_TAG.search(text) is not None or _COMMENT_START in text)


def read_markup_value(text: str) -> TextValue:
    """Return the paragraphs, captions and omissions of a value that may hold HTML or shortcodes."""
    if len(text) > MAX_MARKUP or not is_markup(text):
        return TextValue(paragraphs=_split_plain(text))
    result = TextValue(is_markup=True)
    if not has_tags(text) and _ESCAPED_TAG.search(text):
        text = html_entities.unescape(text)  # escaped twice
    text = _take_out_shortcodes(strip_controls(text), result)
    text = _extract_text(text, result) if has_tags(text) else html_entities.unescape(text)
    for part in text.split(_PARAGRAPH_BREAK) if _PARAGRAPH_BREAK in text else _split_lines(text):
        paragraph = "\n".join(filter(None, map(clean_markup_text, part.split(_LINE_BREAK))))
        if paragraph:
            result.paragraphs.append(paragraph)
    return result


def read_markup_line(text: str) -> str:
    """Return a title or a name as one line of text, whatever markup is in it."""
    if not is_markup(text):
        return clean_line(text)
    value = read_markup_value(text)
    return clean_line(" ".join(value.paragraphs).replace("\n", " "))


def _split_plain(text: str) -> list[str]:
    """Return the paragraphs of text without markup: between blank lines, else its lines."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    parts = re.split(r"\n[ \t]*\n", text) if "\n" in text and _BLANK_LINE.search(text) else text.split("\n")
    paragraphs = ("\n".join(filter(None, map(clean_line, part.split("\n")))) for part in parts)
    return [paragraph for paragraph in paragraphs if paragraph]


def _split_lines(text: str) -> list[str]:
    """Return the parts of text without block tags: between blank lines, else lines."""
    if _BLANK_LINE.search(text):
        return [part.replace("\n", _LINE_BREAK) for part in _BLANK_LINE.split(text)]
    if "\n" not in text.strip() and _LINE_BREAK in text:
        return text.split(_LINE_BREAK)
    return text.split("\n")


def _find_shortcodes(text: str) -> list[re.Match[str]]:
    """Return the shortcodes of a text: those with attributes, with a closing one, or of a known name."""
    matches = list(_SHORTCODE.finditer(text))
    closed = {match["name"].lower() for match in matches if match["slash"]}
    return [
        match
        for match in matches
        if match["slash"]
        or match["attributes"]
        or match["value"]
        or match["name"].lower() in closed | _SOLITARY_SHORTCODES
    ]


def _take_out_shortcodes(text: str, result: TextValue) -> str:
    """Return the text without shortcodes: what pairs enclose stays, but captions stand apart and media go."""
    pieces: list[str] = []
    offset = 0
    open_media: tuple[str, int] | None = None  # name, and the offset of its content
    shortcodes = _find_shortcodes(text)
    closings = Counter(match["name"].lower() for match in shortcodes if match["slash"])
    for match in shortcodes:
        name = match["name"].lower()
        closings[name] -= bool(match["slash"])
        if open_media is not None:
            if match["slash"] and name == open_media[0]:
                if name.endswith("caption"):
                    _add_caption(text[open_media[1] : match.start()], result)
                open_media, offset = None, match.end()
            continue
        pieces.append(text[offset : match.start()])
        offset = match.end()
        if not match["slash"]:
            result.left_out["shortcodes"] += 1
            is_closed = closings[name] > 0
            if is_closed and (name in _MEDIA_SHORTCODES or name.endswith("caption")):
                open_media = (name, match.end())
            if name.endswith("caption"):  # older posts give its words as an attribute
                _add_caption(_get_attribute(match["attributes"], "caption"), result)
    return "".join([*pieces, text[offset:]])


def _get_attribute(attributes: str, name: str) -> str:
    match = re.search(rf"\b{name}=(?:\"([^\"]*)\"|'([^']*)')", attributes)
    return (match[1] or match[2] or "") if match else ""


def _add_caption(markup: str, result: TextValue) -> None:
    text = html_entities.unescape(_TAG.sub(" ", markup))
    if caption := clean_markup_text(text):
        result.captions.append(caption)


def _extract_text(markup: str, result: TextValue) -> str:
    """Return the text of HTML with marks for the breaks of paragraphs and lines."""
    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        root = html.document_fromstring(f"<div>{_CDATA_MARK.sub('', markup)}</div>", parser=parser)
    except (etree.LxmlError, ValueError):
        return _strip_tags(markup, result)
    if any("depth" in error.message for error in parser.error_log):  # what is nested deeper would be lost
        return _strip_tags(markup, result)
    wrapper = root.find("body/div")
    if wrapper is None:
        return _strip_tags(markup, result)
    has_blocks = any(element.tag in _BLOCK_TAGS for element in wrapper.iterdescendants("*"))
    collector = _TextCollector(result, has_blocks=has_blocks)
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if element is wrapper or element.tag in {"html", "body"}:
            collector.add_bare_text(element.text if event == "start" else element.tail)
        elif event == "start":
            collector.open_element(element)
        else:
            collector.close_element(element)
    return "".join(collector.pieces)


def _strip_tags(markup: str, result: TextValue) -> str:
    """Return the text of HTML that no parser reads whole, with a break at each tag of a block."""
    result.left_out["tags of a tree that cannot be parsed"] += 1
    markup = _SCRIPT.sub(" ", markup)
    return html_entities.unescape(_TAG.sub(" ", _BLOCK_TAG.sub(_PARAGRAPH_BREAK, markup)))


class _TextCollector:
    """Collector of the text of an HTML tree, element by element; not recursive."""

    def __init__(self, result: TextValue, *, has_blocks: bool) -> None:
        self.pieces: list[str] = []
        self._result = result
        self._has_blocks = has_blocks
        self._skip_depth = 0
        self._paragraph_depth = 0
        self._caption: tuple[html.HtmlElement, list[str]] | None = None

    def open_element(self, element: html.HtmlElement) -> None:
        """Add the text at the beginning of an element."""
        tag = element.tag
        if tag in _PICTURE_TAGS and not self._skip_depth:
            self._result.left_out["pictures"] += tag == "img"
        if tag in _SKIPPED_TAGS:
            if not self._skip_depth and tag not in {"head", "title"}:
                self._result.left_out[f"{tag} elements"] += 1
            self._skip_depth += 1
        if self._caption is None and not self._skip_depth and _is_caption(element):
            self._caption = (element, [])
        if tag == "br":
            self._append(_LINE_BREAK)
        elif tag in _BLOCK_TAGS:
            self._break_paragraph()
        self._paragraph_depth += tag in {"p", "h1", "h2", "h3", "h4", "h5", "h6"}
        self._append_text(element.text, is_preformatted=tag == "pre")

    def close_element(self, element: html.HtmlElement) -> None:
        """Add the text after an element."""
        tag = element.tag
        if tag in _SKIPPED_TAGS:
            self._skip_depth -= 1
        if tag in _BLOCK_TAGS:
            self._break_paragraph()
        self._paragraph_depth -= tag in {"p", "h1", "h2", "h3", "h4", "h5", "h6"}
        if self._caption is not None and self._caption[0] is element:
            if caption := collapse_whitespace("".join(self._caption[1]).replace(_LINE_BREAK, " ")):
                self._result.captions.append(clean_line(caption.replace(_PARAGRAPH_BREAK, " ")))
            self._caption = None
        self._append_text(element.tail)

    def _break_paragraph(self) -> None:
        self._append(_PARAGRAPH_BREAK)

    def add_bare_text(self, text: str | None) -> None:
        """Add text that is in no element of its own."""
        self._append_text(text)

    def _append_text(self, text: str | None, *, is_preformatted: bool = False) -> None:
        if not text:
            return
        if is_preformatted:
            text = text.replace("\n", _LINE_BREAK)
        elif not self._paragraph_depth and _BLANK_LINE.search(text):  # as a blog's editor writes paragraphs
            text = _BLANK_LINE.sub(_PARAGRAPH_BREAK, text)
        elif self._has_blocks or self._paragraph_depth:
            text = text.replace("\n", " ")
        self._append(text)

    def _append(self, text: str) -> None:
        if self._skip_depth:
            return
        pieces = self.pieces if self._caption is None else self._caption[1]
        if text == _LINE_BREAK and pieces and pieces[-1].endswith(_LINE_BREAK):  # two breaks are a paragraph
            text = _PARAGRAPH_BREAK
        pieces.append(text)


def _is_caption(element: html.HtmlElement) -> bool:
    if element.tag == "figcaption":
        return True
    return element.tag in {"p", "div", "span", "dd"} and bool(_CAPTION_CLASS.search(element.get("class") or ""))
