"""Template tags for cached includes and URLs."""

from functools import lru_cache

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import get_language

from archive.db.addresses import reverse_cached

register = template.Library()
register.simple_tag(reverse_cached, name="address")


@register.simple_tag
def include_cached(name: str, **context: object) -> str:
    """Include a template, cached per language and `context`.

    It must depend on nothing else. Context values must be hashable, with few distinct values.
    """
    cache_key = (name, get_language(), tuple(context.items()))
    return _render_cached.__wrapped__(*cache_key) if settings.DEBUG else _render_cached(*cache_key)


@lru_cache(maxsize=200)
def _render_cached(name: str, _: str | None, context: tuple[tuple[str, object], ...]) -> str:
    return render_to_string(name, dict(context))
