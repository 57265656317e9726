"""Validation of posted keys and counts, before they reach a query."""

from collections.abc import Iterable
from typing import Any, Final

from django.core.exceptions import BadRequest, ValidationError
from django.db.models import Model
from django.forms import ModelMultipleChoiceField
from django.utils.translation import gettext

_MAX_KEY: Final = 2**63 - 1
_MAX_ROWS: Final = 2_000
"""Most rows of a formset; Django's own limit."""


def validate_key(model: type[Model], sent_key: str) -> str:
    """Return a key in canonical form; empty for none, BadRequest for what is no key."""
    if not sent_key:
        return ""
    try:
        key: Any = model._meta.pk.to_python(sent_key) if "\x00" not in sent_key else None
    except ValidationError:
        key = None
    if key is None or (isinstance(key, int) and not 0 <= key <= _MAX_KEY):
        raise BadRequest(gettext("What was sent names no record. Nothing was changed."))
    return str(key)


def validate_keys(model: type[Model], sent_keys: Iterable[str]) -> None:
    """Raise BadRequest where one of these is no key."""
    for sent_key in sent_keys:
        if not validate_key(model, sent_key):
            raise BadRequest(gettext("What was sent names no record. Nothing was changed."))


class ValidatedMultipleChoiceField(ModelMultipleChoiceField):
    """Multiple choice of records that refuses keys no database could look up."""

    def clean(self, value: Any) -> Any:
        """Return the records chosen; raise BadRequest for forged keys."""
        if isinstance(value, list | tuple) and self.queryset is not None:
            validate_keys(self.queryset.model, map(str, value))
        return super().clean(value)


def parse_row_count(sent_count: str) -> int:
    """Return the number of rows a form claims; raise BadRequest for what is no such number."""
    if not (
        sent_count.isascii()
        and sent_count.isdecimal()
        and len(sent_count) < 6
        and int(sent_count) <= _MAX_ROWS
    ):
        raise BadRequest(gettext("What was sent says of no rows how many. Nothing was changed."))
    return int(sent_count)
