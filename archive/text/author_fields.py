"""Parse the value of an author field into persons and ambiguous spans.

A field writes names in spoken order (`John Smith`) or filed order (`Smith, John`), and lists
several with the same comma. If both readings are possible, no author is returned and the span is
reported as unclear.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Final

from archive.text.author_parts import AuthorPart, AuthorSegment, PartShape, split_segments
from archive.text.byline_words import AGENCIES
from archive.text.filed_names import (
    AmbiguousNameError,
    NameOrder,
    build_spoken_name,
    is_filed_pair,
    may_be_filed,
    parse_reordered_name,
)
from archive.text.names import (
    PARTICLES,
    PrintedName,
    Span,
    find_byline_start,
    is_not_person,
    parse_person,
)
from archive.text.normalize import collapse_whitespace, name_key

MAX_FIELD_CHARS: Final = 2000
_LONG_BLANK: Final = re.compile(r"\s{100}")
MAX_PARTS: Final = 100  # per segment
_QUOTED_ITEM: Final = re.compile(r"(?P<mark>['\"])(?P<words>.+?)(?P=mark)(?=\s*(?:,|\]\s*\Z))")
_ET_AL: Final = re.compile(r"[\s,]+(?:(?:et|&|and)\s+al\b\.?|and\s+others\b|u\.\s?a\.)\W*\Z", re.IGNORECASE)

_PLACE_SHAPES: Final = frozenset({PartShape.WORD, PartShape.UNREADABLE})
"""Shapes of a possible place or employer after persons: `Jane Doe, Ann Poe, London`."""


@dataclass(slots=True)
class AuthorField:
    """Parsed author field: persons in order, and the spans not read as persons.

    `unclear_spans` are ambiguous names; `other_spans` are agencies, roles and places.
    """

    names: list[PrintedName] = field(default_factory=list)
    unclear_spans: list[Span] = field(default_factory=list)
    other_spans: list[Span] = field(default_factory=list)


def parse_author_field(
    text: str, *, order: NameOrder = "", is_other: Callable[[str], bool] = lambda _: False
) -> AuthorField:
    """Parse the persons of a field; `is_other` recognises known non-persons (the outlet)."""
    if len(text) > MAX_FIELD_CHARS or _LONG_BLANK.search(text):
        return AuthorField(unclear_spans=[(0, len(text))])
    result = AuthorField()
    for start, end in _iter_item_spans(text):
        if et_al := _ET_AL.search(text, start, end):
            result.other_spans.append(et_al.span())
            end = et_al.start()
        names_start = _find_names_start(text, start, end)
        known_order: NameOrder = "spoken" if names_start > start and not order else order
        segments = split_segments(text, names_start, end, is_other)
        _parse_segments(text, segments, known_order, result)
    result.names = _deduplicate_names(text, result.names)
    return result


def _deduplicate_names(text: str, names: list[PrintedName]) -> list[PrintedName]:
    """Return each person once, with the printed words and single spaces in the name."""
    names_by_key: dict[str, PrintedName] = {}
    for name in names:
        printed_name = replace(name, name=collapse_whitespace(name.name), printed=text[name.start : name.end])
        names_by_key.setdefault(name_key(name.name), printed_name)
    return list(names_by_key.values())


def _iter_item_spans(text: str) -> Iterator[Span]:
    """Yield the item spans of a list in one string (`['Jane Doe', 'Ann Poe']`), or all of it."""
    stripped = text.strip()
    items = list(_QUOTED_ITEM.finditer(text)) if stripped[:1] == "[" and stripped[-1:] == "]" else []
    if items and not re.search(r"\w", _QUOTED_ITEM.sub("", text)):
        yield from (item.span("words") for item in items)
    else:
        yield 0, len(text)


def _find_names_start(text: str, start: int, end: int) -> int:
    """Return the offset after a byline prefix (`By …`), unless it is a particle: `Von Trapp`."""
    prefix_length = find_byline_start(text[start:end])
    if not prefix_length:
        return start
    prefix = text[start : start + prefix_length].strip(" \t*_").casefold()
    first_words = re.split(r"[,;|/&،，]", text[start + prefix_length : end], maxsplit=1)[0].split()
    if prefix in PARTICLES and (len(first_words) < 2 or first_words[0] in PARTICLES):
        return start
    return start + prefix_length


def _parse_segments(text: str, segments: list[AuthorSegment], order: NameOrder, result: AuthorField) -> None:
    """Parse each segment; one that can only be in filed order sets the order of the others."""
    personal_segments = [candidate for candidate in segments if any(_is_personal(part) for part in candidate.parts)]
    is_list = len(personal_segments) > 1
    if is_list and not order and any(_is_filed(text, segment) for segment in personal_segments):
        has_spoken = any(
            [part.shape for part in _select_personal_parts(candidate)] == [PartShape.NAME]
            for candidate in personal_segments
        )
        order = "" if has_spoken else "filed"
    words_only = all(len(_select_personal_parts(candidate)) == 1 for candidate in personal_segments) and all(
        _select_personal_parts(candidate)[0].shape is PartShape.WORD for candidate in personal_segments
    )
    for segment in segments:
        try:
            names = _parse_segment(text, segment, order, is_list=is_list, words_only=words_only)
        except AmbiguousNameError:
            is_remark = is_list and order == "spoken" and len(segment.parts) == 1
            span = (segment.start, segment.end)
            (result.other_spans if is_remark else result.unclear_spans).append(span)
            continue
        result.names += names
        result.unclear_spans += segment.unclear_spans
        result.other_spans += [*segment.other_spans, *segment.bracketed_spans]


def _is_filed(text: str, segment: AuthorSegment) -> bool:
    try:
        names = _parse_segment(text, segment, "", is_list=True, words_only=False)
    except AmbiguousNameError:
        return False
    return any(name.filed_name for name in names)


def _is_personal(part: AuthorPart) -> bool:
    return part.shape not in {PartShape.OTHER, PartShape.SUFFIX, PartShape.TITLE, PartShape.MASTHEAD}


def _select_personal_parts(segment: AuthorSegment) -> list[AuthorPart]:
    return [part for part in segment.parts if _is_personal(part)]


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
    groups = _group_by_conjunction(parts)
    are_all_names = [all(part.shape is PartShape.NAME for part in group) for group in groups]
    names: list[PrintedName] = []
    for number, group in enumerate(groups):
        is_beside_names = any(are_all_names[:number] + are_all_names[number + 1 :])
        names += _parse_group(text, segment, group, order, is_list=is_list, is_beside_names=is_beside_names)
    is_two_names = any(len(group) == 2 and are_names for group, are_names in zip(groups, are_all_names, strict=True))
    if is_two_names and any(name.filed_name for name in names):
        raise AmbiguousNameError  # ‘Robledo Vega, Ana María and Doe, Jane’
    return names


def _select_name_parts(text: str, segment: AuthorSegment) -> list[AuthorPart]:
    """Return the parts that may name persons, suffixes joined to the part before them."""
    name_parts: list[AuthorPart] = []
    for previous, part in zip([None, *segment.parts], segment.parts, strict=False):
        if part.shape is PartShape.SUFFIX:
            if not name_parts:
                raise AmbiguousNameError
            name_parts[-1].suffix, name_parts[-1].end = part.words, part.end
        elif _is_personal(part):
            is_after_other = previous is not None and previous.shape in {PartShape.OTHER, PartShape.TITLE}
            name_parts.append(replace(part, is_after_other=is_after_other))
        elif part.shape is not PartShape.OTHER and name_parts and name_parts[-1].shape is PartShape.WORD:
            raise AmbiguousNameError  # ‘Smith, Guest’
        elif part.shape is PartShape.MASTHEAD:
            segment.unclear_spans.append((part.start, part.end))
        else:
            segment.other_spans.append((part.start, part.end))
    is_first_shared = not _is_personal(segment.parts[0]) and segment.parts[0].word_count == 1
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
            return _is_personal(after)
        previous = part
    return False


def _group_by_conjunction(parts: list[AuthorPart]) -> list[list[AuthorPart]]:
    groups: list[list[AuthorPart]] = []
    for part in parts:
        if part.is_after_and or not groups:
            groups.append([])
        groups[-1].append(part)
    return groups


def _parse_single_part(text: str, segment: AuthorSegment, part: AuthorPart, *, is_certain: bool) -> list[PrintedName]:
    """Return the person of a one-part segment; a single word counts only if all parts are."""
    is_explained = any(not is_not_person(text[slice(*aside)]) for aside in segment.bracketed_spans)
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
    text: str,
    segment: AuthorSegment,
    group: list[AuthorPart],
    order: NameOrder,
    *,
    is_list: bool,
    is_beside_names: bool,
) -> list[PrintedName]:
    """Return the persons of comma-separated parts; raise AmbiguousNameError if unclear."""
    names: list[PrintedName] = []
    number = 0
    while number < len(group):
        part, after = group[number], group[number + 1 :]
        if after and is_filed_pair(part, after, order, is_first=not number, is_beside=is_beside_names):
            names.append(build_spoken_name(text, part, after[0]))
            number += 2
        elif _is_name(part, after) and not may_be_filed(part, after, order, is_list=is_list and not names):
            names += _parse_single_part(text, segment, part, is_certain=False)
            number += 1
        elif names and all(other.shape in _PLACE_SHAPES for other in group[number:]):
            spans = [(other.start, other.end) for other in group[number:]]
            (segment.other_spans if order == "spoken" else segment.unclear_spans).extend(spans)
            break
        else:
            raise AmbiguousNameError
    return names


def _is_name(part: AuthorPart, after: list[AuthorPart]) -> bool:
    """Return whether a part is a whole name in its position: `Jane Doe`, a last `Van Morrison`."""
    return part.shape is PartShape.NAME or (part.shape is PartShape.FAMILY and not after)
