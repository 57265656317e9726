"""Errors that become pages: an invalid query parameter, a page that does not exist."""

from collections.abc import Sequence

from django.core.exceptions import BadRequest
from django.http import Http404
from django.utils.translation import gettext

from archive.models import Article


class PageError(Exception):
    """An error with a link that helps: `suggested_url`, called `label`."""

    def __init__(self, message: str, suggested_url: str, label: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.suggested_url = suggested_url
        self.label = label


class InvalidParameter(PageError, BadRequest):  # noqa: N818
    """An invalid query parameter (400); `corrections` are values that may be meant, each with its URL."""

    def __init__(
        self, message: str, suggested_url: str, label: str = "", *, corrections: Sequence[tuple[str, str]] = ()
    ) -> None:
        super().__init__(message, suggested_url, label)
        self.corrections = corrections


class InvalidForm(PageError, BadRequest):  # noqa: N818
    """A form that cannot be used as it was sent (400); `suggested_url` is the page that has it."""


class NotFound(PageError, Http404):  # noqa: N818
    """A page that does not exist or may not be shown (404)."""

    @classmethod
    def of_article(cls, article: Article, message: str) -> "NotFound":
        """Return the error for something that belongs to an article, with a link to its page."""
        return cls(message, article.get_absolute_url(), gettext("Go to the article"))
