"""The page of display preferences."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from archive.models.addresses import address_of
from archive.web.choices import CHOICES, YEAR, offered


@require_http_methods(["GET", "HEAD", "POST"])
def choices(request: HttpRequest) -> HttpResponse:
    """Show the form; on POST store the preferences for a year and redirect back."""
    if request.method != "POST":
        context = {"offered": offered(request.COOKIES), "back": _back(request.GET.get("back", ""))}
        return render(request, "archive/choices.html", context)
    answer = redirect(_back(request.POST.get("back", "")))
    for name, values in CHOICES.items():
        value = request.POST.get(name, "")
        if value and value in values:
            answer.set_cookie(name, value, max_age=YEAR, samesite="Lax")
        else:
            answer.delete_cookie(name, samesite="Lax")
    return answer


def _back(address: str) -> str:
    """Return a URL of this site, or the front page."""
    is_ours = address.startswith("/") and url_has_allowed_host_and_scheme(address, None)
    return address if is_ours and len(address) < 2_000 else address_of("home")
