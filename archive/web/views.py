"""Error pages."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.views.defaults import server_error

from archive.db.addresses import add_url_prefix
from archive.errors import SearchError, SearchTimeout, TooBusy
from archive.models import Redirect
from archive.search.service import explain_failure
from archive.text.normalize import strip_controls
from archive.web.address_spellings import find_page_address
from archive.web.page_errors import InvalidForm, InvalidParameter, NotFound
from archive.web.search_params import SearchParams

__all__ = ["bad_request", "not_found", "render_search_failure", "server_error"]

_FEED = ".atom"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Handle 400: show the error, with a URL that works."""
    if isinstance(exception, InvalidForm):
        return render(request, "invalid_form.html", {"error": exception}, status=400)
    error = exception if isinstance(exception, InvalidParameter) else None
    return render(request, "400.html", {"error": error}, status=400)


def not_found(request: HttpRequest, exception: Exception, **_: object) -> HttpResponse:
    """Handle 404: follow a redirect, go to the page that is spelled otherwise, or show the error with a link."""
    if redirect := _find_redirect(request):
        return redirect
    error = exception if isinstance(exception, NotFound) else None
    return render(request, "404.html", {"error": error}, status=404)


def wrong_method_middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Show a page where an address that only takes forms is opened; what programs asked for stays as it is."""

    def show_page(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED or request.method != "GET" or response.content:
            return response
        page = render(request, "405.html", status=response.status_code)
        page["Allow"] = response["Allow"]
        return page

    return show_page


def render_search_failure(request: HttpRequest, error: SearchError, params: SearchParams) -> HttpResponse:
    """Return a 503 page for a search that failed or timed out."""
    context = {"search": params, "message": explain_failure(error), "is_too_long": isinstance(error, SearchTimeout)}
    response = render(request, "search/unavailable.html", context, status=503)
    response["Cache-Control"] = "no-store"
    return response


def answer_when_busy(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorate a view: where it raises TooBusy, a page says when to try again (503)."""

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **values: object) -> HttpResponse:
        try:
            return view(request, *args, **values)
        except TooBusy as error:
            page = render(request, "503.html", {"message": error.args[0]}, status=HTTPStatus.SERVICE_UNAVAILABLE)
            page["Retry-After"], page["Cache-Control"] = "60", "no-store"
            return page

    return answer


def _find_redirect(request: HttpRequest) -> HttpResponse | None:
    """Return the redirect for this path, for the page of this feed path, or to the page that is spelled otherwise.

    None without one. The query string is kept.
    """
    if strip_controls(request.path_info) != request.path_info:
        return None
    page, feed = request.path_info, ""
    if page.endswith(_FEED):
        page, feed = f"{page.removesuffix(_FEED)}/", _FEED
    row = Redirect.objects.filter(old_path=page).only("new_path").first()
    if row:
        path = f"{row.new_path.removesuffix('/')}{feed}" if feed else row.new_path
    else:
        path = find_page_address(request.path_info) if request.method in ("GET", "HEAD") else ""
    if not path:
        return None
    path = add_url_prefix(path)
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{path}?{query}" if query else path)
