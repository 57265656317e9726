"""Saved searches of a logged-in reader."""

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from archive.errors import QuerySyntaxError
from archive.models import SavedSearch
from archive.saved import services
from archive.web.language import translate_message
from archive.web.page_errors import InvalidParameter
from archive.web.search_params import SearchParams


@require_safe
@login_required
def saved_searches(request: HttpRequest) -> HttpResponse:
    """List the saved searches with their results."""
    return render(request, "saved/saved_searches.html", {"results": services.list_saved_searches(_get_reader(request))})


@require_POST
@login_required
def save_search(request: HttpRequest) -> HttpResponse:
    """Save the search in the query string."""
    params = SearchParams.from_request(request)
    try:
        services.save_search(params, _get_reader(request))
    except QuerySyntaxError as error:
        raise InvalidParameter(translate_message(error.message), str(params)) from error
    return redirect("saved")


@require_POST
@login_required
def mark_seen(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a saved search as seen; later articles count as new."""
    row = _get_own_search(request, pk)
    row.seen_at = timezone.now()
    row.save(update_fields=["seen_at"])
    return redirect(services.build_saved_search_url(row) if "open" in request.POST else "saved")


@require_POST
@login_required
def delete_search(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a saved search."""
    _get_own_search(request, pk).delete()
    return redirect("saved")


def _get_reader(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # ensured by login_required
    return request.user


def _get_own_search(request: HttpRequest, pk: int) -> SavedSearch:
    """Return a saved search of this reader, or raise Http404."""
    row = SavedSearch.objects.filter(reader=_get_reader(request), pk=min(pk, 2**63 - 1)).first()
    if row is None:
        raise Http404
    return row
