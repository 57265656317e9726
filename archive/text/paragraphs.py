"""Join hard-wrapped lines and broken sentences into paragraphs."""

import re
from collections.abc import Iterable
from typing import Final

from archive.text.markdown import clean_line

END_CHARS: Final = frozenset(".!?…:;\"'”’»›)]–—。！？」』")
"""Characters a complete paragraph may end with."""

NON_FINAL_WORDS: Final = frozenset(
    "a an the of in on at to by for from with without and or but nor as than that which"
    " who whose whom is are was were be been has have had will would can could may might"
    " must shall should not his her its their our my your this these those into onto upon"
    " over under between among about against during through within towards toward per via"
    " de la le les des du un une et ou à au aux en dans par pour sur avec sans que qui"
    " dont est sont der die das den dem des ein eine einen einem und oder mit von vom zu"
    " zum zur für auf im am bei nach el los las una y o del al con por para que su sus il"
    " lo gli i di da e che nel della dei".split()
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
    "he she it they we you i there here when while if after before since because although"
    " though however meanwhile what why how where so yet still also some many most more"
    " one two il elle ils elles on nous vous ce cette ces mais si er sie es wir aber wenn"
    " nach".split()
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
