"""Help pages: contents, search syntax, dates. Their tables come from the code they describe."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from archive.search.fields import FIELDS
from archive.search.guide import BINDING, GUIDE, LIMITS
from archive.search.ranking import RANKING
from archive.text.edtf import in_words, parse_edtf
from archive.web.days import day_name
from archive.web.languages import told
from archive.web.links import search_address

SHOWN = (
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
class Line:
    """An example of the query syntax, and its meaning."""

    query: str
    meaning: str
    also: tuple[str, ...] = ()

    @property
    def address(self) -> str:
        """URL of the search."""
        return search_address(self.query)


@dataclass(frozen=True, slots=True)
class Example:
    """A date in EDTF, in words, and its bounds."""

    edtf: str
    words: str
    earliest: str
    latest: str


@require_safe
def contents(request: HttpRequest) -> HttpResponse:
    """Show the contents."""
    return render(request, "help/contents.html")


@require_safe
def searching(request: HttpRequest) -> HttpResponse:
    """Show the query syntax."""
    guide = [Line(one.write, one.meaning, one.also) for one in GUIDE]
    context = {
        "guide": guide,
        "fields": FIELDS,
        "binding": BINDING,
        "limits": LIMITS,
        "seconds": settings.SEARCH_SECONDS,
        "ranking": RANKING,
    }
    return render(request, "help/searching.html", context)


@require_safe
def dating(request: HttpRequest) -> HttpResponse:
    """Show how dates are written, bounded, counted and searched."""
    return render(request, "help/dating.html", {"examples": [_example(text) for text in SHOWN]})


def _example(text: str) -> Example:
    read = parse_edtf(text)
    return Example(
        edtf=text,
        words=told(in_words(text)),
        earliest=day_name(read.earliest) if read.earliest else gettext("open"),
        latest=day_name(read.latest) if read.latest else gettext("open"),
    )
