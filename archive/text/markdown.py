"""Remove Markdown markup and invisible characters from text."""

import re
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
    "[\x00-\x1f\x7f\u00a0\u00ad\u2002\u2003\u2009\u200b\u2060\ufeff\ufffe\uffff\ud800-\udfff]|  "
    "|(?<!\\S)[\u200c\u200d]"
)
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_SPACES: Final = re.compile(r"[ \t\u2002\u2003\u2009]+")
_LOOSE_NBSP: Final = re.compile(
    r"(?<![«‹\d])\u00a0(?![»›:;!?%€$£\d])|(?<= )\u00a0|\u00a0(?= )|\u00a0$"
)


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
