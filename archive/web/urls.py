"""The address book of people's pages, an example above each."""

from django.urls import path, re_path, register_converter

from archive.text.identifiers import IDENTIFIER
from archive.web.views import (
    articles,
    browse,
    captures,
    dates,
    edits,
    health,
    help_pages,
    home,
    search,
)
from archive.web.views.warc import capture_warc


class Identifier:
    """The short permanent identifier of an article."""

    regex = IDENTIFIER.pattern

    def to_python(self, value: str) -> str:
        """Addresses and rows write it alike."""
        return value

    def to_url(self, value: str) -> str:
        """Addresses and rows write it alike."""
        return value


register_converter(Identifier, "identifier")

urlpatterns = [
    # /
    path("", home.home, name="home"),
    # /search/?q=flood+-dam&outlet=harbour-gazette&sort=newest&page=2
    path("search/", search.results, name="search"),
    # /outlets/
    path("outlets/", browse.OutletsView.as_view(), name="outlets"),
    # /outlets/harbour-gazette/
    path("outlets/<str:slug>/", browse.OutletView.as_view(), name="outlet"),
    # /authors/
    path("authors/", browse.AuthorsView.as_view(), name="authors"),
    # /authors/maud-ellery/
    path("authors/<str:slug>/", browse.AuthorView.as_view(), name="author"),
    # /collections/
    path("collections/", browse.CollectionsView.as_view(), name="collections"),
    # /collections/harbour-closure/
    path("collections/<str:slug>/", browse.CollectionView.as_view(), name="collection"),
    # /dates/
    path("dates/", dates.years, name="dates"),
    # /dates/undated/
    path("dates/undated/", dates.UndatedView.as_view(), name="undated"),
    # /dates/2024/
    re_path(r"^dates/(?P<year>[0-9]{4})/$", dates.year, name="year"),
    # /dates/2024/03/
    re_path(r"^dates/(?P<year>[0-9]{4})/(?P<month>[0-9]{2})/$", dates.month, name="month"),
    # /dates/2024/03/14/
    re_path(
        r"^dates/(?P<year>[0-9]{4})/(?P<month>[0-9]{2})/(?P<day>[0-9]{2})/$", dates.day, name="day"
    ),
    # /articles/7k2m9qxa/
    path("articles/<identifier:identifier>/", articles.article),
    # /articles/7k2m9qxa/minister-orders-harbour-closed/
    path("articles/<identifier:identifier>/<str:slug>/", articles.article, name="article"),
    # /captures/12/original/
    path("captures/<int:pk>/original/", captures.original, name="original"),
    # /captures/12/capture.warc.gz
    path("captures/<int:pk>/capture.warc.gz", capture_warc, name="capture-warc"),
    # /captures/12/text/
    path("captures/<int:pk>/text/", edits.edits, name="edits"),
    # /help/
    path("help/", help_pages.contents, name="help"),
    # /help/search/
    path("help/search/", help_pages.searching, name="help-search"),
    # /help/dates/
    path("help/dates/", help_pages.dating, name="help-dates"),
    # /healthz
    path("healthz", health.healthz, name="healthz"),
]
