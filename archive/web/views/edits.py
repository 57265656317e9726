"""The edits between a capture's original and its text; undoing and redoing one."""

from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from archive.curation.undo import find_undone_spans, redo_edit, undo_edit
from archive.errors import CurationError, PayloadError, UnreadableDocument
from archive.ingest.rereading import reextract
from archive.models import Capture
from archive.web.address import NotFound
from archive.web.languages import translate_message
from archive.web.lookup import get_row_or_404
from archive.web.reading.making import EditList, build_edit_list
from archive.web.views.captures import build_missing_original_error

CHANGE_PERMISSION = "archive.change_article"


@require_http_methods(["GET", "HEAD", "POST"])
def edit_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the edits with their reasons; on POST undo or redo one."""
    capture = get_row_or_404(Capture.objects.select_related("article", "payload"), pk=pk)
    listed_edits = _load_edit_list(capture)
    fault = ""
    user = request.user
    if request.method == "POST" and user.is_authenticated and user.has_perm(CHANGE_PERMISSION):
        fault = _toggle_edit(capture, listed_edits, request.POST.get("edit", ""), user)
        if not fault:
            return HttpResponseRedirect(reverse("edits", args=[pk]))
    context = {
        "capture": capture,
        "article": capture.article,
        "making": listed_edits,
        "fault": fault,
    }
    return render(request, "archive/edits.html", context, status=409 if fault else 200)


def _load_edit_list(capture: Capture) -> EditList:
    article = capture.article
    if article.withdrawn_at:
        raise NotFound(
            gettext("The article was withdrawn; its original is kept but not shown."),
            article.get_absolute_url(),
            gettext("Go to the article"),
        )
    try:
        return build_edit_list(reextract(capture), article.body, find_undone_spans(capture))
    except PayloadError as error:
        raise build_missing_original_error(capture) from error
    except UnreadableDocument as error:
        raise NotFound(
            translate_message(error.args[0]),
            article.get_absolute_url(),
            gettext("Go to the article"),
        ) from error


def _toggle_edit(
    capture: Capture, listed_edits: EditList, action: str, by: AbstractBaseUser
) -> str:
    """Undo or redo an edit (`undo:start-end`); return an error message or an empty string.

    The action is explicit, as another editor may have toggled the edit meanwhile.
    """
    service = {"undo": undo_edit, "redo": redo_edit}.get(action.partition(":")[0])
    name = action.partition(":")[2]
    displayed = next(
        (
            displayed
            for displayed in listed_edits.edits
            if displayed.span_key == name and displayed.can_toggle
        ),
        None,
    )
    if service is None or displayed is None:
        return gettext("There is no such edit to undo or redo. Look at the list again.")
    try:
        service(
            capture,
            displayed.edit,
            words=displayed.removed_text,
            former_body=capture.article.body,
            new_body=listed_edits.toggle_edit(displayed),
            user=by,
        )
    except CurationError as error:
        return translate_message(error.args[0])
    return ""
