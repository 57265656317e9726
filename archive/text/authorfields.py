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

from archive.text.agencies import AGENCIES
from archive.text.authorparts import Segment, Span, split_segments
from archive.text.authorshapes import Part, Shape
from archive.text.filednames import (
    Order,
    UnclearError,
    is_pair,
    may_be_filed,
    name_of,
    turn_name,
)
from archive.text.names import (
    PARTICLES,
    PrintedName,
    after_mark,
    is_nobody,
    read_person,
)
from archive.text.normalize import name_key

MOST: Final = 2000
_EMPTY_STRETCH: Final = re.compile(r"\s{100}")
MOST_PARTS: Final = 100  # per segment
_QUOTED_ITEM: Final = re.compile(r"(?P<mark>['\"])(?P<words>.+?)(?P=mark)(?=\s*(?:,|\]\s*\Z))")
_AND_OTHERS: Final = re.compile(
    r"[\s,]+(?:(?:et|&|and)\s+al\b\.?|and\s+others\b|u\.\s?a\.)\W*\Z", re.IGNORECASE
)

_PLACES: Final = frozenset({Shape.WORD, Shape.UNREADABLE})
"""Shapes of a possible place or employer after persons: `Jane Doe, Ann Poe, London`."""


@dataclass(slots=True)
class AuthorField:
    """Parsed author field: persons in order, and the spans not read as persons.

    `unclear_spans` are ambiguous names; `other_spans` are agencies, roles and places.
    """

    names: list[PrintedName] = field(default_factory=list)
    unclear: list[Span] = field(default_factory=list)
    others: list[Span] = field(default_factory=list)


def read_author_field(
    text: str, *, order: Order = "", is_other: Callable[[str], bool] = lambda _: False
) -> AuthorField:
    """Parse the persons of a field; `is_other` recognises known non-persons (the outlet)."""
    if len(text) > MOST or _EMPTY_STRETCH.search(text):
        return AuthorField(unclear=[(0, len(text))])
    found = AuthorField()
    for start, end in _items(text):
        if others := _AND_OTHERS.search(text, start, end):
            found.others.append(others.span())
            end = others.start()
        begin = _begin(text, start, end)
        known: Order = "spoken" if begin > start and not order else order
        segments = split_segments(text, begin, end, is_other)
        _read_segments(text, segments, known, found)
    found.names = _as_printed(text, found.names)
    return found


def _as_printed(text: str, names: list[PrintedName]) -> list[PrintedName]:
    """Return each person once, with the printed words and single spaces in the name."""
    once: dict[str, PrintedName] = {}
    for one in names:
        spaced = replace(one, name=" ".join(one.name.split()), printed=text[one.start : one.end])
        once.setdefault(name_key(one.name), spaced)
    return list(once.values())


def _items(text: str) -> Iterator[Span]:
    """Yield the item spans of a list in one string (`['Jane Doe', 'Ann Poe']`), or all of it."""
    bare = text.strip()
    items = list(_QUOTED_ITEM.finditer(text)) if bare[:1] == "[" and bare[-1:] == "]" else []
    if items and not re.search(r"\w", _QUOTED_ITEM.sub("", text)):
        yield from (item.span("words") for item in items)
    else:
        yield 0, len(text)


def _begin(text: str, start: int, end: int) -> int:
    """Return the offset after a byline prefix (`By …`), unless it is a particle: `Von Trapp`."""
    mark = after_mark(text[start:end])
    if not mark:
        return start
    opening = text[start : start + mark].strip(" \t*_").casefold()
    rest = re.split(r"[,;|/&،，]", text[start + mark : end], maxsplit=1)[0].split()
    if opening in PARTICLES and (len(rest) < 2 or rest[0] in PARTICLES):
        return start
    return start + mark


def _read_segments(text: str, segments: list[Segment], order: Order, found: AuthorField) -> None:
    """Parse each segment; one that can only be in filed order sets the order of the others."""
    holding = [one for one in segments if any(_is_personal(part) for part in one.parts)]
    is_list = len(holding) > 1
    if is_list and not order and any(_is_filed(text, segment) for segment in holding):
        has_spoken = any([part.shape for part in _personal(one)] == [Shape.NAME] for one in holding)
        order = "" if has_spoken else "filed"
    words_only = all(len(_personal(one)) == 1 for one in holding) and all(
        _personal(one)[0].shape is Shape.WORD for one in holding
    )
    for segment in segments:
        try:
            names = _read_segment(text, segment, order, is_list=is_list, words_only=words_only)
        except UnclearError:
            is_remark = is_list and order == "spoken" and len(segment.parts) == 1
            span = (segment.start, segment.end)
            (found.others if is_remark else found.unclear).append(span)
            continue
        found.names += names
        found.unclear += segment.unclear
        found.others += [*segment.others, *segment.asides]


def _is_filed(text: str, segment: Segment) -> bool:
    """Return whether a segment is a name that can only be in filed order."""
    try:
        names = _read_segment(text, segment, "", is_list=True, words_only=False)
    except UnclearError:
        return False
    return any(one.filed for one in names)


def _is_personal(part: Part) -> bool:
    return part.shape not in {Shape.OTHER, Shape.SUFFIX, Shape.TITLE, Shape.MASTHEAD}


def _personal(segment: Segment) -> list[Part]:
    return [part for part in segment.parts if _is_personal(part)]


def _read_segment(
    text: str, segment: Segment, order: Order, *, is_list: bool, words_only: bool
) -> list[PrintedName]:
    """Return the persons of a segment; raise AmbiguousNameError if it has two readings."""
    if len(segment.parts) > MOST_PARTS:
        raise UnclearError
    parts = _without_others(text, segment) if segment.parts else []
    if len(parts) == 1 and is_list and parts[0].words.islower() and parts[0].size > 1:
        raise UnclearError  # ‘bell hooks’ alone, or a remark
    if len(parts) == 1:
        return _alone(text, segment, parts[0], is_certain=words_only)
    groups = _groups(parts)
    are_all_names = [all(part.shape is Shape.NAME for part in group) for group in groups]
    names: list[PrintedName] = []
    for number, group in enumerate(groups):
        beside = any(are_all_names[:number] + are_all_names[number + 1 :])
        names += _read_group(text, segment, group, order, is_list=is_list, is_beside_names=beside)
    is_two_names = any(
        len(group) == 2 and whole for group, whole in zip(groups, are_all_names, strict=True)
    )
    if is_two_names and any(one.filed for one in names):
        raise UnclearError  # ‘Robledo Vega, Ana María and Doe, Jane’
    return names


def _without_others(text: str, segment: Segment) -> list[Part]:
    """Return the parts that may name persons, suffixes joined to the part before them."""
    kept: list[Part] = []
    for before, part in zip([None, *segment.parts], segment.parts, strict=False):
        if part.shape is Shape.SUFFIX:
            if not kept:
                raise UnclearError
            kept[-1].suffix, kept[-1].end = part.words, part.end
        elif _is_personal(part):
            is_apart = before is not None and before.shape in {Shape.OTHER, Shape.TITLE}
            kept.append(replace(part, is_apart=is_apart))
        elif part.shape is not Shape.OTHER and kept and kept[-1].shape is Shape.WORD:
            raise UnclearError  # ‘Smith, Guest’
        elif part.shape is Shape.MASTHEAD:
            segment.unclear.append((part.start, part.end))
        else:
            segment.others.append((part.start, part.end))
    is_first_shared = not _is_personal(segment.parts[0]) and segment.parts[0].size == 1
    is_explained = any(name_key(text[slice(*one)]) not in AGENCIES for one in segment.others)
    if is_explained and [part.shape for part in kept] == [Shape.WORD]:
        raise UnclearError  # ‘Tomas Day, Tarnby’
    if is_first_shared and kept and kept[0].shape in {Shape.WORD, Shape.INITIALS}:
        raise UnclearError  # ‘Day, Doris’, ‘Bloomberg, Michael’
    if _has_shared_word(segment.parts):
        raise UnclearError  # ‘Guest, Anna Maria’
    return kept


def _has_shared_word(parts: list[Part]) -> bool:
    """Return whether a role that is also a family name may precede a given name."""
    before: Part | None = None
    for part, after in pairwise(parts):
        is_role = before is not None and before.shape is Shape.NAME and not part.is_after_and
        if part.shape is Shape.TITLE and not is_role and not after.is_after_and:
            return _is_personal(after)
        before = part
    return False


def _groups(parts: list[Part]) -> list[list[Part]]:
    """Split the parts at conjunctions."""
    groups: list[list[Part]] = []
    for part in parts:
        if part.is_after_and or not groups:
            groups.append([])
        groups[-1].append(part)
    return groups


def _alone(text: str, segment: Segment, part: Part, *, is_certain: bool) -> list[PrintedName]:
    """Return the person of a one-part segment; a single word counts only if all parts are."""
    is_explained = any(not is_nobody(text[slice(*aside)]) for aside in segment.asides)
    if part.shape is Shape.WORD and (not is_certain or part.suffix or is_explained):
        raise UnclearError
    is_read = part.shape is not Shape.UNREADABLE
    named = read_person(part.words, 0, len(part.words), least=1) if is_read else None
    if part.suffix:
        named = name_of(f"{part.words} {part.suffix}", text, part.start, part.end)
    if named is None:
        segment.others.append((part.start, part.end))
        return []
    if not part.suffix:
        named = replace(named, start=part.start + named.start, end=part.start + named.end)
    return [named]


def _read_group(
    text: str,
    segment: Segment,
    group: list[Part],
    order: Order,
    *,
    is_list: bool,
    is_beside_names: bool,
) -> list[PrintedName]:
    """Return the persons of comma-separated parts; raise AmbiguousNameError if unclear."""
    names: list[PrintedName] = []
    number = 0
    while number < len(group):
        part, after = group[number], group[number + 1 :]
        if after and is_pair(part, after, order, is_first=not number, is_beside=is_beside_names):
            names.append(turn_name(text, part, after[0]))
            number += 2
        elif _is_name(part, after) and not may_be_filed(
            part, after, order, is_list=is_list and not names
        ):
            names += _alone(text, segment, part, is_certain=False)
            number += 1
        elif names and all(one.shape in _PLACES for one in group[number:]):
            rest = [(one.start, one.end) for one in group[number:]]
            (segment.others if order == "spoken" else segment.unclear).extend(rest)
            break
        else:
            raise UnclearError
    return names


def _is_name(part: Part, after: list[Part]) -> bool:
    """Return whether a part is a whole name in its position: `Jane Doe`, a last `Van Morrison`."""
    return part.shape is Shape.NAME or (part.shape is Shape.FAMILY and not after)
