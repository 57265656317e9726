"""Mentions of persons and organizations in running text: phrases and the names in them.

Heuristics only: function words, capitals and commas; no parser.
"""

import re
from dataclasses import dataclass, replace
from typing import Final

from archive.text.agencies import AGENCIES, OUTLETISH
from archive.text.normalize import name_key
from archive.text.quoting.speech import Speech

_TOKEN: Final = re.compile(r"\S+")
_BARE: Final = re.compile(r"^[\"'“”‘’(\[*_¿¡]+|[\"'“”‘’)\],.;:!?…*_]+$")
POSSESSIVE: Final = re.compile(r"['’]s?$")
TIME: Final = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day(?:['’]s)?|today|yesterday|tomorrow|tonight"
    r"|morning|afternoon|evening|night|week|weekend|month|year|\d+|ago|noon|a\.m|p\.m",
    re.IGNORECASE,
)
MONTH: Final = re.compile(
    r"january|february|march|april|may|june|july|august|september|october|november|december"
    r"|(?:jan|feb|aug|sept?|oct|nov|dec)\.?",
    re.IGNORECASE,
)
_UPPER: Final = "A-Z\u00c0-\u00de\u0100-\u017e\u0391-\u03a9\u0400-\u042f"
_CAPITALS: Final = re.compile(
    rf"(?<!\w)[{_UPPER}][\w.’'-]*(?:[ \u00a0]+(?:[{_UPPER}][\w.’'-]*|al-[\w-]+"
    r"|(?:de|da|del|della|der|den|di|do|dos|du|la|le|van|von|zu|al|el|bin|ibn|ter|ten)\b))*"
)
_HONORIFICS: Final = frozenset(
    "mr mrs ms miss mx dr prof sir dame lord lady rev sen rep gov gen lt col capt sgt maj adm"
    " president senator congressman congresswoman governor mayor minister secretary professor"
    " chancellor king queen prince princess pope judge justice general herr frau monsieur madame"
    " m mme señor señora don doña signor signora prime vice chief former ambassador sheriff"
    " speaker envoy representative delegate father brother sister"
    " doctor constable inspector superintendent cardinal bishop archbishop rabbi imam".split()
)
PARTICLES: Final = frozenset(
    "de da del della der den di do dos du la le van von zu al el ul bin ibn bint ter ten st".split()
)
_OFFICES: Final = frozenset(
    "state staff defense defence health education commerce labor labour energy justice parliament"
    " transportation agriculture finance".split()
)
_PEOPLE: Final = frozenset(
    "he she his her il elle er ele ela lui lei él ella egli hij zij ze".split()
)
FOLLOWING: Final = frozenset("jr sr ii iii iv".split())


@dataclass(frozen=True, slots=True)
class Named:
    """A mention from `start` to `end`; `name` is the name among these words, if any."""

    printed: str
    start: int
    end: int
    name: str = ""
    is_pronoun: bool = False


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a phrase, stripped of punctuation, with flags for that punctuation."""

    start: int
    end: int
    text: str  # without punctuation
    comma: bool = False  # followed by a comma
    ends: bool = False  # followed by sentence-ending punctuation
    opens: bool = False  # preceded by a bracket or a dash

    @property
    def low(self) -> str:
        """Case-folded text."""
        return self.text.casefold()

    @property
    def is_capital(self) -> bool:
        """Return whether the word may be part of a name."""
        return self.text[:1].isupper() or (self.text[:2] in {"d'", "l'", "al"} and "-" in self.text)


def names_in_prose(text: str, start: int, end: int, speech: Speech) -> list[Named]:
    """Return runs of capitalised words that may be names, sentence starts included."""
    found: list[Named] = []
    for capitals in _CAPITALS.finditer(text, start, end):
        if " " not in capitals.group() and capitals.group().casefold() in speech.small:
            continue
        run: list[Word] = []
        for word in words_in(text, capitals.start(), capitals.end()):
            if not _joins(run, word, speech):
                _keep_name(text, run, found, speech)
                run = []
                if not _joins(run, word, speech):
                    continue
            run.append(word)
            if word.comma or word.ends:
                _keep_name(text, run, found, speech)
                run = []
        _keep_name(text, run, found, speech)
    return found


def _joins(run: list[Word], word: Word, speech: Speech) -> bool:
    if word.is_capital:
        if word.low in speech.small or TIME.fullmatch(word.text):
            return False
        return bool(run) or not MONTH.fullmatch(word.text)
    return bool(run) and word.low in PARTICLES


def _keep_name(text: str, run: list[Word], found: list[Named], speech: Speech) -> None:
    while run and not run[-1].is_capital:
        run.pop()
    if run and (somebody := named(text, run, speech)).name:
        found.append(somebody)


def words_in(text: str, start: int, end: int) -> list[Word]:
    """Split a stretch of text into words; parenthesised asides are left out."""
    words: list[Word] = []
    depth = 0
    for token in _TOKEN.finditer(text, start, end):
        raw = token.group()
        opens = raw[0] in "([—–-" and len(raw) > 1
        depth += raw.count("(") - raw.count(")")
        if depth > 0 or (")" in raw[-2:] and (raw[0] == "(" or raw.count(")") > raw.count("("))):
            if words and raw.endswith(","):
                words[-1] = replace(words[-1], comma=True)
            depth = max(depth, 0)
            continue
        depth = max(depth, 0)
        bare = _BARE.sub("", raw)
        if not bare or not any(char.isalnum() for char in bare):
            if words and raw[0] in "—–-;:.!?|":
                words[-1] = replace(words[-1], ends=True)
            continue
        first = token.start() + raw.find(bare)
        tail = raw[raw.find(bare) + len(bare) :]
        dot = "." in tail and not _is_short(bare)
        words.append(
            Word(
                first,
                first + len(bare),
                bare,
                comma="," in tail,
                ends=dot or any(mark in tail for mark in ";:!?…"),
                opens=opens,
            )
        )
    return words


def _is_short(bare: str) -> bool:
    """Return whether a full stop may belong to the word: an initial, `Mr`, `U.S`, `Jr`."""
    low = bare.casefold()
    return len(bare) == 1 or "." in bare or low in _HONORIFICS or low in FOLLOWING or low == "st"


def is_personal(who: Named) -> bool:
    """Return whether the mention is a pronoun for one person: `he`, `she`."""
    return who.is_pronoun and who.printed.casefold() in _PEOPLE


def is_body(name: str) -> bool:
    """Return whether a name is of an organization; an `al` within a name is no sign of one."""
    key = name_key(name)
    first, *others = key.split() or [""]
    words = {first, *others} - (PARTICLES & set(others))
    return key in AGENCIES or not OUTLETISH.isdisjoint(words) or name.isupper()


def is_particle(word: Word, speech: Speech) -> bool:
    """Return whether the word is a name particle (`de Mistura`), not a preposition here."""
    return word.low in PARTICLES and word.low not in speech.prepositions | speech.determiners


def named(text: str, words: list[Word], speech: Speech) -> Named:
    """Build the mention for a phrase, with the name it ends in."""
    start, end = words[0].start, words[-1].end
    printed = POSSESSIVE.sub("", text[start:end])
    run = _name_run(_head(words, speech), speech)
    if not any(word.is_capital for word in run) or _is_time(run):
        return Named(printed, start, end)
    name = POSSESSIVE.sub("", " ".join(text[run[0].start : run[-1].end].split()))
    return Named(printed, start, end, name)


def _is_time(run: list[Word]) -> bool:
    """Return whether all words are of time: `Friday`, `Dec.`"""
    months = MONTH if len(run) == 1 and run[0].low != "may" else TIME
    return all(TIME.fullmatch(word.text) or months.fullmatch(word.text) for word in run)


def _head(words: list[Word], speech: Speech) -> list[Word]:
    """Cut the words at a preposition; keep `Ministry of Defence`, `Secretary of State Ada Vry`."""
    for place, word in enumerate(words):
        if not place or word.low not in speech.prepositions or is_particle(word, speech):
            continue
        before, after = words[place - 1], words[place + 1 :]
        if word.low not in {"of", "for"} or not before.is_capital or not after:
            return words[:place]
        if is_title(before, speech):
            named = [one for one in after if one.is_capital]
            office = after[0].low in _OFFICES
            return (
                after[1:] if named == after and len(after) > (1 if office else 2) else words[:place]
            )
        if not after[0].is_capital:
            return words[:place]
    return words


def is_title(word: Word, speech: Speech) -> bool:
    """Return whether the word is a title before a name: `Mr.`, `President`, `spokesman`."""
    low = word.low.rstrip(".")
    return low in speech.titles or all(part in _HONORIFICS for part in low.split("-"))


def _name_run(head: list[Word], speech: Speech) -> list[Word]:
    """Return the capitalised words at the end of the phrase, without honorifics."""
    run: list[Word] = []
    for word in reversed(head):
        small = word.low in PARTICLES or word.low in {"of", "for"}
        if not word.is_capital and not (run and small):
            break
        run.insert(0, word)
    for place in range(len(run) - 2, -1, -1):
        is_short = run[place].low in speech.titles and len(run) - place <= 2
        if is_title(run[place], speech) and not is_short:
            run = run[place + 1 :]
            break
    while run and _is_no_beginning(run, speech):
        run.pop(0)
    return run


def _is_no_beginning(run: list[Word], speech: Speech) -> bool:
    first = run[0]
    low = first.low
    if not first.is_capital:
        return not is_particle(first, speech)
    small = speech.determiners | speech.borders | speech.prepositions | speech.pronouns
    owner = POSSESSIVE.search(first.text) is not None and len(run) > 1
    return low in small or low.rstrip(".") in _HONORIFICS or owner
