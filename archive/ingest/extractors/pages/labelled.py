"""Labelled facts of a page (`Author: …`, `Published: …`), in tables and lists."""

import re
from collections.abc import Iterator
from typing import Final

from lxml.html import HtmlElement

from archive.ingest.extractors.pages.page import PageStatement, WebPage, get_visible_text

MAX_LABELS: Final = 2000
MAX_LABEL_LENGTH: Final = 30
MAX_FACT_LENGTH: Final = 120
AUTHOR_LABEL: Final = re.compile(
    r"authors?|written by|autor(?:en|in|es|as?|ka)?|autor(?:in)?/autor(?:in)?|auteure?s?|autore"
    r"|autrice|автор[ыи]?|الكاتب|المؤلف|作者|著者|執筆者|글쓴이|yazar|penulis|tác giả"
    r"|forfatter|författare|kirjoittaja|szerző",
    re.IGNORECASE,
)
DATE_LABEL: Final = re.compile(
    r"(?:date )?(?:published|posted)(?: on)?|publication date|date of publication"
    r"|veröffentlicht(?: am)?|erschienen(?: am)?|publié(?: le)?|date de (?:publication|parution)"
    r"|publicado(?: el| em)?|fecha de publicación|data de publicação|pubblicato(?: il)?"
    r"|data di pubblicazione|gepubliceerd(?: op)?|дата публикации|опубликовано|تاريخ النشر|发布时间"
    r"|發布時間|公開日|掲載日|data publikacji|opublikowano|yayın tarihi",
    re.IGNORECASE,
)
_GENERIC_DATE_LABEL: Final = re.compile(
    r"date|datum|fecha|data|дата|التاريخ|日期|日付|tarih|dato", re.IGNORECASE
)
"""As often the day of an event, unless an author is labelled in the same list."""
_LABEL: Final = re.compile(
    "|".join(form.pattern for form in (AUTHOR_LABEL, DATE_LABEL, _GENERIC_DATE_LABEL)),
    re.IGNORECASE,
)
_LABEL_TAGS: Final = ("dt", "th", "strong", "b", "span", "label")
_ROW_TAGS: Final = frozenset({"tr", "li", "dl", "p", "div"})


def iter_labelled_authors(page: WebPage) -> Iterator[PageStatement]:
    """Yield the facts labelled as the author, outside unrelated parts of the page."""
    for label, fact in _iter_facts(page):
        if AUTHOR_LABEL.fullmatch(_get_label_text(label)):
            yield PageStatement(fact, "a fact labelled as the author", "", label.sourceline or 0)


def find_labelled_days(page: WebPage) -> list[PageStatement]:
    """Return facts labelled as the day of publication; a bare ‘Date’ counts beside an author."""
    facts = list(_iter_facts(page))
    lists_with_author = {
        _get_container(label)
        for label, _ in facts
        if AUTHOR_LABEL.fullmatch(_get_label_text(label))
    }
    return [
        PageStatement(fact, "a fact labelled as the day of publication", "", label.sourceline or 0)
        for label, fact in facts
        if DATE_LABEL.fullmatch(_get_label_text(label))
        or (
            _GENERIC_DATE_LABEL.fullmatch(_get_label_text(label))
            and _get_container(label) in lists_with_author
        )
    ]


def is_label(text: str) -> bool:
    """Return whether a line is nothing but the label of an author or a day."""
    return len(text) <= MAX_LABEL_LENGTH and _LABEL.fullmatch(text.strip(" :：\n\t")) is not None


def _iter_facts(page: WebPage) -> Iterator[tuple[HtmlElement, str]]:
    """Yield labels of authors and days, each with the text that follows it."""
    for number, label in enumerate(page.tree.iter(*_LABEL_TAGS)):
        if number >= MAX_LABELS:
            return
        if len(label) or not is_label(label.text or "") or label in page.unrelated:
            continue
        if fact := _read_fact(label):
            yield label, fact


def _read_fact(label: HtmlElement) -> str:
    """Return the cell after a label, or the rest of its line; empty if there is none."""
    if label.tag in {"dt", "th"}:
        cell = label.getnext()
        return (
            get_visible_text(cell, MAX_FACT_LENGTH)
            if cell is not None and cell.tag in {"dd", "td"}
            else ""
        )
    row = label.getparent()
    if row is None or row.tag not in _ROW_TAGS or (row.text or "").strip() or row[0] is not label:
        return ""
    row_text, label_text = (
        get_visible_text(row, MAX_FACT_LENGTH + MAX_LABEL_LENGTH),
        get_visible_text(label, MAX_LABEL_LENGTH),
    )
    return (
        row_text.removeprefix(label_text).lstrip(" :：") if len(row_text) < MAX_FACT_LENGTH else ""
    )


def _get_label_text(label: HtmlElement) -> str:
    return " ".join((label.text or "").split()).strip(" :：")


def _get_container(label: HtmlElement) -> HtmlElement:
    """Return the list or table of a label: the element around its row."""
    row = label.getparent()
    return row if label.tag == "dt" or row.getparent() is None else row.getparent()
