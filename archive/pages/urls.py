"""URLs of the public pages of articles, search, browsing and help, an example above each."""

from django.conf import settings
from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path, re_path

from archive.pages import compare, site
from archive.pages.article import views as article_views
from archive.pages.browse import views as browse_views
from archive.pages.search import views as search_views
from archive.web import links  # noqa: F401 -- registers the converters

urlpatterns = [
    # /
    path("", site.home, name="home"),
    # /search/?q=flood+-dam&outlet=harbour-gazette&sort=newest&page=2
    path("search/", search_views.search_results, name="search"),
    # /search/compose/?q=flood&phrase=inner+harbour&from=2024-03-01
    path("search/compose/", search_views.compose, name="compose"),
    # /search/suggestions/?q=outlet:harb
    path("search/suggestions/", search_views.completion_list, name="suggestions"),
    # /search/why/7k2m9qxa/?q=flood
    path("search/why/<identifier:identifier>/", search_views.explain_score, name="why"),
    # /search/spellings/?name=Kyiv
    path("search/spellings/", search_views.spellings_table, name="spellings"),
    # /outlets/
    path("outlets/", browse_views.outlet_list, name="outlets"),
    # /outlets/harbour-gazette/
    path("outlets/<str:slug>/", browse_views.outlet_detail, name="outlet"),
    # /authors/
    path("authors/", browse_views.author_list, name="authors"),
    # /authors/maud-ellery/
    path("authors/<str:slug>/", browse_views.author_detail, name="author"),
    # /collections/
    path("collections/", browse_views.collection_list, name="collections"),
    # /collections/harbour-closure/
    path("collections/<str:slug>/", browse_views.collection_detail, name="collection"),
    # /new/
    path("new/", browse_views.new_articles, name="new"),
    # /dates/
    path("dates/", browse_views.archive_years, name="dates"),
    # /dates/undated/
    path("dates/undated/", browse_views.undated_articles, name="undated"),
    # /dates/2024/
    re_path(r"^dates/(?P<year>[0-9]{4})/$", browse_views.archive_year, name="year"),
    # /dates/2024/03/
    re_path(r"^dates/(?P<year>[0-9]{4})/(?P<month>[0-9]{2})/$", browse_views.archive_month, name="month"),
    # /dates/2024/03/14/
    re_path(r"^dates/(?P<year>[0-9]{4})/(?P<month>[0-9]{2})/(?P<day>[0-9]{2})/$", browse_views.archive_day, name="day"),
    # /articles/7k2m9qxa/
    path("articles/<identifier:identifier>/", article_views.article, name="permanent"),
    # /articles/7k2m9qxa/minister-orders-harbour-closed/
    path("articles/<identifier:identifier>/<str:slug>/", article_views.article, name="article"),
    # /captures/12/original/
    path("captures/<int:pk>/original/", article_views.original, name="original"),
    # /captures/12/
    path("captures/<int:pk>/", article_views.original_and_text, name="beside"),
    # /login/?next=/saved/
    path(
        "login/",
        LoginView.as_view(
            template_name="accounts/login.html",
            extra_context={"site_name": settings.SITE_NAME},  # LoginView would use the host name
        ),
        name="login",
    ),
    # /logout/
    path("logout/", LogoutView.as_view(next_page="home"), name="logout"),
    # /captures/12/capture.warc.gz
    path("captures/<int:pk>/capture.warc.gz", article_views.capture_warc, name="capture-warc"),
    # /compare/?one=7k2m9qxa&other=2jx6y8k1
    path("compare/", compare.redirect_to_comparison, name="choose-two"),
    # /compare/captures/12/15/
    path("compare/captures/<int:one>/<int:other>/", compare.compare_captures, name="compare-captures"),
    # /compare/7k2m9qxa/2jx6y8k1/
    path("compare/<identifier:one>/<identifier:other>/", compare.compare_articles, name="compare"),
    # /captures/12/text/
    path("captures/<int:pk>/text/", article_views.edit_list, name="edits"),
    # /help/
    path("help/", site.help_contents, name="help"),
    # /help/search/
    path("help/search/", site.search_help, name="help-search"),
    # /help/dates/
    path("help/dates/", site.date_help, name="help-dates"),
    # /choices/?back=/dates/
    path("choices/", site.edit_preferences, name="choices"),
    # /healthz
    path("healthz", site.healthz, name="healthz"),
]
