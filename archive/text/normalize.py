"""Normal forms of text: cleaned for storage and display, folded for comparison, and as keys.

Cleaning keeps what a reader sees. From the least to the most: `strip_controls`; `make_storable` also replaces
surrogates; `collapse_whitespace` sets a text on one line; `clean_line` also removes what cannot be displayed, and keeps
the no-break spaces of French; `clean_markup_text` does not keep them; `strip_markdown` also removes markup;
`clean_text`, for feeds and citations, also removes controls of direction, but not what is invisible inside a word.

Folding is for comparison only. `fold` removes case, diacritics and curly quotes; `name_key` also punctuation;
`fold_word`, of one word, is how the index compares, so a change of it needs a new index.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata
from functools import lru_cache
from itertools import filterfalse
from typing import Final

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_DIRECTION_CONTROL: Final = re.compile(
    "[\N{LEFT-TO-RIGHT EMBEDDING}-\N{RIGHT-TO-LEFT OVERRIDE}\N{LEFT-TO-RIGHT ISOLATE}-\N{POP DIRECTIONAL ISOLATE}]"
)
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
JOINERS: Final = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
"""Invisible characters inside words: soft hyphens, joiners, zero-width spaces."""
DASHES: Final = (
    "-\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{FIGURE DASH}\N{EN DASH}\N{EM DASH}\N{HORIZONTAL BAR}"
    "\N{MINUS SIGN}\N{SMALL EM DASH}\N{SMALL HYPHEN-MINUS}\N{FULLWIDTH HYPHEN-MINUS}\N{TWO-EM DASH}"
    "\N{THREE-EM DASH}\N{MODIFIER LETTER MINUS SIGN}\N{HEAVY MINUS SIGN}\N{HEBREW PUNCTUATION MAQAF}"
)
"""The hyphen of the keyboard, and what programs and phones substitute for it; before a word of a query they exclude."""
APOSTROPHES: Final = (
    "'`\N{ACUTE ACCENT}\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}"
    "\N{SINGLE HIGH-REVERSED-9 QUOTATION MARK}\N{PRIME}\N{REVERSED PRIME}\N{FULLWIDTH APOSTROPHE}"
    "\N{MODIFIER LETTER PRIME}\N{MODIFIER LETTER TURNED COMMA}\N{MODIFIER LETTER APOSTROPHE}"
    "\N{MODIFIER LETTER REVERSED COMMA}\N{MODIFIER LETTER RIGHT HALF RING}\N{MODIFIER LETTER LEFT HALF RING}"
    "\N{MODIFIER LETTER VERTICAL LINE}\N{MODIFIER LETTER GLOTTAL STOP}\N{MODIFIER LETTER REVERSED GLOTTAL STOP}"
    "\N{LATIN SMALL LETTER SALTILLO}\N{HEBREW PUNCTUATION GERESH}\N{HEBREW PUNCTUATION GERSHAYIM}"
)
"""What is printed or typed for an apostrophe inside a word, also for the hamza and ayn of names: O`Brien, Sanaʿa."""
_QUOTES: Final = {"‘": "'", "’": "'", "‚": "'", "“": '"', "”": '"', "„": '"', "\u00a0": " "}
_EQUIVALENTS: Final = str.maketrans(_QUOTES | dict.fromkeys(JOINERS))
_NOT_WORD: Final = re.compile(r"[\W_]+")
_NOT_ASCII: Final = re.compile(r"[^\x00-\x7f]+")
_DROPPED = re.compile(rf"[{JOINERS}\u0640]")
_POSSESSIVE = re.compile(r"'s$")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?:\D|$))")
_DIACRITICS = re.compile(r"(?<=[A-Za-zͰ-Ͽ])[\u0300-\u036f]+|[\u064b-\u065f\u0670\u0591-\u05c7]")
_HEBREW_QUOTE: Final = re.compile("(?<=[\u05d0-\u05ea])(?:[\"”]|''|’’)(?=[\u05d0-\u05ea])")
"""Quotation marks inside a Hebrew word, for gershayim."""
_OWN_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ð": "d"})
_ARABIC = str.maketrans("أإآٱىیکةۀہھ", "ااااييكهههه")
_HAS_ARABIC = re.compile(r"[\u0600-\u06ff]")
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # of public identifiers
LENGTH = 8  # characters of a public identifier
IDENTIFIER = re.compile(rf"[{ALPHABET}]{{{LENGTH}}}")


class _LookalikeTable(dict[int, int]):
    """Cache from a character to the one of the keyboard that it stands for."""

    def __missing__(self, code: int) -> int:
        char = chr(code)
        digit = unicodedata.decimal(char, None)
        self[code] = code if digit is None else ord("0") + digit
        return self[code]


_LOOKALIKES: Final = _LookalikeTable(
    {**dict.fromkeys(map(ord, APOSTROPHES), ord("'")), ord("\u066b"): ord("."), ord("\u066c"): ord(",")}
)
_DIGITS: Final = _LookalikeTable()
_DASHES_TO_HYPHENS: Final = str.maketrans(dict.fromkeys(DASHES, "-"))


def replace_lookalikes(text: str) -> str:
    """Return `text` with one apostrophe for all, and the digits of every script as those of ASCII; as long."""
    if text.isascii():
        return text.replace("`", "'")
    return protect_hebrew_quotes(text).translate(_LOOKALIKES)


def replace_digits(text: str) -> str:
    """Return `text` with the digits of every script as those of ASCII; as long."""
    return text if text.isascii() else text.translate(_DIGITS)


def replace_dashes(text: str) -> str:
    """Return `text` with every dash as a hyphen; as long."""
    return text.translate(_DASHES_TO_HYPHENS)


def protect_hebrew_quotes(text: str) -> str:
    """Return `text` with gershayim for quotation marks inside Hebrew words, where they quote nothing; as long."""
    if text.isascii():
        return text
    return _HEBREW_QUOTE.sub(lambda match: "\N{HEBREW PUNCTUATION GERSHAYIM}" * len(match[0]), text)


def strip_controls(text: str) -> str:
    """Return `text` without NUL and other control characters."""
    return _CONTROL.sub("", text)


def make_storable(text: str) -> str:
    """Return `text` without control characters, and with U+FFFD for surrogates, which no database stores."""
    text = strip_controls(text)
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def collapse_whitespace(text: str) -> str:
    """Return `text` on one line, every run of white space a single space."""
    return " ".join(text.split())


def clean_text(text: str) -> str:
    """Return `text` on one line, without controls; an unclosed bidirectional one would affect all that follows."""
    return collapse_whitespace(_DIRECTION_CONTROL.sub("", strip_controls(text)))


def clean_line(text: str) -> str:
    """Return `text` on one line with single spaces, without undisplayable characters."""
    if text.isprintable():  # the common case
        return (_SPACES.sub(" ", text) if "  " in text else text).strip(" ")
    if not _UNTIDY.search(text):
        return text.strip(" ")
    text = make_storable(text.replace("\n", " ").replace("\r", " "))
    if not text.isascii():
        text = _LOOSE_JOINER.sub("", _INVISIBLE.sub("", text))
        text = _SPACES.sub(" ", text).strip(" ")
        text = _LOOSE_NBSP.sub(" ", text)
    return _SPACES.sub(" ", text).strip(" ")


def clean_markup_text(text: str) -> str:
    """Return text out of markup on one line; line breaks and no-break spaces in it are spaces."""
    return clean_line(collapse_whitespace(text))


def strip_markdown(text: str) -> str:
    """Return a line of Markdown without markup, invisible and control characters; as `clean_line` else."""
    if any(mark in text for mark in "*_[`<\\"):
        text = _ADDRESS.sub(r"\1", _LINK.sub(r"\1", _IMAGE.sub("", text)))
        text = _ESCAPE.sub(r"\1", _strip_emphasis(_CODE.sub(r"\2", text)))
    return clean_line(text)


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


def fold(text: str) -> str:
    """Return `text` without case, diacritics, compatibility forms, curly quotes and joiners."""
    if text.isascii():  # the common case: nothing to decompose
        return text.casefold()
    text = text.translate(_EQUIVALENTS)
    if text.isascii():
        return text.casefold()
    folded = unicodedata.normalize("NFKD", text).casefold()
    decomposed = unicodedata.normalize("NFKD", folded)
    return _NOT_ASCII.sub(lambda run: "".join(filterfalse(unicodedata.combining, run[0])), decomposed)


@lru_cache(maxsize=4096)
def name_key(name: str) -> str:
    """Return the lookup key of a printed name: folded words separated by single spaces."""
    return _NOT_WORD.sub(" ", fold(replace_lookalikes(name)).replace("'", "")).strip()


def compute_text_digest(*parts: str) -> str:
    """Return the SHA-256 (hex) of the folded words of `parts`."""
    words = _NOT_WORD.sub(" ", fold("\n".join(parts))).strip()
    return hashlib.sha256(words.encode()).hexdigest()


def normalize_word(printed: str) -> str:
    """Remove case, compatibility forms, apostrophes and dots of abbreviations."""
    printed = replace_lookalikes(printed)
    if printed.isascii():
        text = printed.lower()
    else:
        text = unicodedata.normalize("NFKC", printed).casefold()
        text = _DROPPED.sub("", text)
        if _HAS_ARABIC.search(text):
            text = text.translate(_ARABIC)
    if text[:1].isdigit():
        return _THOUSANDS.sub("", text)
    return _POSSESSIVE.sub("", text).replace("'", "").replace(".", "")


def strip_diacritics(text: str) -> str:
    """Remove diacritics of Latin and Greek letters, and points of Arabic and Hebrew."""
    if text.isascii():
        return text
    stripped = _DIACRITICS.sub("", unicodedata.normalize("NFD", text).translate(_OWN_LETTERS))
    return unicodedata.normalize("NFC", stripped)


@lru_cache(maxsize=50_000)
def fold_word(printed: str) -> str:
    """Return the folded form of a word, by which exact terms and wildcards are compared."""
    return strip_diacritics(normalize_word(printed))


def random_identifier() -> str:
    """Return a new random identifier."""
    return _encode(secrets.randbits(5 * LENGTH))


def derive_identifier(digest: str, attempt: int = 0) -> str:
    """Derive the identifier of the record with this digest; `attempt` counts collisions."""
    hashed = hashlib.sha256(f"{digest}:{attempt}".encode()).digest()
    return _encode(int.from_bytes(hashed[:5], "big"))


def _encode(number: int) -> str:
    return "".join(ALPHABET[(number >> 5 * place) & 31] for place in reversed(range(LENGTH)))
