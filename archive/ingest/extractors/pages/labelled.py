"""Labelled facts of a page (`Author: …`, `Published: …`), in tables and lists."""

import re
from collections.abc import Iterator
from typing import Final

from lxml.html import HtmlElement

from archive.ingest.extractors.pages.page import Page, Statement, words_of

MOST_LABELS: Final = 2000
LONGEST_LABEL: Final = 30
LONGEST_FACT: Final = 120
AUTHOR: Final = re.compile(
    r"authors?|written by|autor(?:en|in|es|as?|ka)?|autor(?:in)?/autor(?:in)?|auteure?s?|autore"
    r"|autrice|автор[ыи]?|الكاتب|المؤلف|作者|著者|執筆者|글쓴이|yazar|penulis|tác giả"
    r"|forfatter|författare|kirjoittaja|szerző",
    re.IGNORECASE,
)
DAY: Final = re.compile(
    r"(?:date )?(?:published|posted)(?: on)?|publication date|date of publication"
    r"|veröffentlicht(?: am)?|erschienen(?: am)?|publié(?: le)?|date de (?:publication|parution)"
    r"|publicado(?: el| em)?|fecha de publicación|data de publicação|pubblicato(?: il)?"
    r"|data di pubblicazione|gepubliceerd(?: op)?|дата публикации|опубликовано|تاريخ النشر|发布时间"
    r"|發布時間|公開日|掲載日|data publikacji|opublikowano|yayın tarihi",
    re.IGNORECASE,
)
_ANY_DAY: Final = re.compile(
    r"date|datum|fecha|data|дата|التاريخ|日期|日付|tarih|dato", re.IGNORECASE
)
"""As often the day of an event, unless an author is labelled in the same list."""
_LABEL: Final = re.compile(
    "|".join(form.pattern for form in (AUTHOR, DAY, _ANY_DAY)), re.IGNORECASE
)
_LABELS: Final = ("dt", "th", "strong", "b", "span", "label")
_ROWS: Final = frozenset({"tr", "li", "dl", "p", "div"})


def authors_labelled(page: Page) -> Iterator[Statement]:
    """Yield the facts labelled as the author, outside unrelated parts of the page."""
    for label, fact in _facts(page):
        if AUTHOR.fullmatch(_words(label)):
            yield Statement(fact, "a fact labelled as the author", "", label.sourceline or 0)


def days_labelled(page: Page) -> list[Statement]:
    """Return facts labelled as the day of publication; a bare ‘Date’ counts beside an author."""
    facts = list(_facts(page))
    signed = {_list_of(label) for label, _ in facts if AUTHOR.fullmatch(_words(label))}
    return [
        Statement(fact, "a fact labelled as the day of publication", "", label.sourceline or 0)
        for label, fact in facts
        if DAY.fullmatch(_words(label))
        or (_ANY_DAY.fullmatch(_words(label)) and _list_of(label) in signed)
    ]


def is_label(text: str) -> bool:
    """Return whether a line is nothing but the label of an author or a day."""
    return len(text) <= LONGEST_LABEL and _LABEL.fullmatch(text.strip(" :：\n\t")) is not None


def _facts(page: Page) -> Iterator[tuple[HtmlElement, str]]:
    """Yield labels of authors and days, each with the text that follows it."""
    for number, label in enumerate(page.tree.iter(*_LABELS)):
        if number >= MOST_LABELS:
            return
        if len(label) or not is_label(label.text or "") or label in page.others:
            continue
        if fact := _fact(label):
            yield label, fact


def _fact(label: HtmlElement) -> str:
    """Return the cell after a label, or the rest of its line; empty if there is none."""
    if label.tag in {"dt", "th"}:
        cell = label.getnext()
        return words_of(cell, LONGEST_FACT) if cell is not None and cell.tag in {"dd", "td"} else ""
    row = label.getparent()
    if row is None or row.tag not in _ROWS or (row.text or "").strip() or row[0] is not label:
        return ""
    whole, own = words_of(row, LONGEST_FACT + LONGEST_LABEL), words_of(label, LONGEST_LABEL)
    return whole.removeprefix(own).lstrip(" :：") if len(whole) < LONGEST_FACT else ""


def _words(label: HtmlElement) -> str:
    return " ".join((label.text or "").split()).strip(" :：")


def _list_of(label: HtmlElement) -> HtmlElement:
    """Return the list or table of a label: the element around its row."""
    row = label.getparent()
    return row if label.tag == "dt" or row.getparent() is None else row.getparent()
