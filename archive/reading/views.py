"""Views of a reader's own archive: the page of all that is kept, and its files."""

from collections.abc import Iterable

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from archive.reading.exported_items import ExportedItem, ItemExporter
from archive.reading.library import KeptKind, Library
from archive.reading.library_files import FILE_FORMATS, LibraryFile
from archive.reading.lists import MAX_NAME
from archive.reading.requests import get_reader
from archive.web.logins import require_login
from archive.web.paging import paginate
from archive.web.params import Link, QueryParams, build_url, get_site_url

FILE_LABELS = {"md": "Markdown", "csv": "CSV", "jsonld": "JSON-LD"}


@require_safe
@require_login
def my_page(request: HttpRequest) -> HttpResponse:
    """Show all that a reader keeps, or one kind of it, or what has some words."""
    params = QueryParams(request)
    text, kind = params.get_text("q"), _read_kind(params)
    library = Library.search(get_reader(request), text)
    counts = library.count_by_kind()
    total = counts.get(kind, 0) if kind else sum(counts.values())
    paging = paginate(params.get_page_number(), total, params.build_page_url)
    context = {
        "text": text,
        "kind": kind,
        "items": library.load_page(kind, paging.slice),
        "tabs": _build_tabs(params, counts, kind),
        "paging": paging,
        "files": build_file_links("my-file", {"q": text, "kind": kind or ""}),
        "max_name": MAX_NAME,
    }
    return render(request, "reading/my_page.html", context)


@require_safe
@require_login
def export_library(request: HttpRequest, suffix: str) -> HttpResponseBase:
    """Send the file of all that a reader keeps, or of what the page shows of it."""
    params = QueryParams(request)
    text, kind = params.get_text("q"), _read_kind(params)
    library = Library.search(get_reader(request), text)
    page = get_site_url(request) + build_url(
        reverse("my"), {name: value for name, value in request.GET.items() if value}
    )
    items = ItemExporter(request).iter_library(library, kind)
    return build_file(request, suffix, gettext("My archive"), page, items)


def build_file(
    request: HttpRequest,
    suffix: str,
    title: str,
    address: str,
    items: Iterable[ExportedItem],
    reader: str | None = None,
) -> HttpResponseBase:
    """Return a streamed file of items, which names who reads it or `reader`; Http404 for an unknown kind of file."""
    if suffix not in FILE_FORMATS:
        raise Http404
    media_type, write_chunks = FILE_FORMATS[suffix]
    file = LibraryFile(title, address, request.user.get_username() if reader is None else reader, items)
    response = StreamingHttpResponse(
        write_chunks(file) if request.method != "HEAD" else (),
        content_type=f"{media_type}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="cuttings.{suffix}"', "X-Robots-Tag": "noindex"},
    )
    response["Cache-Control"] = "private, no-store"
    return response


def build_file_links(url_name: str, params: dict[str, str], *arguments: object) -> list[Link]:
    """Return a link to each kind of file."""
    given = {name: value for name, value in params.items() if value}
    return [
        Link(label, build_url(reverse(url_name, args=[*arguments, suffix]), given))
        for suffix, label in FILE_LABELS.items()
    ]


def _read_kind(params: QueryParams) -> KeptKind | None:
    kind = params.get_choice("kind", ("", *KeptKind), "")
    return KeptKind(kind) if kind else None


def _build_tabs(params: QueryParams, counts: dict[KeptKind, int], kind: KeptKind | None) -> tuple[Link, ...]:
    labels = {
        "": gettext("Everything"),
        KeptKind.NOTE: gettext("Highlights and notes"),
        KeptKind.LIST: gettext("Lists"),
        KeptKind.ENTRY: gettext("In lists"),
        KeptKind.SEARCH: gettext("Saved searches"),
    }
    shown = {"": sum(counts.values()), **{str(name): number for name, number in counts.items()}}
    return params.build_choice_links(
        "kind", {name: labels[name] for name in labels if name in shown}, kind or "", shown
    )
