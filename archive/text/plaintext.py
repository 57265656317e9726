"""Plain text: Markdown marks and invisible characters removed, lines joined to paragraphs."""

import re
from collections.abc import Iterable
from typing import Final

from archive.text.normalize import strip_controls

_IMAGE: Final = re.compile(r"!\[[^\[\]]{0,500}\]\([^()\s]{0,2000}(?:\s+\"[^\"]{0,300}\")?\)")
_LINK: Final = re.compile(
    r"\[([^\[\]]{1,500})\]\([^()\s]{0,2000}(?:\([^()\s]{0,200}\))?[^()\s]{0,200}(?:\s+\"[^\"]{0,300}\")?\)"
)
_ADDRESS: Final = re.compile(r"<((?:https?://|mailto:)[^<>\s]{1,2000})>")
_EMPHASIS_RUN: Final = re.compile(r"(?<!\\)(?:\*{1,3}|_{1,3})")
_CODE: Final = re.compile(r"(`{1,3})([^`\n]{1,500})\1")
_ESCAPE: Final = re.compile(r"\\([\\`*_{}\[\]()#+\-.!>~|])")
# U+200C and U+200D stay: they are significant in Persian, Indic scripts and emoji.
_INVISIBLE: Final = re.compile("[\u200b\u2060\ufeff\u00ad\ufffe\uffff]")
_LOOSE_JOINER: Final = re.compile("(?<!\\S)[\u200c\u200d]+")
"""A joiner without a letter or emoji before it has no meaning."""
_UNTIDY: Final = re.compile(  # anything `clean_line` changes within a text
    "[\x00-\x1f\x7f\u00a0\u00ad\u2002\u2003\u2009\u200b\u2060\ufeff\ufffe\uffff\ud800-\udfff]|  |(?<!\\S)[\u200c\u200d]"
)
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_SPACES: Final = re.compile(r"[ \t\u2002\u2003\u2009]+")
_LOOSE_NBSP: Final = re.compile(r"(?<![«‹\d])\u00a0(?![»›:;!?%€$£\d])|(?<= )\u00a0|\u00a0(?= )|\u00a0$")


def strip_markdown(text: str) -> str:
    """Return a line of Markdown without markup, invisible and control characters.

    No-break spaces stay where French typography and figures need them.
    """
    if any(mark in text for mark in "*_[`<\\"):
        text = _ADDRESS.sub(r"\1", _LINK.sub(r"\1", _IMAGE.sub("", text)))
        text = _ESCAPE.sub(r"\1", _strip_emphasis(_CODE.sub(r"\2", text)))
    return clean_line(text)


def clean_line(text: str) -> str:
    """Return `text` on one line with single spaces, without undisplayable characters."""
    if text.isascii() and text.isprintable():  # the common case
        return (_SPACES.sub(" ", text) if "  " in text else text).strip(" ")
    if not _UNTIDY.search(text):
        return text.strip(" ")
    text = replace_surrogates(strip_controls(text.replace("\n", " ").replace("\r", " ")))
    if not text.isascii():
        text = _LOOSE_JOINER.sub("", _INVISIBLE.sub("", text))
        text = _SPACES.sub(" ", text).strip(" ")
        text = _LOOSE_NBSP.sub(" ", text)
    return _SPACES.sub(" ", text).strip(" ")


def replace_surrogates(text: str) -> str:
    """Replace surrogates, which no database stores, by U+FFFD."""
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def _strip_emphasis(text: str) -> str:
    """Remove pairs of `*`, `**`, `_`… around words; lone ones stay. Linear in the text."""
    open_runs: dict[str, list[re.Match[str]]] = {}
    paired_runs: list[re.Match[str]] = []
    for run in _EMPHASIS_RUN.finditer(text):
        before = text[run.start() - 1 : run.start()]
        after = text[run.end() : run.end() + 1]
        is_inside_word = run.group()[0] == "_" and before.isalnum() and after.isalnum()
        openers = open_runs.setdefault(run.group(), [])
        if before.strip() and openers and not is_inside_word:
            paired_runs += [openers.pop(), run]
        elif after.strip() and not is_inside_word:
            openers.append(run)
    pieces, offset = [], 0
    for run in sorted(paired_runs, key=re.Match.start):
        pieces.append(text[offset : run.start()])
        offset = run.end()
    return "".join(pieces) + text[offset:]


# Join hard-wrapped lines and broken sentences into paragraphs.

END_CHARS: Final = frozenset(".!?…:;\"'”’»›)]–—。！？」』")
"""Characters a complete paragraph may end with."""

NON_FINAL_WORDS: Final = frozenset(
    "a an the of in on at to by for from with without and or but nor as than that which who whose whom is are was were"
    " be been has have had will would can could may might must shall should not his her its their our my your this"
    " these those into onto upon over under between among about against during through within towards toward per via de"
    " la le les des du un une et ou à au aux en dans par pour sur avec sans que qui dont est sont der die das den dem"
    " des ein eine einen einem und oder mit von vom zu zum zur für auf im am bei nach el los las una y o del al con por"
    " para que su sus il lo gli i di da e che nel della dei".split()
)
"""Words that never end a sentence; a line ending with one continues."""

_INDENTED: Final = re.compile(r"^(?: {2,}|\t)")
_TABLE: Final = re.compile(r"\S {3,}\S|\.{4,}|-{4,}|={4,}")


def is_unfinished(text: str) -> bool:
    """Return whether a paragraph ends inside a sentence."""
    return bool(text) and text[-1] not in END_CHARS


def is_continuation(before: str, after: str) -> bool:
    """Return whether `after` continues the unfinished sentence of `before`."""
    if not is_unfinished(before) or not after:
        return False
    if after[0].islower():
        return True
    words = before.split()
    if words[-1].casefold() in NON_FINAL_WORDS or before.endswith(","):
        return after[0].isalnum() or after[0] in "“\"'‘«[("
    first = re.sub(r"\W+$", "", after.split(maxsplit=1)[0]).casefold()
    return (
        len(before) >= 80
        and len(words) >= 14
        and after[0].isupper()
        and first not in NON_FINAL_WORDS | SENTENCE_STARTERS
    )


SENTENCE_STARTERS: Final = frozenset(
    "he she it they we you i there here when while if after before since because although though however meanwhile what"
    " why how where so yet still also some many most more one two il elle ils elles on nous vous ce cette ces mais si"
    " er sie es wir aber wenn nach".split()
)
"""Words that begin sentences rather than continue them, besides NON_FINAL_WORDS."""


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
    joined_word = before[:-1].rsplit(maxsplit=1)[-1] + after.split(maxsplit=1)[0]
    is_known = re.sub(r"\W+$", "", joined_word).casefold() in known_words
    return (before[:-1] if is_known else before), ""


def split_wire_paragraphs(text: str) -> list[str]:
    """Split hard-wrapped wire text into paragraphs.

    An empty or indented line begins a paragraph; tables keep their lines.
    """
    lines = text.expandtabs(4).splitlines()
    blocks: list[list[str]] = [[]]
    for line in lines:
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
