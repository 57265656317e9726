"""Text inputs with a list to choose from, in which anything else can be typed, too: languages and countries."""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, Final, NamedTuple

from babel import Locale
from django import forms
from django.conf import settings
from django.conf.locale import LANG_INFO
from django.template.loader import render_to_string
from django.utils.translation import get_language, gettext, to_locale

from archive.models import Outlet
from archive.text.languages import LANGUAGE_NAMES, find_language_tag
from archive.text.normalize import collapse_whitespace

MAX_KNOWN: Final = 200  # values of the archive's own outlets that are listed
_NO_COUNTRIES: Final = frozenset("AC CP CQ DG EA EU EZ IC QO TA UN XA XB ZZ".split())
_COUNTRY_CODE: Final = re.compile(r"[A-Z]{2}")


class Suggestion(NamedTuple):
    """A value to choose, and its name where the value does not say it."""

    value: str
    name: str = ""


class SuggestingInput(forms.TextInput):
    """Text input with a list of values; `list_suggestions` is called for each page."""

    def __init__(self, list_suggestions: Callable[[], Iterable[Suggestion]], attrs: Any = None) -> None:
        super().__init__(attrs)
        self.list_suggestions = list_suggestions

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> Any:
        list_id = f"{name}-suggestions"
        text_input = super().render(name, value, {**(attrs or {}), "list": list_id, "autocomplete": "off"}, renderer)
        context = {"input": text_input, "list_id": list_id, "suggestions": self.list_suggestions()}
        return render_to_string("admin/archive/suggesting_input.html", context)


def list_languages() -> list[Suggestion]:
    """Return the tags of languages by their name in the language of the page; those of outlets first."""
    known_tags = Outlet.objects.exclude(language="").order_by("language").values_list("language", flat=True).distinct()
    names = _name_languages(get_language())
    tags = dict.fromkeys([*known_tags[:MAX_KNOWN], *names])
    return [Suggestion(tag, names.get(tag, "")) for tag in tags]


def find_named_language(name: str) -> str:
    """Return the tag of a language by its name: in English, in the language of the page, or in its own; else empty."""
    folded_name = name.strip().casefold()
    if tag := find_language_tag(folded_name):
        return tag
    names = {name.casefold(): tag for tag, name in _name_languages(get_language()).items()}
    own_names = {info["name_local"].casefold(): tag for tag, info in LANG_INFO.items() if "name_local" in info}
    return names.get(folded_name) or own_names.get(folded_name, "").partition("-")[0]


@lru_cache(maxsize=8)
def _name_languages(_language: str | None) -> dict[str, str]:
    """Return the names of languages by tag, in the active language, in order of the names."""
    names = {tag: str(info["name"]) for tag, info in LANG_INFO.items() if "name" in info and "-" not in tag}
    names |= {tag: str(name) for tag, name in LANGUAGE_NAMES.items()}
    translated_names = {tag: gettext(name) for tag, name in names.items()}
    return dict(sorted(translated_names.items(), key=lambda pair: pair[1].casefold()))


def list_countries() -> list[Suggestion]:
    """Return the countries of outlets, then those of the world, each with its name in the language of the page."""
    known_names = Outlet.objects.exclude(country="").order_by("country").values_list("country", flat=True).distinct()
    own_names, names = _name_countries(settings.LANGUAGE_CODE), _name_countries(get_language())
    labels = {own_names[code]: name for code, name in names.items()}
    countries = dict.fromkeys([*known_names[:MAX_KNOWN], *labels])
    return [Suggestion(name, label if (label := labels.get(name, "")) != name else "") for name in countries]


def clean_country(text: str) -> str:
    """Return the country’s name in the language of the archive for its code or another spelling; others as typed."""
    text = collapse_whitespace(text)
    if not text or Outlet.objects.filter(country=text).exists():
        return text
    own_names = _name_countries(settings.LANGUAGE_CODE)
    if _COUNTRY_CODE.fullmatch(text):
        return own_names.get(text, text)
    for names in (own_names, _name_countries(get_language())):
        for code, name in names.items():
            if name.casefold() == text.casefold():
                return own_names[code]
    return text


@lru_cache(maxsize=8)
def _name_countries(language: str | None) -> dict[str, str]:
    """Return the names of countries by ISO 3166 code, in order of the names."""
    territories: Any = Locale.parse(to_locale(language or settings.LANGUAGE_CODE)).territories
    codes = [code for code in territories if _COUNTRY_CODE.fullmatch(code) and code not in _NO_COUNTRIES]
    return {code: territories[code] for code in sorted(codes, key=lambda code: territories[code].casefold())}
