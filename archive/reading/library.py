"""Everything that a reader keeps: notes, lists and their entries, saved searches; found by words, in pages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from django.contrib.auth.models import User
from django.db.models import CharField, Count, F, QuerySet, Value

from archive.models import Annotation, ListEntry, ReadingList, SavedSearch
from archive.reading.named_articles import NamedArticle, load_named_articles
from archive.saved.services import build_kept_search_url, build_saved_search_url
from archive.text.normalize import fold

MAX_WORDS: Final = 12  # of what is looked for


class KeptKind(StrEnum):
    """Kind of what a reader keeps."""

    NOTE = "note"
    LIST = "list"
    ENTRY = "entry"
    SEARCH = "search"


@dataclass(frozen=True, slots=True)
class KeptItem:
    """A note, a list, an entry of a list or a saved search, with the article or the search it is about."""

    kind: KeptKind
    row: Any
    kept_at: datetime
    article: NamedArticle | None = None
    search_url: str = ""


@dataclass(frozen=True, slots=True)
class Library:
    """All that one reader keeps, or of it what has all of some words."""

    reader: User
    words: tuple[str, ...] = ()

    @classmethod
    def search(cls, reader: User, text: str) -> "Library":
        """Return what has the words of `text`; all for none."""
        return cls(reader, tuple(fold(text).split()[:MAX_WORDS]))

    def select(self, kind: KeptKind) -> QuerySet:
        """Return the rows of a kind, without what is loaded with them for a page."""
        table = _TABLES[kind]
        rows = table.loaded.model.objects.filter(**{table.reader: self.reader})
        if table.folded:
            for word in self.words:
                rows = rows.filter(**{f"{table.folded}__contains": word})
        elif self.words:  # of these kinds a reader has a hundred at most
            texts = rows.order_by().values_list("pk", *table.texts)
            rows = rows.filter(pk__in=[pk for pk, *parts in texts if self._is_in("\n".join(parts))])
        return rows

    def count_by_kind(self) -> dict[KeptKind, int]:
        """Return the number of each kind; entries of lists are shown, and counted, where words are looked for."""
        return {kind: self.select(kind).count() for kind in self._list_kinds()}

    def load_page(self, kind: KeptKind | None, part: slice) -> list[KeptItem]:
        """Return a part of everything, or of a kind, the latest first."""
        kinds = [kind] if kind else self._list_kinds()
        parts = [
            self.select(each)
            .order_by()
            .annotate(kind=Value(each.value, CharField()), kept=F(_TABLES[each].time))
            .values_list("kind", "pk", "kept")
            for each in kinds
        ]
        union = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
        chosen = list(union.order_by("-kept", "kind", "-pk")[part])
        return load_items([(KeptKind(name), pk) for name, pk, _ in chosen])

    def _list_kinds(self) -> list[KeptKind]:
        return [kind for kind in KeptKind if kind is not KeptKind.ENTRY or self.words]

    def _is_in(self, text: str) -> bool:
        folded = fold(text)
        return all(word in folded for word in self.words)


@dataclass(frozen=True, slots=True)
class _KindTable:
    """Where a kind of item is stored: its rows with what pages show of them, and columns by what they hold.

    Words are looked for in `folded`, which holds folded text, or else in `texts`.
    """

    loaded: QuerySet
    time: str
    reader: str = "reader"
    folded: str = ""
    texts: tuple[str, ...] = ()


_TABLES: Final[Mapping[KeptKind, _KindTable]] = {
    KeptKind.NOTE: _KindTable(Annotation.objects.all(), "created_at", folded="folded_text"),
    KeptKind.LIST: _KindTable(
        ReadingList.objects.annotate(entry_count=Count("entries")), "changed_at", texts=("name", "description")
    ),
    KeptKind.ENTRY: _KindTable(
        ListEntry.objects.select_related("reading_list"), "added_at", "reading_list__reader", folded="folded_text"
    ),
    KeptKind.SEARCH: _KindTable(SavedSearch.objects.select_related("alert"), "saved_at", texts=("query", "name")),
}


def load_items(keys: Iterable[tuple[KeptKind, int]]) -> list[KeptItem]:
    """Return these items in this order, in a fixed number of queries; those that went away are left out."""
    wanted = list(keys)
    rows = {
        kind: _TABLES[kind].loaded.in_bulk([pk for each, pk in wanted if each is kind])
        for kind in dict.fromkeys(kind for kind, _ in wanted)
    }
    found = [(kind, rows[kind][pk]) for kind, pk in wanted if pk in rows[kind]]
    titles = [name for kind, row in found if (name := _get_article_name(kind, row))]
    articles = load_named_articles(titles)
    return [_build_item(kind, row, articles) for kind, row in found]


def build_entry_item(entry: ListEntry, articles: Mapping[str, NamedArticle]) -> KeptItem:
    """Return an entry with its article, out of those loaded, or the URL of its search."""
    return _build_item(KeptKind.ENTRY, entry, articles)


def _get_article_name(kind: KeptKind, row: Any) -> tuple[str, str] | None:
    if kind is KeptKind.NOTE:
        return row.article_identifier, row.article_title
    return (row.article_identifier, row.title) if kind is KeptKind.ENTRY else None


def _build_item(kind: KeptKind, row: Any, articles: Mapping[str, NamedArticle]) -> KeptItem:
    article = articles.get(row.article_identifier) if kind in (KeptKind.NOTE, KeptKind.ENTRY) else None
    url = ""
    if kind is KeptKind.SEARCH:
        url = build_saved_search_url(row)
    elif kind is KeptKind.ENTRY and row.query:
        url = build_kept_search_url(row.query, row.narrowed)
    return KeptItem(kind, row, getattr(row, _TABLES[kind].time), article, url)
