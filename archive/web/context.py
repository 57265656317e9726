"""What every page knows."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, str]:
    """The name of this archive, and the notice shown on every page (the demo's, for one)."""
    return {"site_name": settings.SITE_NAME, "site_notice": settings.SITE_NOTICE}
