"""The page of display preferences."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from archive.models.addresses import reverse_cached
from archive.web.choices import COOKIE_MAX_AGE, PREFERENCES, list_preferences


@require_http_methods(["GET", "HEAD", "POST"])
def edit_preferences(request: HttpRequest) -> HttpResponse:
    """Show the form; on POST store the preferences for a year and redirect back."""
    if request.method != "POST":
        context = {
            "offered": list_preferences(request.COOKIES),
            "back": _validate_back_url(request.GET.get("back", "")),
        }
        return render(request, "archive/choices.html", context)
    response = redirect(_validate_back_url(request.POST.get("back", "")))
    for name, values in PREFERENCES.items():
        value = request.POST.get(name, "")
        if value and value in values:
            response.set_cookie(name, value, max_age=COOKIE_MAX_AGE, samesite="Lax")
        else:
            response.delete_cookie(name, samesite="Lax")
    return response


def _validate_back_url(url: str) -> str:
    """Return a URL of this site, or the front page."""
    is_local = url.startswith("/") and url_has_allowed_host_and_scheme(url, None)
    return url if is_local and len(url) < 2_000 else reverse_cached("home")
