"""Everything that a reader keeps: notes, lists and their entries, saved searches; found by words, in pages."""

from collections.abc import Callable, Iterable, Mapping
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

    def list_notes(self) -> QuerySet[Annotation]:
        """Return the highlights and notes."""
        return self._filter(Annotation.objects.filter(reader=self.reader), "folded_text")

    def list_lists(self) -> QuerySet[ReadingList]:
        """Return the lists."""
        return self._filter(ReadingList.objects.filter(reader=self.reader), "name", "description")

    def list_entries(self) -> QuerySet[ListEntry]:
        """Return the entries of all lists."""
        entries = ListEntry.objects.filter(reading_list__reader=self.reader).select_related("reading_list")
        return self._filter(entries, "folded_text")

    def list_searches(self) -> QuerySet[SavedSearch]:
        """Return the saved searches."""
        return self._filter(SavedSearch.objects.filter(reader=self.reader), "query", "name")

    def count_by_kind(self) -> dict[KeptKind, int]:
        """Return the number of each kind; entries of lists are shown, and counted, where words are looked for."""
        return {kind: self._select(kind).count() for kind in self._list_kinds()}

    def load_page(self, kind: KeptKind | None, part: slice) -> list[KeptItem]:
        """Return a part of everything, or of a kind, the latest first."""
        kinds = [kind] if kind else self._list_kinds()
        parts = [
            self._select(each)
            .order_by()
            .annotate(kind=Value(each.value, CharField()), kept=F(_TIMES[each]))
            .values_list("kind", "pk", "kept")
            for each in kinds
        ]
        union = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
        chosen = list(union.order_by("-kept", "kind", "-pk")[part])
        return load_items([(KeptKind(name), pk) for name, pk, _ in chosen])

    def _list_kinds(self) -> list[KeptKind]:
        return [kind for kind in KeptKind if kind is not KeptKind.ENTRY or self.words]

    def _select(self, kind: KeptKind) -> QuerySet:
        selections: Mapping[KeptKind, Callable[[], QuerySet]] = {
            KeptKind.NOTE: self.list_notes,
            KeptKind.LIST: self.list_lists,
            KeptKind.ENTRY: self.list_entries,
            KeptKind.SEARCH: self.list_searches,
        }
        return selections[kind]()

    def _filter(self, rows: QuerySet, *columns: str) -> QuerySet:
        """Filter to rows of which some column has each word; folded columns have it folded, others in any case."""
        for word in self.words:
            matching = rows.none()
            for column in columns:
                lookup = "contains" if column == "folded_text" else "icontains"
                matching = matching | rows.filter(**{f"{column}__{lookup}": word})
            rows = matching
        return rows


_TIMES: Final = {
    KeptKind.NOTE: "created_at",
    KeptKind.LIST: "changed_at",
    KeptKind.ENTRY: "added_at",
    KeptKind.SEARCH: "saved_at",
}
_MODELS: Final[Mapping[KeptKind, QuerySet]] = {
    KeptKind.NOTE: Annotation.objects.all(),
    KeptKind.LIST: ReadingList.objects.annotate(entry_count=Count("entries")),
    KeptKind.ENTRY: ListEntry.objects.select_related("reading_list"),
    KeptKind.SEARCH: SavedSearch.objects.select_related("alert"),
}


def load_items(keys: Iterable[tuple[KeptKind, int]]) -> list[KeptItem]:
    """Return these items in this order, in a fixed number of queries; those that went away are left out."""
    wanted = list(keys)
    rows = {
        kind: _MODELS[kind].in_bulk([pk for each, pk in wanted if each is kind])
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
    return KeptItem(kind, row, getattr(row, _TIMES[kind]), article, url)
