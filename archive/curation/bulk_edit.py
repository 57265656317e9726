"""Bulk edits of articles, each in one transaction and with its evidence; withdrawing, restoring and deleting them.

They write with `update()`, which sends no signals: the caller queues the changed articles for
indexing. Each takes any queryset of articles, skips those that have the value already, and returns
the primary keys of the articles it changed.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from archive import models
from archive.curation.edit import record_editor_evidence
from archive.db.bulk import iter_batches
from archive.errors import CurationError
from archive.models import Article, Collection, Evidence, Outlet
from archive.text.edtf import parse_edtf

BATCH_SIZE = 500  # articles per SQL statement: below the parameter limit of every database


@transaction.atomic
def set_outlet(articles: QuerySet[Article], outlet: Outlet | None, *, user: AbstractBaseUser) -> list[int]:
    """Set the outlet of `articles`; None means that it is not known."""
    former_outlet_ids = _lock_different(articles, "outlet_id", outlet.pk if outlet else None)
    names = dict(Outlet.objects.filter(pk__in=set(former_outlet_ids.values())).values_list("pk", "name"))
    former_names = {pk: names.get(outlet_id, "") for pk, outlet_id in former_outlet_ids.items()}
    new_name = outlet.name if outlet else ""
    _record_evidence(Evidence.Field.OUTLET, former_names, new_name, user=user)
    return update_articles(list(former_outlet_ids), outlet=outlet)


@transaction.atomic
def set_language(articles: QuerySet[Article], language: str, *, user: AbstractBaseUser) -> list[int]:
    """Set the language of `articles` (BCP 47; empty: not known)."""
    return _set_value(articles, Evidence.Field.LANGUAGE, language, user=user)


@transaction.atomic
def set_section(articles: QuerySet[Article], section: str, *, user: AbstractBaseUser) -> list[int]:
    """Set the section of `articles` (empty: not known)."""
    return _set_value(articles, Evidence.Field.SECTION, section, user=user)


@transaction.atomic
def set_date(articles: QuerySet[Article], edtf: str, *, user: AbstractBaseUser) -> list[int]:
    """Set the date of `articles` (EDTF; empty: not known) with its bounds."""
    bounds = parse_edtf(edtf) if edtf else None
    days = {"earliest": bounds.earliest if bounds else None, "latest": bounds.latest if bounds else None}
    return _set_value(articles, Evidence.Field.PUBLISHED, edtf, user=user, **days)


def _set_value(
    articles: QuerySet[Article], field: Evidence.Field, value: str, *, user: AbstractBaseUser, **derived_values: Any
) -> list[int]:
    former_values = _lock_different(articles, field.value, value)
    _record_evidence(field, former_values, value, user=user)
    return update_articles(list(former_values), **{field.value: value}, **derived_values)


@transaction.atomic
def set_review_status(articles: QuerySet[Article], status: str) -> list[int]:
    """Set the review status of `articles`. No value of an article changes, so no evidence does."""
    ids = list(_lock_different(articles, "review_status", status))
    return update_articles(ids, review_status=status)


@transaction.atomic
def add_to_collection(articles: QuerySet[Article], collection: Collection) -> list[int]:
    """Add `articles` to `collection`; return those that were not in it yet."""
    member_ids = set(collection.articles.values_list("pk", flat=True))
    new_ids = [pk for pk in collect_ids(articles) if pk not in member_ids]
    for batch in iter_batches(new_ids, BATCH_SIZE):
        collection.articles.add(*batch)
    return new_ids


@transaction.atomic
def remove_from_collection(articles: QuerySet[Article], collection: Collection) -> list[int]:
    """Remove `articles` from `collection`; return those that were in it."""
    member_ids = set(collection.articles.values_list("pk", flat=True))
    removed_ids = [pk for pk in collect_ids(articles) if pk in member_ids]
    for batch in iter_batches(removed_ids, BATCH_SIZE):
        collection.articles.remove(*batch)
    return removed_ids


def collect_ids(articles: QuerySet[Article]) -> list[int]:
    """Return the primary keys of `articles`, each once, before a change alters what they match."""
    return list(dict.fromkeys(articles.values_list("pk", flat=True)))


@transaction.atomic
def find_changed_since(articles: QuerySet[Article], moment: datetime) -> list[Article]:
    """Return the articles changed after `moment`, and lock all of `articles` until commit."""
    changed_ids = [pk for pk, changed_at in lock_values(articles, "changed_at").items() if changed_at > moment]
    return [
        article
        for batch in iter_batches(changed_ids, BATCH_SIZE)
        for article in Article.objects.filter(pk__in=batch).select_related("outlet").defer("body")
    ]


def lock_values(articles: QuerySet[Article], column: str) -> dict[int, Any]:
    """Lock `articles` until commit; return the value of `column` by primary key."""
    values: dict[int, Any] = {}
    for batch in iter_batches(collect_ids(articles), BATCH_SIZE):
        rows = Article.objects.select_for_update().order_by("pk").filter(pk__in=batch)
        values |= dict(rows.values_list("pk", column))
    return values


def update_articles(ids: list[int], **new_values: Any) -> list[int]:
    """Set these values and the time of the change; return `ids`."""
    for batch in iter_batches(ids, BATCH_SIZE):
        Article.objects.filter(pk__in=batch).update(changed_at=timezone.now(), **new_values)
    return ids


def _lock_different(articles: QuerySet[Article], column: str, value: Any) -> dict[int, Any]:
    """Lock `articles`; return the value of `column` by primary key where it is not `value` yet."""
    return {pk: former_value for pk, former_value in lock_values(articles, column).items() if former_value != value}


def _record_evidence(
    field: Evidence.Field, former_values: Mapping[int, str], value: str, *, user: AbstractBaseUser
) -> None:
    """Supersede the current evidence for `field`, and add *editor* evidence of one value for all in its place."""
    record_editor_evidence(field, {pk: (former_value, value) for pk, former_value in former_values.items()}, user=user)


@transaction.atomic
def withdraw_articles(articles: QuerySet[Article], *, reason: str) -> list[int]:
    """Withdraw the listed ones among `articles`, with a reason for readers who follow a citation; return their keys."""
    if not (reason := reason.strip()):
        raise CurationError("No reason was given. Say in a sentence why this is withdrawn.")
    listed_ids = [pk for pk, moment in lock_values(articles, "withdrawn_at").items() if moment is None]
    return update_articles(listed_ids, withdrawn_at=timezone.now(), withdrawn_reason=reason)


@transaction.atomic
def restore_articles(articles: QuerySet[Article]) -> list[int]:
    """List the withdrawn ones among `articles` again; return their primary keys."""
    withdrawn_ids = [pk for pk, moment in lock_values(articles, "withdrawn_at").items() if moment is not None]
    return update_articles(withdrawn_ids, withdrawn_at=None, withdrawn_reason="")


def count_parts(articles: QuerySet[Article]) -> dict[str, int]:
    """Count the dependent rows that go with `articles`, the gravest losses first."""
    article_ids = articles.order_by().values("pk")
    passages = models.QuotedPassage.objects.filter(article__in=article_ids)
    passage_ids = passages.order_by().values("pk")
    decisions = models.QuotationDecision.objects.filter(Q(one__in=passage_ids) | Q(two__in=passage_ids))
    captures = models.Capture.objects.filter(article__in=article_ids)
    memberships = models.StoryMembership.objects.filter(article__in=article_ids)
    return {
        "quotation": passages.speech().count(),
        "decision": decisions.count(),
        "membership": memberships.values("story").distinct().count(),
        "collection": Collection.objects.filter(articles__in=article_ids).distinct().count(),
        "capture": captures.count(),
        "original": _count_own_originals(captures),
        "byline": models.Byline.objects.filter(article__in=article_ids).count(),
        "evidence": Evidence.objects.filter(article__in=article_ids).count(),
    }


def _count_own_originals(captures: QuerySet[models.Capture]) -> int:
    """Count the files that the captures come from and no other capture does."""
    others = models.Capture.objects.filter(payload=OuterRef("pk")).exclude(pk__in=captures.order_by().values("pk"))
    own = models.Payload.objects.filter(pk__in=captures.order_by().values("payload"))
    return own.exclude(Exists(others)).count()


@transaction.atomic
def delete_articles(articles: QuerySet[Article]) -> int:
    """Delete `articles` with all that hangs on them, and originals of theirs that no other article has.

    Signals update the index. The bytes of the originals stay until `purge_deletions`. Return the number of articles.
    """
    ids = collect_ids(articles)
    for batch in iter_batches(ids, BATCH_SIZE):
        captures = models.Capture.objects.filter(article__in=batch).order_by()
        paths = ("payload", "text_payload", "pictures__payload")
        digests = {digest for path in paths for digest in captures.values_list(path, flat=True)}
        Article.objects.filter(pk__in=batch).delete()
        unused_payloads = models.Payload.objects.filter(captures=None, text_captures=None, pictures=None)
        unused_payloads.filter(pk__in=digests - {None}).delete()
    return len(ids)
