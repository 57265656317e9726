"""Comparison of two articles or two captures."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from archive.errors import PayloadError
from archive.models import Article, Capture
from archive.models.addresses import address_of
from archive.provenance.payloads import record_bytes
from archive.text.identifiers import IDENTIFIER
from archive.web.address import Asked, BadAddress, NotHere
from archive.web.comparing.comparison import compare, sides_of
from archive.web.comparing.matched import Both, matched
from archive.web.lookup import row_of

_LONGEST = 200_000  # characters of a text that are compared


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Redirect from two identifiers in a form to their comparison."""
    asked = Asked(request)
    one, other = asked.text("one"), asked.text("other")
    for identifier in (one, other):
        if not IDENTIFIER.fullmatch(identifier):
            raise BadAddress(
                gettext(
                    "Name two articles by their identifiers, the eight letters and digits in their"
                    " addresses."
                ),
                address_of("stories"),
            )
    return redirect("compare", one, other)


@require_safe
def articles(request: HttpRequest, one: str, other: str) -> HttpResponse:
    """Compare the texts of two articles."""
    rows = Article.objects.for_cards()
    first, second = (row_of(rows, identifier=name) for name in (one, other))
    for row in (first, second):
        if row.withdrawn_at:
            raise NotHere(
                gettext("One of the two articles was withdrawn; its text is not shown."),
                row.get_absolute_url(),
                gettext("Go to the article"),
            )
    both = matched(first, second)
    return _side_by_side(request, (first, first.body), (second, second.body), both)


@require_safe
def captures(request: HttpRequest, one: int, other: int) -> HttpResponse:
    """Compare the originals of two captures, as text."""
    rows = Capture.objects.select_related("article__outlet", "payload")
    first, second = (row_of(rows, pk=pk) for pk in (one, other))
    return _side_by_side(request, (first, _original(first)), (second, _original(second)))


def _side_by_side(
    request: HttpRequest,
    one: tuple[Article | Capture, str],
    other: tuple[Article | Capture, str],
    quoted: Both | None = None,
) -> HttpResponse:
    compared = compare(one[1][:_LONGEST], other[1][:_LONGEST])
    heads = (one[0], other[0])
    context = {
        "comparison": compared,
        "sides": [
            (letter, side, head)
            for (letter, side), head in zip(sides_of(compared), heads, strict=True)
        ],
        "quoted": quoted,
        "of_captures": isinstance(one[0], Capture),
        "longest": _LONGEST if max(len(one[1]), len(other[1])) > _LONGEST else 0,
    }
    return render(request, "archive/compare.html", context)


def _original(capture: Capture) -> str:
    """Return the record as text; NotFound where it cannot be shown."""
    article = capture.article
    here = (article.get_absolute_url(), gettext("Go to the article"))
    if article.withdrawn_at:
        said = gettext("The article was withdrawn; its original is kept but not shown.")
        raise NotHere(said, *here)
    codec = capture.encoding.partition(" ")[0] or "utf-8"
    try:
        return record_bytes(capture).decode(codec, "replace").replace("\r\n", "\n")
    except PayloadError as error:
        said = gettext("The original bytes of a capture are not in the store.")
        raise NotHere(said, *here) from error
    except LookupError as error:
        said = gettext("The encoding of a capture is not known here.")
        raise NotHere(said, *here) from error
