"""Open questions of an article: what was guessed of its headline, outlet, authors and date, or is missing; and answers.

A question is settled once an editor set the value, or confirmed it: also that it is not known.
"""

from collections.abc import Mapping
from typing import Final

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from archive.curation.edit import build_editor_evidence, read_values
from archive.models import Article, Evidence

QUESTION_FIELDS: Final = (
    Evidence.Field.TITLE,
    Evidence.Field.OUTLET,
    Evidence.Field.AUTHOR,
    Evidence.Field.PUBLISHED,
)
"""In the order of an editor's work."""


def list_open_questions(article: Article, values: Mapping[str, str] | None = None) -> list[str]:
    """Return the fields of an article that nobody settled; `values` are those of `read_values`, if they were read."""
    values = values or read_values(article)
    statuses: dict[str, set[str]] = {}
    for field, status in article.evidence.current().values_list("field", "status"):
        statuses.setdefault(field, set()).add(status)
    return [
        str(field)
        for field in QUESTION_FIELDS
        if Evidence.Status.EDITOR not in statuses.get(field, ())
        and (not values[field] or Evidence.Status.INFERRED in statuses.get(field, ()))
    ]


@transaction.atomic
def confirm_value(article: Article, field: str, *, user: AbstractBaseUser) -> Evidence:
    """Record that an editor found the value of a field right, also that it is not known; the words stay with it."""
    now, value = timezone.now(), read_values(article)[field]
    current = article.evidence.current().filter(field=field)
    evidence = build_editor_evidence(article.pk, field, value, value, user=user, at=now, action="Found right")
    stated_rows = list(current.exclude(end=None)[:2])
    if len(stated_rows) == 1:  # of several there is no one place
        row = stated_rows[0]
        evidence.capture_id, evidence.words = row.capture_id, row.words
        evidence.start, evidence.end = row.start, row.end
    current.update(superseded_at=now)
    evidence.save()
    return evidence
