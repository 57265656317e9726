"""Likeness of names of outlets and of persons: pairs of records that may be one, each with the reason.

Names are looked up by keys that alike ones share (`the nation`, `nation` → `nation`), so that twenty thousand take a
second: no name is compared with all others.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import combinations, product
from typing import Final

from archive.text.normalize import name_key
from archive.text.spelling import to_american

MAX_BLOCK: Final = 30  # records of one key that are compared with each other; further ones wait until these are settled
_SMALL_WORDS: Final = frozenset(
    "the a an and & le la les l el los las lo il gli i der die das den het de een en et und y e al o os as".split()
)
_ARABIC_ARTICLE: Final = "ال"
_TITLES: Final = frozenset(
    "dr prof professor mr mrs ms miss sir dame lord lady rev fr sr sheikh hon capt col gen".split()
)
_ADDRESS: Final = re.compile(r"(?:www\.)?([\w-]+(?:\.[\w-]+)+)", re.IGNORECASE)
_SECOND_LEVELS: Final = frozenset("ac co com edu gov gob net or org".split())  # as in co.uk
_SHARED_HOSTS: Final = frozenset(
    "blogspot.com github.io medium.com substack.com tumblr.com wixsite.com wordpress.com livejournal.com".split()
)
_MIN_JOINED: Final = 4  # letters of a name written as one word
_ACRONYM_LENGTHS: Final = range(3, 7)


class Likeness(IntEnum):
    """Reasons to suspect that two records are one, the strongest first."""

    SAME_NAME = 1
    SAME_LINK = 2
    SMALL_WORDS = 3
    SPACING = 4
    SPELLING = 5
    TITLE = 6
    ADDRESS = 7
    PLURAL = 8
    WORD_ORDER = 9
    DOMAIN = 10
    MIDDLE_NAMES = 11
    INITIALS = 12
    ACRONYM = 13


@dataclass(frozen=True, slots=True)
class NamedEntry:
    """A record to compare: its key, all its names as printed, and its domains or links elsewhere."""

    pk: int
    names: Sequence[str]
    addresses: Sequence[str] = ()


Pair = tuple[int, int]
Side = str  # entries of a block are compared with those of the other side; all with each other where there is but one


@dataclass(slots=True)
class _Blocks:
    """Records by what they share; of one block at most MAX_BLOCK a side are compared."""

    members: dict[tuple[Likeness, str], dict[Side, dict[int, tuple[str, ...]]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(dict))
    )

    def add(self, likeness: Likeness, key: str, pk: int, side: Side = "", words: tuple[str, ...] = ()) -> None:
        """Add a record under a key; `words` are compared further."""
        if key and len(rows := self.members[likeness, key][side]) < MAX_BLOCK:
            rows.setdefault(pk, words)

    def iter_pairs(self) -> Iterator[tuple[Pair, Likeness]]:
        """Yield each two records of a block that are alike."""
        for (likeness, _), sides in self.members.items():
            may_be_one = _COMPARISONS.get(likeness)
            for (one, one_words), (other, other_words) in _combine(sides):
                if one != other and (may_be_one is None or may_be_one(one_words, other_words)):
                    yield (min(one, other), max(one, other)), likeness


def _combine(
    sides: Mapping[Side, dict[int, tuple[str, ...]]],
) -> Iterator[tuple[tuple[int, tuple[str, ...]], tuple[int, tuple[str, ...]]]]:
    if set(sides) == {""}:
        yield from combinations(sides[""].items(), 2)
    else:
        for one_side, other_side in combinations(sides, 2):
            yield from product(sides[one_side].items(), sides[other_side].items())


def find_alike_outlets(entries: Iterable[NamedEntry]) -> dict[Pair, Likeness]:
    """Return the pairs of outlets that may be one, each with the strongest reason."""
    blocks = _Blocks()
    for entry in entries:
        for name in entry.names:
            _add_outlet_name(blocks, entry.pk, name)
        for domain in entry.addresses:
            blocks.add(Likeness.DOMAIN, registered_domain(domain), entry.pk)
            blocks.add(Likeness.ADDRESS, _get_label(domain), entry.pk, "address")
    return _select_strongest(blocks.iter_pairs())


def find_alike_authors(entries: Iterable[NamedEntry]) -> dict[Pair, Likeness]:
    """Return the pairs of authors who may be one, each with the strongest reason."""
    blocks = _Blocks()
    for entry in entries:
        for name in entry.names:
            _add_author_name(blocks, entry.pk, name)
        for link in entry.addresses:
            blocks.add(Likeness.SAME_LINK, link.casefold().partition("://")[2].strip("/"), entry.pk)
    return _select_strongest(blocks.iter_pairs())


def _select_strongest(pairs: Iterable[tuple[Pair, Likeness]]) -> dict[Pair, Likeness]:
    strongest: dict[Pair, Likeness] = {}
    for pair, likeness in pairs:
        strongest[pair] = min(likeness, strongest.get(pair, likeness))
    return strongest


def _add_outlet_name(blocks: _Blocks, pk: int, name: str) -> None:
    key = name_key(name)
    words = key.split()
    content = [_strip_article(word) for word in words if word not in _SMALL_WORDS] or words
    joined = "".join(content)
    blocks.add(Likeness.SAME_NAME, key, pk)
    blocks.add(Likeness.SMALL_WORDS, " ".join(content), pk)
    if len(joined) >= _MIN_JOINED:
        blocks.add(Likeness.SPACING, joined, pk)
        blocks.add(Likeness.ADDRESS, joined, pk, "name")
    blocks.add(Likeness.SPELLING, " ".join(to_american(word) for word in content), pk)
    blocks.add(Likeness.PLURAL, " ".join(_strip_plural(word) for word in content), pk)
    if len(words) == 1 and len(key) in _ACRONYM_LENGTHS:
        blocks.add(Likeness.ACRONYM, key, pk, "acronym")
    for spelt_out in {tuple(words), tuple(content)}:
        if len(spelt_out) in _ACRONYM_LENGTHS:
            blocks.add(Likeness.ACRONYM, "".join(word[0] for word in spelt_out), pk, "words")
    if address := _ADDRESS.fullmatch(name.strip()):
        blocks.add(Likeness.ADDRESS, _get_label(address[1]), pk, "address")


def _strip_article(word: str) -> str:
    """Return an Arabic word without its article, which is written as one with it."""
    return word.removeprefix(_ARABIC_ARTICLE) if len(word) > 4 else word


def _strip_plural(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") else word


def registered_domain(host: str) -> str:
    """Return `bbc.co.uk` for `news.bbc.co.uk`; a site on a host of many sites is its own."""
    labels = host.casefold().removeprefix("www.").split(".")
    size = 3 if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVELS else 2
    domain = ".".join(labels[-size:])
    return ".".join(labels[-size - 1 :]) if domain in _SHARED_HOSTS else domain


def _get_label(host: str) -> str:
    """Return `reuters` for `www.reuters.com`, if it is long enough to be a name."""
    label = name_key(registered_domain(host).partition(".")[0]).replace(" ", "")
    return label if len(label) >= _MIN_JOINED else ""


def _add_author_name(blocks: _Blocks, pk: int, name: str) -> None:
    key = name_key(name)
    words = key.split()
    blocks.add(Likeness.SAME_NAME, key, pk)
    if len(joined := "".join(words)) >= _MIN_JOINED:
        blocks.add(Likeness.SPACING, joined, pk)
    if len(words) < 2:
        return
    blocks.add(Likeness.WORD_ORDER, " ".join(sorted(words)), pk)
    if len(untitled := [word for word in words if word not in _TITLES]) > 1:
        blocks.add(Likeness.TITLE, " ".join(untitled), pk)
    family_name, *given_names = _put_family_name_first(name, words)
    if len(given_names[0]) > 1:
        blocks.add(Likeness.MIDDLE_NAMES, f"{given_names[0]} {family_name}", pk, words=tuple(given_names))
    side = "initial" if len(given_names[0]) == 1 else "name"
    blocks.add(Likeness.INITIALS, f"{given_names[0][0]} {family_name}", pk, side, tuple(given_names))
    if side == "initial":  # two with initials are compared, too: J. Smith, J. R. Smith
        blocks.add(Likeness.MIDDLE_NAMES, f"{given_names[0]} {family_name}", pk, words=tuple(given_names))


def _put_family_name_first(name: str, words: list[str]) -> list[str]:
    """Return the words of a name, the family name first: it is the last, or before a comma or initials."""
    is_first = "," in name or len(words[-1]) == 1
    return words if is_first else [words[-1], *words[:-1]]


def _may_be_one_person(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Return whether no two given names in the same place contradict each other: an initial fits a name."""
    return all(a == b or (min(len(a), len(b)) == 1 and a[0] == b[0]) for a, b in zip(one, other, strict=False))


_COMPARISONS: Final[Mapping[Likeness, Callable[[tuple[str, ...], tuple[str, ...]], bool]]] = {
    Likeness.MIDDLE_NAMES: _may_be_one_person,
    Likeness.INITIALS: _may_be_one_person,
}
