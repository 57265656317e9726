"""URL configuration: admin, API and web pages."""

from django.contrib import admin
from django.http import Http404
from django.urls import include, path

from archive.pages.accounts import LogoutPage, PasswordChangePage, StaffLoginPage
from archive.web.views import not_found

handler400 = "archive.web.views.bad_request"
handler404 = "archive.web.views.not_found"
handler500 = "archive.web.views.server_error"

urlpatterns = [
    # in place of the admin's own pages, at their addresses
    path("admin/login/", StaffLoginPage.as_view()),
    path("admin/logout/", LogoutPage.as_view()),
    path("admin/password_change/", PasswordChangePage.as_view()),
    path("admin/r/<path:record>", not_found, {"exception": Http404()}),  # pages of records are linked themselves
    path("admin/", admin.site.urls),
    *(
        path("", include(f"archive.{package}.urls"))
        for package in ("api", "harvest", "citations", "quotations", "stories", "saved", "tokens", "reading", "pages")
    ),
]
