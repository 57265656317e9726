"""Saved searches of a logged-in reader."""

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from archive.errors import QuerySyntaxError
from archive.models import SavedSearch
from archive.web.address import BadAddress
from archive.web.languages import told
from archive.web.searching import saved
from archive.web.searching.search_address import SearchAddress


@require_safe
@login_required
def searches(request: HttpRequest) -> HttpResponse:
    """List the saved searches with their results."""
    return render(request, "archive/saved.html", {"kept": saved.kept_by(_reader(request))})


@require_POST
@login_required
def save(request: HttpRequest) -> HttpResponse:
    """Save the search in the query string."""
    here = SearchAddress.read(request)
    try:
        saved.save(here, _reader(request))
    except QuerySyntaxError as error:
        raise BadAddress(told(error.message), str(here)) from error
    return redirect("saved")


@require_POST
@login_required
def seen(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a saved search as seen; later articles count as new."""
    row = _own(request, pk)
    row.seen_at = timezone.now()
    row.save(update_fields=["seen_at"])
    return redirect(saved.address_of(row) if "open" in request.POST else "saved")


@require_POST
@login_required
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a saved search."""
    _own(request, pk).delete()
    return redirect("saved")


def _reader(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # ensured by login_required
    return request.user


def _own(request: HttpRequest, pk: int) -> SavedSearch:
    """Return a saved search of this reader, or raise Http404."""
    row = SavedSearch.objects.filter(reader=_reader(request), pk=min(pk, 2**63 - 1)).first()
    if row is None:
        raise Http404
    return row
