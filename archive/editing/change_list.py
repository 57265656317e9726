"""The rows of an admin list, and the refusal of addresses that ask for what no row has."""

from typing import Any, cast

from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import BadRequest, FieldError, ValidationError
from django.db import DataError
from django.db.models import Field, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext

from archive.editing.form_state import validate_key, validate_keys

_COSTLY_LOOKUPS = ("__regex", "__iregex")  # a pattern may be no pattern, or take for ever
_DATA_ERRORS = (DataError, FieldError, OverflowError, TypeError, ValidationError, ValueError)
"""What a database, or Django on its behalf, says of a value that no row can have: letters for a day, year 0."""


class CheckedChangeList(ChangeList):
    """Change list that refuses what no row has, and shows its last page in place of one behind it."""

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet:
        try:
            return super().get_queryset(request, exclude_parameters)
        except IncorrectLookupParameters as error:
            raise build_address_error() from error

    def get_results(self, request: HttpRequest) -> None:
        """Count and select the rows of the page."""
        try:
            super().get_results(request)
        except IncorrectLookupParameters:
            rows = self.model_admin.get_paginator(request, self.queryset, self.list_per_page)
            self.page_num = rows.num_pages if self.page_num > 1 else 1
            super().get_results(request)
        except _DATA_ERRORS as error:
            if not self.get_filters_params():
                raise  # a fault of ours
            raise build_address_error() from error
        if not self.get_filters_params() and not self.query:
            self.full_result_count = self.result_count  # no "Show all" where all are shown


def build_address_error() -> BadRequest:
    """Return the refusal of a list address that no list leads to."""
    return BadRequest(
        gettext("The address asks for rows by something that no row has. Go to the list and choose a filter there.")
    )


def is_lookup_allowed(lookup: str) -> bool:
    """Return whether a list may be narrowed by a lookup in its address."""
    return not lookup.endswith(_COSTLY_LOOKUPS)


def validate_initial_value(field: Any, value: Any) -> Any:
    """Return a value from the address as the form of a new record takes it; raise BadRequest for what is none."""
    if field.many_to_many:
        validate_keys(field.remote_field.model, value)
        return value
    if field.is_relation:
        return validate_key(field.remote_field.model, value)
    try:
        return cast("Field[Any, Any]", field).to_python(value) if value else value
    except ValidationError as error:
        raise BadRequest(gettext("The address gives the new record a value that cannot be one.")) from error


def has_nul(request: HttpRequest) -> bool:
    """Return whether a NUL, which no text of the archive holds, is among the parameters of an address."""
    return any("\x00" in text for name, values in request.GET.lists() for text in (name, *values))
