"""Lists of readers: made, filled, ordered, shared."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F, Max, QuerySet
from django.utils.translation import gettext

from archive.errors import ReadingError
from archive.models import Article, ListEntry, ReadingList
from archive.reading.notes import MAX_NOTE, clean_note
from archive.search.query.parser import to_canonical
from archive.search.service import find_keys
from archive.text.normalize import IDENTIFIER, clean_text, make_storable
from archive.web.search_params import SearchParams

MAX_LISTS: Final = 100  # of one reader
MAX_ENTRIES: Final = 1_000  # of one list
MAX_NAME: Final = 200  # characters
MAX_DESCRIPTION: Final = 5_000
_EVERYTHING: Final = "*"


@dataclass(frozen=True, slots=True)
class Addition:
    """The result of adding to a list: how many were added, stood in it already, name no article, had no room."""

    added: int = 0
    present: int = 0
    unknown: int = 0
    left_out: int = 0


def create_list(reader: User, name: str) -> ReadingList:
    """Create an empty list; ReadingError without a name, or beyond MAX_LISTS."""
    name = _clean_name(name)
    with transaction.atomic():
        if ReadingList.objects.filter(reader=reader).count() >= MAX_LISTS:
            raise ReadingError(gettext("You have %s lists, which is as many as one reader can keep.") % MAX_LISTS)
        return ReadingList.objects.create(reader=reader, name=name)


def rename_list(reading_list: ReadingList, name: str, description: str) -> None:
    """Set name and description; ReadingError without a name."""
    reading_list.name = _clean_name(name)
    reading_list.description = clean_note(description, MAX_DESCRIPTION)
    reading_list.save(update_fields=["name", "description", "changed_at"])


def share_list(reading_list: ReadingList, *, is_shared: bool) -> None:
    """Give the list an address that nobody can guess, in place of one it had; or take it away."""
    reading_list.token = secrets.token_urlsafe(16) if is_shared else None
    reading_list.save(update_fields=["token"])


def add_articles(reading_list: ReadingList, identifiers: Iterable[str]) -> Addition:
    """Add listed articles at the end, in this order."""
    wanted = list(dict.fromkeys(identifiers))
    valid = [each for each in wanted if IDENTIFIER.fullmatch(each)]
    rows = Article.objects.listed().filter(identifier__in=valid[: 2 * MAX_ENTRIES])
    titles = dict(rows.values_list("identifier", "title"))
    found = [(each, titles[each]) for each in valid if each in titles]
    return replace(_add_found(reading_list, found), unknown=len(wanted) - len(found))


def add_found_articles(reading_list: ReadingList, params: SearchParams) -> Addition:
    """Add the articles that a search finds, in the order of its results; QuerySyntaxError, SearchError."""
    keys = find_keys(params.build_search_request(params.parse_query().node))
    rows = Article.objects.listed().values_list("pk", "identifier", "title")
    articles = {pk: (identifier, title) for pk, identifier, title in rows.filter(pk__in=keys[: 2 * MAX_ENTRIES])}
    found = [articles[key] for key in keys if key in articles]
    addition = _add_found(reading_list, found)
    return replace(addition, left_out=addition.left_out + max(0, len(keys) - 2 * MAX_ENTRIES))


def add_search(reading_list: ReadingList, params: SearchParams) -> Addition:
    """Add the search itself, as its canonical text; QuerySyntaxError where it cannot be parsed."""
    query = to_canonical(params.parse_query().node, params.match) or _EVERYTHING
    narrowed = replace(params, text="", page=1).query_string
    with transaction.atomic():
        entries = _lock_entries(reading_list)
        if entries.filter(query=query, narrowed=narrowed).exists():
            return Addition(present=1)
        count = entries.count()
        if count >= MAX_ENTRIES:
            return Addition(left_out=1)
        entries.create(
            reading_list=reading_list, position=count + 1, query=query, narrowed=narrowed, title=query[:1000]
        )
        _touch_list(reading_list)
    return Addition(added=1)


def annotate_entry(entry: ListEntry, note: str) -> None:
    """Set the note of an entry."""
    entry.note = clean_note(note, MAX_NOTE)
    entry.save(update_fields=["note"])
    _touch_list(entry.reading_list)


def move_entry(entry: ListEntry, position: int) -> None:
    """Move an entry to a place counted from 1; those between make room."""
    with transaction.atomic():
        entries = _lock_entries(entry.reading_list)
        entry.refresh_from_db(fields=["position"])
        last = entries.aggregate(last=Max("position"))["last"] or 1
        target = max(1, min(position, last))
        if target < entry.position:
            entries.filter(position__gte=target, position__lt=entry.position).update(position=F("position") + 1)
        else:
            entries.filter(position__gt=entry.position, position__lte=target).update(position=F("position") - 1)
        entries.filter(pk=entry.pk).update(position=target)
        _touch_list(entry.reading_list)


def remove_entry(entry: ListEntry) -> None:
    """Remove an entry; those after it move up."""
    with transaction.atomic():
        entries = _lock_entries(entry.reading_list)
        entry.refresh_from_db(fields=["position"])
        entries.filter(position__gt=entry.position).update(position=F("position") - 1)
        entry.delete()
        _touch_list(entry.reading_list)


def describe_addition(addition: Addition) -> list[str]:
    """Return sentences that say what was added, and what was not and why."""
    sentences = [
        (addition.added, gettext("Added: %s.")),
        (addition.present, gettext("Already in this list: %s.")),
        (addition.unknown, gettext("Not an article of this archive: %s.")),
        (
            addition.left_out,
            gettext("Left out, because a list holds at most %(most)s entries: %%s.") % {"most": f"{MAX_ENTRIES:,}"},
        ),
    ]
    said = [sentence % f"{number:,}" for number, sentence in sentences if number]
    return said or [gettext("There was nothing to add.")]


def _add_found(reading_list: ReadingList, found: Sequence[tuple[str, str]]) -> Addition:
    with transaction.atomic():
        entries = _lock_entries(reading_list)
        present = set(entries.exclude(article_identifier="").values_list("article_identifier", flat=True))
        count = entries.count()
        new = [row for row in found if row[0] not in present]
        fitting = new[: max(0, MAX_ENTRIES - count)]
        rows = [
            ListEntry(reading_list=reading_list, position=position, article_identifier=identifier, title=title)
            for position, (identifier, title) in enumerate(fitting, count + 1)
        ]
        for row in rows:
            row.set_folded_text()
        ListEntry.objects.bulk_create(rows, batch_size=200)
        if rows:
            _touch_list(reading_list)
    return Addition(added=len(fitting), present=len(found) - len(new), left_out=len(new) - len(fitting))


def _lock_entries(reading_list: ReadingList) -> QuerySet[ListEntry]:
    """Return the entries, which nobody else changes until the end of the transaction."""
    ReadingList.objects.select_for_update().get(pk=reading_list.pk)
    return ListEntry.objects.filter(reading_list=reading_list)


def _touch_list(reading_list: ReadingList) -> None:
    reading_list.save(update_fields=["changed_at"])


def _clean_name(name: str) -> str:
    name = clean_text(make_storable(name))
    if not name:
        raise ReadingError(gettext("A list needs a name."))
    if len(name) > MAX_NAME:
        raise ReadingError(gettext("The name of a list has at most %s characters.") % MAX_NAME)
    return name
