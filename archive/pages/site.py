"""Pages of the site itself: home, help, preferences."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from archive.db.addresses import reverse_cached
from archive.db.bulk import MAX_BATCH_SIZE
from archive.models import Article, Author, Outlet
from archive.pages.browse.directory import DirectoryEntry, load_holdings
from archive.search.engines.base import RecordCounts
from archive.search.holdings import count_records
from archive.search.query.fields import FIELDS
from archive.search.query.request import FacetName
from archive.search.syntax_help import BM25_PARAMETERS, LIMITS_TEXT, OPERATOR_PRECEDENCE, SYNTAX_RULES
from archive.text.edtf import describe_edtf, parse_edtf
from archive.web.cache import cached_by_generation
from archive.web.context import COOKIE_MAX_AGE, PREFERENCES, read_preferences
from archive.web.coverage import DateCoverage, build_coverage_chart
from archive.web.language import translate_message
from archive.web.links import build_month_url, build_search_url, build_year_url, format_day, format_month_and_year
from archive.web.paging import annotate_inferred_dates
from archive.web.params import get_site_url

EXAMPLE_DATES = (
    "2016-02-04 2016-02 2016 201X 2016-02-04~ 2016-02~ 2016~ 2016? 2016-02/2016-04 [2016-02-03..2016-02-11]"
    " [..2016-04-03]"
).split()
NEWEST_COUNT = 6
RECENTLY_ADDED = 60
_MAX_TITLES = 400
_WORD = re.compile(r"[^\W\d_]{5,}")
_STOP_WORDS = frozenset(
    "about after again against before being could every first their there these those three under until where which"
    " while whose would".split()
)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_preferences(request: HttpRequest) -> HttpResponse:
    """Show the form; on POST store the preferences for a year and redirect back."""
    if request.method != "POST":
        back = _validate_back_url(request.GET.get("back", ""))
        selected = read_preferences(request.COOKIES)
        preferences = [(row, selected.get(row.name, "")) for row in PREFERENCES]
        context = {"preferences": preferences, "back": back}
        return render(request, "site/preferences.html", context)
    response = redirect(_validate_back_url(request.POST.get("back", "")))
    selected, path = read_preferences(request.POST), settings.LANGUAGE_COOKIE_PATH
    for name in (row.name for row in PREFERENCES):
        if name in selected:
            response.set_cookie(name, selected[name], path=path, max_age=COOKIE_MAX_AGE, samesite="Lax")
        else:
            response.delete_cookie(name, path=path, samesite="Lax")
    return response


@require_POST
@csrf_exempt  # it changes nothing but the language of this browser, and would make every page one of its own
def set_language(request: HttpRequest) -> HttpResponse:
    """Store the language chosen at the foot of a page for a year, and redirect back."""
    response = redirect(_validate_back_url(request.POST.get("back", "")))
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            path=settings.LANGUAGE_COOKIE_PATH,
            max_age=COOKIE_MAX_AGE,
            samesite="Lax",
        )
    return response


def _validate_back_url(url: str) -> str:
    """Return a URL of this site, or the front page."""
    is_local = url.startswith("/") and url_has_allowed_host_and_scheme(url, None)
    return url if is_local and len(url) < 2_000 else reverse_cached("home")


@dataclass(frozen=True, slots=True)
class ExampleQuery:
    """An example query with a description, and other ways to write it."""

    query: str
    description: str
    also: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        """URL of the search."""
        return build_search_url(self.query)


@require_safe
def help_contents(request: HttpRequest) -> HttpResponse:
    """Show the contents."""
    return render(request, "help/contents.html")


@require_safe
def search_help(request: HttpRequest) -> HttpResponse:
    """Show the query syntax."""
    context = {
        "guide": [ExampleQuery(entry.syntax, entry.meaning, entry.alternatives) for entry in SYNTAX_RULES],
        "fields": FIELDS,
        "binding": OPERATOR_PRECEDENCE,
        "limits": LIMITS_TEXT,
        "seconds": settings.SEARCH_SECONDS,
        "ranking": BM25_PARAMETERS,
    }
    return render(request, "help/search.html", context)


@require_safe
def date_help(request: HttpRequest) -> HttpResponse:
    """Show how dates are written, bounded, counted and searched."""
    return render(request, "help/dates.html", {"examples": [_build_date_example(text) for text in EXAMPLE_DATES]})


def _build_date_example(text: str) -> dict[str, str]:
    """Return a date in EDTF, in words, and its bounds."""
    parsed = parse_edtf(text)
    return {
        "edtf": text,
        "words": translate_message(describe_edtf(text)),
        "earliest": format_day(parsed.earliest) if parsed.earliest else gettext("open"),
        "latest": format_day(parsed.latest) if parsed.latest else gettext("open"),
    }


def suggest_queries(coverage: DateCoverage) -> list[ExampleQuery]:
    """Return at most three: a frequent title word, an author or outlet, the busiest month."""
    candidates = (_suggest_title_word(), _suggest_author(), _suggest_month(coverage.count_by_month()))
    return [suggestion for suggestion in candidates if suggestion]


def _suggest_title_word() -> ExampleQuery | None:
    titles = Article.objects.listed().order_by("-added_at", "identifier").values_list("title", flat=True)
    counts: Counter[str] = Counter()
    for title in titles[:_MAX_TITLES]:
        counts.update({word.casefold() for word in _WORD.findall(title)} - _STOP_WORDS)
    if not counts:
        return None
    word = min(counts, key=lambda word: (-counts[word], word))
    return ExampleQuery(f"title:{word}", gettext("articles with “%s” in their headline") % word)


def _suggest_author() -> ExampleQuery | None:
    author = _find_most_frequent(Author.objects.order_by("sort_name", "pk"), count_records(FacetName.AUTHOR))
    if author:
        return ExampleQuery(f"author:{_quote_name(author.name)}", gettext("everything by %s") % author.name)
    outlet = _find_most_frequent(Outlet.objects.order_by("name", "pk"), count_records(FacetName.OUTLET))
    if outlet:
        return ExampleQuery(f"outlet:{_quote_name(outlet.name)}", gettext("everything from %s") % outlet.name)
    return None


def _find_most_frequent(records: QuerySet, counts: RecordCounts) -> Any:
    """Return the record with the most articles; of several the first."""
    most = max((count.articles for key, count in counts.items() if key), default=0)
    keys = [key for key, count in counts.items() if key and count.articles == most]
    return records.filter(pk__in=keys[:MAX_BATCH_SIZE]).first()


def _suggest_month(months: Mapping[date, int]) -> ExampleQuery | None:
    if not months:
        return None
    busiest = min(months, key=lambda month: (-months[month], month))
    description = gettext("what was published in %s, the busiest month") % format_month_and_year(busiest)
    return ExampleQuery(f"date:{busiest.isoformat()[:7]}", description)


def _quote_name(name: str) -> str:
    return '"{}"'.format(name.replace('"', " "))


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the holdings over time and by outlet, the newest articles, and example queries.

    The newest are the latest published of the last added, as one ingest adds many at once.
    """
    archive_holdings = load_holdings()
    coverage = archive_holdings.coverage
    title, undated_url = gettext("Articles over time"), reverse_cached("undated")
    outlets = [
        DirectoryEntry(row, archive_holdings.summarise_outlet(row.pk)) for row in Outlet.objects.order_by("name")
    ]
    added = Article.objects.listed().order_by("-added_at", "identifier").values("pk")
    newest = Article.objects.filter(pk__in=added[:RECENTLY_ADDED]).newest_first().for_cards()[:NEWEST_COUNT]
    context = {
        "coverage": coverage,
        "chart": build_coverage_chart(title, coverage, build_month_url, build_year_url, undated_url),
        "outlets": sorted(outlets, key=lambda entry: -entry.summary.count),
        "newest": annotate_inferred_dates(newest),
        "dataset": _describe_dataset(request, coverage),
        "suggestions": cached_by_generation(("suggestions", get_language()), lambda: suggest_queries(coverage)),
    }
    return render(request, "site/home.html", context)


def _describe_dataset(request: HttpRequest, coverage: DateCoverage) -> dict[str, object]:
    """Return what search engines for data are told of the whole archive; its description is 50 characters at least."""
    period = f"{coverage.first.isoformat()}/{coverage.last.isoformat()}" if coverage.first and coverage.last else ""
    suffixes = {"application/jsonl": "jsonl", "text/csv": "csv"}
    files = [(media_type, reverse("search-export", args=[suffix])) for media_type, suffix in suffixes.items()]
    return {
        "site": get_site_url(request),
        "period": period,
        "is_public": settings.IS_PUBLIC,
        "files": [*files, ("application/wacz", reverse("archive-export", args=["wacz"]))],
        "description": f"{settings.SITE_NAME}, an archive of {coverage.total:,} news articles: metadata, texts,"
        " originals with the times of their capture, and the evidence of each value.",
    }
