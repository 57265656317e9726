"""Items that readers keep, as they stand in exports: each with the citation of its article."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from archive.citations.services import build_citation_record
from archive.citations.styles import format_chicago
from archive.db.bulk import iter_batches
from archive.models import ListEntry, ReadingList
from archive.reading.library import KeptItem, KeptKind, Library, build_entry_item, load_items
from archive.reading.named_articles import NamedArticle, load_named_articles
from archive.web.params import get_site_url

_CHUNK_SIZE: Final = 200  # items in memory at once


@dataclass(frozen=True, slots=True)
class ExportedItem:
    """An item with the citation and the permanent URL of its article, or the whole URL of its search."""

    item: KeptItem
    citation: str = ""
    url: str = ""
    list_name: str = ""


@dataclass(frozen=True, slots=True)
class ItemExporter:
    """Turns items into `ExportedItem`s for one request."""

    request: HttpRequest

    def iter_library(self, library: Library, kind: KeptKind | None = None) -> Iterator[ExportedItem]:
        """Yield notes by article, then the entries of each list, then the saved searches."""
        if kind in (None, KeptKind.NOTE):
            notes = library.select(KeptKind.NOTE).order_by("article_identifier", "start", "pk")
            yield from self._iter_rows(KeptKind.NOTE, notes.values_list("pk", flat=True))
        if kind in (None, KeptKind.LIST, KeptKind.ENTRY):
            for reading_list in library.select(KeptKind.LIST).order_by("name", "pk"):
                yield from self.iter_list(reading_list)
        if library.words and kind in (None, KeptKind.LIST, KeptKind.ENTRY):
            others = library.select(KeptKind.ENTRY).exclude(reading_list__in=library.select(KeptKind.LIST).order_by())
            keys = others.order_by("reading_list__name", "reading_list", "position").values_list("pk", flat=True)
            yield from self._iter_rows(KeptKind.ENTRY, keys)
        if kind in (None, KeptKind.SEARCH):
            searches = library.select(KeptKind.SEARCH).order_by("name", "pk").values_list("pk", flat=True)
            yield from self._iter_rows(KeptKind.SEARCH, searches)

    def iter_list(
        self, reading_list: ReadingList, entries: QuerySet[ListEntry] | None = None
    ) -> Iterator[ExportedItem]:
        """Yield the list itself, then its entries (or those given) in order."""
        rows = ListEntry.objects.filter(reading_list=reading_list) if entries is None else entries
        yield ExportedItem(KeptItem(KeptKind.LIST, reading_list, reading_list.changed_at), list_name=reading_list.name)
        for chunk in iter_batches(list(rows), _CHUNK_SIZE):
            articles = load_named_articles((row.article_identifier, row.title) for row in chunk)
            for row in chunk:
                row.reading_list = reading_list
                yield self._export_item(build_entry_item(row, articles))

    def _iter_rows(self, kind: KeptKind, keys: Iterable[int]) -> Iterator[ExportedItem]:
        for chunk in iter_batches(list(keys), _CHUNK_SIZE):
            for item in load_items((kind, key) for key in chunk):
                yield self._export_item(item)

    def _export_item(self, item: KeptItem) -> ExportedItem:
        list_name = item.row.reading_list.name if item.kind is KeptKind.ENTRY else ""
        if item.article:
            citation, url = self._cite(item.article)
            return ExportedItem(item, citation, url, list_name)
        url = f"{get_site_url(self.request)}{item.search_url}" if item.search_url else ""
        return ExportedItem(item, url=url, list_name=list_name)

    def _cite(self, article: NamedArticle) -> tuple[str, str]:
        """Return citation and URL; of a deleted article the title that it had."""
        if article.row is None:
            return article.title, ""
        record = build_citation_record(article.row, self.request, timezone.localdate())
        return "".join(run.text for run in format_chicago(record)), record.url
