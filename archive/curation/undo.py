"""Undoing one edit that the recipe made of an original: the words stand in the text again."""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from archive.curation.correct import name_of
from archive.errors import CurationError
from archive.models import Article, Capture, Evidence
from archive.text.edits import Edit


@transaction.atomic
def undo_edit(
    capture: Capture, edit: Edit, *, words: str, before: str, after: str, by: AbstractBaseUser
) -> Evidence:
    """Give the article the text `after`, in which `edit` is undone, and record who did it.

    The record is an editor's, so that no later capture or recipe takes the words out again.
    CurationError where the article no longer has the text `before`.
    """
    article = Article.objects.select_for_update().get(pk=capture.article_id)
    if article.body != before:
        raise CurationError(
            "The text was changed in the meantime; nothing was undone. Look at the page again."
        )
    if (edit.start, edit.end) in undone_spans(capture):
        raise CurationError("This edit is undone already.")
    article.body = after
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
        rule=_rule(edit, by, timezone.now()),
        recorded_by_id=by.pk,
    )


def undone_spans(capture: Capture) -> set[tuple[int, int]]:
    """Which edits of a capture curators have undone, by their place in the original."""
    rows = capture.evidence.current().filter(
        field=Evidence.Field.BODY, status=Evidence.Status.EDITOR, start__isnull=False
    )
    return {(row.start, row.end) for row in rows if row.start is not None and row.end is not None}


def _rule(edit: Edit, by: AbstractBaseUser, at: datetime) -> str:
    said = f"Undone by {name_of(by)} on {at.day} {at:%B %Y}: {edit.reason}"
    return said[:300]
