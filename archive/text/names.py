"""Parse a printed byline into persons, each with its span; "Staff" and "Reuters in London" name none."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from archive.text import byline_words
from archive.text.normalize import fold, name_key

Span = tuple[int, int]
MAX_BYLINE_CHARS = 200
_BY_INSIDE = re.compile(r"(?:^|[\s|,·•–—-])(?:by|par|von|por|oleh)\s+(?=\w)", re.IGNORECASE)
_FROM = re.compile(r"from\s+(?P<our>(?=(?:our|a)\s))?", re.IGNORECASE)
_LIST_SEPARATOR = re.compile(
    r"\s*,\s*(?:and|&|et|und)\s+|\s*(?:[;,|/·•–—、，；،؛／｜]|\s-\s|\s(?:and|&|with|et|und)\s)\s*"
    r"|\s(?:y|e|en|och|og|и|और|ve|dan)\s",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"\s+(?:in|at|on|near|from|for|of|reports?|reporting|à|au|en|aus|para|desde|for the|mit|avec|con)\s+(?=[\w'’])"
    r"|\s+(?:\(|\[|<|@\w|\S+@)|\s+(?:reports?|reporting)\b"
    r"|\s+(?:Photo(?:graph|graphie)?s?|Fotos?|Illustration(?:s|en)?|Bilder|Pictures|Images|Video)(?:\s*:|\s+(?:by|von|par|de|por|di)\b)"
)
_ROLE = re.compile(  # roles printed after the name without a comma
    r"\s+(?:envoyée?s?\s+spécia(?:l|le|les|ux)|enviad[oa]s?\s+especia(?:l|les)|inviat[aeio]\s+special[ei]|special\s+to"
    r"|\S{3,30}(?:vorsitzende[rn]?|präsident(?:in)?|sprecher(?:in)?|geschäftsführer(?:in)?|redakteur(?:in)?)"
    r"|(?:staff|senior|contributing|guest|freelance|political)\s+(?:writer|reporter|correspondent|editor|columnist)s?)\b",
    re.IGNORECASE,
)
_HONORIFIC = re.compile(
    r"(?:(?:dr|prof|professor|mr|mrs|ms|miss|sir|dame|rev|hon)\b\.?\s+)+(?=\S+\s+\S)", re.IGNORECASE
)
PARTICLES = frozenset(
    "al el ul bin ibn bint abu da das de del della der des di do dos du la le lo san ten"
    " ter van vande vom von zu zum zur y e i and af av ap ben bar".split()
)
_SHORT_CONJUNCTIONS = frozenset({"y", "e", "en", "och", "og", "и", "और", "ve", "dan"})
SUFFIXES = frozenset("jr sr ii iii iv".split())
_NO_VOWEL = re.compile(r"[^aeiouy]+", re.IGNORECASE)
_LEADING_CHARS = " \t\u00a0*_\"'“‘([【（「-–—:：＝"
_TRIMMED_CHARS = _LEADING_CHARS + "”’)]】）」,;"
_EAST_ASIAN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af々]")
_MARKS = (  # combining vowel signs and joiners
    "\u0300-\u036f\u064b-\u065f\u0900-\u0963\u0970-\u0dff\u0e31-\u0e4e\u200c\u200d"
)
_WORD = re.compile(rf"(?:[dlDLO]['’`´])?[^\W\d_](?:[^\W\d_]|['’‘`´′ʻ.·‐‑–\-{_MARKS}])*")
_NICKNAME = re.compile(r"[\"“”«»]([^\W\d_][\w'’.-]*(?: [\w'’.-]+){0,3})[\"“”«»]|['‘’]([^\W\d_][\w.-]*)['’]")
_NOUN_ENDING: Final = re.compile(r"\w{3,}(?:tion|tionen|heit|keit|ität|ismus|ieren)|\w{6,}(?:ung|ungen|schaft)")
"""Endings of common nouns and verbs that names of persons do not have."""
_INITIAL: Final = re.compile(r"(?<=\s)\w(?=\s)")
_STRAY_ACCENT = re.compile(r"(?<=\w)[`´′‘ʼʹ](?=\w)")  # O`Brien
_CAPITAL = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĘĚĞĢĪĮİĶĹĽŁŃŇŐŒŔŘŚŞŠŢŤŪŮŰŲŹŻŽΑ-ΩА-ЯЁЄІЇҐ"
_CAPITALIZED_WORD = rf"[{_CAPITAL}](?:[^\W\d_]|['’-](?=[^\W\d_])){{1,30}}"
_NAME_LINK = r"(?:of|de|da|del|di|du|la|van|von|al|bin|ibn)"
_NAME_PATTERN: Final = re.compile(
    rf"(?P<inside>[^\W\d_][,]?[ ])?(?<![\w'’.-]){_CAPITALIZED_WORD}"
    rf"(?:[ ](?:{_NAME_LINK}[ ])?{_CAPITALIZED_WORD}){{0,4}}"
)
_CALENDAR_AND_SMALL_WORDS: Final = frozenset(
    "january february march april may june july august september october november december monday tuesday wednesday"
    " thursday friday saturday sunday jan feb mar apr jun jul aug sep sept oct nov dec mr mrs ms dr the a an i it he"
    " she we they in on at but and for if this that der die das den dem des ein eine im am zum zur janvier février mars"
    " avril mai juin juillet août septembre octobre novembre décembre lundi mardi mercredi jeudi vendredi samedi"
    " dimanche".split()
)
_NOUN_CAPITALISING: Final = ("de", "lb")


@dataclass(frozen=True, slots=True)
class PrintedName:
    """A person in a byline: the name in title case, as printed, its span, and as filed (`Doe, Jane`) if printed so."""

    name: str
    printed: str
    start: int
    end: int
    filed_name: str = ""


def find_byline_start(line: str, *, may_be_inside: bool = False) -> int | None:
    """Return the offset after a byline prefix (‘By …’) at the start or, beside a date, inside; None without one."""
    indent = len(line) - len(line.lstrip(" \t*_"))
    if match := byline_words.BYLINE_PREFIX.match(line, indent):
        second_match = byline_words.BYLINE_PREFIX.match(line, match.end())  # ‘By by …’, from two tags of a page
        return second_match.end() if second_match else match.end()
    match = _FROM.match(line, indent)
    if match and (match["our"] is not None or (" in " in line and find_names(line, start=match.end()))):
        return match.end()
    inside = _BY_INSIDE.search(line) if may_be_inside else None
    return inside.end() if inside else None


def find_names(text: str, *, start: int = 0, allow_single: bool = False, prose: str = "") -> list[PrintedName]:
    """Return the persons named in `text` from `start` on, in order, each once.

    `allow_single` accepts one-word names (for a field of authors). `prose` is the article's text: a place mentioned
    there is not taken for a second author.
    """
    if len(text) - start > MAX_BYLINE_CHARS:
        return []
    names_by_key: dict[str, PrintedName] = {}
    for number, (first, last) in enumerate(_split_pieces(text, start)):
        person = parse_person(text, first, last, min_words=1 if allow_single and number == 0 else 2)
        if person is None or (number and _is_place(person, text[start:first], prose)):
            continue
        names_by_key.setdefault(name_key(person.name), person)
    return list(names_by_key.values())


def is_not_person(text: str) -> bool:
    """Return whether `text` has a non-name word, or is an agency or a ‘The …’."""
    key = name_key(text)
    return (
        not key
        or key in byline_words.AGENCIES
        or key.startswith("the ")
        or not byline_words.NON_NAME_WORDS.isdisjoint(key.split())
        or any(part in key for part in byline_words.ORGANISATION_WORD_PARTS)
    )


def is_probable_name(line: str) -> bool:
    """Return whether a line without prefix may be a byline: 2 to 4 capitalised words, no outlet."""
    stripped = re.split(r"\s(?:in|reports from|reporting from)\s(?=[^\W\da-z_])", line.strip(" \t*_"))[0]
    words = stripped.casefold().split()  # keeps diacritics: ‘Lê’ is a name, ‘le’ is not
    if (
        not 2 <= len(words) <= 4
        or len(set(words)) < len(words)
        or not byline_words.OUTLET_WORDS.isdisjoint(words)
        or words[0] in byline_words.NON_FIRST_WORDS
    ):
        return False
    are_cased = (word[0].isupper() or word.casefold() in PARTICLES or "'" in word for word in stripped.split())
    if not all(are_cased) or any(map(_NOUN_ENDING.fullmatch, words)):  # no evidence in scripts without capitals
        return False
    return parse_person(stripped, 0, len(stripped), min_words=2) is not None and not _LIST_SEPARATOR.search(stripped)


def are_probable_names(line: str) -> bool:
    """Return whether a line without prefix may name several persons, with places and roles."""
    stripped = line.strip(" \t*_")
    if len(stripped.split()) > 15 or stripped.endswith((".", "?", "!", ":")):
        return False
    pieces = [stripped[first:last].strip() for first, last in _split_pieces(stripped, 0)]
    return is_probable_name(pieces[0]) and all(
        is_probable_name(piece) or is_not_person(piece) or re.fullmatch(r"[^\W\d_]\w+", piece) for piece in pieces[1:]
    )


def _split_pieces(text: str, start: int) -> list[Span]:
    """Return the spans between commas and conjunctions, not splitting inside a name."""
    separators = (
        match.span()
        for match in _LIST_SEPARATOR.finditer(text, start)
        if match[0].strip().casefold() not in _SHORT_CONJUNCTIONS or len(text[match.end() :].split()) > 1
    )
    return compute_gaps(separators, start, len(text))


def compute_gaps(spans: Iterable[Span], start: int, end: int) -> list[Span]:
    """Return the spans between `spans` from `start` to `end`, empty ones too."""
    gaps = []
    for first, last in spans:
        gaps.append((start, first))
        start = last
    return [*gaps, (start, end)]


def parse_person(text: str, start: int, end: int, *, min_words: int) -> PrintedName | None:
    """Parse the name in a span, without place, title and punctuation; None if there is none."""
    piece = text[start:end]
    if tail := _TAIL.search(piece):
        piece = piece[: tail.start()]
    role = _ROLE.search(piece)
    before_role = piece[: role.start()] if role else ""
    if len(before_role.split()) > 1 and byline_words.OUTLET_WORDS.isdisjoint(before_role.casefold().split()):
        piece = before_role
    start += len(piece) - len(piece.lstrip(_LEADING_CHARS))
    piece = piece.strip(_TRIMMED_CHARS)
    if (title := _HONORIFIC.match(piece)) is not None:
        start += title.end()
        piece = piece[title.end() :]
    words = piece.split()
    if len(words) > 1 and len(words[-1]) > 2 and words[-1].casefold() not in {"jr.", "sr."}:
        piece = piece.rstrip(".")
        words = piece.split()
    if len(words) == 1 and is_unspaced_name(piece):
        min_words = 1
    if not (min_words <= len(words) <= 6 and len(piece) <= 80) or is_not_person(piece):
        return None
    is_lower_case = min_words == 1 and piece.islower() and 2 <= len(words) <= 3  # bell hooks
    inner_words = _NICKNAME.sub(r"\1\2", " ".join(words[1:-1])).split()  # ‘Ann “Nan” Poe’
    are_name_words = is_lower_case or all(map(is_name_word, [words[0], *inner_words, words[-1]]))
    if not are_name_words or not _is_complete_name(words, allow_single=min_words == 1):
        return None
    name = _STRAY_ACCENT.sub("'", unicodedata.normalize("NFC", to_title_case(piece)))
    return PrintedName(name, piece, start, start + len(piece))


def is_unspaced_name(piece: str) -> bool:
    """Return whether a name is in a script without spaces: 小暮ひさのり, 约翰·史密斯."""
    parts = piece.split("·")
    return 2 <= len(piece) <= 8 + 4 * max(1, len(parts)) and all(
        part and all(map(_EAST_ASIAN.fullmatch, part)) for part in parts
    )


def is_name_word(word: str) -> bool:
    """Return whether a word may be part of a personal name: capitalised, or a particle."""
    if not _WORD.fullmatch(word):
        return False
    return (
        not word[0].islower()
        or word.casefold() in PARTICLES
        or any(part[:1].isupper() for part in re.split(r"[-'’]", word)[1:])
    )


def _is_complete_name(words: list[str], *, allow_single: bool) -> bool:
    """Return whether a name has a family name: no particle, initial or acronym at its end."""
    last = words[-1]
    if last.casefold().strip(".") in SUFFIXES:
        last = words[-2] if len(words) > 2 else ""
    is_particle = last.casefold() in PARTICLES and (last.islower() or len(words) == 1)  # ‘Kal El’ is complete
    if is_particle or (len(last.strip(".")) < 2 and len(words) < 3):
        return False
    if len(words) == 1:
        is_name_like = last[0].isupper() or is_unspaced_name(last)
        return allow_single and is_name_like and not (last.isupper() and len(last) < 6) and len(last) > 2
    are_acronyms = all(word.isupper() and len(word) < 4 and "." not in word for word in words)
    return not (are_acronyms and any(_NO_VOWEL.fullmatch(word) for word in words))


def _is_place(person: PrintedName, before: str, prose: str) -> bool:
    """Return whether a later piece is a place, by its first word or the article's text."""
    if " and " in before[-5:] or "&" in before[-3:]:
        return False
    if fold(person.printed).split()[0] in byline_words.PLACE_FIRST_WORDS:
        return True
    return re.search(rf"\b(?:in|at|from|near|to|outside)\s+{re.escape(person.printed)}\b", prose) is not None


def to_title_case(name: str) -> str:
    """Return `TOMAS O'NEILL-VRY` as `Tomas O'Neill-Vry`; initials stay (`AJ Vry`)."""
    words = name.split()
    is_all_caps = re.sub(r"\b[dl](?=['’])", "", name).isupper() and any(len(word.strip(".")) > 2 for word in words)
    return " ".join(
        _capitalise_word(word) if is_all_caps or (word.isupper() and len(word) > 3) else word for word in words
    )


def _capitalise_word(word: str) -> str:
    stripped = word.strip(".").casefold()
    if stripped in SUFFIXES - {"jr", "sr"} or re.fullmatch(r"(?:[^\W\d_]\.)+[^\W\d_]?", word):
        return word
    capitalised = re.sub(r"[^\W\d_]+", lambda part: part[0].capitalize().replace("i\u0307", "i"), word)
    capitalised = re.sub(r"['’](S|T)\b", lambda part: part[0].lower(), capitalised)
    return re.sub(r"^Mc([a-z])", lambda part: f"Mc{part[1].upper()}", capitalised)


def normalize_speaker_name(name: str) -> str:
    """Return the lookup key of a speaker's name, without middle initials."""
    return _INITIAL.sub("", name_key(name)).replace("  ", " ")


def find_capitalised_names(text: str, language: str = "") -> Iterator[str]:
    """Yield each capitalised name in running text: two or more such words, or one inside a sentence."""
    may_be_single = not language.casefold().startswith(_NOUN_CAPITALISING)
    for match in _NAME_PATTERN.finditer(text):
        words = match.group()[len(match["inside"] or "") :].split(" ")
        is_inside = match["inside"] is not None
        while words and words[0].casefold() in _CALENDAR_AND_SMALL_WORDS:
            words, is_inside = words[1:], True
        while words and words[-1].casefold() in _CALENDAR_AND_SMALL_WORDS:
            words = words[:-1]
        if len(words) > 1 or (words and may_be_single and is_inside and not words[0].isupper()):
            yield " ".join(words)
