"""Template tags for cached includes and URLs."""

from functools import lru_cache

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import get_language

from archive.models.addresses import address_of

register = template.Library()
register.simple_tag(address_of, name="address")


@register.simple_tag
def unchanging(name: str, **given: object) -> str:
    """Include a template, cached per language and `context`.

    It must depend on nothing else. Context values must be hashable, with few distinct values.
    """
    part = (name, get_language(), tuple(given.items()))
    return _made.__wrapped__(*part) if settings.DEBUG else _made(*part)


@lru_cache(maxsize=200)
def _made(name: str, _: str | None, given: tuple[tuple[str, object], ...]) -> str:
    return render_to_string(name, dict(given))
