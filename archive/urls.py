"""URL configuration: admin, API and web pages."""

from django.contrib import admin
from django.urls import include, path

handler400 = "archive.web.views.errors.bad_request"
handler404 = "archive.web.views.errors.not_found"
handler500 = "archive.web.views.errors.server_error"

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("archive.api.urls")),
    path("", include("archive.web.urls")),
]
