"""Mentions of persons and organizations in running text: phrases and the names in them.

Heuristics only: function words, capitals and commas; no parser.
"""

import re
from dataclasses import dataclass, replace
from typing import Final

from archive.quotations.attribution import lazy_pattern
from archive.quotations.attribution.speech_words import SpeechLexicon
from archive.text.byline_words import AGENCIES, OUTLET_WORDS
from archive.text.normalize import name_key

_TOKEN: Final = lazy_pattern(r"\S+")
_SURROUNDING_MARKS: Final = lazy_pattern(r"^[\"'“”‘’(\[<*_¿¡]+|[\"'“”‘’)\]>,.;:!?…*_]+$")
_STOPS: Final = frozenset(";:!?…")
_TICKER: Final = lazy_pattern(r"<[A-Z0-9.]{1,8}>[,.]?$")  # of wires: `Kodak <EK>`
_COMPANY_WORDS: Final = frozenset("corp co inc ltd plc llc company corporation group holdings ag sa nv bv gmbh".split())
POSSESSIVE: Final = lazy_pattern(r"['’]s?$")
WEEKDAY: Final = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
TIME: Final = lazy_pattern(
    WEEKDAY + r"(?:['’]s)?|today|yesterday|tomorrow|tonight"
    r"|morning|afternoon|evening|night|week|weekend|month|year|\d+|ago|noon|a\.m|p\.m",
    re.IGNORECASE,
)
MONTH: Final = lazy_pattern(
    r"january|february|march|april|may|june|july|august|september|october|november|december"
    r"|(?:jan|feb|aug|sept?|oct|nov|dec)\.?",
    re.IGNORECASE,
)
_UPPER: Final = "A-Z\u00c0-\u00de\u0100-\u017e\u0391-\u03a9\u0400-\u042f"
_CAPITALS: Final = lazy_pattern(
    rf"(?<!\w)[{_UPPER}][\w.’'-]*(?:[ \u00a0]+(?:[{_UPPER}][\w.’'-]*|al-[\w-]+"
    r"|(?:de|da|del|della|der|den|di|do|dos|du|la|le|van|von|zu|al|el|bin|ibn|ter|ten)\b))*"
)
_HONORIFICS: Final = frozenset(
    """mr mrs ms miss mx dr prof sir dame lord lady rev sen rep gov gen lt col capt sgt maj adm president senator
    congressman congresswoman governor mayor minister secretary professor chancellor king queen prince princess pope
    judge justice general herr frau monsieur madame m mme señor señora don doña signor signora prime vice chief former
    ambassador sheriff speaker envoy representative delegate father brother sister doctor constable inspector
    superintendent exchequer cardinal bishop archbishop rabbi imam""".split()
)
PARTICLES: Final = frozenset(
    "de da del della der den di do dos du la le van von zu al el ul bin ibn bint ter ten st".split()
)
_OFFICES: Final = frozenset(
    "state staff defense defence health education commerce labor labour energy justice parliament"
    " transportation agriculture finance".split()
)
_PERSONAL_PRONOUNS: Final = frozenset("he she his her il elle er ele ela lui lei él ella egli hij zij ze".split())
NAME_SUFFIXES: Final = frozenset("jr sr ii iii iv".split())
_ABBREVIATIONS: Final = _HONORIFICS | NAME_SUFFIXES | {"st"}


@dataclass(frozen=True, slots=True)
class PersonMention:
    """A mention from `start` to `end`; `name` is the name among these words, if any."""

    printed: str
    start: int
    end: int
    name: str = ""
    is_pronoun: bool = False


@dataclass(frozen=True, slots=True)
class PhraseWord:
    """One word of a phrase, stripped of punctuation, with flags for that punctuation."""

    start: int
    end: int
    text: str
    has_comma: bool = False  # followed by a comma
    has_stop: bool = False  # followed by sentence-ending punctuation
    is_after_break: bool = False  # preceded by a bracket or a dash
    folded: str = ""  # its text, case-folded

    @property
    def is_capital(self) -> bool:
        """Return whether the word may be part of a name."""
        return self.text[:1].isupper() or (self.text[:2] in {"d'", "l'", "al"} and "-" in self.text)


def find_names(text: str, start: int, end: int, lexicon: SpeechLexicon) -> list[PersonMention]:
    """Return runs of capitalised words that may be names, sentence starts included."""
    mentions: list[PersonMention] = []
    for capitals in _CAPITALS.finditer(text, start, end):
        if " " not in capitals.group() and capitals.group().casefold() in lexicon.function_words:
            continue
        run: list[PhraseWord] = []
        for word in split_words(text, capitals.start(), capitals.end()):
            if not _can_extend_run(run, word, lexicon):
                _append_name(text, run, mentions, lexicon)
                run = []
                if not _can_extend_run(run, word, lexicon):
                    continue
            run.append(word)
            if word.has_comma or word.has_stop:
                _append_name(text, run, mentions, lexicon)
                run = []
        _append_name(text, run, mentions, lexicon)
    return mentions


def _can_extend_run(run: list[PhraseWord], word: PhraseWord, lexicon: SpeechLexicon) -> bool:
    if not word.is_capital:
        return bool(run) and word.folded in PARTICLES
    is_other_word = word.folded in lexicon.function_words or TIME.fullmatch(word.text) is not None
    return not is_other_word and (bool(run) or not MONTH.fullmatch(word.text))


def _append_name(text: str, run: list[PhraseWord], mentions: list[PersonMention], lexicon: SpeechLexicon) -> None:
    while run and not run[-1].is_capital:
        run.pop()
    if run and (mention := build_mention(text, run, lexicon)).name:
        mentions.append(mention)


def split_words(text: str, start: int, end: int) -> list[PhraseWord]:
    """Split a stretch of text into words; parenthesised asides are left out."""
    words: list[PhraseWord] = []
    depth = 0
    for token in _TOKEN.finditer(text, start, end):
        raw = token.group()
        if depth == 0 and raw.isalnum():  # the common case
            words.append(PhraseWord(token.start(), token.end(), raw, folded=raw.casefold()))
            continue
        if _TICKER.match(raw):
            if words and raw.endswith(","):
                words[-1] = replace(words[-1], has_comma=True)
            continue
        is_after_break = raw[0] in "([—–-" and len(raw) > 1
        depth += raw.count("(") - raw.count(")")
        if depth > 0 or (")" in raw[-2:] and (raw[0] == "(" or raw.count(")") > raw.count("("))):
            if words and raw.endswith(","):
                words[-1] = replace(words[-1], has_comma=True)
            depth = max(depth, 0)
            continue
        depth = max(depth, 0)
        stripped = _SURROUNDING_MARKS.sub("", raw)
        if not stripped or not any(char.isalnum() for char in stripped):
            if words and raw[0] in "—–-;:.!?|":
                words[-1] = replace(words[-1], has_stop=True)
            continue
        word_start = token.start() + raw.find(stripped)
        tail = raw[raw.find(stripped) + len(stripped) :]
        ends_sentence = bool(tail) and _ends_sentence(tail, stripped)
        word_end = word_start + len(stripped)
        folded = stripped.casefold()
        words.append(PhraseWord(word_start, word_end, stripped, "," in tail, ends_sentence, is_after_break, folded))
    return words


def _ends_sentence(tail: str, word: str) -> bool:
    """Return whether the marks after a word end the sentence."""
    return not _STOPS.isdisjoint(tail) or ("." in tail and not _is_abbreviation(word))


def _is_abbreviation(stripped: str) -> bool:
    """Return whether a full stop may belong to the word: an initial, `Mr`, `U.S`, `Jr`."""
    return len(stripped) == 1 or "." in stripped or stripped.casefold() in _ABBREVIATIONS


def is_personal_pronoun(mention: PersonMention) -> bool:
    """Return whether the mention is a pronoun for one person: `he`, `she`."""
    return mention.is_pronoun and mention.printed.casefold() in _PERSONAL_PRONOUNS


def is_organization(name: str) -> bool:
    """Return whether a name is of an organization; an `al` within a name is no sign of one."""
    key = name_key(name)
    first_word, *other_words = key.split() or [""]
    key_words = {first_word, *other_words} - (PARTICLES & set(other_words))
    return key in AGENCIES or not OUTLET_WORDS.isdisjoint(key_words) or name.isupper()


def is_particle(word: PhraseWord, lexicon: SpeechLexicon) -> bool:
    """Return whether the word is a name particle (`de Mistura`), not a preposition here."""
    return word.folded in PARTICLES and word.folded not in lexicon.prepositions | lexicon.determiners


def build_mention(text: str, words: list[PhraseWord], lexicon: SpeechLexicon) -> PersonMention:
    """Build the mention for a phrase, with the name it ends in."""
    start, end = words[0].start, words[-1].end
    printed = POSSESSIVE.sub("", text[start:end])
    run = _extract_name_words(_cut_at_preposition(words, lexicon), lexicon)
    months = MONTH if len(run) == 1 and run[0].folded != "may" else TIME
    is_time = all(TIME.fullmatch(word.text) or months.fullmatch(word.text) for word in run)  # `Friday`, `Dec.`
    if is_time or not any(word.is_capital for word in run):
        return PersonMention(printed, start, end)
    if all(word.folded.strip(".") in _COMPANY_WORDS or len(word.text) == 1 for word in run):  # a part of a name
        return PersonMention(printed, start, end)
    name = POSSESSIVE.sub("", " ".join(text[run[0].start : run[-1].end].replace("<", "").replace(">", "").split()))
    return PersonMention(printed, start, end, name)


def _cut_at_preposition(words: list[PhraseWord], lexicon: SpeechLexicon) -> list[PhraseWord]:
    """Cut the words at a preposition; keep `Ministry of Defence`, `Secretary of State Ada Vry`."""
    for index, word in enumerate(words):
        if not index or word.folded not in lexicon.prepositions or is_particle(word, lexicon):
            continue
        previous, next_words = words[index - 1], words[index + 1 :]
        if word.folded not in {"of", "for"} or not previous.is_capital or not next_words:
            return words[:index]
        if is_title(previous, lexicon):
            capitalised = [following for following in next_words if following.is_capital]
            min_length = 2 if next_words[0].folded in _OFFICES else 3
            return next_words[1:] if capitalised == next_words and len(next_words) >= min_length else words[:index]
        if not next_words[0].is_capital:
            return words[:index]
    return words


def is_title(word: PhraseWord, lexicon: SpeechLexicon) -> bool:
    """Return whether the word is a title before a name: `Mr.`, `President`, `spokesman`."""
    folded = word.folded.rstrip(".")
    return folded in lexicon.titles or all(part in _HONORIFICS for part in folded.split("-"))


def _extract_name_words(head: list[PhraseWord], lexicon: SpeechLexicon) -> list[PhraseWord]:
    """Return the capitalised words at the end of the phrase, without honorifics."""
    run: list[PhraseWord] = []
    for word in reversed(head):
        is_connector = word.folded in PARTICLES or word.folded in {"of", "for"}
        if not word.is_capital and not (run and is_connector):
            break
        run.insert(0, word)
    for index in range(len(run) - 2, -1, -1):
        is_short = run[index].folded in lexicon.titles and len(run) - index <= 2
        if is_title(run[index], lexicon) and not is_short:
            run = run[index + 1 :]
            break
    while run and _is_not_name_start(run, lexicon):
        run.pop(0)
    return run


def _is_not_name_start(run: list[PhraseWord], lexicon: SpeechLexicon) -> bool:
    first_word = run[0]
    if not first_word.is_capital:
        return not is_particle(first_word, lexicon)
    is_owner = POSSESSIVE.search(first_word.text) is not None and len(run) > 1
    return first_word.folded in lexicon.function_words or first_word.folded.rstrip(".") in _HONORIFICS or is_owner
