"""Correction of an article by an editor: former values and their evidence are kept."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Final

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from archive.models import Article, Byline, Evidence


def read_values(article: Article) -> dict[str, str]:
    """Return the value of every field that evidence covers, as readable text.

    Bylines are read from the database, so that they are the saved ones.
    """
    return {str(field): read_value(article) for field, read_value in FIELD_READERS.items()}


@transaction.atomic
def record_corrections(article: Article, *, former_values: Mapping[str, str], user: AbstractBaseUser) -> list[Evidence]:
    """Add an *editor* evidence row for every value that differs from before; return the rows.

    The former values are those of `read_values` when the change began (empty for a new article).
    Their evidence stays, marked as superseded. Without a difference nothing is written.
    """
    new_values = read_values(article)
    changed_fields = [field for field in new_values if new_values[field] != former_values.get(field, "")]
    if not changed_fields:
        return []
    now = timezone.now()
    article.evidence.current().filter(field__in=changed_fields).update(superseded_at=now)
    return Evidence.objects.bulk_create(
        build_editor_evidence(article.pk, field, new_values[field], former_values.get(field, ""), user=user, at=now)
        for field in changed_fields
    )


def build_editor_evidence(
    article_id: int, field: str, value: str, former_value: str, *, user: AbstractBaseUser, at: datetime
) -> Evidence:
    """Return the unsaved evidence of who set `field` to `value`, with its former value."""
    return Evidence(
        article_id=article_id,
        field=field,
        value=value,
        former_value=former_value,
        status=Evidence.Status.EDITOR,
        rule=f"Set in the admin by {format_user_name(user)} on {at.day} {at:%B %Y}",
        recorded_by_id=user.pk,
    )


def format_user_name(user: AbstractBaseUser) -> str:
    """Return the full name of `user`, else the login; at most 200 characters."""
    full_name = getattr(user, "get_full_name", str)()
    return str(full_name or user.get_username())[:200]


def format_credits(bylines: Iterable[Byline]) -> str:
    """Return bylines as text: `Maud Ellery (printed “M. Ellery”); Lena Hartog, photographer`."""
    return "; ".join(_format_credit(byline) for byline in bylines)


def _format_credit(byline: Byline) -> str:
    printed_name = byline.credited_as
    text = byline.author.name
    if printed_name and printed_name != text:
        text += f" (printed “{printed_name}”)"
    if byline.role != Byline.Role.AUTHOR:
        text += f", {byline.role}"
    return text


def _format_authors(article: Article) -> str:
    return format_credits(article.bylines.select_related("author"))


def _format_outlet(article: Article) -> str:
    return article.outlet.name if article.outlet else ""


FIELD_READERS: Final[dict[Evidence.Field, Callable[[Article], str]]] = {
    Evidence.Field.TITLE: lambda article: article.title,
    Evidence.Field.STANDFIRST: lambda article: article.standfirst,
    Evidence.Field.AUTHOR: _format_authors,
    Evidence.Field.PUBLISHED: lambda article: article.published,
    Evidence.Field.OUTLET: _format_outlet,
    Evidence.Field.SECTION: lambda article: article.section,
    Evidence.Field.DATELINE: lambda article: article.dateline,
    Evidence.Field.LANGUAGE: lambda article: article.language,
    Evidence.Field.CANONICAL_URL: lambda article: article.canonical_url,
    Evidence.Field.BODY: lambda article: article.body,
}
"""Reader of each field that an editor can correct; credit lines are quoted, never corrected."""
