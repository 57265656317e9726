"""Undo and redo of one edit that an extraction recipe made to an original."""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from archive.curation.edit import describe_action
from archive.errors import CurationError
from archive.models import Article, Capture, Evidence
from archive.text.edits import Edit
from archive.text.messages import lazy_message


@transaction.atomic
def undo_edit(
    capture: Capture, edit: Edit, *, words: str, former_body: str, new_body: str, user: AbstractBaseUser
) -> Evidence:
    """Set the body of the article to a text in which `edit` is undone, and record who did it.

    The evidence is an editor's, so that no later capture or recipe removes the words again.
    Raise CurationError where the article no longer has the former body.
    """
    article = _lock_unchanged_article(capture, former_body)
    if (edit.start, edit.end) in find_undone_spans(capture):
        raise CurationError(lazy_message("This edit is undone already."))
    return _save_body(article, new_body, capture, edit, words, action="Undone", user=user)


@transaction.atomic
def redo_edit(
    capture: Capture, edit: Edit, *, words: str, former_body: str, new_body: str, user: AbstractBaseUser
) -> Evidence:
    """Apply an undone `edit` again, and record who did it.

    The evidence of the undo is superseded, and so is that of the redo. Raise CurationError where
    the article no longer has the former body.
    """
    article = _lock_unchanged_article(capture, former_body)
    undo_evidence = _find_undo_evidence(capture).filter(start=edit.start, end=edit.end)
    now = timezone.now()
    if not undo_evidence.update(superseded_at=now):
        raise CurationError(lazy_message("This edit is in force already."))
    return _save_body(article, new_body, capture, edit, words, action="Done again", user=user, superseded_at=now)


def _lock_unchanged_article(capture: Capture, expected_body: str) -> Article:
    article = Article.objects.select_for_update().filter(pk=capture.article_id).first()
    if article is None:
        raise CurationError(lazy_message("The article was deleted in the meantime; nothing was done."))
    if article.body != expected_body:
        raise CurationError(
            lazy_message("The text was changed in the meantime; nothing was done. Look at the page again.")
        )
    return article


def _save_body(
    article: Article,
    body: str,
    capture: Capture,
    edit: Edit,
    words: str,
    *,
    action: str,
    user: AbstractBaseUser,
    superseded_at: datetime | None = None,
) -> Evidence:
    """Save the body; add the evidence of who did what to `edit`."""
    article.body = body
    article.save()
    return Evidence.objects.create(
        article=article,
        capture=capture,
        field=Evidence.Field.BODY,
        value=words,
        status=Evidence.Status.EDITOR,
        words=words,
        start=edit.start,
        end=edit.end,
        rule=f"{describe_action(action, user, timezone.now())}: {edit.reason}"[:300],
        recorded_by_id=user.pk,
        superseded_at=superseded_at,
    )


def find_undone_spans(capture: Capture) -> set[tuple[int, int]]:
    """Return the spans, in the original, of the edits of a capture that curators have undone."""
    rows = _find_undo_evidence(capture).values_list("start", "end")
    return {(start, end) for start, end in rows if start is not None and end is not None}


def _find_undo_evidence(capture: Capture) -> QuerySet[Evidence]:
    return capture.evidence.current().filter(
        field=Evidence.Field.BODY, status=Evidence.Status.EDITOR, start__isnull=False
    )
