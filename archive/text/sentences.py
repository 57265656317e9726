"""Sentence boundaries, and correction notices among sentences."""

import re
from collections.abc import Iterable
from typing import Final

# Starts with one character class, so that the regular expression engine can skip ahead.
_SENTENCE_END: Final = re.compile(
    r"[.!?…。！？｡؟।۔\n](?:(?<=\n)[ \t]*\n|(?<=[.!?…])(?<![.!?…].)[.!?…]*+[\"'”’»›)\]*_]*+(?=\s)"
    r"|(?<=[。！？｡])[。！？｡」』”’）]*|(?<=[؟।۔])(?<![؟।۔].)[؟।۔\"”»)]*+(?=\s))"
)
_ABBREVIATIONS: Final = frozenset(
    "mr mrs ms mx dr prof gen lt col capt sgt maj cpl cmdr adm sen rep gov rev hon pres st mt ft messrs jr sr vs etc eg"
    " ie cf no nos vol fig art sec al supt det insp pvt amb treas dept jan feb mar apr jun jul aug sep sept oct nov dec"
    " mon tue wed thu fri inc corp co ltd bros llc plc approx est m mm mme mlle mgr me hr fr bzw ca usw nr z.b d.h u.a"
    " dott sig sra sres srta dra av ing mevr dhr drs ir resp".split()
)
_FINAL_ABBREVIATIONS: Final = frozenset("inc corp co ltd jr sr etc llc plc no st al me a.m p.m".split())
_WORD_BEFORE: Final = re.compile(r"[^\s(\[\"“‘'«]*$")
_LOOKBACK_CHARS: Final = 24


def find_sentence_boundaries(text: str) -> list[int]:
    """Return the offset after each sentence of `text`; paragraphs end sentences too."""
    boundaries: list[int] = []
    for match in _SENTENCE_END.finditer(text):
        start, end = match.span()
        mark = text[start]
        if mark == "\n":
            if not boundaries or boundaries[-1] < start:
                boundaries.append(start)
        elif mark != "." or text[start + 1] == "." or _is_sentence_end(text, start, end):
            if mark in "!?….؟" and _is_continued(text, end):
                continue
            boundaries.append(end)
    if not boundaries or text[boundaries[-1] :].strip():
        boundaries.append(len(text))
    return boundaries


def find_sentence_spans(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Return the spans of the sentences between `start` and `end`, without space around them."""
    piece = text[start:end]
    spans = []
    first = 0
    for boundary in find_sentence_boundaries(piece):
        inner = piece[first:boundary]
        if stripped := inner.strip():
            begin = first + len(inner) - len(inner.lstrip())
            spans.append((start + begin, start + begin + len(stripped)))
        first = boundary
    return spans


def find_sentence_start(text: str, start: int, end: int) -> int:
    """Return the start of the sentence that contains `end`, not before `start`."""
    boundaries = [0, *find_sentence_boundaries(text[start:end])]
    if boundaries[-1] == end - start and len(boundaries) > 1:  # the sentence continues at `end`
        boundaries.pop()
    return start + boundaries[-1]


def find_sentence_end(text: str, start: int, end: int) -> int:
    """Return the end of the sentence that contains `start`, not after `end`."""
    return start + find_sentence_boundaries(text[start:end])[0]


def _is_continued(text: str, end: int) -> bool:
    """Return whether a lower-case letter follows, as after `…` or `"Why?" he asked`."""
    if text[end : end + 1] == " " and text[end + 1 : end + 2].isupper():  # the common case
        return False
    following = text[end : end + 3].lstrip(" \u00a0\"“‘'«([")
    return following[:1].islower() and "\n" not in text[end : end + 2]


def _find_last_word(text: str) -> str:
    """Return the last word of `text`; empty if space or opening punctuation follows it."""
    word = text.rsplit(maxsplit=1)[-1] if text and not text[-1].isspace() else ""
    if word.isalpha() or not word:
        return word
    match = _WORD_BEFORE.search(word)
    return match.group() if match else ""


def _is_sentence_end(text: str, dot: int, end: int) -> bool:
    """Return whether the full stop at `dot` ends a sentence, not an abbreviation."""
    word = _find_last_word(text[max(0, dot - _LOOKBACK_CHARS) : dot])
    if end > dot + 1 or not word or "\n" in text[end : end + 2]:
        return True
    key = word.casefold()
    if key in _FINAL_ABBREVIATIONS or ("." in word and len(word) <= 6):
        following = text[end : end + 2].strip()
        return key in _FINAL_ABBREVIATIONS and following.isupper() and key not in {"no", "st", "al", "me"}
    return key not in _ABBREVIATIONS and not (len(word) == 1 and word.isupper())


# Detect correction notices: they are about the article, not part of its news.

_LABEL: Final = re.compile(
    r"[\W_]*(?:corrections?|clarifications?|erratum|errata|editor['’]s note|correction notice|rectificatifs?"
    r"|rectification|correctif|note de la rédaction|berichtigung|korrektur|richtigstellung|anmerkung der redaktion"
    r"|corrección|rectificación|fe de erratas|fe de errores|nota de la redacción|rettifica|errata corrige|correção"
    r"|nota da redação|rectificatie|correctie|تصحيح|تصويب)(?=[\s\W_]*$|\s*[,:.;(—–-]|\s+\d|\s+(?:on|of|du|vom|del"
    r"|van)\s+\d|\s+[A-Z]\w+\.?\s+\d)",
    re.IGNORECASE,
)
"""Matches `Correction, 15 March:`, but not `Corrections officers said`."""
_ARTICLE_NOUN: Final = (
    r"(?:article|story|report|piece|post|column|dispatch|obituary|review|headline|caption|page|interview)"
)
_VERSION: Final = r"(?:earlier|previous|prior|original|older|initial|first|online|print)\s+(?:version|edition)s?"
_ABOUT_ARTICLE: Final = re.compile(
    rf"\b{_VERSION}\s+of\s+(?:this|the|our)\s+(?:\w+\s+)?{_ARTICLE_NOUN}\b|\bthis\s+{_ARTICLE_NOUN}\s+(?:was|has been"
    rf"|had been|is being)\s+(?:\w+\s+)?"
    r"(?:amended|corrected|updated|changed|edited|revised|modified)\b|\bversions?\s+(?:précédentes?|antérieures?"
    r"|initiales?)\s+de\s+(?:cet\s|l['’])article\b|\b(?:früheren|ersten|vorherigen|ursprünglichen)\s+(?:version"
    r"|fassung)\s+(?:dieses|des)\s+\w+|\bversión\s+(?:anterior|previa|original)\s+de\s+est[ea]\s+\w+"
    r"|\bversione\s+precedente\s+di\s+quest[’'o]\s?\w+|\bversão\s+anterior\s+d?este\s+\w+|\b(?:eerdere"
    r"|vorige)\s+versie\s+van\s+dit\s+\w+|نسخة\s+سابقة\s+من\s+هذ[اه]",
    re.IGNORECASE,
)
_ARTICLE_SUBJECT: Final = re.compile(
    rf"(?:an?|the|some)?\s*{_VERSION}(?:\s+of\s+(?:this|the|our)\s+.*)?|(?:this|our)\s+{_ARTICLE_NOUN}"
    r"|(?:an?|the|this)?\s*(?:corrections?|clarifications?|editor['’]s note|(?:photo )?caption|headline)|transcript"
    r"|advertisement|cet\s+article|dieser\s+(?:artikel|beitrag|text)|est[ea]\s+artículo|quest[o’']\s?articolo"
    r"|este\s+artigo|dit\s+artikel",
    re.IGNORECASE,
)
_DEFINITE: Final = re.compile(
    r"(?:the\s|l['’]|der\s|el\s|o\s|het\s)(article|story|artikel|artículo|articolo|artigo)",
    re.IGNORECASE,
)
_NAMED_BEFORE: Final = (
    r"\b(?:an?|another|une?|ein|eine[nmr]?|un[oa]?|uma?|een|\w+['’]s?|[A-Z]\w+)\s+(?:[\w-]+\s+){0,3}?"
)
_PARAGRAPH: Final = re.compile(r"\S(?:(?!\n[ \t]*\n).)*", re.DOTALL)
MAX_OPENING_CHARS: Final = 300
"""Characters of a paragraph searched for a mention of an earlier version."""


def find_notice_spans(text: str) -> list[tuple[int, int]]:
    """Return the spans of the notices in a text."""
    paragraphs = list(_PARAGRAPH.finditer(text))
    are_notice = flag_notices([paragraph.group() for paragraph in paragraphs])
    return [
        paragraph.span()
        for paragraph, is_notice_paragraph in zip(paragraphs, are_notice, strict=True)
        if is_notice_paragraph
    ]


def flag_notices(paragraphs: Iterable[str]) -> list[bool]:
    """Flag the paragraphs that are notices; a label alone includes the next paragraph."""
    flags = []
    is_after_label = False
    for paragraph in paragraphs:
        label = _LABEL.match(paragraph)
        flags.append(is_after_label or is_notice(paragraph))
        is_after_label = label is not None and not paragraph[label.end() :].strip(" \t\n:*_#.")
    return flags


def is_notice(paragraph: str) -> bool:
    """Return whether a paragraph corrects or amends its article."""
    return bool(_LABEL.match(paragraph) or _ABOUT_ARTICLE.search(paragraph[:MAX_OPENING_CHARS]))


def is_article_itself(text: str, start: int, end: int) -> bool:
    """Return whether a grammatical subject is its own article, or an earlier version of it.

    `The article` is another one if another was mentioned before: `an article in the Courier`.
    """
    printed = " ".join(text[start:end].split())
    if _ARTICLE_SUBJECT.fullmatch(printed):
        return True
    definite = _DEFINITE.fullmatch(printed)
    return definite is not None and not re.search(_NAMED_BEFORE + definite[1], text[:start])
