"""Slugs, as several models use them."""

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext

UNKNOWN = "unknown"
"""Stands for ‘no outlet’ or ‘no author’ in URLs; never the slug of a record."""


def validate_slug_is_free(slug: str) -> None:
    """Raise ValidationError for words that are reserved in URLs."""
    if slug in {UNKNOWN, "undated"}:
        raise ValidationError(
            gettext("‘%s’ has a meaning of its own in addresses. Choose another slug.") % slug
        )


def build_slug(text: str, fallback: str) -> str:
    """Return `text` as a slug of at most 80 characters, in its own script."""
    slug = slugify(text, allow_unicode=True)[:80].strip("-")
    return slug if slug and slug not in {UNKNOWN, "undated"} else fallback
