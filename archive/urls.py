"""URL configuration: admin, API and web pages."""

from django.contrib import admin
from django.urls import include, path

handler400 = "archive.web.errors.bad_request"
handler404 = "archive.web.errors.not_found"
handler500 = "archive.web.errors.server_error"

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("archive.api.urls")),
    path("", include("archive.quotations.urls")),
    path("", include("archive.stories.urls")),
    path("", include("archive.saved.urls")),
    path("", include("archive.pages.urls")),
]
