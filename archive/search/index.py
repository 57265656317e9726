"""An article as the index sees it.

Outlets and authors go in as primary keys, so that a new name needs no indexing. The title, the
standfirst and the body are one text of three parts; no phrase reaches from one to the next.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from haystack import indexes
from haystack.constants import DJANGO_ID

from archive.models import Article
from archive.models.articles import ArticleQuerySet
from archive.search.analysis import PART
from archive.search.engines.contract import Entry


class ArticleIndex(indexes.SearchIndex):
    """The fields of an article in the index. `archive/search_indexes.py` shows it to Haystack."""

    text = indexes.CharField(document=True)
    title = indexes.CharField(model_attr="title")
    language = indexes.CharField(model_attr="language")
    outlet = indexes.IntegerField(model_attr="outlet_id", null=True)
    authors = indexes.MultiValueField()
    earliest = indexes.DateField(model_attr="earliest", null=True)
    latest = indexes.DateField(model_attr="latest", null=True)

    def get_model(self) -> type[Article]:
        """What is indexed."""
        return Article

    def index_queryset(self, using: str | None = None) -> ArticleQuerySet:  # noqa: ARG002 -- Haystack's signature
        """Articles a reader may see, with all that an entry takes, in a fixed number of queries."""
        columns = (
            "pk",
            "title",
            "standfirst",
            "body",
            "language",
            "outlet_id",
            "earliest",
            "latest",
        )
        return Article.objects.listed().only(*columns).prefetch_related("bylines")

    def prepare_text(self, article: Article) -> str:
        """Title, standfirst and body; a part that is missing leaves no gap."""
        return PART.join(filter(None, (article.title, article.standfirst, article.body)))

    def prepare_authors(self, article: Article) -> list[int]:
        """Everyone who is credited, in any role."""
        return [byline.author_id for byline in article.bylines.all()]


def entry(prepared: Mapping[str, Any]) -> Entry:
    """What an engine takes in, from what Haystack prepared."""
    return Entry(
        pk=int(prepared[DJANGO_ID]),
        title=prepared["title"],
        text=prepared["text"],
        language=prepared["language"],
        outlet=prepared.get("outlet"),
        authors=tuple(prepared["authors"]),
        earliest=_ordinal(prepared.get("earliest")),
        latest=_ordinal(prepared.get("latest")),
    )


def _ordinal(day: date | None) -> int | None:
    return day.toordinal() if day else None
