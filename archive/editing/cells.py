"""Cells of the lists of the admin, and counted nouns."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext, ngettext

from archive.models import Article
from archive.templatetags.archive_text import NOUNS

COUNTED_NOUNS: Final[Mapping[str, Callable[[int], str]]] = {
    **NOUNS,
    "collection": lambda number: ngettext("a place in %(shown)s collection", "places in %(shown)s collections", number),
    "decision": lambda number: ngettext(
        "%(shown)s decision of editors on quotations", "%(shown)s decisions of editors on quotations", number
    ),
    "evidence": lambda number: ngettext("%(shown)s note of evidence", "%(shown)s notes of evidence", number),
    "original": lambda number: ngettext(
        "%(shown)s original that no other article has", "%(shown)s originals that no other article has", number
    ),
    "membership": lambda number: ngettext("a place in %(shown)s story", "places in %(shown)s stories", number),
    "byline": lambda number: ngettext("%(shown)s byline", "%(shown)s bylines", number),
    "domain": lambda number: ngettext("%(shown)s domain", "%(shown)s domains", number),
    "former address": lambda number: ngettext("%(shown)s former address", "%(shown)s former addresses", number),
    "other name": lambda number: ngettext("%(shown)s other name", "%(shown)s other names", number),
    "printing": lambda number: ngettext("%(shown)s printing", "%(shown)s printings", number),
    "succession": lambda number: ngettext("%(shown)s succession", "%(shown)s successions", number),
    "record": lambda number: ngettext("%(shown)s record", "%(shown)s records", number),
    "refusal": lambda number: ngettext("%(shown)s rejected file", "%(shown)s rejected files", number),
}
"""Plural forms by noun; bulk actions look them up by model name, too."""


_MODEL_NOUNS: Final = {"storymembership": "article", "quotedpassage": "passage"}


def render_cell(template_name: str, **context: Any) -> str:
    """Render `templates/admin/archive/cells/NAME.html` with `context`, escaped."""
    return render_to_string(f"admin/archive/cells/{template_name}.html", context)


def render_list_link(model: str, label: str, **filters: Any) -> str:
    """Render a link to the change list of `model`, with filters."""
    url = f"{reverse(f'admin:archive_{model}_changelist')}?{urlencode(filters)}"
    return render_cell("link", address=url, words=label)


def describe_review_status(status: str) -> str:
    """Return a sentence that the review status was set."""
    return gettext("Review status set to ‘%s’") % Article.Review(status).label


def format_count(number: int, noun: str) -> str:
    """Return `1,204 articles` for a noun of COUNTED_NOUNS or a model name."""
    return COUNTED_NOUNS[_MODEL_NOUNS.get(noun, noun)](number) % {"shown": f"{number:,}"}
