"""OpenSearch description document for browsers (unrelated to the OpenSearch engine)."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from archive.web.reading.citing import get_site_url


@require_safe
def opensearch_description(request: HttpRequest) -> HttpResponse:
    """Serve the OpenSearch description: the search URL and the feed URL."""
    context = {"site": get_site_url(request), "name": settings.SITE_NAME}
    kind = "application/opensearchdescription+xml; charset=utf-8"
    return render(request, "api/opensearch.xml", context, content_type=kind)
