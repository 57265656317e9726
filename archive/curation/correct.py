"""Correction of an article by an editor: former values and their evidence are kept."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Final

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from archive.models import Article, Byline, Evidence


def values_of(article: Article) -> dict[str, str]:
    """Return the value of every field that evidence covers, as readable text.

    Bylines are read from the database, so that they are the saved ones.
    """
    return {str(field): said(article) for field, said in SAID.items()}


@transaction.atomic
def record_corrections(
    article: Article, *, before: Mapping[str, str], by: AbstractBaseUser
) -> list[Evidence]:
    """Add an *editor* evidence row for every value that differs from before; return the rows.

    The former values are those of `read_values` when the change began (empty for a new article).
    Their evidence stays, marked as superseded. Without a difference nothing is written.
    """
    after = values_of(article)
    changed = [field for field in after if after[field] != before.get(field, "")]
    if not changed:
        return []
    now = timezone.now()
    article.evidence.current().filter(field__in=changed).update(superseded_at=now)
    return Evidence.objects.bulk_create(
        editor_evidence(article.pk, field, after[field], before.get(field, ""), by=by, at=now)
        for field in changed
    )


def editor_evidence(
    article_id: int, field: str, value: str, former: str, *, by: AbstractBaseUser, at: datetime
) -> Evidence:
    """Return the unsaved evidence of who set `field` to `value`, with its former value."""
    return Evidence(
        article_id=article_id,
        field=field,
        value=value,
        former_value=former,
        status=Evidence.Status.EDITOR,
        rule=f"Set in the admin by {name_of(by)} on {at.day} {at:%B %Y}",
        recorded_by_id=by.pk,
    )


def name_of(user: AbstractBaseUser) -> str:
    """Return the full name of `user`, else the login; at most 200 characters."""
    full_name = getattr(user, "get_full_name", str)()
    return str(full_name or user.get_username())[:200]


def credits_in_words(bylines: Iterable[Byline]) -> str:
    """Return bylines as text: `Maud Ellery (printed “M. Ellery”); Lena Hartog, photographer`."""
    return "; ".join(_credit_in_words(byline) for byline in bylines)


def _credit_in_words(byline: Byline) -> str:
    printed = byline.credited_as
    words = byline.author.name
    if printed and printed != words:
        words += f" (printed “{printed}”)"
    if byline.role != Byline.Role.AUTHOR:
        words += f", {byline.role}"
    return words


def _authors(article: Article) -> str:
    return credits_in_words(article.bylines.select_related("author"))


def _outlet(article: Article) -> str:
    return article.outlet.name if article.outlet else ""


SAID: Final[dict[Evidence.Field, Callable[[Article], str]]] = {
    Evidence.Field.TITLE: lambda article: article.title,
    Evidence.Field.STANDFIRST: lambda article: article.standfirst,
    Evidence.Field.AUTHOR: _authors,
    Evidence.Field.PUBLISHED: lambda article: article.published,
    Evidence.Field.OUTLET: _outlet,
    Evidence.Field.SECTION: lambda article: article.section,
    Evidence.Field.DATELINE: lambda article: article.dateline,
    Evidence.Field.LANGUAGE: lambda article: article.language,
    Evidence.Field.CANONICAL_URL: lambda article: article.canonical_url,
    Evidence.Field.BODY: lambda article: article.body,
}
"""Reader of each field that an editor can correct; credit lines are quoted, never corrected."""
