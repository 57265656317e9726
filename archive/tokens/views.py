"""The page of one's own tokens."""

from typing import Final, cast

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from archive.errors import ReadingError
from archive.models import ApiToken, TokenScope
from archive.tokens import services
from archive.web.logins import require_login
from archive.web.params import get_row_or_404

DAYS: Final = (30, 90, 366)


@require_http_methods(["GET", "HEAD", "POST"])
@require_login
@never_cache
def own_tokens(request: HttpRequest) -> HttpResponse:
    """List one's own tokens; on POST make one, and show it this once."""
    user = cast(User, request.user)
    created, text, error = None, "", ""
    if request.method == "POST":
        days = request.POST.get("days", "")
        try:
            created, text = services.create_token(
                user,
                request.POST.get("name", ""),
                request.POST.getlist("scope"),
                int(days) if days.isascii() and days.isdigit() and len(days) < 6 else 0,
            )
        except ReadingError as problem:
            error = str(problem.args[0])
    context = {
        "tokens": [(token, _list_labels(token)) for token in services.list_tokens(user)],
        "created": created,
        "token_text": text,
        "error": error,
        "scopes": services.list_scopes(user),
        "days": DAYS,
        "max_name": services.MAX_NAME,
    }
    return render(request, "tokens/own_tokens.html", context, status=400 if error else 200)


def _list_labels(token: ApiToken) -> list[str]:
    """Return what a token may do, in words; scopes of a former version have none."""
    labels = {str(value): str(label) for value, label in TokenScope.choices}
    return [labels[scope] for scope in token.scopes if scope in labels]


@require_POST
@require_login
def revoke_token(request: HttpRequest, pk: int) -> HttpResponse:
    """Revoke one of one's own tokens."""
    token = get_row_or_404(ApiToken.objects.filter(user=cast(User, request.user)), pk=pk)
    services.revoke_tokens([token])
    messages.success(request, gettext("“%s” is revoked: no program can use it any more.") % token.name)
    return redirect("tokens")
