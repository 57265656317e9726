"""Outlets and authors that may be one, in groups with the reasons; what editors said is not the same is left out."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.db.models import QuerySet

from archive.models import Author, AuthorAlias, DistinctRecords, Outlet, OutletAlias, OutletDomain, SameAs
from archive.text.messages import Message, lazy_message
from archive.text.name_likeness import Likeness, NamedEntry, Pair, find_alike_authors, find_alike_outlets

MAX_RECORDS: Final = 30_000  # records whose names are compared: those with the lowest keys
MAX_GROUP: Final = 20  # records of one group; the rest is suggested once these are settled
RecordModel = type[Outlet] | type[Author]

REASONS: Final[Mapping[Likeness, Message]] = {
    Likeness.SAME_NAME: lazy_message("The same name, but for case, accents and punctuation"),
    Likeness.SAME_LINK: lazy_message("The same record elsewhere"),
    Likeness.SMALL_WORDS: lazy_message("The same name, but for an article or an “and”"),
    Likeness.SPACING: lazy_message("The same name, but for spaces and hyphens"),
    Likeness.SPELLING: lazy_message("The same name in British and American spelling"),
    Likeness.TITLE: lazy_message("The same name, but for a title"),
    Likeness.ADDRESS: lazy_message("An address that is the name of the other"),
    Likeness.PLURAL: lazy_message("The same name, but for an s at the end"),
    Likeness.WORD_ORDER: lazy_message("The same words in another order"),
    Likeness.DOMAIN: lazy_message("Addresses under one domain"),
    Likeness.MIDDLE_NAMES: lazy_message("The same name, but for middle names"),
    Likeness.INITIALS: lazy_message("Initials that fit the name"),
    Likeness.ACRONYM: lazy_message("Initials of the words of the other"),
}


_LOOSE: Final = frozenset({Likeness.DOMAIN, Likeness.MIDDLE_NAMES, Likeness.INITIALS, Likeness.ACRONYM})
"""Likenesses that may join several who are not one (J. Smith is like John and like James): in groups of their own."""


@dataclass(frozen=True, slots=True)
class DuplicateGroup:
    """Records that may be one, with what is alike, the strongest first; `is_clear` if each is like every other."""

    keys: tuple[int, ...]
    likenesses: tuple[Likeness, ...]
    is_clear: bool

    @property
    def reasons(self) -> list[Message]:
        """The reasons, for readers."""
        return [REASONS[likeness] for likeness in self.likenesses]


@dataclass(frozen=True, slots=True)
class DuplicateSuggestions:
    """All groups of one kind, the clearest first; of how many records, and whether there are more than were read."""

    groups: list[DuplicateGroup]
    record_count: int
    is_complete: bool


def suggest_duplicates(model: RecordModel) -> DuplicateSuggestions:
    """Find the groups of outlets or authors that may be one: five queries, however many there are."""
    entries = _load_entries(model)
    find_alike = find_alike_outlets if model is Outlet else find_alike_authors
    alike = find_alike(entries.values())
    for pair in DistinctRecords.objects.filter(model=model._meta.model_name).values_list("one_key", "other_key"):
        alike.pop(pair, None)
    clear_pairs = {pair: likeness for pair, likeness in alike.items() if likeness not in _LOOSE}
    loose_pairs = {pair: likeness for pair, likeness in alike.items() if likeness in _LOOSE}
    groups = [_build_group(keys, pairs) for pairs in (clear_pairs, loose_pairs) for keys in _group_pairs(pairs)]
    groups.sort(key=lambda group: (group.likenesses, entries[group.keys[0]].names[0].casefold()))
    total = model.objects.count()
    return DuplicateSuggestions(groups, total, len(entries) == total)


def _load_entries(model: RecordModel) -> dict[int, NamedEntry]:
    """Return names and addresses of the records by key, the own name of each first."""
    names: dict[int, list[str]] = {
        pk: [name] for pk, name in model.objects.order_by("pk").values_list("pk", "name")[:MAX_RECORDS]
    }
    addresses: defaultdict[int, list[str]] = defaultdict(list)
    aliases: QuerySet
    links: QuerySet
    if model is Outlet:
        aliases = OutletAlias.objects.values_list("outlet", "name")
        links = OutletDomain.objects.values_list("outlet", "domain")
    else:
        aliases = AuthorAlias.objects.values_list("author", "name")
        links = SameAs.objects.values_list("author", "url")
    for pk, name in aliases.order_by("pk"):
        if pk in names:
            names[pk].append(name)
    for pk, address in links.order_by("pk"):
        addresses[pk].append(address)
    return {pk: NamedEntry(pk, record_names, addresses.get(pk, ())) for pk, record_names in names.items()}


def _group_pairs(alike: Mapping[Pair, Likeness]) -> Iterable[list[int]]:
    """Join pairs into groups, the most alike first; a group does not grow beyond MAX_GROUP."""
    group_of: dict[int, list[int]] = {}
    for pair, _ in sorted(alike.items(), key=lambda item: (item[1], item[0])):
        one, other = (group_of.setdefault(pk, [pk]) for pk in pair)
        if one is not other and len(one) + len(other) <= MAX_GROUP:
            one.extend(other)
            group_of.update(dict.fromkeys(other, one))
    unique_groups = {id(group): group for group in group_of.values()}
    return [sorted(group) for group in unique_groups.values() if len(group) > 1]


def _build_group(keys: list[int], alike: Mapping[Pair, Likeness]) -> DuplicateGroup:
    pairs = [(one, other) for index, one in enumerate(keys) for other in keys[index + 1 :]]
    likenesses = sorted({alike[pair] for pair in pairs if pair in alike})
    return DuplicateGroup(tuple(keys), tuple(likenesses), all(pair in alike for pair in pairs))
