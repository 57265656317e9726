"""Requests of readers: who asks, which list, and values of forms."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth.models import User
from django.http import HttpRequest

from archive.errors import QuerySyntaxError, ReadingError
from archive.models import ReadingList
from archive.web.language import translate_message
from archive.web.page_errors import InvalidForm
from archive.web.params import get_row_or_404


def get_reader(request: HttpRequest) -> User:
    """Return the reader, whom `require_login` has made sure of."""
    assert isinstance(request.user, User)
    return request.user


def get_own_list(request: HttpRequest, pk: int) -> ReadingList:
    """Return a list of this reader, or raise Http404."""
    return get_row_or_404(ReadingList.objects.filter(reader=get_reader(request)), pk=pk)


@contextmanager
def report_faults(back: str) -> Iterator[None]:
    """Raise InvalidForm, a page with a link back, for what cannot be kept or read."""
    try:
        yield
    except (ReadingError, QuerySyntaxError) as error:
        raise InvalidForm(translate_message(error.args[0]), back) from error


def parse_number(text: str, fallback: int = 0) -> int:
    """Return the number that a form gives; `fallback` for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else fallback
