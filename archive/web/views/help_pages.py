"""Help pages: contents, search syntax, dates. Their tables come from the code they describe."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from archive.search.fields import FIELDS
from archive.search.guide import LIMITS_TEXT, OPERATOR_PRECEDENCE, SYNTAX_RULES
from archive.search.ranking import BM25_PARAMETERS
from archive.text.edtf import describe_edtf, parse_edtf
from archive.web.days import format_day
from archive.web.languages import translate_message
from archive.web.links import build_search_url

EXAMPLE_DATES = (
    "2016-02-04",
    "2016-02",
    "2016",
    "201X",
    "2016-02-04~",
    "2016-02~",
    "2016~",
    "2016?",
    "2016-02/2016-04",
    "[2016-02-03..2016-02-11]",
    "[..2016-04-03]",
)


@dataclass(frozen=True, slots=True)
class SyntaxExample:
    """An example of the query syntax, and its meaning."""

    query: str
    meaning: str
    also: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        """URL of the search."""
        return build_search_url(self.query)


@dataclass(frozen=True, slots=True)
class DateExample:
    """A date in EDTF, in words, and its bounds."""

    edtf: str
    words: str
    earliest: str
    latest: str


@require_safe
def help_contents(request: HttpRequest) -> HttpResponse:
    """Show the contents."""
    return render(request, "help/contents.html")


@require_safe
def search_help(request: HttpRequest) -> HttpResponse:
    """Show the query syntax."""
    examples = [
        SyntaxExample(entry.syntax, entry.meaning, entry.alternatives) for entry in SYNTAX_RULES
    ]
    context = {
        "guide": examples,
        "fields": FIELDS,
        "binding": OPERATOR_PRECEDENCE,
        "limits": LIMITS_TEXT,
        "seconds": settings.SEARCH_SECONDS,
        "ranking": BM25_PARAMETERS,
    }
    return render(request, "help/searching.html", context)


@require_safe
def date_help(request: HttpRequest) -> HttpResponse:
    """Show how dates are written, bounded, counted and searched."""
    return render(
        request,
        "help/dating.html",
        {"examples": [_build_date_example(text) for text in EXAMPLE_DATES]},
    )


def _build_date_example(text: str) -> DateExample:
    parsed = parse_edtf(text)
    return DateExample(
        edtf=text,
        words=translate_message(describe_edtf(text)),
        earliest=format_day(parsed.earliest) if parsed.earliest else gettext("open"),
        latest=format_day(parsed.latest) if parsed.latest else gettext("open"),
    )
