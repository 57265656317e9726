"""Deletion of articles: a page that counts dependent rows, and offers to withdraw instead."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from archive.admin.actions import MAX_INDEXED_PER_REQUEST
from archive.admin.cells import format_count
from archive.admin.questions import MAX_ROWS_SHOWN
from archive.curation.delete import count_parts, delete_articles
from archive.models import Article
from archive.quotations.joining import recount_quotations
from archive.search import indexing


@dataclass(frozen=True, slots=True)
class DeletionSummary:
    """Content of the confirmation page: articles, dependent rows, whether any is listed."""

    keys: Sequence[str]
    articles: Sequence[Article]
    further: int
    parts: Sequence[str]
    is_any_listed: bool


class ArticleDeletionMixin(admin.ModelAdmin):
    """Mixin: deletes articles, from form and list, with their dependent rows."""

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[Any, Any, set, list]:
        """Summarise the deletion; the permission to delete an article covers its dependent rows."""
        rows = (
            objs
            if isinstance(objs, QuerySet)
            else Article.objects.filter(pk__in=[article.pk for article in objs])
        )
        keys = list(rows.values_list("pk", flat=True))
        parts = [format_count(count, noun) for noun, count in count_parts(rows).items() if count]
        is_any_listed = rows.filter(withdrawn_at=None).exists()
        articles = list(rows.select_related("outlet").defer("body")[:MAX_ROWS_SHOWN])
        summary = DeletionSummary(
            list(map(str, keys)), articles, len(keys) - len(articles), parts, is_any_listed
        )
        return summary, {}, set(), []

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        self.delete_queryset(request, Article.objects.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Delete the articles, recount their quotations, and update the index."""
        with transaction.atomic():
            if queryset.count() <= MAX_INDEXED_PER_REQUEST:
                quotations = delete_articles(queryset)
            else:
                with indexing.defer_indexing():
                    quotations = delete_articles(queryset)
            recount_quotations(quotations)
