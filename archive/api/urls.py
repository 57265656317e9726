"""URLs of files and feeds."""

import re

from django.contrib.sitemaps.views import index, sitemap
from django.urls import path, re_path
from django.views.decorators.http import require_safe

from archive.api import exports, feeds, sitemaps, views
from archive.api.rest import description_page, page_files
from archive.api.rest.application import api as rest_api
from archive.text.normalize import IDENTIFIER
from archive.web import links  # noqa: F401 -- registers them
from archive.web.language import use_default_language

_EXPORT_SUFFIXES = "|".join(map(re.escape, exports.EXPORT_FORMATS))
_ORIGINALS_SUFFIXES = "|".join(map(re.escape, exports.ORIGINALS_FORMATS))
_LIST_PATTERN = "(?P<kind>outlets|authors|collections)"
_SITEMAPS = {"sitemaps": sitemaps.SITEMAPS, "content_type": "application/xml; charset=utf-8"}

_FILES = [
    re_path(rf"^search\.(?P<suffix>{_EXPORT_SUFFIXES})$", exports.export_results, name="search-export"),
    re_path(rf"^archive\.(?P<suffix>{_ORIGINALS_SUFFIXES})$", exports.export_archive, name="archive-export"),
    re_path(
        rf"^articles/(?P<identifier>{IDENTIFIER.pattern})\.(?P<suffix>{_ORIGINALS_SUFFIXES})$",
        exports.export_article,
        name="article-export",
    ),
    re_path(
        rf"^collections/(?P<slug>[^/]+)\.(?P<suffix>{_ORIGINALS_SUFFIXES})$",
        exports.export_collection,
        name="collection-export",
    ),
    path("search/suggestions.json", views.completions, name="completions"),
    path("search/suggestions.opensearch.json", views.browser_suggestions, name="browser-suggestions"),  # ?q=harb
    path("search.atom", feeds.search_feed, name="feed-of-search"),
    path("new.atom", feeds.new_articles_feed, name="feed-of-new"),
    re_path(rf"^{_LIST_PATTERN}\.atom$", feeds.records_feed, name="feed-of-records"),
    re_path(rf"^{_LIST_PATTERN}/(?P<slug>[^/]+)\.atom$", feeds.list_feed, name="feed-of-list"),
    re_path(
        rf"^dates/(?P<precision>{'|'.join(feeds.UNDATED_FEED_TITLES)})\.atom$", feeds.undated_feed, name="feed-undated"
    ),
    # /dates/2024.atom, /dates/2024/03.atom, /dates/2024/03/14.atom
    re_path(
        r"^dates/(?P<year>[0-9]{4})(?:/(?P<month>[0-9]{2}))?(?:/(?P<day>[0-9]{2}))?\.atom$",
        feeds.period_feed,
        name="feed-of-period",
    ),
    # /sitemap.xml, /sitemap-articles.xml?p=3
    path("sitemap.xml", require_safe(index), _SITEMAPS | {"sitemap_url_name": "sitemap-section"}, name="sitemap"),
    re_path(r"^sitemap-(?P<section>[a-z]+)\.xml$", require_safe(sitemap), _SITEMAPS, name="sitemap-section"),
    # /sitemap-articles-3.xml
    re_path(r"^sitemap-(?P<section>[a-z]+)-(?P<number>[1-9][0-9]{0,4})\.xml$", sitemaps.redirect_numbered_sitemap),
    path("opensearch.xml", views.opensearch_description, name="opensearch"),
    path("robots.txt", views.robots_txt, name="robots"),
]
for pattern in _FILES:
    if pattern.name != "completions":  # its texts are shown on pages, translated
        pattern.callback = use_default_language(pattern.callback)
urlpatterns = [
    *_FILES,
    # in the language of whoever asks
    path("api/v1/", rest_api.urls),
    path("api/", description_page.api_description, name="api-description"),
    *page_files.urlpatterns,
]
