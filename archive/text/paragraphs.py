"""Join hard-wrapped lines and broken sentences into paragraphs."""

import re
from collections.abc import Iterable
from typing import Final

from archive.text.markdown import tidy

ENDS: Final = frozenset(".!?…:;\"'”’»›)]–—。！？」』")
"""Characters a complete paragraph may end with."""

GOES_ON: Final = frozenset(
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
    return bool(text) and text[-1] not in ENDS


def goes_on(before: str, after: str) -> bool:
    """Return whether `after` continues the unfinished sentence of `before`."""
    if not is_unfinished(before) or not after:
        return False
    if after[0].islower():
        return True
    words = before.split()
    if words[-1].casefold() in GOES_ON or before.endswith(","):
        return after[0].isalnum() or after[0] in "“\"'‘«[("
    first = re.sub(r"\W+$", "", after.split(maxsplit=1)[0]).casefold()
    return (
        len(before) >= 80
        and len(words) >= 14
        and after[0].isupper()
        and first not in GOES_ON | STARTERS
    )


STARTERS: Final = frozenset(
    "he she it they we you i there here when while if after before since because although"
    " though however meanwhile what why how where so yet still also some many most more"
    " one two il elle ils elles on nous vous ce cette ces mais si er sie es wir aber wenn"
    " nach".split()
)
"""Words that begin sentences rather than continue them, besides NON_FINAL_WORDS."""


def joined(before: str, after: str, words: frozenset[str] = frozenset()) -> str:
    """Join two parts of a sentence; drop a hyphen if `known_words` has the whole word."""
    kept, glue = _glued(before, after, words)
    return kept + glue + after


def join_lines(lines: Iterable[str]) -> str:
    """Join hard-wrapped lines. Linear in their length."""
    pieces: list[str] = []
    for line in lines:
        if pieces:
            pieces[-1], glue = _glued(pieces[-1], line, frozenset())
            pieces.append(glue)
        pieces.append(line)
    return "".join(pieces)


def _glued(before: str, after: str, words: frozenset[str]) -> tuple[str, str]:
    """Return the first part, without hyphen if it was a word break, and the separator."""
    if not (before.endswith("-") and before[-2:-1].isalpha() and after[:1].islower()):
        return before, " "
    whole = before[:-1].rsplit(maxsplit=1)[-1] + after.split(maxsplit=1)[0]
    known = re.sub(r"\W+$", "", whole).casefold() in words
    return (before[:-1] if known else before), ""


def wire_paragraphs(text: str) -> list[str]:
    """Split hard-wrapped wire text into paragraphs.

    An empty or indented line begins a paragraph; tables keep their lines.
    """
    lines = text.expandtabs(4).splitlines()
    found: list[list[str]] = [[]]
    for line in lines:
        if not line.strip():
            found.append([])
            continue
        if _INDENTED.match(line) and found[-1] and not _TABLE.search(line.strip()):
            found.append([])
        found[-1].append(line)
    return [text for block in found if (text := _as_text(block))]


def is_wire(text: str) -> bool:
    """Return whether a text is hard-wrapped, or its paragraphs are indented."""
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) < 2 or max(map(len, lines)) > 100:
        return False
    return any(_INDENTED.match(line) for line in lines[1:]) or max(map(len, lines)) <= 80


def _as_text(block: list[str]) -> str:
    tabular = sum(1 for line in block if _TABLE.search(line.strip()))
    if len(block) > 1 and tabular * 2 >= len(block):
        return "\n".join(line.rstrip() for line in block)
    return tidy(join_lines(line.strip() for line in block))
