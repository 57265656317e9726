"""Views of an article, its captures and the edits of its text."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

from csp.decorators import csp_update
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import cache_control
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_safe

from archive.citations.services import build_citation
from archive.curation.edit import find_undone_spans, toggle_edit
from archive.duplicates.lineage import build_lineage_graph
from archive.errors import CurationError, PayloadError, UnreadableDocument
from archive.ingest.rereading import reextract
from archive.models import Article, Capture
from archive.pages.article import converted_original, field_evidence, related
from archive.pages.article.own_notes import mark_own_notes
from archive.pages.article.result_place import find_result_place
from archive.pages.article.text import EditList, build_article_text, build_edit_list
from archive.quotations.queries import count_article_quotations
from archive.search.query.parser import MAX_QUERY_LENGTH
from archive.storage.export_warc import export_warc
from archive.storage.payloads import open_payload, read_record_bytes
from archive.text.encodings import decode_as
from archive.web.language import translate_message
from archive.web.mementos import add_memento_headers
from archive.web.page_errors import NotFound
from archive.web.params import QueryParams, build_url, get_row_or_404
from archive.web.search_params import SearchParams
from archive.web.views import answer_when_busy

INERT_POLICY = "default-src 'none'; frame-ancestors 'self'; sandbox"
CHANGE_PERMISSION = "archive.change_article"


@require_safe
def article(request: HttpRequest, identifier: str, slug: str = "") -> HttpResponse:
    """Show an article, or its withdrawal notice; redirect to its current slug."""
    requested = related.get_article_or_404(identifier)
    if slug != (requested.slug or "article"):
        canonical_url = build_url(requested.get_absolute_url(), dict(request.GET.lists()))
        return redirect(canonical_url, permanent=True)
    search = SearchParams.from_request_leniently(request)
    evidence = field_evidence.load_evidence(requested.pk)
    requested.date_is_inferred = field_evidence.has_inferred_date(evidence)  # type: ignore[attr-defined]
    captures = related.load_captures(requested.pk)
    text = build_article_text(requested, search, QueryParams(request).get_text("find", MAX_QUERY_LENGTH))
    own_notes = mark_own_notes(request, requested, text)
    context = {
        "article": requested,
        "ocr_source": None if requested.withdrawn_at else converted_original.find_ocr_source(captures, evidence),
        "membership": getattr(requested, "membership", None),
        "collections": related.load_collections(requested.pk),
        "search": search,
        "place": find_result_place(search, requested),
        "text": own_notes.text,
        "own_notes": own_notes,
        "is_cut": field_evidence.has_cut_text(evidence),
        "is_stand_in": field_evidence.has_stand_in_text(evidence),
        "credit_lines": field_evidence.list_credit_lines(evidence),
        "field_evidence": field_evidence.build_field_evidence(requested, evidence),
        "captures": captures,
        "citation": build_citation(requested, request),
        "quotation_counts": count_article_quotations(requested),
        "related": related.find_related_articles(requested),
        "lineage": None if requested.withdrawn_at else build_lineage_graph(requested),
        "pictures": [] if requested.withdrawn_at else related.load_pictures(captures),
    }
    return render(request, "article/article.html", context)


@require_safe
@xframe_options_sameorigin
def original(request: HttpRequest, pk: int) -> HttpResponse:
    """Serve the original as plain text, or as a download where it is not text, without any active content."""
    capture = _get_visible_capture(pk)
    with _report_missing_original(capture):
        content = read_record_bytes(capture)
    text = None if converted_original.is_converted(capture) else _decode_text(content, capture.encoding)
    if converted_original.is_converted(capture):
        suffix, media_type = converted_original.get_suffix(capture), converted_original.get_media_type(capture)
        response = _build_file_response(capture, content, media_type, suffix)
    elif text is None:
        response = _build_file_response(capture, content, "application/octet-stream", "bin")
    else:
        response = _build_file_response(capture, text.encode(), "text/plain; charset=utf-8", "txt", "inline")
    response["Content-Security-Policy"] = INERT_POLICY
    add_memento_headers(request, response, capture)
    return response


@require_safe
@csp_update({"frame-src": ["'self'"]})  # type: ignore[arg-type]
def original_and_text(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the original in a sandboxed frame beside the text."""
    capture = _get_visible_capture(pk)
    with _report_missing_original(capture):  # here, not in an empty frame
        read_record_bytes(capture)
        pages = converted_original.build_pages(capture) if converted_original.is_converted(capture) else []
    text = build_article_text(capture.article, SearchParams())
    context = {"capture": capture, "article": capture.article, "text": text, "converted_pages": pages}
    return render(request, "article/original_and_text.html", context)


@require_safe
@cache_control(private=True, max_age=86_400)
def capture_page(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Serve the picture of a page of a PDF, or the picture that a text was read from, without active content."""
    capture = _get_visible_capture(pk)
    try:
        with _report_missing_original(capture):
            picture, media_type = converted_original.read_picture(capture, number)
    except UnreadableDocument as error:
        raise NotFound.of_article(capture.article, gettext("There is no picture of this page.")) from error
    response = _build_file_response(capture, picture, media_type, media_type.rpartition("/")[2], "inline")
    response["Content-Security-Policy"] = INERT_POLICY
    return response


@require_safe
@cache_control(private=True, max_age=86_400)
def picture(request: HttpRequest, pk: int, position: int) -> HttpResponse:
    """Serve a picture that came with a page, without active content, where the archive shows such pictures."""
    capture = _get_visible_capture(pk)
    if not settings.SHOW_PICTURES:
        raise NotFound.of_article(capture.article, gettext("This archive does not show the pictures of pages."))
    row = get_row_or_404(capture.pictures.select_related("payload"), position=position)
    with _report_missing_original(capture), open_payload(row.payload) as file:
        content = file.read()
    media_type = row.payload.media_type
    response = _build_file_response(capture, content, media_type, media_type.rpartition("/")[2], "inline")
    response["Content-Security-Policy"] = INERT_POLICY
    return response


def _get_visible_capture(pk: int) -> Capture:
    """Return the capture; NotFound where its article was withdrawn."""
    capture = get_row_or_404(Capture.objects.select_related("article__outlet", "payload", "text_payload"), pk=pk)
    require_visible_original(capture.article)
    return capture


def require_visible_original(article: Article) -> None:
    """Raise NotFound where the article was withdrawn."""
    if article.withdrawn_at:
        raise NotFound.of_article(article, gettext("The article was withdrawn; its original is kept but not shown."))


@contextmanager
def _report_missing_original(capture: Capture) -> Iterator[None]:
    """Raise NotFound for a PayloadError; it does not disclose the store's path."""
    try:
        yield
    except PayloadError as error:
        message = gettext(
            "The original file of this capture is missing. The administrator of this archive can"
            " look for it by its SHA-256, %s."
        )
        raise NotFound.of_article(capture.article, message % capture.payload_id) from error


def _build_file_response(
    capture: Capture, content: bytes, media_type: str, suffix: str, disposition: str = "attachment"
) -> HttpResponse:
    name = f"{capture.article.identifier}-{capture.pk}.{suffix}"
    headers = {
        "Content-Disposition": f'{disposition}; filename="{name}"',
        "X-Content-Type-Options": "nosniff",
        "X-Robots-Tag": "noindex",
    }
    return HttpResponse(content, content_type=media_type, headers=headers)


def _decode_text(content: bytes, encoding: str) -> str | None:
    """Decode the record; None where it is not text."""
    try:
        text = decode_as(content, encoding)
    except (UnicodeDecodeError, LookupError):
        return None
    return None if "\0" in text else text


@require_http_methods(["GET", "HEAD", "POST"])
@answer_when_busy
def edit_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the edits with their reasons; on POST undo or redo one."""
    capture = _get_visible_capture(pk)
    listed_edits = _load_edit_list(capture)
    error = ""
    user = request.user
    if request.method == "POST" and user.is_authenticated and user.has_perm(CHANGE_PERMISSION):
        error = _toggle_edit(capture, listed_edits, request.POST.get("edit", ""), user)
        if not error:
            return HttpResponseRedirect(reverse("edits", args=[pk]))
    context = {"capture": capture, "article": capture.article, "edit_list": listed_edits, "error": error}
    return render(request, "article/text_edits.html", context, status=409 if error else 200)


def _load_edit_list(capture: Capture) -> EditList:
    try:
        with _report_missing_original(capture):
            return build_edit_list(reextract(capture), capture.article.body, find_undone_spans(capture))
    except UnreadableDocument as error:
        raise NotFound.of_article(capture.article, translate_message(error.args[0])) from error


def _toggle_edit(capture: Capture, listed_edits: EditList, action: str, by: AbstractBaseUser) -> str:
    """Undo or redo an edit (`undo:start-end`); return an error message or an empty string.

    The action is explicit, as another editor may have toggled the edit in between.
    """
    name, _, span_key = action.partition(":")
    displayed = next((row for row in listed_edits.edits if row.span_key == span_key and row.can_toggle), None)
    if name not in {"undo", "redo"} or displayed is None:
        return gettext("This change can no longer be undone or redone. Check the list below.")
    edit, former_body = displayed.edit, capture.article.body
    new_body = listed_edits.rereading.build_body(listed_edits.undone_spans ^ {(edit.start, edit.end)})
    try:
        words = displayed.removed_text
        toggle_edit(
            capture, edit, undo=name == "undo", words=words, former_body=former_body, new_body=new_body, user=by
        )
    except CurationError as error:
        return translate_message(error.args[0])
    return ""


@require_safe
def capture_warc(request: HttpRequest, pk: int) -> HttpResponse:
    """Serve the capture as a WARC attachment."""
    capture = _get_visible_capture(pk)
    file = BytesIO()
    with _report_missing_original(capture):
        export_warc([capture], file)
    return _build_file_response(capture, file.getvalue(), "application/gzip", "warc.gz")
