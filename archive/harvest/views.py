"""The interface of OAI-PMH, and captures in time."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, HttpResponseRedirect
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.encoding import iri_to_uri
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from archive.harvest.oai_arguments import OaiError, read_arguments
from archive.harvest.oai_responses import ANSWERS, OaiResponse
from archive.web import mementos
from archive.web.params import get_site_url


@csrf_exempt  # harvesters have no session, and change nothing
@require_http_methods(["GET", "HEAD", "POST"])
def harvest_records(request: HttpRequest) -> HttpResponse:
    """Answer a request of OAI-PMH 2.0; errors are part of its answers."""
    response = OaiResponse(request)
    try:
        arguments = read_arguments(request.POST if request.method == "POST" else request.GET)
        response.name_arguments(arguments)
        ANSWERS[arguments["verb"]](response, arguments)
    except OaiError as error:
        response.add_error(error)
    return HttpResponse(response.serialize(), content_type="text/xml; charset=utf-8")


@require_safe
def time_gate(request: HttpRequest) -> HttpResponse:
    """Redirect to the capture of a page that is nearest to the time asked for; without one, to the last capture."""
    url = mementos.read_requested_url(request, reverse("timegate"))
    if not (captures := mementos.find_mementos(url)):
        return _build_not_found(url)
    accepted = request.headers.get("Accept-Datetime", "")
    try:
        capture = mementos.find_nearest_memento(captures, _parse_moment(accepted)) if accepted else captures[-1]
    except (ValueError, TypeError, OverflowError):
        text = "Accept-Datetime is no time as HTTP writes it. Write: Thu, 14 Mar 2024 12:00:00 GMT."
        response = HttpResponse(text, status=400, content_type="text/plain; charset=utf-8")
    else:
        response = HttpResponseRedirect(mementos.build_memento_url(request, capture))
    ends = [captures[0]] if len(captures) == 1 else [captures[0], captures[-1]]
    links = [*mementos.iter_links(request, url, own="timegate"), *mementos.iter_memento_links(request, ends)]
    response["Link"] = ", ".join(links)
    patch_vary_headers(response, ["accept-datetime"])
    return response


@require_safe
def time_map(request: HttpRequest) -> HttpResponse:
    """List all captures of a page, in link format."""
    url = mementos.read_requested_url(request, reverse("timemap"))
    if not (captures := mementos.find_mementos(url)):
        return _build_not_found(url)
    own_address = f"{get_site_url(request)}{reverse('timemap')}{iri_to_uri(url)}"
    first, last = mementos.format_moment(captures[0]), mementos.format_moment(captures[-1])
    own_link = f'<{own_address}>; rel="self"; type="application/link-format"; from="{first}"; until="{last}"'
    links = [
        *mementos.iter_links(request, url, own="timemap"),
        own_link,
        *mementos.iter_memento_links(request, captures),
    ]
    return HttpResponse(",\n".join(links) + "\n", content_type="application/link-format")


def _build_not_found(url: str) -> HttpResponse:
    """Return a plain 404: the page for readers would offer another spelling of the address."""
    reason = "has no capture of it" if url else "reads addresses that begin with http:// or https:// here"
    return HttpResponseNotFound(f"This archive {reason}.\n", content_type="text/plain; charset=utf-8")


def _parse_moment(text: str) -> datetime:
    moment = parsedate_to_datetime(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
