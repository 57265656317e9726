"""Views that need a login; a form that is sent after the session ended is kept until its reader logs in again."""

from collections.abc import Callable
from functools import wraps
from time import time
from typing import Any, Final
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext

from archive.db.addresses import reverse_cached
from archive.web.form_limits import count_forms

MAX_KEPT: Final = 40_000  # characters of a form
KEPT_SECONDS: Final = 15 * 60
MAX_FORMS: Final = 20  # of one client within that time
_SESSION_KEY: Final = "unsent_form"

View = Callable[..., HttpResponseBase]


def require_login(view: View) -> View:
    """Return the view for those who are logged in; others log in first, and come to the page that they were on."""

    @wraps(view)
    def login_first(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if request.method in ("GET", "HEAD"):
            return redirect_to_login(request.get_full_path())
        _keep_form(request)
        messages.warning(request, gettext("You were logged out, so nothing was saved. Log in, then send it again."))
        return redirect_to_login(_find_form_page(request))

    return login_first


def take_kept_form(request: HttpRequest) -> QueryDict | None:
    """Return the values of a form that was sent to this address without a login, once and for a short time."""
    kept = request.session.get(_SESSION_KEY)
    if not kept or kept["path"] != request.path:
        return None
    del request.session[_SESSION_KEY]
    return QueryDict(kept["values"]) if time() - kept["kept_at"] < KEPT_SECONDS else None


def _keep_form(request: HttpRequest) -> None:
    values = request.POST.copy()
    values.pop("csrfmiddlewaretoken", None)
    encoded = values.urlencode()
    if len(encoded) <= MAX_KEPT and count_forms("unsent-form", request, KEPT_SECONDS) <= MAX_FORMS:
        request.session[_SESSION_KEY] = {"path": request.path, "values": encoded, "kept_at": time()}


def _find_form_page(request: HttpRequest) -> str:
    """Return the address of the page of this site that has the form; the home page where the browser does not say."""
    page = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(page, {request.get_host()}):
        return reverse_cached("home")
    parts = urlsplit(page)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
