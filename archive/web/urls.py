"""URLs of the public pages, an example above each."""

from django.conf import settings
from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path, re_path

from archive.web import converters  # noqa: F401 -- registers them
from archive.web.views import (
    articles,
    browse,
    captures,
    choices,
    comparing,
    dates,
    edits,
    health,
    help_pages,
    home,
    saved,
    search,
    search_aids,
    stories,
)
from archive.web.views import quotations as quoting
from archive.web.views.warc import capture_warc

urlpatterns = [
    # /
    path("", home.home, name="home"),
    # /search/?q=flood+-dam&outlet=harbour-gazette&sort=newest&page=2
    path("search/", search.search_results, name="search"),
    # /search/compose/?q=flood&phrase=inner+harbour&from=2024-03-01
    path("search/compose/", search.compose, name="compose"),
    # /search/suggestions/?q=outlet:harb
    path("search/suggestions/", search_aids.completion_list, name="suggestions"),
    # /search/why/7k2m9qxa/?q=flood
    path("search/why/<identifier:identifier>/", search_aids.explain_score, name="why"),
    # /search/spellings/?name=Kyiv
    path("search/spellings/", search_aids.spellings_table, name="spellings"),
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
    # /new/
    path("new/", browse.NewView.as_view(), name="new"),
    # /dates/
    path("dates/", dates.archive_years, name="dates"),
    # /dates/undated/
    path("dates/undated/", dates.UndatedView.as_view(), name="undated"),
    # /dates/2024/
    re_path(r"^dates/(?P<year>[0-9]{4})/$", dates.archive_year, name="year"),
    # /dates/2024/03/
    re_path(r"^dates/(?P<year>[0-9]{4})/(?P<month>[0-9]{2})/$", dates.archive_month, name="month"),
    # /dates/2024/03/14/
    re_path(
        r"^dates/(?P<year>[0-9]{4})/(?P<month>[0-9]{2})/(?P<day>[0-9]{2})/$",
        dates.archive_day,
        name="day",
    ),
    # /articles/7k2m9qxa/
    path("articles/<identifier:identifier>/", articles.article, name="permanent"),
    # /articles/7k2m9qxa/minister-orders-harbour-closed/
    path("articles/<identifier:identifier>/<str:slug>/", articles.article, name="article"),
    # /quotations/
    path("quotations/", quoting.QuotationsView.as_view(), name="quotations"),
    # /quotations/4h8r1wzc/
    path("quotations/<identifier:identifier>/", quoting.QuotationView.as_view(), name="quotation"),
    # /quotations/in/7k2m9qxa/
    path(
        "quotations/in/<identifier:identifier>/",
        quoting.ArticleQuotationsView.as_view(),
        name="quoted-in",
    ),
    # /speakers/
    path("speakers/", quoting.SpeakersView.as_view(), name="speakers"),
    # /speakers/adela-thorne/
    path("speakers/<str:slug>/", quoting.SpeakerView.as_view(), name="speaker"),
    # /captures/12/original/
    path("captures/<int:pk>/original/", captures.original, name="original"),
    # /captures/12/
    path("captures/<int:pk>/", captures.original_and_text, name="beside"),
    # /saved/
    path("saved/", saved.saved_searches, name="saved"),
    # /saved/save/?q=flood&outlet=gazette
    path("saved/save/", saved.save_search, name="saved-save"),
    # /saved/7/seen/
    path("saved/<int:pk>/seen/", saved.mark_seen, name="saved-seen"),
    # /saved/7/forget/
    path("saved/<int:pk>/forget/", saved.delete_search, name="saved-forget"),
    # /login/?next=/saved/
    path(
        "login/",
        LoginView.as_view(
            template_name="archive/login.html",
            extra_context={"site_name": settings.SITE_NAME},  # LoginView would use the host name
        ),
        name="login",
    ),
    # /logout/
    path("logout/", LogoutView.as_view(next_page="home"), name="logout"),
    # /captures/12/capture.warc.gz
    path("captures/<int:pk>/capture.warc.gz", capture_warc, name="capture-warc"),
    # /stories/
    path("stories/", stories.story_list, name="stories"),
    # /stories/4f7k2m9q/
    path("stories/<identifier:identifier>/", stories.story_detail, name="story"),
    # /compare/?one=7k2m9qxa&other=2jx6y8k1
    path("compare/", comparing.redirect_to_comparison, name="choose-two"),
    # /compare/captures/12/15/
    path(
        "compare/captures/<int:one>/<int:other>/",
        comparing.compare_captures,
        name="compare-captures",
    ),
    # /compare/7k2m9qxa/2jx6y8k1/
    path(
        "compare/<identifier:one>/<identifier:other>/", comparing.compare_articles, name="compare"
    ),
    # /captures/12/text/
    path("captures/<int:pk>/text/", edits.edit_list, name="edits"),
    # /help/
    path("help/", help_pages.help_contents, name="help"),
    # /help/search/
    path("help/search/", help_pages.search_help, name="help-search"),
    # /help/dates/
    path("help/dates/", help_pages.date_help, name="help-dates"),
    # /choices/?back=/dates/
    path("choices/", choices.edit_preferences, name="choices"),
    # /help/quotations/
    path("help/quotations/", quoting.QuotationHelpView.as_view(), name="help-quotations"),
    # /healthz
    path("healthz", health.healthz, name="healthz"),
]
