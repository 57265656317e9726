"""URLs of the public pages of articles, search, browsing and help."""

from django.contrib.auth.views import LogoutView
from django.urls import path, re_path

from archive.pages import accounts, capture_changes, compare, comparison_choice, health, registration, site
from archive.pages.article import views as article_views
from archive.pages.browse import views as browse_views
from archive.pages.search import machine_access, over_time, selection
from archive.pages.search import views as search_views
from archive.web import links  # noqa: F401 -- registers the converters

urlpatterns = [
    path("", site.home, name="home"),
    path("search/", search_views.search_results, name="search"),  # ?q=flood+-dam&outlet=gazette&sort=newest
    path("search/advanced/", search_views.advanced_search, name="advanced-search"),  # ?q=flood+-dam
    path("search/compose/", search_views.compose_search, name="compose-search"),  # ?q=flood&phrase=inner+harbour
    path("search/selection/", selection.use_selection, name="selection"),  # ?of=ticked&identifier=7k2m9qxa&do=cite
    path("search/code/", machine_access.search_as_code, name="search-as-code"),  # ?q=flood&outlet=gazette
    path("search/suggestions/", search_views.completion_list, name="suggestions"),  # ?q=outlet:harb
    path("search/why/<identifier:identifier>/", search_views.explain_score, name="score-explanation"),  # ?q=flood
    path("search/spellings/", search_views.spellings_table, name="spellings"),  # ?name=Kyiv
    path("outlets/", browse_views.outlet_list, name="outlets"),
    path("outlets/<str:slug>/", browse_views.outlet_detail, name="outlet"),
    path("authors/", browse_views.author_list, name="authors"),
    path("authors/<str:slug>/", browse_views.author_detail, name="author"),
    path("collections/", browse_views.collection_list, name="collections"),
    path("collections/<str:slug>/", browse_views.collection_detail, name="collection"),
    path("new/", browse_views.new_articles, name="new"),
    path("dates/", browse_views.archive_years, name="dates"),
    path("dates/undated/", browse_views.undated_articles, name="undated"),
    re_path(r"^dates/(?P<year>[0-9]{4})/$", browse_views.archive_year, name="year"),
    re_path(r"^dates/(?P<year>[0-9]{4})/(?P<month>[0-9]{2})/$", browse_views.archive_month, name="month"),
    re_path(r"^dates/(?P<year>[0-9]{4})/(?P<month>[0-9]{2})/(?P<day>[0-9]{2})/$", browse_views.archive_day, name="day"),
    path("articles/<identifier:identifier>/", article_views.article, name="article-permalink"),
    path("articles/<identifier:identifier>/<str:slug>/", article_views.article, name="article"),
    path("captures/<int:pk>/original/", article_views.original, name="original"),
    path("captures/<int:pk>/pages/<int:number>/", article_views.capture_page, name="capture-page"),
    path("captures/<int:pk>/pictures/<int:position>/", article_views.picture, name="picture"),
    path("captures/<int:pk>/", article_views.original_and_text, name="original-and-text"),
    path("login/", accounts.LoginPage.as_view(), name="login"),
    path("login/forgotten/", accounts.NewPasswordPage.as_view(), name="password_reset"),
    path("login/forgotten/sent/", accounts.NewPasswordSentPage.as_view(), name="password_reset_done"),
    path(
        "login/forgotten/<str:uidb64>/<str:token>/",
        accounts.NewPasswordEntryPage.as_view(),
        name="password_reset_confirm",
    ),
    path("login/forgotten/set/", accounts.NewPasswordSetPage.as_view(), name="password_reset_complete"),
    path("register/", registration.RegistrationPage.as_view(), name="register"),
    path("register/sent/", registration.RegistrationSentPage.as_view(), name="register-sent"),
    path("register/<str:token>/", registration.RegistrationEntryPage.as_view(), name="register-entry"),  # by mail
    path("password/", accounts.PasswordChangePage.as_view(), name="password-change"),
    path("password/changed/", accounts.PasswordChangedPage.as_view(), name="password-changed"),
    path("logout/", LogoutView.as_view(next_page="home"), name="logout"),
    path("captures/<int:pk>/capture.warc.gz", article_views.capture_warc, name="capture-warc"),
    path("compare/", comparison_choice.choose_articles, name="compare-choice"),  # ?one=7k2m9qxa&other=2jx6y8k1
    path("compare/searches/", over_time.compare_over_time, name="compare-over-time"),  # ?q=ferry&q=bridge&within=…
    path("compare/captures/<int:one>/<int:other>/", capture_changes.compare_captures, name="compare-captures"),
    path("compare/<identifier:one>/<identifier:other>/", compare.compare_articles, name="compare"),
    path("captures/<int:pk>/text/", article_views.edit_list, name="edits"),
    path("help/", site.help_contents, name="help"),
    path("help/search/", site.search_help, name="help-search"),
    path("help/dates/", site.date_help, name="help-dates"),
    path("choices/", site.edit_preferences, name="preferences"),  # ?back=/dates/
    path("choices/language/", site.set_language, name="set-language"),
    path("healthz", health.ready, name="healthz"),
    path("healthz/ready", health.ready, name="healthz-ready"),
    path("healthz/live", health.live, name="healthz-live"),
    path("metrics", health.metrics, name="metrics"),
]
