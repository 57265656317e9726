"""Detect correction notices: they are about the article, not part of its news."""

import re
from collections.abc import Iterable
from typing import Final

_LABEL: Final = re.compile(
    r"[\W_]*(?:corrections?|clarifications?|erratum|errata|editor['’]s note|correction notice"
    r"|rectificatifs?|rectification|correctif|note de la rédaction"
    r"|berichtigung|korrektur|richtigstellung|anmerkung der redaktion"
    r"|corrección|rectificación|fe de erratas|fe de errores|nota de la redacción"
    r"|rettifica|errata corrige|correção|nota da redação|rectificatie|correctie|تصحيح|تصويب)"
    r"(?=[\s\W_]*$|\s*[,:.;(—–-]|\s+\d|\s+(?:on|of|du|vom|del|van)\s+\d|\s+[A-Z]\w+\.?\s+\d)",
    re.IGNORECASE,
)
"""Matches `Correction, 15 March:`, but not `Corrections officers said`."""
_ARTICLE_NOUN: Final = (
    r"(?:article|story|report|piece|post|column|dispatch|obituary|review|headline|caption|page"
    r"|interview)"
)
_VERSION: Final = (
    r"(?:earlier|previous|prior|original|older|initial|first|online|print)\s+(?:version|edition)s?"
)
_ABOUT_ARTICLE: Final = re.compile(
    rf"\b{_VERSION}\s+of\s+(?:this|the|our)\s+(?:\w+\s+)?{_ARTICLE_NOUN}\b"
    rf"|\bthis\s+{_ARTICLE_NOUN}\s+(?:was|has been|had been|is being)\s+(?:\w+\s+)?"
    r"(?:amended|corrected|updated|changed|edited|revised|modified)\b"
    r"|\bversions?\s+(?:précédentes?|antérieures?|initiales?)\s+de\s+(?:cet\s|l['’])article\b"
    r"|\b(?:früheren|ersten|vorherigen|ursprünglichen)\s+(?:version|fassung)\s+(?:dieses|des)\s+\w+"
    r"|\bversión\s+(?:anterior|previa|original)\s+de\s+est[ea]\s+\w+"
    r"|\bversione\s+precedente\s+di\s+quest[’'o]\s?\w+"
    r"|\bversão\s+anterior\s+d?este\s+\w+"
    r"|\b(?:eerdere|vorige)\s+versie\s+van\s+dit\s+\w+"
    r"|نسخة\s+سابقة\s+من\s+هذ[اه]",
    re.IGNORECASE,
)
_ARTICLE_SUBJECT: Final = re.compile(
    rf"(?:an?|the|some)?\s*{_VERSION}(?:\s+of\s+(?:this|the|our)\s+.*)?|(?:this|our)\s+{_ARTICLE_NOUN}"
    r"|(?:an?|the|this)?\s*(?:corrections?|clarifications?|editor['’]s note|(?:photo )?caption"
    r"|headline)"
    r"|transcript|advertisement|cet\s+article|dieser\s+(?:artikel|beitrag|text)|est[ea]\s+artículo"
    r"|quest[o’']\s?articolo|este\s+artigo|dit\s+artikel",
    re.IGNORECASE,
)
_DEFINITE: Final = re.compile(
    r"(?:the\s|l['’]|der\s|el\s|o\s|het\s)(article|story|artikel|artículo|articolo|artigo)",
    re.IGNORECASE,
)
_NAMED_BEFORE: Final = (
    r"\b(?:an?|another|une?|ein|eine[nmr]?|un[oa]?|uma?|een|\w+['’]s?|[A-Z]\w+)"
    r"\s+(?:[\w-]+\s+){0,3}?"
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
