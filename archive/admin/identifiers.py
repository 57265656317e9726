"""Validation of posted keys and counts, before they reach a query."""

from collections.abc import Iterable
from typing import Any, Final

from django.core.exceptions import BadRequest, ValidationError
from django.db.models import Model
from django.forms import ModelMultipleChoiceField
from django.utils.translation import gettext

_LARGEST: Final = 2**63 - 1
_MOST_ROWS: Final = 2_000
"""Most rows of a formset; Django's own limit."""


def checked_key(model: type[Model], sent: str) -> str:
    """Return a key in canonical form; empty for none, BadRequest for what is no key."""
    if not sent:
        return ""
    try:
        key: Any = model._meta.pk.to_python(sent) if "\x00" not in sent else None
    except ValidationError:
        key = None
    if key is None or (isinstance(key, int) and not 0 <= key <= _LARGEST):
        raise BadRequest(gettext("What was sent names no record. Nothing was changed."))
    return str(key)


def check_keys(model: type[Model], sent: Iterable[str]) -> None:
    """Raise BadRequest where one of these is no key."""
    for one in sent:
        if not checked_key(model, one):
            raise BadRequest(gettext("What was sent names no record. Nothing was changed."))


class CheckedKeysField(ModelMultipleChoiceField):
    """Multiple choice of records that refuses keys no database could look up."""

    def clean(self, value: Any) -> Any:
        """Return the records chosen; raise BadRequest for forged keys."""
        if isinstance(value, list | tuple) and self.queryset is not None:
            check_keys(self.queryset.model, map(str, value))
        return super().clean(value)


def checked_count(sent: str) -> int:
    """Return the number of rows a form claims; raise BadRequest for what is no such number."""
    if not (sent.isascii() and sent.isdecimal() and len(sent) < 6 and int(sent) <= _MOST_ROWS):
        raise BadRequest(gettext("What was sent says of no rows how many. Nothing was changed."))
    return int(sent)
