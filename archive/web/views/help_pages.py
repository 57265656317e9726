"""Help: contents, how to search, how dates work. What it says comes from the tables it explains."""

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
    """A question as one can write it, and what it finds."""

    query: str
    meaning: str
    also: tuple[str, ...] = ()

    @property
    def address(self) -> str:
        """The search that runs it."""
        return search_address(self.query)


@dataclass(frozen=True, slots=True)
class Example:
    """A date as the archive writes, says and reckons with it."""

    edtf: str
    words: str
    earliest: str
    latest: str


@require_safe
def contents(request: HttpRequest) -> HttpResponse:
    """What there is to read."""
    return render(request, "help/contents.html")


@require_safe
def searching(request: HttpRequest) -> HttpResponse:
    """The query language; its fields come from the search room's own table."""
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
    """How dates are written, bounded, counted and found."""
    return render(request, "help/dating.html", {"examples": [_example(text) for text in SHOWN]})


def _example(text: str) -> Example:
    read = parse_edtf(text)
    return Example(
        edtf=text,
        words=told(in_words(text)),
        earliest=day_name(read.earliest) if read.earliest else gettext("open"),
        latest=day_name(read.latest) if read.latest else gettext("open"),
    )
