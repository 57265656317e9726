"""Base form of bulk actions on articles: a preview, a curation service, the history, and the index queue."""

from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from typing import Any, ClassVar

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext

from archive.admin.bulk_preview import BulkPreview, PreviewedField, build_preview
from archive.curation import bulk_edit
from archive.editing.cells import format_count
from archive.editing.confirmation import BulkActionForm, write_history
from archive.models import Article
from archive.search.indexing import change_queue
from archive.web.language import translate_message

MAX_INDEXED_PER_REQUEST = 25_000
"""Articles indexed within one request (about 1,000 a second); more are left to the queue."""


class ArticleActionForm(BulkActionForm):
    """Base form of bulk changes to articles."""

    affects_index: ClassVar[bool] = True  # whether the change alters what is indexed
    previewed: ClassVar[PreviewedField | None] = None  # what the action sets
    sentence: ClassVar[Any] = ""
    """Text for the history of each article; `%s` is the value of the only field (of the first, if of several)."""

    def update_articles(self, user: Any) -> list[int]:
        """Make the change; return the primary keys of the articles that changed."""
        raise NotImplementedError

    def describe_change(self) -> str:
        """Return the text for the history of each article."""
        value = self.cleaned_data[next(iter(self.fields))] if self.fields else ""
        return str(self.sentence).replace("%s", str(value or gettext("unknown")))

    def predict_value(self, article: Article) -> str:
        """Return in words what the previewed field of an article will be."""
        raise NotImplementedError

    def select_kept(self, articles: QuerySet[Article]) -> QuerySet[Article]:
        """Return those of `articles` that have already what is to be set."""
        raise NotImplementedError

    def build_preview(self) -> BulkPreview | None:
        """Return what the articles have now and, once the form is filled in, what they will have."""
        if self.previewed is None:
            return None
        if not self.fields or (self.is_bound and self.is_valid()):
            return build_preview(self.previewed, self.rows, predict=self.predict_value, select_kept=self.select_kept)
        return build_preview(self.previewed, self.rows)

    def apply(self, request: HttpRequest) -> str:
        chosen_count = self.rows.count()
        with transaction.atomic():
            ids = self.update_articles(request.user)
            write_history(request, Article, ids, self.describe_change)
            index_note = queue_reindexing(ids) if self.affects_index else ""
        message = f"{self.describe_change()}: {format_count(len(ids), 'article')}."
        if unchanged_count := chosen_count - len(ids):
            message += " " + gettext("%s needed no change.") % format_count(unchanged_count, "article")
        return message + index_note

    def find_changed_since(self, moment: datetime) -> list[Article]:
        """Return the articles changed since `moment`; all chosen articles are locked."""
        return bulk_edit.find_changed_since(self.rows, moment)

    def describe_row(self, article: Article) -> str:
        outlet = article.outlet or gettext("no outlet")
        return f"{outlet}, {translate_message(article.date_label)}"


def defer_large_changes(article_count: int) -> AbstractContextManager[None]:
    """Leave the indexing of so many articles to the worker if they are too many for one request."""
    return nullcontext() if article_count <= MAX_INDEXED_PER_REQUEST else change_queue.defer_indexing()


def queue_reindexing(ids: list[int]) -> str:
    """Queue the articles for indexing; return a note where that is left to the worker."""
    with defer_large_changes(len(ids)):
        change_queue.queue_changes(ids)
    if len(ids) <= MAX_INDEXED_PER_REQUEST:
        return ""
    return " " + gettext(
        "Search shows the former values of %s for some minutes more: the index follows by itself."
    ) % format_count(len(ids), "article")
