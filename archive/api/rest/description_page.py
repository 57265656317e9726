"""The page that explains the API and lets people try it, by Swagger UI from our own files."""

from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from archive.web.params import get_site_url


@require_safe
@csp_update({"img-src": ["data:"]})  # the signs of Swagger UI
def api_description(request: HttpRequest) -> HttpResponse:
    """Show how to use the API, and its description to try out."""
    settings = {"url": reverse("api-1:openapi-json"), "layout": "BaseLayout", "deepLinking": True}
    context = {"swagger_settings": settings, "site": get_site_url(request)}
    return render(request, "api/description.html", context)
