"""Deletion of articles: a page that counts dependent rows, and offers to withdraw instead."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from archive.admin.actions import AT_ONCE
from archive.admin.cells import counted
from archive.admin.questions import SHOWN
from archive.curation.delete import count_parts, delete_articles
from archive.models import Article
from archive.quotations.joining import recount
from archive.search import indexing


@dataclass(frozen=True, slots=True)
class Deletion:
    """Content of the confirmation page: articles, dependent rows, whether any is listed."""

    keys: Sequence[str]
    articles: Sequence[Article]
    further: int
    parts: Sequence[str]
    is_any_listed: bool


class DeletesArticles(admin.ModelAdmin):
    """Mixin: deletes articles, from form and list, with their dependent rows."""

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[Any, Any, set, list]:
        """Summarise the deletion; the permission to delete an article covers its dependent rows."""
        rows = (
            objs
            if isinstance(objs, QuerySet)
            else Article.objects.filter(pk__in=[article.pk for article in objs])
        )
        keys = list(rows.values_list("pk", flat=True))
        parts = [counted(count, kind) for kind, count in count_parts(rows).items() if count]
        listed = rows.filter(withdrawn_at=None).exists()
        shown = list(rows.select_related("outlet").defer("body")[:SHOWN])
        asked = Deletion(list(map(str, keys)), shown, len(keys) - len(shown), parts, listed)
        return asked, {}, set(), []

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        self.delete_queryset(request, Article.objects.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Delete the articles, recount their quotations, and update the index."""
        with transaction.atomic():
            if queryset.count() <= AT_ONCE:
                quotations = delete_articles(queryset)
            else:
                with indexing.held_back():
                    quotations = delete_articles(queryset)
            recount(quotations)
