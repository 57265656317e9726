"""Parsing of credit lines: the origin of a text or a picture."""

import re
from collections.abc import Set
from dataclasses import dataclass
from typing import Final

from archive.text.agencies import AGENCIES
from archive.text.normalize import name_key, squeeze

LONGEST: Final = 600
"""Maximum number of characters read of a credit line."""

_PIECE = r"(?:piece|article|story|report|post|essay|column|interview|text|feature|work)"
_APPEARED = r"(?:appeared|ran|was published|published|was printed|printed|was posted)"
_PLACE = r"(?:at|in|on|by|from|with)"
_NAMED = r"(?P<named>[^.;|()\[\]]*[^\W_][^.;|()\[\]]*(?:\.(?:\w+))*)"
_ORIGIN: Final = (
    (
        "version",
        re.compile(
            rf"\b(?:a|an|this) (?:\w+ ){{0,3}}version of (?:this|the) (?:\w+ )?{_PIECE}"
            rf" (?:\w+ )?{_APPEARED} {_PLACE} {_NAMED}",
            re.IGNORECASE,
        ),
    ),
    (
        "reprint",
        re.compile(
            rf"\b(?:first|originally|previously) {_APPEARED} {_PLACE} {_NAMED}", re.IGNORECASE
        ),
    ),
    (
        "reprint",
        re.compile(
            r"\b(?:re-?printed|re-?published|reproduced|re-?posted|taken) (?:here )?"
            rf"(?:with (?:the )?(?:kind )?permission (?:of|from)|from|courtesy of) {_NAMED}",
            re.IGNORECASE,
        ),
    ),
    (
        "reprint",
        re.compile(
            r"\b(?:zuerst erschienen|erschien zuerst|publié (?:d’abord|initialement)|paru d’abord"
            rf"|publicado originalmente|pubblicato originariamente) (?:in|im|bei|dans|par|en|su)"
            rf" {_NAMED}",
            re.IGNORECASE,
        ),
    ),
)
_PICTURE = re.compile(
    r"\b(?:photo(?:graph)?s?|pictures?|images?|foto|bild|credits? photo|photo credits?)\b"
    r"\s*(?:credits?\s*)?(?::|by|courtesy of|par|von|de)\s*(?P<named>.+)",
    re.IGNORECASE,
)
_LEADING = re.compile(r"^(?:the|a|an|our|la|le|les|die|der|das|el)\s+", re.IGNORECASE)
_TRAILING = re.compile(
    r"\s+(?:on|in|and is|and was|under|at https?)\s.*$|[\s,:–—-]+$", re.IGNORECASE
)
_AROUND = " ()[].,;:–—-*_“”\"'"
_PICTURE_AGENCIES = frozenset(
    "getty;getty images;epa;ap photo;shutterstock;alamy;corbis;istock;magnum;keystone".split(";")
)


@dataclass(frozen=True, slots=True)
class Credit:
    """One credited origin. `kind` is a value of `CreditLink.Kind`, `name` is as printed."""

    kind: str
    named: str


def read_credit(line: str, rule: str = "", agencies: Set[str] = AGENCIES) -> list[Credit]:
    """Parse one line; return an empty list if it names no origin.

    `rule` is the evidence rule of the line (a caption credits a picture, not the text), `agencies`
    are the keys of names of news agencies.
    """
    text = squeeze(line[:LONGEST])
    for kind, form in _ORIGIN:
        if match := form.search(text):
            return _credits(kind, [match["named"]])
    if match := _PICTURE.search(text):
        return _credits("photo", re.split(r"\s*/\s*", match["named"]))
    named = _agencies_in(text, agencies)
    pictures = "picture" in rule or "caption" in rule
    taken = [name for name in named if pictures or name_key(name) in _PICTURE_AGENCIES]
    words = [name for name in named if name not in taken]
    return _credits("photo", taken) + _credits("wire", words)


def _credits(kind: str, names: list[str]) -> list[Credit]:
    tidy = [_tidy(name) for name in names]
    return [Credit(kind, name) for name in dict.fromkeys(tidy) if name_key(name)]


def _tidy(name: str) -> str:
    name = _TRAILING.sub("", name.strip(" *_“”\"'"))
    return _LEADING.sub("", name)[:200].strip(" *_“”\"'.,")


def _agencies_in(text: str, agencies: Set[str]) -> list[str]:
    """Return the capitalised agency names in a line, the longest at each position."""
    words = text.replace("/", " / ").split()
    found, place = [], 0
    while place < len(words):
        for length in range(min(4, len(words) - place), 0, -1):
            name = " ".join(words[place : place + length]).strip(_AROUND)
            if name_key(name) in agencies and name[:1].isupper():
                found.append(name)
                place += length - 1
                break
        place += 1
    return list(dict.fromkeys(found))
