"""Bulk edits of bylines: an author added to, removed from, or set for many articles, with the evidence; a preview."""

from collections.abc import Sequence
from typing import Literal, TypeAlias

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Exists, Max, OuterRef, QuerySet

from archive.curation.bulk_edit import BATCH_SIZE, collect_ids, update_articles
from archive.curation.edit import format_credits, record_editor_evidence
from archive.db.bulk import iter_batches
from archive.models import Article, Author, Byline, Evidence

BylineEdit: TypeAlias = Literal["add", "set", "remove"]
"""Credit an author after the others, as the only author (None: not known; other roles stay), or in no role."""


@transaction.atomic
def edit_bylines(
    articles: QuerySet[Article], edit: BylineEdit, author: Author | None, *, user: AbstractBaseUser
) -> list[int]:
    """Add, set or remove `author`; return the articles that changed."""
    changed_ids: list[int] = []
    for batch in iter_batches(collect_ids(articles), BATCH_SIZE):
        former_bylines = _load_bylines(batch)
        _select_removed(edit, author).filter(article__in=batch).delete()
        if author is not None and edit != "remove":
            _add_missing(batch, author)
        bylines = _load_bylines(batch)
        values = {
            pk: (format_credits(former_bylines[pk]), format_credits(bylines[pk]))
            for pk in batch
            if former_bylines[pk] != bylines[pk]  # by their keys: namesakes are not one
        }
        record_editor_evidence(Evidence.Field.AUTHOR, values, user=user)
        changed_ids += values
    return update_articles(changed_ids)


def select_unchanged(articles: QuerySet[Article], edit: BylineEdit, author: Author | None) -> QuerySet[Article]:
    """Return the articles that an edit would leave as they are."""
    unchanged = articles.filter(~Exists(_select_removed(edit, author).filter(article=OuterRef("pk"))))
    if author is None or edit == "remove":
        return unchanged
    return unchanged.filter(Exists(_select_credits(author).filter(article=OuterRef("pk"))))


def predict_credits(article: Article, edit: BylineEdit, author: Author | None) -> str:
    """Return the credits that an article would have; without a query where its bylines are loaded."""
    author_id, role = author.pk if author else None, Byline.Role.AUTHOR
    bylines = list(article.bylines.all())
    if edit == "remove":
        return format_credits(byline for byline in bylines if byline.author_id != author_id)
    if edit == "set":
        bylines = [byline for byline in bylines if byline.role != role or byline.author_id == author_id]
    if author and (author_id, role) not in {(byline.author_id, byline.role) for byline in bylines}:
        bylines.append(Byline(author=author))
    return format_credits(bylines)


def _select_removed(edit: BylineEdit, author: Author | None) -> QuerySet[Byline]:
    if edit == "add":
        return Byline.objects.none()
    if edit == "remove":
        return Byline.objects.filter(author=author)
    return Byline.objects.filter(role=Byline.Role.AUTHOR).exclude(author=author)


def _select_credits(author: Author) -> QuerySet[Byline]:
    return Byline.objects.filter(author=author, role=Byline.Role.AUTHOR)


def _add_missing(ids: Sequence[int], author: Author) -> None:
    bylines = Byline.objects.filter(article__in=ids).order_by()
    credited = set(_select_credits(author).filter(article__in=ids).values_list("article", flat=True))
    last_positions = dict(bylines.values_list("article").annotate(Max("position")))
    Byline.objects.bulk_create(
        Byline(article_id=pk, author=author, position=last_positions.get(pk, -1) + 1)
        for pk in ids
        if pk not in credited
    )


def _load_bylines(ids: Sequence[int]) -> dict[int, list[Byline]]:
    """Lock the articles until commit; return their bylines."""
    articles = Article.objects.select_for_update().order_by("pk").filter(pk__in=ids).only("pk")
    return {article.pk: list(article.bylines.all()) for article in articles.prefetch_related("bylines__author")}
