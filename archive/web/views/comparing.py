"""Comparison of two articles or two captures."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from archive.errors import PayloadError
from archive.models import Article, Capture
from archive.models.addresses import reverse_cached
from archive.provenance.payloads import read_record_bytes
from archive.text.identifiers import IDENTIFIER
from archive.web.address import InvalidParameter, NotFound, QueryParams
from archive.web.comparing.comparison import compare_texts, label_sides
from archive.web.comparing.matched import SharedQuotations, find_shared_quotations
from archive.web.lookup import get_row_or_404

_MAX_LENGTH = 200_000  # characters of a text that are compared


@require_safe
def redirect_to_comparison(request: HttpRequest) -> HttpResponse:
    """Redirect from two identifiers in a form to their comparison."""
    params = QueryParams(request)
    one, other = params.get_text("one"), params.get_text("other")
    for identifier in (one, other):
        if not IDENTIFIER.fullmatch(identifier):
            raise InvalidParameter(
                gettext(
                    "Name two articles by their identifiers, the eight letters and digits in their"
                    " addresses."
                ),
                reverse_cached("stories"),
            )
    return redirect("compare", one, other)


@require_safe
def compare_articles(request: HttpRequest, one: str, other: str) -> HttpResponse:
    """Compare the texts of two articles."""
    rows = Article.objects.for_cards()
    first, second = (get_row_or_404(rows, identifier=name) for name in (one, other))
    for row in (first, second):
        if row.withdrawn_at:
            raise NotFound(
                gettext("One of the two articles was withdrawn; its text is not shown."),
                row.get_absolute_url(),
                gettext("Go to the article"),
            )
    both = find_shared_quotations(first, second)
    return _render_comparison(request, (first, first.body), (second, second.body), both)


@require_safe
def compare_captures(request: HttpRequest, one: int, other: int) -> HttpResponse:
    """Compare the originals of two captures, as text."""
    rows = Capture.objects.select_related("article__outlet", "payload")
    first, second = (get_row_or_404(rows, pk=pk) for pk in (one, other))
    return _render_comparison(
        request, (first, _read_original(first)), (second, _read_original(second))
    )


def _render_comparison(
    request: HttpRequest,
    first: tuple[Article | Capture, str],
    second: tuple[Article | Capture, str],
    shared_quotations: SharedQuotations | None = None,
) -> HttpResponse:
    comparison = compare_texts(first[1][:_MAX_LENGTH], second[1][:_MAX_LENGTH])
    heads = (first[0], second[0])
    context = {
        "comparison": comparison,
        "sides": [
            (letter, side, head)
            for (letter, side), head in zip(label_sides(comparison), heads, strict=True)
        ],
        "quoted": shared_quotations,
        "of_captures": isinstance(first[0], Capture),
        "longest": _MAX_LENGTH if max(len(first[1]), len(second[1])) > _MAX_LENGTH else 0,
    }
    return render(request, "archive/compare.html", context)


def _read_original(capture: Capture) -> str:
    """Return the record as text; NotFound where it cannot be shown."""
    article = capture.article
    article_link = (article.get_absolute_url(), gettext("Go to the article"))
    if article.withdrawn_at:
        message = gettext("The article was withdrawn; its original is kept but not shown.")
        raise NotFound(message, *article_link)
    codec = capture.encoding.partition(" ")[0] or "utf-8"
    try:
        return read_record_bytes(capture).decode(codec, "replace").replace("\r\n", "\n")
    except PayloadError as error:
        message = gettext("The original bytes of a capture are not in the store.")
        raise NotFound(message, *article_link) from error
    except LookupError as error:
        message = gettext("The encoding of a capture is not known here.")
        raise NotFound(message, *article_link) from error
