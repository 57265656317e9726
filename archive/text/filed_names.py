"""Names filed under the family name (`Doe, Jane`), distinguished from two persons in a list."""

from dataclasses import replace
from typing import Final, Literal

from archive.text.author_parts import FAMILY_CONJUNCTIONS, AuthorPart, PartShape
from archive.text.names import PrintedName, is_unspaced_name, parse_person, to_title_case

NameOrder = Literal["", "spoken", "filed"]
"""Known name order of a field; empty if unknown."""


_MAX_GIVEN_WORDS: Final = 3  # as in `Tolkien, John Ronald Reuel`


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
    return is_unspaced_name(part.words) or is_unspaced_name(part.words * 2)


def build_spoken_name(text: str, family: AuthorPart, given: AuthorPart) -> PrintedName:
    """Return a filed pair in spoken order; raise AmbiguousNameError if it is no name."""
    is_marked = family.is_all_caps and not given.is_all_caps
    words = _to_title_case(family.words) if is_marked else family.words
    suffix = family.suffix or given.suffix
    person = parse_reordered_name(f"{given.words} {words} {suffix}".strip(), text, family.start, given.end)
    if person is None:
        raise AmbiguousNameError
    return replace(person, filed_name=f"{words}, {given.words} {suffix}".strip())


def _to_title_case(words: str) -> str:
    word_list = [word.capitalize() if len(word) < 3 else word for word in words.split()]
    return to_title_case(" ".join(word_list)) if len(words) > 2 else word_list[0]


def parse_reordered_name(name: str, text: str, start: int, end: int) -> PrintedName | None:
    """Parse a reordered name; its span and printed words are those of `text`."""
    person = parse_person(name, 0, len(name), min_words=2)
    return replace(person, printed=text[start:end], start=start, end=end) if person else None
