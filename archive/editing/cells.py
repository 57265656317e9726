"""Cells of change lists and forms, rendered from templates; and texts they share."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language_bidi, gettext, ngettext

from archive.models import Article
from archive.text.messages import Message, isolate_direction


def render_cell(template_name: str, **context: Any) -> str:
    """Render `templates/admin/archive/cells/NAME.html` with `context`, escaped."""
    return render_to_string(f"admin/archive/cells/{template_name}.html", context)


def render_page_link(url: str, name: str, *, withdrawn: datetime | None = None) -> str:
    """Render a link to the public page of `name`, marked if it was withdrawn."""
    return render_cell("page_link", address=url, name=name, withdrawn=withdrawn)


def render_list_link(model: str, label: str, **filters: Any) -> str:
    """Render a link to the change list of `model`, with filters."""
    return render_cell("link", address=build_list_url(model, **filters), words=label)


def build_list_url(model: str, **filters: Any) -> str:
    """Return the URL of the change list of `model`, with filters."""
    url = reverse(f"admin:archive_{model}_changelist")
    return f"{url}?{urlencode(filters)}" if filters else url


def translate_message(message: object) -> str:
    """Return a `Message` in the active language; anything else as a string."""
    if not isinstance(message, Message):
        return str(message)
    return message.translate_message(gettext, ngettext, isolate_direction if get_language_bidi() else str)


def describe_review_status(status: str) -> str:
    """Return a sentence that the review status was set."""
    return gettext("Review status set to ‘%s’") % Article.Review(status).label


COUNTED_NOUNS: Final[Mapping[str, Callable[[int], str]]] = {
    "article": lambda number: ngettext("%(shown)s article", "%(shown)s articles", number),
    "author": lambda number: ngettext("%(shown)s author", "%(shown)s authors", number),
    "collection": lambda number: ngettext("a place in %(shown)s collection", "places in %(shown)s collections", number),
    "decision": lambda number: ngettext(
        "%(shown)s decision of editors on quotations", "%(shown)s decisions of editors on quotations", number
    ),
    "evidence": lambda number: ngettext("%(shown)s note of evidence", "%(shown)s notes of evidence", number),
    "membership": lambda number: ngettext("a place in %(shown)s story", "places in %(shown)s stories", number),
    "byline": lambda number: ngettext("%(shown)s byline", "%(shown)s bylines", number),
    "capture": lambda number: ngettext("%(shown)s capture", "%(shown)s captures", number),
    "outlet": lambda number: ngettext("%(shown)s outlet", "%(shown)s outlets", number),
    "passage": lambda number: ngettext("%(shown)s passage", "%(shown)s passages", number),
    "printing": lambda number: ngettext("%(shown)s printing", "%(shown)s printings", number),
    "quotation": lambda number: ngettext("%(shown)s quotation", "%(shown)s quotations", number),
    "record": lambda number: ngettext("%(shown)s record", "%(shown)s records", number),
    "refusal": lambda number: ngettext("%(shown)s refusal", "%(shown)s refusals", number),
    "speaker": lambda number: ngettext("%(shown)s speaker", "%(shown)s speakers", number),
    "statement": lambda number: ngettext("%(shown)s statement", "%(shown)s statements", number),
    "story": lambda number: ngettext("%(shown)s story", "%(shown)s stories", number),
}
"""Plural forms by noun; bulk actions look them up by model name, too."""
_MODEL_NOUNS: Final = {"storymembership": "article", "quotedpassage": "passage"}


def format_count(number: int, noun: str) -> str:
    """Return `1,204 articles` for a noun of COUNTED_NOUNS or a model name."""
    return COUNTED_NOUNS[_MODEL_NOUNS.get(noun, noun)](number) % {"shown": f"{number:,}"}
