"""Correction of an article by an editor, and undo of an edit of its text: former values and evidence are kept."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from archive.curation.changes import record_change
from archive.db.bulk import MAX_BATCH_SIZE, iter_batches
from archive.errors import CurationError
from archive.models import Article, Byline, Capture, Change, Evidence
from archive.text.edits import Edit
from archive.text.messages import lazy_message


def read_values(article: Article) -> dict[str, str]:
    """Return the value of every field that an editor can correct, as readable text: of all but credit lines."""
    return {str(field): _read_value(article, field) for field in Evidence.Field if field != Evidence.Field.CREDIT}


def _read_value(article: Article, field: Evidence.Field) -> str:
    if field == Evidence.Field.AUTHOR:
        return format_credits(article.bylines.select_related("author"))  # the saved ones
    if field == Evidence.Field.OUTLET:
        return article.outlet.name if article.outlet else ""
    return getattr(article, field)


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
    article_id: int,
    field: str,
    value: str,
    former_value: str,
    *,
    user: AbstractBaseUser,
    at: datetime,
    action: str = "Set in the admin",
) -> Evidence:
    """Return the unsaved evidence of who set `field` to `value`, or what else they did, with its former value."""
    rule = describe_action(action, user, at)
    values = {"field": field, "value": value, "former_value": former_value, "rule": rule}
    return Evidence(article_id=article_id, status=Evidence.Status.EDITOR, recorded_by_id=user.pk, **values)


def record_editor_evidence(
    field: str, values: Mapping[int, tuple[str, str]], *, user: AbstractBaseUser, action: str = "Set in the admin"
) -> None:
    """Supersede the evidence of articles for `field`, and add *editor* evidence from (former value, value) by key."""
    now = timezone.now()
    for batch in iter_batches(list(values), MAX_BATCH_SIZE):
        Evidence.objects.current().filter(article__in=batch, field=field).update(superseded_at=now)
        Evidence.objects.bulk_create(
            build_editor_evidence(pk, field, values[pk][1], values[pk][0], user=user, at=now, action=action)
            for pk in batch
        )


def describe_action(action: str, user: AbstractBaseUser, at: datetime) -> str:
    """Return `Undone by Maud Ellery on 4 February 2016`, as the rule of an editor's evidence."""
    return f"{action} by {format_user_name(user)} on {at.day} {at:%B %Y}"


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


def toggle_edit(
    capture: Capture, edit: Edit, *, undo: bool, words: str, former_body: str, new_body: str, user: AbstractBaseUser
) -> Evidence:
    """Undo an edit of an original, or do it again: set the body of the article to `new_body`, and record who did it.

    The evidence is an editor's, so that no later capture or recipe removes the words again; the evidence of an undo is
    superseded by a redo, and so is that of the redo. Raise CurationError where the article no longer has the former
    body, or where the edit is undone (in force) already.
    """
    with record_change(Change.Action.TEXT, user=user, summary=f"‘{capture.article}’: “{words[:100]}”"):
        return _toggle_edit(
            capture, edit, undo=undo, words=words, former_body=former_body, new_body=new_body, user=user
        )


def _toggle_edit(
    capture: Capture, edit: Edit, *, undo: bool, words: str, former_body: str, new_body: str, user: AbstractBaseUser
) -> Evidence:
    article = Article.objects.select_for_update().filter(pk=capture.article_id).first()
    if article is None:
        raise CurationError(lazy_message("The article was deleted in the meantime; nothing was done."))
    if article.body != former_body:
        raise CurationError(
            lazy_message("The text was changed in the meantime; nothing was done. Look at the page again.")
        )
    now = timezone.now()
    if undo and (edit.start, edit.end) in find_undone_spans(capture):
        raise CurationError(lazy_message("This edit is undone already."))
    undo_evidence = _find_undo_evidence(capture).filter(start=edit.start, end=edit.end)
    if not undo and not undo_evidence.update(superseded_at=now):
        raise CurationError(lazy_message("This edit is in force already."))
    article.body = new_body
    article.save()
    action = describe_action("Undone" if undo else "Done again", user, timezone.now())
    return Evidence.objects.create(
        article=article,
        capture=capture,
        field=Evidence.Field.BODY,
        status=Evidence.Status.EDITOR,
        value=words,
        words=words,
        start=edit.start,
        end=edit.end,
        rule=f"{action}: {edit.reason}"[:300],
        recorded_by_id=user.pk,
        superseded_at=None if undo else now,
    )


def find_undone_spans(capture: Capture) -> set[tuple[int, int]]:
    """Return the spans, in the original, of the edits of a capture that curators have undone."""
    rows = _find_undo_evidence(capture).values_list("start", "end")
    return {(start, end) for start, end in rows if start is not None and end is not None}


def _find_undo_evidence(capture: Capture) -> QuerySet[Evidence]:
    return capture.evidence.current().filter(
        field=Evidence.Field.BODY, status=Evidence.Status.EDITOR, start__isnull=False
    )
