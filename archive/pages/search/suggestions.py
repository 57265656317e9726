"""Search completions for display and as links."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from archive.db.addresses import reverse_cached
from archive.search.completion.complete import Completion, CompletionKind, suggest_completions
from archive.web.search_params import SearchParams

MAX_LENGTH = 400
"""Longer queries are not completed."""


@dataclass(frozen=True, slots=True)
class CompletionSuggestion:
    """One completion: the completed query, the inserted text, and a description."""

    text: str
    label: str
    description: str
    is_field: bool


def list_suggestions(typed: str) -> list[CompletionSuggestion]:
    """Return the completions of `typed`; none where it is too long."""
    if len(typed) > MAX_LENGTH:
        return []
    return [
        CompletionSuggestion(
            completion.text,
            completion.inserted_text,
            _describe_completion(completion),
            completion.kind is CompletionKind.FIELD,
        )
        for completion in suggest_completions(typed)
    ]


def build_suggestion_links(params: SearchParams) -> list[tuple[CompletionSuggestion, str]]:
    """Return each completion with its URL: its search, or after a field further completions."""
    return [
        (
            suggestion,
            str(params.replace_text(suggestion.text))
            if not suggestion.is_field
            else build_suggestions_url(params.replace_text(suggestion.text)),
        )
        for suggestion in list_suggestions(params.text)
    ]


def build_suggestions_url(params: SearchParams) -> str:
    """Return the URL of the completions page for a search."""
    return f"{reverse_cached('suggestions')}?{params.query_string}"


def format_suggestion_count(number: int) -> str:
    """Return the number of completions as a status message for screen readers."""
    if not number:
        return _("No suggestions")
    return ngettext("%(n)d suggestion", "%(n)d suggestions", number) % {"n": number}


def _describe_completion(completion: Completion) -> str:
    """Return `outlet, also The Gazette · 412 articles`."""
    also = ", ".join(completion.alternatives)
    words = [_get_kind_labels().get(completion.kind, ""), _(completion.meaning) if completion.meaning else ""]
    if also:
        words.append(_("also %(names)s") % {"names": also})
    description = ", ".join(filter(None, words))
    return " · ".join(part for part in (description, _format_article_count(completion)) if part)


def _get_kind_labels() -> dict[CompletionKind, str]:
    return {
        CompletionKind.OUTLET: _("outlet"),
        CompletionKind.AUTHOR: _("author"),
        CompletionKind.SPEAKER: _("speaker"),
    }


def _format_article_count(completion: Completion) -> str:
    if completion.articles is None:
        return ""
    shown = f"{completion.articles:,}"
    return ngettext("%(shown)s article", "%(shown)s articles", completion.articles) % {"shown": shown}
