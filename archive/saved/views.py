"""Saved searches of a logged-in reader."""

from typing import Final

from django.conf import settings
from django.contrib.auth.models import User
from django.core.signing import BadSignature
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from archive.errors import QuerySyntaxError, ReadingError
from archive.models import AlertMail, SavedSearch, SearchAlert
from archive.saved import alerts, services
from archive.web.language import translate_message
from archive.web.logins import require_login
from archive.web.page_errors import InvalidForm
from archive.web.params import get_site_url
from archive.web.search_params import SearchParams

MAX_KEY: Final = 2**63 - 1


@require_safe
@require_login
def saved_searches(request: HttpRequest) -> HttpResponse:
    """List the saved searches with their results, their names and their alerts."""
    reader = _get_reader(request)
    results = services.list_saved_searches(reader)
    own_alerts = [row.saved_search.alert for row in results if hasattr(row.saved_search, "alert")]
    context = {
        "results": results,
        "unconfirmed": alerts.load_unconfirmed_mails(own_alerts),
        "frequencies": [("", gettext("never")), *SearchAlert.Frequency.choices],
        "sends_mail": settings.SENDS_MAIL,
        "max_name": services.MAX_NAME,
    }
    return render(request, "saved/saved_searches.html", context)


@require_POST
@require_login
def save_search(request: HttpRequest) -> HttpResponse:
    """Save the search in the query string."""
    params = SearchParams.from_request(request)
    try:
        services.save_search(params, _get_reader(request))
    except (QuerySyntaxError, ReadingError) as error:
        raise InvalidForm(translate_message(error.args[0]), str(params)) from error
    return redirect("saved")


@require_POST
@require_login
def mark_seen(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a saved search as seen; later articles count as new."""
    row = _get_own_search(request, pk)
    row.seen_at = timezone.now()
    row.save(update_fields=["seen_at"])
    return redirect(services.build_saved_search_url(row) if "open" in request.POST else "saved")


@require_POST
@require_login
def delete_search(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a saved search."""
    _get_own_search(request, pk).delete()
    return redirect("saved")


@require_POST
@require_login
def name_search(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a saved search a name."""
    try:
        services.name_search(_get_own_search(request, pk), request.POST.get("name", ""))
    except ReadingError as error:
        raise InvalidForm(str(error), reverse("saved")) from error
    return redirect("saved")


@require_POST
@require_login
def set_alert(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin, change or end the alert of a saved search."""
    row = _get_own_search(request, pk)
    frequency = request.POST.get("frequency", "")
    if frequency and frequency not in SearchAlert.Frequency.values:
        raise InvalidForm(gettext("An alert comes at once, daily or weekly."), reverse("saved"))
    if frequency and not row.reader.email:
        message = gettext("Your account has no mail address. The archive’s administrator can add one.")
        raise InvalidForm(message, reverse("saved"))
    alerts.set_alert(row, frequency, get_site_url(request), get_language() or settings.LANGUAGE_CODE)
    return redirect("saved")


@require_POST
@require_login
def dismiss_mail(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a mail that was perhaps not sent as seen."""
    mails = AlertMail.objects.filter(alert__saved_search__reader=_get_reader(request), pk=min(pk, MAX_KEY))
    mails.update(is_dismissed=True)
    return redirect("saved")


@csrf_exempt  # mail programs send it, without a login: the signed token stands for both
@require_http_methods(["GET", "HEAD", "POST"])
def end_alert(request: HttpRequest, token: str) -> HttpResponse:
    """End the alert of a link in a mail: with one click here, or in a mail program (RFC 8058).

    To open the address alone ends nothing: mail programs and scanners do that by themselves.
    """
    try:
        alert = alerts.find_alert(token)
    except BadSignature as error:
        raise Http404 from error
    if alert and request.method == "POST":
        alert.delete()
        alert = None
    response = render(request, "saved/alert_end.html", {"alert": alert})
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def _get_reader(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # ensured by require_login
    return request.user


def _get_own_search(request: HttpRequest, pk: int) -> SavedSearch:
    """Return a saved search of this reader, or raise Http404."""
    row = SavedSearch.objects.filter(reader=_get_reader(request), pk=min(pk, MAX_KEY)).first()
    if row is None:
        raise Http404
    return row
