"""Distinguish a name in filed order (`Doe, Jane`) from two persons in a list."""

from dataclasses import replace
from typing import Final, Literal

from archive.text.authorshapes import DOUBLE, Part, Shape
from archive.text.names import PrintedName, in_ordinary_letters, is_written_whole, read_person

Order = Literal["", "spoken", "filed"]
"""Known name order of a field; empty if unknown."""

_MOST_GIVEN: Final = 3  # as in `Tolkien, John Ronald Reuel`


class UnclearError(Exception):
    """The words have two possible readings."""


def is_pair(
    family: Part, after: list[Part], order: Order, *, is_first: bool, is_beside: bool
) -> bool:
    """Return whether a part and the next are one name in filed order."""
    given = after[0]
    if not _may_stand_together(family, given):
        return False
    if given.shape in {Shape.INITIALS, Shape.GIVEN}:
        is_family = family.shape in {Shape.WORD, Shape.FAMILY}
        return is_family or (family.shape is Shape.NAME and not _has_initial(family))
    if family.shape is Shape.FAMILY:
        return family.words[0].islower() or (given.shape is Shape.WORD and order != "spoken")
    if family.is_loud and not given.is_loud and family.shape is Shape.NAME:
        return True  # ‘GARCÍA MÁRQUEZ, Gabriel’
    is_whole = is_first and len(after) == 1
    if order == "filed" and is_whole and not _has_initial(family):
        return True
    if order == "spoken" or family.shape is not Shape.WORD or not is_first:
        return False
    if given.shape is Shape.WORD:  # in ‘Smith, John, Jane Doe’ only the first is filed
        return all(part.shape is Shape.NAME for part in after[1:])
    is_acronym = family.is_loud and len(family.words) < 6 and not given.is_loud  # ‘TIME, Jane Doe’
    return is_whole and not is_beside and not is_acronym


def _may_stand_together(family: Part, given: Part) -> bool:
    """Return whether the parts are adjacent, and the second is short enough for a given name."""
    if given.is_apart or family.is_apart:
        return False
    if given.shape in {Shape.INITIALS, Shape.GIVEN}:
        return True
    if given.shape not in {Shape.WORD, Shape.NAME} or given.size > _MOST_GIVEN:
        return False
    is_list = not DOUBLE.isdisjoint(given.words.split())  # ‘…, Wilf y Ellery, Maud’
    return not (is_list or _is_east_asian(family) or _is_east_asian(given))


def _has_initial(part: Part) -> bool:
    return any(len(word.strip(".")) == 1 or "." in word[:-1] for word in part.words.split())


def may_be_filed(part: Part, after: list[Part], order: Order, *, is_list: bool) -> bool:
    """Return whether words before a comma may be a family name: `García Márquez, Gabriel`."""
    if not after or after[0].is_apart or order == "spoken" or part.shape is not Shape.NAME:
        return False
    given = after[0]
    if _is_east_asian(part) or _is_east_asian(given):
        return max(len(part.words), len(given.words)) < 3  # ‘村上, 春樹’
    if given.shape in {Shape.INITIALS, Shape.GIVEN}:
        return True
    if given.shape is Shape.NAME:
        return is_list and len(after) == 1
    is_short = given.shape is Shape.UNREADABLE and given.words[0].isupper() and given.size < 3
    return not _has_initial(part) and (given.shape is Shape.WORD or is_short)


def _is_east_asian(part: Part) -> bool:
    return is_written_whole(part.words) or is_written_whole(part.words * 2)


def turn_name(text: str, family: Part, given: Part) -> PrintedName:
    """Return a filed pair in spoken order; raise AmbiguousNameError if it is no name."""
    is_marked = family.is_loud and not given.is_loud
    words = _in_ordinary_letters(family.words) if is_marked else family.words
    suffix = family.suffix or given.suffix
    named = name_of(f"{given.words} {words} {suffix}".strip(), text, family.start, given.end)
    if named is None:
        raise UnclearError
    return replace(named, filed=f"{words}, {given.words} {suffix}".strip())


def _in_ordinary_letters(words: str) -> str:
    short = [word.capitalize() if len(word) < 3 else word for word in words.split()]
    return in_ordinary_letters(" ".join(short)) if len(words) > 2 else short[0]


def name_of(name: str, text: str, start: int, end: int) -> PrintedName | None:
    """Parse a reordered name; its span and printed words are those of `text`."""
    named = read_person(name, 0, len(name), least=2)
    return replace(named, printed=text[start:end], start=start, end=end) if named else None
