"""Bulk edits of bylines: an author added to, removed from, or set for many articles, with the evidence."""

from collections.abc import Sequence

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Max, QuerySet

from archive.curation.bulk_edit import BATCH_SIZE, collect_ids, update_articles
from archive.curation.edit import format_credits, record_editor_evidence
from archive.db.bulk import iter_batches
from archive.models import Article, Author, Byline, Evidence


@transaction.atomic
def add_author(articles: QuerySet[Article], author: Author, *, user: AbstractBaseUser) -> list[int]:
    """Credit `author` with `articles`, after those who are credited; return the articles that changed."""
    return _change_bylines(articles, user, add=author)


@transaction.atomic
def remove_author(articles: QuerySet[Article], author: Author, *, user: AbstractBaseUser) -> list[int]:
    """Remove the bylines of `author`, in every role; return the articles that changed."""
    return _change_bylines(articles, user, remove=Byline.objects.filter(author=author))


@transaction.atomic
def set_author(articles: QuerySet[Article], author: Author | None, *, user: AbstractBaseUser) -> list[int]:
    """Make `author` the only author (None: not known); other roles stay; return the articles that changed."""
    others = Byline.objects.filter(role=Byline.Role.AUTHOR).exclude(author=author)
    return _change_bylines(articles, user, add=author, remove=others)


def _change_bylines(
    articles: QuerySet[Article],
    user: AbstractBaseUser,
    *,
    add: Author | None = None,
    remove: QuerySet[Byline] | None = None,
) -> list[int]:
    changed_ids: list[int] = []
    for batch in iter_batches(collect_ids(articles), BATCH_SIZE):
        former_credits = _load_credits(batch)
        if remove is not None:
            remove.filter(article__in=batch).delete()
        if add is not None:
            _add_missing(batch, add)
        credits_now = _load_credits(batch)
        values = {pk: (former_credits[pk], credits_now[pk]) for pk in batch if former_credits[pk] != credits_now[pk]}
        record_editor_evidence(Evidence.Field.AUTHOR, values, user=user)
        changed_ids += values
    return update_articles(changed_ids)


def _add_missing(ids: Sequence[int], author: Author) -> None:
    bylines = Byline.objects.filter(article__in=ids).order_by()
    credited = set(bylines.filter(author=author, role=Byline.Role.AUTHOR).values_list("article", flat=True))
    last_positions = dict(bylines.values_list("article").annotate(Max("position")))
    Byline.objects.bulk_create(
        Byline(article_id=pk, author=author, position=last_positions.get(pk, -1) + 1)
        for pk in ids
        if pk not in credited
    )


def _load_credits(ids: Sequence[int]) -> dict[int, str]:
    """Lock the articles until commit; return their credits as text."""
    articles = Article.objects.select_for_update().order_by("pk").filter(pk__in=ids).only("pk")
    return {
        article.pk: format_credits(article.bylines.all()) for article in articles.prefetch_related("bylines__author")
    }
