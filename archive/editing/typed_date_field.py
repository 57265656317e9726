"""Field for a date as editors type it: it is kept as EDTF, and how it was read is shown below."""

import re
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from django import forms
from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.text.date_wordings import MAX_CHARS
from archive.text.edtf import describe_edtf, parse_edtf
from archive.text.typed_dates import TypedDate, find_doubt, read_typed_date
from archive.web.language import translate_message

CHOICE_SUFFIX: Final = "_as"  # of the name of the input that answers which date is meant
DATE_HELP: Final = _(
    "As you would say it: 3 February 2016, Feb 2016, 1980s, about 2016, 3 to 5 February 2016. Leave empty where it is"
    " not known."
)
_INPUT_NAME: Final = re.compile(r"[\w-]{1,60}", re.ASCII)


class DateChoice(NamedTuple):
    """A date that was offered: its EDTF value, in words, and a remark."""

    value: str
    words: str
    remark: str = ""


class TypedDateInput(forms.TextInput):
    """Text input of a date, with how it was read below; a script adds a calendar, and reads while one types."""

    answer = ""  # the value chosen of those offered
    is_sent = False  # whether a form was sent, which then says what is wrong above

    class Media:
        js = ("js/typed_dates.js",)

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        self.answer, self.is_sent = str(data.get(name + CHOICE_SUFFIX, "")), True
        return super().value_from_datadict(data, files, name)

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> Any:
        context = build_reading_context(name, str(value or ""), self.answer)
        context["is_sent"] = self.is_sent
        context["input"] = super().render(name, value, attrs, renderer)
        return render_to_string("admin/archive/typed_date.html", context)


class TypedDateField(forms.CharField):
    """Field of a typed date: its value is EDTF; what is not certain is asked, never guessed."""

    widget = TypedDateInput
    stored_value = ""  # of the record, which is never asked about again

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": MAX_CHARS, "required": False, **kwargs})

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> forms.BoundField:
        """Return the bound field; the value that the record has already is remembered."""
        self.stored_value = str(form.get_initial_for_field(self, field_name) or "")
        return super().get_bound_field(form, field_name)

    def clean(self, value: Any) -> str:
        """Return the date in EDTF; ValidationError asks which is meant, or says why there is no such date."""
        text = super().clean(value)
        if text == self.stored_value:
            return text
        reading = read_typed_date(text, today=timezone.localdate())
        answer = getattr(self.widget, "answer", "")
        if reading.is_taken:
            return reading.edtf
        if answer in reading.choices:
            return answer
        raise ValidationError(translate_message(reading.question), code="date")


def build_reading_context(name: str, text: str, answer: str = "") -> dict[str, Any]:
    """Return the context of `date_reading.html`: how a text is read, or what it may mean."""
    reading = read_typed_date(text, today=timezone.localdate())
    edtf = reading.edtf or (answer if answer in reading.choices else "")
    return {
        "text": text,
        "choice_name": name + CHOICE_SUFFIX,
        "answer": answer,
        "reading": translate_message(describe_edtf(edtf)) if edtf else "",
        "edtf": edtf,
        "question": translate_message(reading.question),
        "choices": _list_choices(reading),
    }


def _list_choices(reading: TypedDate) -> list[DateChoice]:
    today = timezone.localdate()
    choices = []
    for edtf in reading.choices:
        earliest = parse_edtf(edtf).earliest
        is_to_come = earliest is not None and earliest > today
        remark = gettext("still to come") if is_to_come else gettext("very early") if find_doubt(edtf, today) else ""
        choices.append(DateChoice(edtf, translate_message(describe_edtf(edtf)), remark))
    return choices


def show_date_reading(request: HttpRequest) -> HttpResponse:
    """Answer how the date `text` of the input `name` is read: the part of a page that a script puts below it."""
    name, text = request.GET.get("name", ""), request.GET.get("text", "")
    if not _INPUT_NAME.fullmatch(name):
        raise BadRequest(gettext("The address names no field of a form."))
    return render(request, "admin/archive/date_reading.html", build_reading_context(name, text))
