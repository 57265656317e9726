"""Parse the value of an author field into persons and ambiguous spans.

A field writes names in spoken order (`John Smith`) or filed order (`Smith, John`), and lists several with the same
comma. If both readings are possible, no author is returned and the span is reported as unclear.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Final, Literal

from archive.text import names
from archive.text.author_parts import FAMILY_CONJUNCTIONS, AuthorPart, AuthorSegment, PartShape, split_segments
from archive.text.byline_words import AGENCIES
from archive.text.names import PARTICLES, PrintedName, Span, parse_person
from archive.text.normalize import collapse_whitespace, name_key

MAX_FIELD_CHARS: Final = 2000
_LONG_BLANK: Final = re.compile(r"\s{100}")
MAX_PARTS: Final = 100  # per segment
_QUOTED_ITEM: Final = re.compile(r"(?P<mark>['\"])(?P<words>.+?)(?P=mark)(?=\s*(?:,|\]?\s*\Z))")
_NOBODY: Final = frozenset(
    "nan; none; null; n a; na; nil; unknown; unnamed; anon; anonym; anonyme; anonimo; various; autor; auteur; autore"
    "; verfasser; unbekannt; inconnu; desconocido; desconhecido; sconosciuto; onbekend; nieznany; ukjent; okand"
    "; неизвестен; неизвестно; kein autor; ohne autor; sans auteur; sin autor; senza autore; sem autor; no author"
    "; not available; not known; غير معروف; مجهول; 不明; 不詳".split("; ")
)
"""Values by which tools and cataloguers say that no author is known."""
_ET_AL: Final = re.compile(r"[\s,]+(?:(?:et|&|and)\s+al\b\.?|and\s+others\b|u\.\s?a\.)\W*\Z", re.IGNORECASE)

_PLACE_SHAPES: Final = frozenset({PartShape.WORD, PartShape.UNREADABLE})
"""Shapes of a possible place or employer after persons: `Jane Doe, Ann Poe, London`."""

NameOrder = Literal["", "spoken", "filed"]  # known name order of a field; empty if unknown
_MAX_GIVEN_WORDS: Final = 3  # as in `Tolkien, John Ronald Reuel`


@dataclass(slots=True)
class AuthorField:
    """Parsed author field: persons in order, spans of ambiguous names, and those of agencies, roles and places."""

    names: list[PrintedName] = field(default_factory=list)
    unclear_spans: list[Span] = field(default_factory=list)
    other_spans: list[Span] = field(default_factory=list)


def parse_author_field(
    text: str, *, order: NameOrder = "", is_other: Callable[[str], bool] = lambda _: False
) -> AuthorField:
    """Parse the persons of a field; `is_other` recognises known non-persons (the outlet)."""
    if len(text) > MAX_FIELD_CHARS or _LONG_BLANK.search(text):
        return AuthorField(unclear_spans=[(0, len(text))])
    if name_key(text) in _NOBODY:
        return AuthorField(other_spans=[(0, len(text))])
    result = AuthorField()
    for start, end in _find_item_spans(text):
        if et_al := _ET_AL.search(text, start, end):
            result.other_spans.append(et_al.span())
            end = et_al.start()
        names_start = _find_names_start(text, start, end)
        known_order: NameOrder = "spoken" if names_start > start and not order else order
        segments = split_segments(text, names_start, end, is_other)
        _parse_segments(text, segments, known_order, result)
    names_by_key: dict[str, PrintedName] = {}
    for name in result.names:
        printed_name = replace(name, name=collapse_whitespace(name.name), printed=text[name.start : name.end])
        names_by_key.setdefault(name_key(name.name), printed_name)
    result.names = list(names_by_key.values())
    return result


def _find_item_spans(text: str) -> list[Span]:
    """Return the item spans of a list of quoted names in one string, with or without brackets, or all of it."""
    stripped = text.strip()
    is_bracketed = stripped.startswith("[") and stripped.endswith("]")
    items = list(_QUOTED_ITEM.finditer(text)) if is_bracketed or stripped[:1] in {'"', "'"} else []
    is_list = len(items) > (not is_bracketed) and not re.search(r"\w", _QUOTED_ITEM.sub("", text))
    return [item.span("words") for item in items] if is_list else [(0, len(text))]


def _find_names_start(text: str, start: int, end: int) -> int:
    """Return the offset after a byline prefix (`By …`), unless it is a particle: `Von Trapp`."""
    prefix_length = names.find_byline_start(text[start:end])
    if not prefix_length:
        return start
    prefix = text[start : start + prefix_length].strip(" \t*_").casefold()
    first_words = re.split(r"[,;|/&،，]", text[start + prefix_length : end], maxsplit=1)[0].split()
    if prefix in PARTICLES and (len(first_words) < 2 or first_words[0] in PARTICLES):
        return start
    return start + prefix_length


def _parse_segments(text: str, segments: list[AuthorSegment], order: NameOrder, result: AuthorField) -> None:
    """Parse each segment; one that can only be in filed order sets the order of the others."""
    shapes = [[part.shape for part in segment.parts if part.is_personal] for segment in segments]
    personal_segments = [segment for segment, own_shapes in zip(segments, shapes, strict=True) if own_shapes]
    is_list = len(personal_segments) > 1
    if is_list and not order and any(_is_filed(text, segment) for segment in personal_segments):
        order = "" if [PartShape.NAME] in shapes else "filed"
    words_only = all(own_shapes in ([], [PartShape.WORD]) for own_shapes in shapes)
    for segment in segments:
        try:
            persons = _parse_segment(text, segment, order, is_list=is_list, words_only=words_only)
        except AmbiguousNameError:
            is_remark = is_list and order == "spoken" and len(segment.parts) == 1
            span = (segment.start, segment.end)
            spans = result.other_spans if is_remark else result.unclear_spans
            spans.append(span)
            continue
        result.names += persons
        result.unclear_spans += segment.unclear_spans
        result.other_spans += [*segment.other_spans, *segment.bracketed_spans]


def _is_filed(text: str, segment: AuthorSegment) -> bool:
    try:
        persons = _parse_segment(text, segment, "", is_list=True, words_only=False)
    except AmbiguousNameError:
        return False
    return any(name.filed_name for name in persons)


def _parse_segment(
    text: str, segment: AuthorSegment, order: NameOrder, *, is_list: bool, words_only: bool
) -> list[PrintedName]:
    """Return the persons of a segment; raise AmbiguousNameError if it has two readings."""
    if len(segment.parts) > MAX_PARTS:
        raise AmbiguousNameError
    parts = _select_name_parts(text, segment) if segment.parts else []
    if len(parts) == 1 and is_list and parts[0].words.islower() and parts[0].word_count > 1:
        raise AmbiguousNameError  # ‘bell hooks’ alone, or a remark
    if len(parts) == 1:
        return _parse_single_part(text, segment, parts[0], is_certain=words_only)
    groups: list[list[AuthorPart]] = []
    for part in parts:
        if part.is_after_and or not groups:
            groups.append([])
        groups[-1].append(part)
    are_all_names = [all(part.shape is PartShape.NAME for part in group) for group in groups]
    persons: list[PrintedName] = []
    for number, group in enumerate(groups):
        is_beside = any(are_all_names[:number] + are_all_names[number + 1 :])
        persons += _parse_group(text, segment, group, order, is_list=is_list, is_beside=is_beside)
    is_two_names = any(len(group) == 2 and are_names for group, are_names in zip(groups, are_all_names, strict=True))
    if is_two_names and any(name.filed_name for name in persons):
        raise AmbiguousNameError  # ‘Robledo Vega, Ana María and Doe, Jane’
    return persons


def _select_name_parts(text: str, segment: AuthorSegment) -> list[AuthorPart]:
    """Return the parts that may name persons, suffixes joined to the part before them."""
    name_parts: list[AuthorPart] = []
    for previous, part in zip([None, *segment.parts], segment.parts, strict=False):
        if part.shape is PartShape.SUFFIX:
            if not name_parts:
                raise AmbiguousNameError
            name_parts[-1].suffix, name_parts[-1].end = part.words, part.end
        elif part.is_personal:
            is_after_other = previous is not None and previous.shape in {PartShape.OTHER, PartShape.TITLE}
            name_parts.append(replace(part, is_after_other=is_after_other))
        elif part.shape is not PartShape.OTHER and name_parts and name_parts[-1].shape is PartShape.WORD:
            raise AmbiguousNameError  # ‘Smith, Guest’
        elif part.shape is PartShape.MASTHEAD:
            segment.unclear_spans.append((part.start, part.end))
        else:
            segment.other_spans.append((part.start, part.end))
    is_first_shared = not segment.parts[0].is_personal and segment.parts[0].word_count == 1
    is_explained = any(name_key(text[slice(*span)]) not in AGENCIES for span in segment.other_spans)
    if is_explained and [part.shape for part in name_parts] == [PartShape.WORD]:
        raise AmbiguousNameError  # ‘Tomas Day, Tarnby’
    if is_first_shared and name_parts and name_parts[0].shape in {PartShape.WORD, PartShape.INITIALS}:
        raise AmbiguousNameError  # ‘Day, Doris’, ‘Bloomberg, Michael’
    if _has_shared_word(segment.parts):
        raise AmbiguousNameError  # ‘Guest, Anna Maria’
    return name_parts


def _has_shared_word(parts: list[AuthorPart]) -> bool:
    """Return whether a role that is also a family name may precede a given name."""
    previous: AuthorPart | None = None
    for part, after in pairwise(parts):
        is_role = previous is not None and previous.shape is PartShape.NAME and not part.is_after_and
        if part.shape is PartShape.TITLE and not is_role and not after.is_after_and:
            return after.is_personal
        previous = part
    return False


def _parse_single_part(text: str, segment: AuthorSegment, part: AuthorPart, *, is_certain: bool) -> list[PrintedName]:
    """Return the person of a one-part segment; a single word counts only if all parts are."""
    is_explained = any(not names.is_not_person(text[slice(*aside)]) for aside in segment.bracketed_spans)
    if part.shape is PartShape.WORD and (not is_certain or part.suffix or is_explained):
        raise AmbiguousNameError
    is_readable = part.shape is not PartShape.UNREADABLE
    person = parse_person(part.words, 0, len(part.words), min_words=1) if is_readable else None
    if part.suffix:
        person = parse_reordered_name(f"{part.words} {part.suffix}", text, part.start, part.end)
    if person is None:
        segment.other_spans.append((part.start, part.end))
        return []
    if not part.suffix:
        person = replace(person, start=part.start + person.start, end=part.start + person.end)
    return [person]


def _parse_group(
    text: str, segment: AuthorSegment, group: list[AuthorPart], order: NameOrder, *, is_list: bool, is_beside: bool
) -> list[PrintedName]:
    """Return the persons of comma-separated parts; raise AmbiguousNameError if unclear."""
    persons: list[PrintedName] = []
    number = 0
    while number < len(group):
        part, after = group[number], group[number + 1 :]
        is_name = part.shape is PartShape.NAME or (
            part.shape is PartShape.FAMILY and not after
        )  # a last ‘Van Morrison’
        if after and is_filed_pair(part, after, order, is_first=not number, is_beside=is_beside):
            persons.append(build_spoken_name(text, part, after[0]))
            number += 2
        elif is_name and not may_be_filed(part, after, order, is_list=is_list and not persons):
            persons += _parse_single_part(text, segment, part, is_certain=False)
            number += 1
        elif persons and all(other.shape in _PLACE_SHAPES for other in group[number:]):
            spans = segment.other_spans if order == "spoken" else segment.unclear_spans
            spans += [(other.start, other.end) for other in group[number:]]
            break
        else:
            raise AmbiguousNameError
    return persons


class AmbiguousNameError(Exception):
    """The words have two possible readings."""


def is_filed_pair(
    family: AuthorPart, following: list[AuthorPart], order: NameOrder, *, is_first: bool, is_beside: bool
) -> bool:
    """Return whether `family` and the part after it are one name in filed order."""
    given = following[0]
    if not _may_be_paired(family, given):
        return False
    if given.shape in {PartShape.INITIALS, PartShape.GIVEN}:
        is_family = family.shape in {PartShape.WORD, PartShape.FAMILY}
        return is_family or (family.shape is PartShape.NAME and not _has_initial(family))
    if family.shape is PartShape.FAMILY:
        return family.words[0].islower() or (given.shape is PartShape.WORD and order != "spoken")
    if family.is_all_caps and not given.is_all_caps and family.shape is PartShape.NAME:
        return True  # ‘GARCÍA MÁRQUEZ, Gabriel’
    is_whole = is_first and len(following) == 1
    if order == "filed" and is_whole and not _has_initial(family):
        return True
    if order == "spoken" or family.shape is not PartShape.WORD or not is_first:
        return False
    if given.shape is PartShape.WORD:  # in ‘Smith, John, Jane Doe’ only the first is filed
        return all(part.shape is PartShape.NAME for part in following[1:])
    is_acronym = family.is_all_caps and len(family.words) < 6 and not given.is_all_caps  # ‘TIME, Jane Doe’
    return is_whole and not is_beside and not is_acronym


def _may_be_paired(family: AuthorPart, given: AuthorPart) -> bool:
    """Return whether the parts are adjacent, and the second is short enough for a given name."""
    if given.is_after_other or family.is_after_other:
        return False
    if given.shape in {PartShape.INITIALS, PartShape.GIVEN}:
        return True
    if given.shape not in {PartShape.WORD, PartShape.NAME} or given.word_count > _MAX_GIVEN_WORDS:
        return False
    is_list = not FAMILY_CONJUNCTIONS.isdisjoint(given.words.split())  # ‘…, Wilf y Ellery, Maud’
    return not (is_list or _is_east_asian(family) or _is_east_asian(given))


def _has_initial(part: AuthorPart) -> bool:
    return any(len(word.strip(".")) == 1 or "." in word[:-1] for word in part.words.split())


def may_be_filed(part: AuthorPart, following: list[AuthorPart], order: NameOrder, *, is_list: bool) -> bool:
    """Return whether words before a comma may be a family name: `García Márquez, Gabriel`."""
    if not following or following[0].is_after_other or order == "spoken" or part.shape is not PartShape.NAME:
        return False
    given = following[0]
    if _is_east_asian(part) or _is_east_asian(given):
        return max(len(part.words), len(given.words)) < 3  # ‘村上, 春樹’
    if given.shape in {PartShape.INITIALS, PartShape.GIVEN}:
        return True
    if given.shape is PartShape.NAME:
        return is_list and len(following) == 1
    is_short = given.shape is PartShape.UNREADABLE and given.words[0].isupper() and given.word_count < 3
    return not _has_initial(part) and (given.shape is PartShape.WORD or is_short)


def _is_east_asian(part: AuthorPart) -> bool:
    return names.is_unspaced_name(part.words) or names.is_unspaced_name(part.words * 2)


def build_spoken_name(text: str, family: AuthorPart, given: AuthorPart) -> PrintedName:
    """Return a filed pair in spoken order; raise AmbiguousNameError if it is no name."""
    is_marked = family.is_all_caps and not given.is_all_caps
    words = family.words
    if is_marked:
        word_list = [word.capitalize() if len(word) < 3 else word for word in words.split()]
        words = names.to_title_case(" ".join(word_list)) if len(words) > 2 else word_list[0]
    suffix = family.suffix or given.suffix
    person = parse_reordered_name(f"{given.words} {words} {suffix}".strip(), text, family.start, given.end)
    if person is None:
        raise AmbiguousNameError
    return replace(person, filed_name=f"{words}, {given.words} {suffix}".strip())


def parse_reordered_name(name: str, text: str, start: int, end: int) -> PrintedName | None:
    """Parse a reordered name; its span and printed words are those of `text`."""
    person = parse_person(name, 0, len(name), min_words=2)
    return replace(person, printed=text[start:end], start=start, end=end) if person else None
