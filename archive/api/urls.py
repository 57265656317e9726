"""The address book of files and feeds, an example above each: siblings of the pages by suffix."""

import re

from django.urls import path, re_path

from archive.api import browser_search, completions, feeds, references, sitemaps, takeaway
from archive.web import converters  # noqa: F401 -- registers them
from archive.web.languages import alike_for_everybody

_FILES = "|".join(map(re.escape, takeaway.KINDS))
_LISTS = "(?P<kind>outlets|authors|collections)"

urlpatterns = [
    # /articles/7k2m9qxa.bib
    path(
        "articles/<identifier:identifier>.<references:suffix>",
        references.article,
        name="reference",
    ),
    # /search.csv?q=flood&outlet=harbour-gazette
    re_path(rf"^search\.(?P<suffix>{_FILES})$", takeaway.results, name="takeaway"),
    # /search/suggestions.json?q=outlet:harb
    path("search/suggestions.json", completions.completions, name="completions"),
    # /search.atom?q=flood
    path("search.atom", feeds.of_search, name="feed-of-search"),
    # /new.atom
    path("new.atom", feeds.of_new, name="feed-of-new"),
    # /outlets/harbour-gazette.atom
    re_path(rf"^{_LISTS}/(?P<slug>[^/]+)\.atom$", feeds.of_list, name="feed-of-list"),
    # /dates/undated.atom
    path("dates/undated.atom", feeds.of_undated, name="feed-of-undated"),
    # /dates/2024.atom, /dates/2024/03.atom, /dates/2024/03/14.atom
    re_path(
        r"^dates/(?P<year>[0-9]{4})(?:/(?P<month>[0-9]{2}))?(?:/(?P<day>[0-9]{2}))?\.atom$",
        feeds.of_period,
        name="feed-of-period",
    ),
    # /sitemap.xml
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    # /sitemap-articles-3.xml
    re_path(
        r"^sitemap-(?P<section>[a-z]+)-(?P<number>[1-9][0-9]{0,4})\.xml$",
        sitemaps.section,
        name="sitemap-section",
    ),
    # /opensearch.xml
    path("opensearch.xml", browser_search.description, name="opensearch"),
    # /robots.txt
    path("robots.txt", sitemaps.robots, name="robots"),
]
for pattern in urlpatterns:
    pattern.callback = alike_for_everybody(pattern.callback)
