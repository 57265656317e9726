"""Undo and redo of one edit that an extraction recipe made to an original."""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from archive.curation.correct import name_of
from archive.errors import CurationError
from archive.models import Article, Capture, Evidence
from archive.text.edits import Edit
from archive.text.messages import said


@transaction.atomic
def undo_edit(
    capture: Capture, edit: Edit, *, words: str, before: str, after: str, by: AbstractBaseUser
) -> Evidence:
    """Set the body of the article to a text in which `edit` is undone, and record who did it.

    The evidence is an editor's, so that no later capture or recipe removes the words again.
    Raise CurationError where the article no longer has the former body.
    """
    article = _unchanged(capture, before)
    if (edit.start, edit.end) in undone_spans(capture):
        raise CurationError(said("This edit is undone already."))
    _set_body(article, after)
    return _record(article, capture, edit, words, rule=_rule("Undone", edit, by), by=by)


@transaction.atomic
def redo_edit(
    capture: Capture, edit: Edit, *, words: str, before: str, after: str, by: AbstractBaseUser
) -> Evidence:
    """Apply an undone `edit` again, and record who did it.

    The evidence of the undo is superseded, and so is that of the redo. Raise CurationError where
    the article no longer has the former body.
    """
    article = _unchanged(capture, before)
    undone = _undone(capture).filter(start=edit.start, end=edit.end)
    now = timezone.now()
    if not undone.update(superseded_at=now):
        raise CurationError(said("This edit is in force already."))
    _set_body(article, after)
    rule = _rule("Done again", edit, by)
    return _record(article, capture, edit, words, rule=rule, by=by, superseded_at=now)


def _unchanged(capture: Capture, before: str) -> Article:
    article = Article.objects.select_for_update().filter(pk=capture.article_id).first()
    if article is None:
        raise CurationError(said("The article was deleted in the meantime; nothing was done."))
    if article.body != before:
        raise CurationError(
            said("The text was changed in the meantime; nothing was done. Look at the page again.")
        )
    return article


def _set_body(article: Article, text: str) -> None:
    article.body = text
    article.save()


def _record(
    article: Article,
    capture: Capture,
    edit: Edit,
    words: str,
    *,
    rule: str,
    by: AbstractBaseUser,
    superseded_at: datetime | None = None,
) -> Evidence:
    return Evidence.objects.create(
        article=article,
        capture=capture,
        field=Evidence.Field.BODY,
        value=words,
        status=Evidence.Status.EDITOR,
        words=words,
        start=edit.start,
        end=edit.end,
        rule=rule,
        recorded_by_id=by.pk,
        superseded_at=superseded_at,
    )


def undone_spans(capture: Capture) -> set[tuple[int, int]]:
    """Return the spans, in the original, of the edits of a capture that curators have undone."""
    rows = _undone(capture).values_list("start", "end")
    return {(start, end) for start, end in rows if start is not None and end is not None}


def _undone(capture: Capture) -> QuerySet[Evidence]:
    return capture.evidence.current().filter(
        field=Evidence.Field.BODY, status=Evidence.Status.EDITOR, start__isnull=False
    )


def _rule(deed: str, edit: Edit, by: AbstractBaseUser) -> str:
    now = timezone.now()
    return f"{deed} by {name_of(by)} on {now.day} {now:%B %Y}: {edit.reason}"[:300]
