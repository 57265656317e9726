"""The edits between a capture's original and its text; undoing and redoing one."""

from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from archive.curation.undo import redo_edit, undo_edit, undone_spans
from archive.errors import CurationError, PayloadError, UnreadableDocument
from archive.ingest.rereading import reread
from archive.models import Capture
from archive.web.address import NotHere
from archive.web.languages import told
from archive.web.lookup import row_of
from archive.web.reading.making import Making, making_of
from archive.web.views.captures import not_in_store

MAY_CHANGE = "archive.change_article"


@require_http_methods(["GET", "HEAD", "POST"])
def edits(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the edits with their reasons; on POST undo or redo one."""
    capture = row_of(Capture.objects.select_related("article", "payload"), pk=pk)
    making = _making(capture)
    fault = ""
    user = request.user
    if request.method == "POST" and user.is_authenticated and user.has_perm(MAY_CHANGE):
        fault = _turn(capture, making, request.POST.get("edit", ""), user)
        if not fault:
            return HttpResponseRedirect(reverse("edits", args=[pk]))
    context = {"capture": capture, "article": capture.article, "making": making, "fault": fault}
    return render(request, "archive/edits.html", context, status=409 if fault else 200)


def _making(capture: Capture) -> Making:
    article = capture.article
    if article.withdrawn_at:
        raise NotHere(
            gettext("The article was withdrawn; its original is kept but not shown."),
            article.get_absolute_url(),
            gettext("Go to the article"),
        )
    try:
        return making_of(reread(capture), article.body, undone_spans(capture))
    except PayloadError as error:
        raise not_in_store(capture) from error
    except UnreadableDocument as error:
        raise NotHere(
            told(error.args[0]), article.get_absolute_url(), gettext("Go to the article")
        ) from error


def _turn(capture: Capture, making: Making, chosen: str, by: AbstractBaseUser) -> str:
    """Undo or redo an edit (`undo:start-end`); return an error message or an empty string.

    The action is explicit, as another editor may have toggled the edit meanwhile.
    """
    turn = {"undo": undo_edit, "redo": redo_edit}.get(chosen.partition(":")[0])
    name = chosen.partition(":")[2]
    one = next((one for one in making.told if one.name == name and one.may_be_turned), None)
    if turn is None or one is None:
        return gettext("There is no such edit to undo or redo. Look at the list again.")
    try:
        turn(
            capture,
            one.edit,
            words=one.words,
            before=capture.article.body,
            after=making.turned(one),
            by=by,
        )
    except CurationError as error:
        return told(error.args[0])
    return ""
