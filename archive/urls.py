"""URL configuration: admin, API and web pages."""

from django.contrib import admin
from django.urls import include, path

handler400 = "archive.web.views.bad_request"
handler404 = "archive.web.views.not_found"
handler500 = "archive.web.views.server_error"

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("archive.api.urls")),
    path("", include("archive.citations.urls")),
    path("", include("archive.quotations.urls")),
    path("", include("archive.stories.urls")),
    path("", include("archive.saved.urls")),
    path("", include("archive.pages.urls")),
]
