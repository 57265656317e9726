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
_PIECE: Final = (
    r"(?:article|story|report|piece|post|column|dispatch|obituary|review|headline|caption|page"
    r"|interview)"
)
_VERSION: Final = (
    r"(?:earlier|previous|prior|original|older|initial|first|online|print)\s+(?:version|edition)s?"
)
_ON_ITSELF: Final = re.compile(
    rf"\b{_VERSION}\s+of\s+(?:this|the|our)\s+(?:\w+\s+)?{_PIECE}\b"
    rf"|\bthis\s+{_PIECE}\s+(?:was|has been|had been|is being)\s+(?:\w+\s+)?"
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
_ITSELF: Final = re.compile(
    rf"(?:an?|the|some)?\s*{_VERSION}(?:\s+of\s+(?:this|the|our)\s+.*)?|(?:this|our)\s+{_PIECE}"
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
OPENING: Final = 300
"""Characters of a paragraph searched for a mention of an earlier version."""


def notice_spans(text: str) -> list[tuple[int, int]]:
    """Return the spans of the notices in a text."""
    paragraphs = list(_PARAGRAPH.finditer(text))
    are = are_notices([found.group() for found in paragraphs])
    return [found.span() for found, is_one in zip(paragraphs, are, strict=True) if is_one]


def are_notices(paragraphs: Iterable[str]) -> list[bool]:
    """Flag the paragraphs that are notices; a label alone includes the next paragraph."""
    are = []
    is_led_in = False
    for paragraph in paragraphs:
        label = _LABEL.match(paragraph)
        are.append(is_led_in or is_notice(paragraph))
        is_led_in = label is not None and not paragraph[label.end() :].strip(" \t\n:*_#.")
    return are


def is_notice(paragraph: str) -> bool:
    """Return whether a paragraph corrects or amends its article."""
    return bool(_LABEL.match(paragraph) or _ON_ITSELF.search(paragraph[:OPENING]))


def is_article_itself(text: str, start: int, end: int) -> bool:
    """Return whether a grammatical subject is its own article, or an earlier version of it.

    `The article` is another one if another was mentioned before: `an article in the Courier`.
    """
    printed = " ".join(text[start:end].split())
    if _ITSELF.fullmatch(printed):
        return True
    definite = _DEFINITE.fullmatch(printed)
    return definite is not None and not re.search(_NAMED_BEFORE + definite[1], text[:start])
