"""Sentences and paragraphs: boundaries, broken lines joined, and correction notices among them."""

import re
from collections.abc import Iterable
from itertools import compress
from typing import Final

from archive.text.normalize import clean_line, collapse_whitespace

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
_OPENING_MARK: Final = re.compile(r"[(\[\"“‘'«]")
_LOOKBACK_CHARS: Final = 24
_LABEL: Final = re.compile(  # matches `Correction, 15 March:`, but not `Corrections officers said`
    r"[\W_]*(?:corrections?|clarifications?|erratum|errata|editor['’]s note|correction notice|rectificatifs?"
    r"|rectification|correctif|note de la rédaction|berichtigung|korrektur|richtigstellung|anmerkung der redaktion"
    r"|corrección|rectificación|fe de erratas|fe de errores|nota de la redacción|rettifica|errata corrige|correção"
    r"|nota da redação|rectificatie|correctie|تصحيح|تصويب)(?=[\s\W_]*$|\s*[,:.;(—–-]|\s+\d|\s+(?:on|of|du|vom|del"
    r"|van)\s+\d|\s+[A-Z]\w+\.?\s+\d)",
    re.IGNORECASE,
)
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
    r"(?:the\s|l['’]|der\s|el\s|o\s|het\s)(article|story|artikel|artículo|articolo|artigo)", re.IGNORECASE
)
_NAMED_BEFORE: Final = (
    r"\b(?:an?|another|une?|ein|eine[nmr]?|un[oa]?|uma?|een|\w+['’]s?|[A-Z]\w+)\s+(?:[\w-]+\s+){0,3}?"
)
_PARAGRAPH: Final = re.compile(r"\S(?:(?!\n[ \t]*\n).)*", re.DOTALL)
MAX_PART_CHARS: Final = 100  # of each part of a broken word: no known word is longer
MAX_SENTENCE_END: Final = 1000  # characters of a text's end that tell whether it goes on
MAX_CHARS_BEFORE: Final = 5_000  # before the words `the article` that are searched for another one
MAX_OPENING_CHARS: Final = 300  # characters of a paragraph searched for a mention of an earlier version
END_CHARS: Final = frozenset(".!?…:;\"'”’»›)]–—。！？」』")  # characters a complete paragraph may end with
NON_FINAL_WORDS: Final = frozenset(  # words that never end a sentence; a line ending with one continues
    "a an the of in on at to by for from with without and or but nor as than that which who whose whom is are was were"
    " be been has have had will would can could may might must shall should not his her its their our my your this"
    " these those into onto upon over under between among about against during through within towards toward per via de"
    " la le les des du un une et ou à au aux en dans par pour sur avec sans que qui dont est sont der die das den dem"
    " des ein eine einen einem und oder mit von vom zu zum zur für auf im am bei nach el los las una y o del al con por"
    " para que su sus il lo gli i di da e che nel della dei".split()
)
_STARTERS: Final = NON_FINAL_WORDS | frozenset(  # words that begin sentences rather than continue them
    "he she it they we you i there here when while if after before since because although though however meanwhile what"
    " why how where so yet still also some many most more one two il elle ils elles on nous vous ce cette ces mais si"
    " er sie es wir aber wenn nach".split()
)
_INDENTED: Final = re.compile(r"^(?: {2,}|\t)")
_TABLE: Final = re.compile(r"\S {3,}\S|\.{4,}|-{4,}|={4,}")


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


def _is_sentence_end(text: str, dot: int, end: int) -> bool:
    """Return whether the full stop at `dot` ends a sentence, not an abbreviation."""
    preceding = text[max(0, dot - _LOOKBACK_CHARS) : dot]
    word = preceding.rsplit(maxsplit=1)[-1] if preceding and not preceding[-1].isspace() else ""
    word = word if word.isalpha() else _OPENING_MARK.split(word)[-1]
    if end > dot + 1 or not word or "\n" in text[end : end + 2]:
        return True
    key = word.casefold()
    if key in _FINAL_ABBREVIATIONS or ("." in word and len(word) <= 6):
        following = text[end : end + 2].strip()
        return key in _FINAL_ABBREVIATIONS and following.isupper() and key not in {"no", "st", "al", "me"}
    return key not in _ABBREVIATIONS and not (len(word) == 1 and word.isupper())


def find_notice_spans(text: str) -> list[tuple[int, int]]:
    """Return the spans of the notices in a text."""
    paragraphs = list(_PARAGRAPH.finditer(text))
    flags = flag_notices(paragraph.group() for paragraph in paragraphs)
    return [paragraph.span() for paragraph in compress(paragraphs, flags)]


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
    """Return whether a subject is its own article; `the article` is not, after `an article in the Courier`."""
    printed = collapse_whitespace(text[start:end])
    if _ARTICLE_SUBJECT.fullmatch(printed):
        return True
    definite = _DEFINITE.fullmatch(printed)
    before = text[max(0, start - MAX_CHARS_BEFORE) : start]
    return definite is not None and not re.search(_NAMED_BEFORE + definite[1], before)


def is_unfinished(text: str) -> bool:
    """Return whether a paragraph ends inside a sentence."""
    return bool(text) and text[-1] not in END_CHARS


def is_continuation(before: str, after: str) -> bool:
    """Return whether `after` continues the unfinished sentence of `before`."""
    if not is_unfinished(before) or not after:
        return False
    if after[0].islower():
        return True
    words = before[-MAX_SENTENCE_END:].split()
    if words[-1].casefold() in NON_FINAL_WORDS or before.endswith(","):
        return after[0].isalnum() or after[0] in "“\"'‘«[("
    first = re.sub(r"\W+$", "", after.split(maxsplit=1)[0]).casefold()
    return len(before) >= 80 and len(words) >= 14 and after[0].isupper() and first not in _STARTERS


def join_sentence_parts(before: str, after: str, known_words: frozenset[str] = frozenset()) -> str:
    """Join two parts of a sentence; drop a hyphen if `known_words` has the whole word."""
    head, glue = _choose_glue(before, after, known_words)
    return head + glue + after


def join_lines(lines: Iterable[str]) -> str:
    """Join hard-wrapped lines. Linear in their length."""
    pieces: list[str] = []
    for line in lines:
        if pieces:
            pieces[-1], glue = _choose_glue(pieces[-1], line, frozenset())
            pieces.append(glue)
        pieces.append(line)
    return "".join(pieces)


def _choose_glue(before: str, after: str, known_words: frozenset[str]) -> tuple[str, str]:
    """Return the first part, without hyphen if it was a word break, and the separator."""
    if not (before.endswith("-") and before[-2:-1].isalpha() and after[:1].islower()):
        return before, " "
    head, tail = before[-MAX_PART_CHARS:-1], after[:MAX_PART_CHARS]
    joined_word = head.rsplit(maxsplit=1)[-1] + tail.split(maxsplit=1)[0]
    is_known = re.sub(r"\W+$", "", joined_word).casefold() in known_words
    return (before[:-1] if is_known else before), ""


def split_wire_paragraphs(text: str) -> list[str]:
    """Split hard-wrapped wire text into paragraphs, which an empty or indented line begins; tables keep their lines."""
    blocks: list[list[str]] = [[]]
    for line in text.expandtabs(4).splitlines():
        if not line.strip():
            blocks.append([])
            continue
        if _INDENTED.match(line) and blocks[-1] and not _TABLE.search(line.strip()):
            blocks.append([])
        blocks[-1].append(line)
    return [text for block in blocks if (text := _format_block(block))]


def is_wire_text(text: str) -> bool:
    """Return whether a text is hard-wrapped, or its paragraphs are indented."""
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) < 2 or max(map(len, lines)) > 100:
        return False
    return any(_INDENTED.match(line) for line in lines[1:]) or max(map(len, lines)) <= 80


def _format_block(block: list[str]) -> str:
    table_line_count = sum(1 for line in block if _TABLE.search(line.strip()))
    if len(block) > 1 and table_line_count * 2 >= len(block):
        return "\n".join(line.rstrip() for line in block)
    return clean_line(join_lines(line.strip() for line in block))
