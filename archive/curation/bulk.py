"""Bulk edits of articles, each in one transaction and with its evidence.

They write with `update()`, which sends no signals: the caller queues the changed articles for
indexing. Each takes any queryset of articles, skips those that have the value already, and returns
the primary keys of the articles it changed.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from archive.curation.correct import editor_evidence
from archive.models import Article, Collection, Evidence, Outlet
from archive.models.parts import in_parts

AT_ONCE = 500
"""Articles per SQL statement: below the parameter limit of every database."""


@transaction.atomic
def set_outlet(
    articles: QuerySet[Article], outlet: Outlet | None, *, by: AbstractBaseUser
) -> list[int]:
    """Set the outlet of `articles`; None means that it is not known."""
    former = _former(articles, "outlet_id", outlet.pk if outlet else None)
    names = dict(Outlet.objects.filter(pk__in=set(former.values())).values_list("pk", "name"))
    shown = {pk: names.get(held, "") for pk, held in former.items()}
    value = outlet.name if outlet else ""
    _record(Evidence.Field.OUTLET, shown, value, by=by)
    return _write(former, outlet=outlet)


@transaction.atomic
def set_language(articles: QuerySet[Article], language: str, *, by: AbstractBaseUser) -> list[int]:
    """Set the language of `articles` (BCP 47; empty: not known)."""
    former = _former(articles, "language", language)
    _record(Evidence.Field.LANGUAGE, former, language, by=by)
    return _write(former, language=language)


@transaction.atomic
def set_review_status(articles: QuerySet[Article], status: str) -> list[int]:
    """Set the review status of `articles`. No value of an article changes, so no evidence does."""
    return _write(_former(articles, "review_status", status), review_status=status)


@transaction.atomic
def add_to_collection(articles: QuerySet[Article], collection: Collection) -> list[int]:
    """Add `articles` to `collection`; return those that were not in it yet."""
    held = set(collection.articles.values_list("pk", flat=True))
    new = [pk for pk in chosen(articles) if pk not in held]
    for part in in_parts(new, AT_ONCE):
        collection.articles.add(*part)
    return new


@transaction.atomic
def remove_from_collection(articles: QuerySet[Article], collection: Collection) -> list[int]:
    """Remove `articles` from `collection`; return those that were in it."""
    held = set(collection.articles.values_list("pk", flat=True))
    gone = [pk for pk in chosen(articles) if pk in held]
    for part in in_parts(gone, AT_ONCE):
        collection.articles.remove(*part)
    return gone


def chosen(articles: QuerySet[Article]) -> list[int]:
    """Return the primary keys of `articles`, each once, before a change alters what they match."""
    return list(dict.fromkeys(articles.values_list("pk", flat=True)))


@transaction.atomic
def changed_since(articles: QuerySet[Article], moment: datetime) -> list[Article]:
    """Return the articles changed after `moment`, and lock all of `articles` until commit."""
    changed: list[int] = []
    for part in in_parts(chosen(articles), AT_ONCE):
        rows = Article.objects.select_for_update().order_by("pk").filter(pk__in=part)
        changed += [pk for pk, at in rows.values_list("pk", "changed_at") if at > moment]
    return [
        row
        for part in in_parts(changed, AT_ONCE)
        for row in Article.objects.filter(pk__in=part).select_related("outlet").defer("body")
    ]


def _former(articles: QuerySet[Article], column: str, value: Any) -> dict[int, Any]:
    """Lock `articles`; return the value of `column` by primary key where it is not `value` yet."""
    held: dict[int, Any] = {}
    for part in in_parts(chosen(articles), AT_ONCE):
        rows = Article.objects.select_for_update().order_by().filter(pk__in=part)
        held |= dict(rows.values_list("pk", column))
    return {pk: stands for pk, stands in held.items() if stands != value}


def _record(
    field: Evidence.Field, former: Mapping[int, str], value: str, *, by: AbstractBaseUser
) -> None:
    """Supersede the current evidence for `field`, and add *editor* evidence in its place."""
    now = timezone.now()
    for part in in_parts(list(former), AT_ONCE):
        spoke = Evidence.objects.current().filter(article__in=part, field=field)
        spoke.update(superseded_at=now)
        Evidence.objects.bulk_create(
            editor_evidence(pk, field, value, former[pk], by=by, at=now) for pk in part
        )


def _write(former: Mapping[int, Any], **values: Any) -> list[int]:
    ids = list(former)
    for part in in_parts(ids, AT_ONCE):
        Article.objects.filter(pk__in=part).update(changed_at=timezone.now(), **values)
    return ids
