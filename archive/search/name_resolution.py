"""Resolve names of outlets, authors and speakers in a query to primary keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Final

from django.db.models import QuerySet

from archive.models import Article, Author, Outlet, QuotedPassage
from archive.search.loose_names import filter_by_spellings, find_nearest_names, list_name_spellings
from archive.search.query.budget import check_time
from archive.search.query.nodes import And, NameClause, Node, Term, walk_nodes
from archive.search.query.request import UNKNOWN
from archive.text.messages import lazy_message
from archive.text.normalize import name_key

MAX_RECORDS: Final = 50  # records one name may resolve to; a name that matches more is too short
_MODELS: Final[Mapping[str, type[Outlet] | type[Author]]] = {"outlet": Outlet, "author": Author}
_MAX_NAMES_SHOWN = 3
_MAX_NAME_WORDS = 2  # behind a name, that may belong to it


@dataclass(frozen=True, slots=True)
class ResolvedName:
    """Records that a name in the query was resolved to (`record_names`)."""

    field: str
    name: str
    record_names: tuple[str, ...]
    total: int


@dataclass(frozen=True, slots=True)
class ResolvedNames:
    """Primary keys of every NameClause, the records it resolved to, and notes for readers."""

    keys: Mapping[NameClause, tuple[int, ...]]
    notes: tuple[str, ...]
    records: tuple[ResolvedName, ...] = ()


def resolve_names(node: Node | None) -> ResolvedNames:
    """Resolve every name: exact name, slug (a former one, too) or alias first, else names with all its words."""
    keys: dict[NameClause, tuple[int, ...]] = {}
    notes: list[str] = []
    resolved: list[ResolvedName] = []
    followers = _find_words_behind_names(node)
    for clause in walk_nodes(node):
        if not isinstance(clause, NameClause) or clause in keys:
            continue
        check_time()
        if clause.field in _MODELS:
            names_by_key, sentences = _resolve_record(clause)
            keys[clause] = tuple(names_by_key)
            record_names = tuple(sorted(names_by_key.values())[:_MAX_NAMES_SHOWN])
            sentences = [*sentences, *_note_longer_name(clause, followers.get(clause, ()))]
            resolved.append(ResolvedName(clause.field, clause.name, record_names, len(names_by_key)))
        else:
            keys[clause], sentences = _OTHER_RESOLVERS[clause.field](clause.name)
        notes.extend(sentences)
    return ResolvedNames(keys, tuple(notes), tuple(resolved))


def _resolve_record(clause: NameClause) -> tuple[dict[int, str], list[str]]:
    model = _MODELS[clause.field]
    if exact_names := _find_exact(model, clause.name):
        return exact_names, _build_note(clause, exact_names)
    words = list(dict.fromkeys(name_key(clause.name).split()))
    names_by_key = (
        _load_names(filter_by_spellings(model, list_name_spellings(clause.name, loosely=False))) if words else {}
    )
    if not names_by_key and words:
        names_by_key = _load_names(filter_by_spellings(model, list_name_spellings(clause.name, loosely=True)))
    if not names_by_key:
        fault = lazy_message(
            "No {field} is called “{name}”, so nothing was found for that name.",
            field=lazy_message(clause.field),
            name=clause.name,
        )
        if words != [UNKNOWN]:
            return {}, [fault, *_propose_names(clause, model)]
        return {}, [lazy_message("{fault} Write no:{field} for articles without.", fault=fault, field=clause.field)]
    if len(names_by_key) > MAX_RECORDS:
        return names_by_key, [
            lazy_message(
                "“{name}” fits more than {most} names; only {most} were searched for.",
                name=clause.name,
                most=MAX_RECORDS,
            )
        ]
    return names_by_key, _build_note(clause, names_by_key)


def _find_words_behind_names(node: Node | None) -> dict[NameClause, tuple[str, ...]]:
    """Return the words that follow each name directly, and may belong to it: `author:van auken`."""
    words: dict[NameClause, tuple[str, ...]] = {}
    for part in walk_nodes(node):
        operands = part.parts if isinstance(part, And) else ()
        for number, clause in enumerate(operands):
            if isinstance(clause, NameClause):
                following = takewhile(lambda one: isinstance(one, Term) and one.field == "text", operands[number + 1 :])
                words[clause] = tuple(one.text for one in following if isinstance(one, Term))[:_MAX_NAME_WORDS]
    return words


def _note_longer_name(clause: NameClause, words: Sequence[str]) -> list[str]:
    """Say how to search for a name of several words, if there is one of this name and the word behind it."""
    for count in range(len(words), 0, -1):
        name = " ".join([clause.name, *words[:count]])
        if filter_by_spellings(_MODELS[clause.field], list_name_spellings(name, loosely=False)).exists():
            query = f'{clause.field}:"{name}"'
            return [lazy_message("To search for the name “{name}”, write {query}.", name=name, query=query)]
    return []


def _propose_names(clause: NameClause, model: type[Outlet] | type[Author]) -> list[str]:
    """Name the records that a misspelt name may mean."""
    nearest = find_nearest_names(model, clause.name)
    if not nearest:
        return []
    listed = ", ".join(f'{clause.field}:"{name}"' for name in nearest)
    return [lazy_message("Did you mean {names}?", names=listed)]


def _find_exact(model: type[Outlet] | type[Author], name: str) -> dict[int, str]:
    if names_by_key := _load_names(model.objects.filter_by_name(name)):
        return names_by_key
    former = model.objects.find_by_slug([name.strip().casefold()])
    return _load_names(model.objects.filter(pk__in=[key for key, _ in former.values()]))


def find_articles_quoting(name: str) -> tuple[int, ...] | None:
    """Return the primary keys of articles that quote `name`; None: no quotations were extracted yet."""
    if not QuotedPassage.objects.exists():
        return None
    passages = QuotedPassage.objects.listed().by_speaker_name(name)
    return tuple(passages.order_by().values_list("article_id", flat=True).distinct())


def _resolve_speaker(name: str) -> tuple[tuple[int, ...], list[str]]:
    article_keys = find_articles_quoting(name)
    if article_keys is None:
        return (), [
            lazy_message("No quotations have been read in this archive yet, so nothing was found for speaker:.")
        ]
    return article_keys, [] if article_keys else [lazy_message("No article is known to quote “{name}”.", name=name)]


def _resolve_identifier(identifier: str) -> tuple[tuple[int, ...], list[str]]:
    article_keys = tuple(Article.objects.filter(identifier=identifier).values_list("pk", flat=True))
    return article_keys, [] if article_keys else [
        lazy_message("No article has the identifier “{identifier}”.", identifier=identifier)
    ]


def _resolve_saved(name: str) -> tuple[tuple[int, ...], list[str]]:
    """Find nothing: whoever knows the reader has written saved searches out (`saved_queries`)."""
    return (), [
        lazy_message("saved:“{name}” stands for a search that a reader saved, and nobody has logged in.", name=name)
    ]


_OTHER_RESOLVERS = {"speaker": _resolve_speaker, "id": _resolve_identifier, "saved": _resolve_saved}


def _load_names(records: QuerySet) -> dict[int, str]:
    return dict(records.order_by("name").values_list("pk", "name")[: MAX_RECORDS + 1])


def _build_note(clause: NameClause, names_by_key: Mapping[int, str]) -> list[str]:
    """Note the records of a name, unless it is the record's own name."""
    record_names = sorted(names_by_key.values())
    if len(record_names) == 1 and name_key(record_names[0]) == name_key(clause.name):
        return []
    listed: object = ", ".join(record_names[:_MAX_NAMES_SHOWN])
    if len(record_names) > _MAX_NAMES_SHOWN:
        listed = lazy_message("{shown} and {more} more", shown=listed, more=len(record_names) - _MAX_NAMES_SHOWN)
    return [lazy_message("{field}:“{name}” was read as {listed}.", field=clause.field, name=clause.name, listed=listed)]
