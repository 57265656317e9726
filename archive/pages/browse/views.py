"""Views of outlets, authors, collections and dates."""

from django.db.models import Count, Exists, F, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from archive.curation.succession import find_successions
from archive.models import Article, Author, Byline, Collection, Outlet
from archive.pages.browse import directory, profiles
from archive.pages.browse.directory import load_holdings
from archive.pages.browse.periods import get_day_period, get_month_period, get_year_period
from archive.web.charts import build_weeks, build_year_rows, choose_scale
from archive.web.coverage import build_year_chart
from archive.web.links import build_month_url, format_month_and_year
from archive.web.paging import find_neighbours, paginate_articles
from archive.web.params import Link, QueryParams, get_row_or_404

ARTICLES_PER_DAY_PAGE = 60


@require_safe
def outlet_list(request: HttpRequest) -> HttpResponse:
    """Show the directory of outlets, with sparklines and the number of articles without an outlet."""
    archive_holdings = load_holdings()
    context = {
        "directory": directory.list_outlets(QueryParams(request), archive_holdings),
        "sparklines": archive_holdings.build_sparklines(),
        "unknown": archive_holdings.summarise_outlet(None).count,
    }
    return render(request, "browse/outlet_list.html", context)


@require_safe
def outlet_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an outlet with its neighbours and its profile."""
    outlet = get_row_or_404(Outlet.objects.prefetch_related("aliases", "domains"), slug=slug)
    predecessors, successors = find_successions(outlet)
    context = {
        "outlet": outlet,
        "predecessors": predecessors,
        "successors": successors,
        "neighbours": find_neighbours(outlet, Outlet.objects.all(), "name"),
        "profile": profiles.build_outlet_profile(outlet, QueryParams(request)),
    }
    return render(request, "browse/outlet_detail.html", context)


@require_safe
def author_list(request: HttpRequest) -> HttpResponse:
    """Show the directory of authors, and the number of articles without an author."""
    authors = directory.list_authors(QueryParams(request))
    return render(request, "browse/author_list.html", {"directory": authors, "unknown": authors["unknown"]})


@require_safe
def author_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an author with their neighbours, profile and printed names."""
    listed_bylines = Byline.objects.filter(author=OuterRef("pk"), article__withdrawn_at=None)  # as in the directory
    author = get_row_or_404(Author.objects.prefetch_related("aliases", "same_as"), slug=slug)
    context = {
        "author": author,
        "neighbours": find_neighbours(author, Author.objects.filter(Exists(listed_bylines)), "sort_name"),
        "profile": profiles.build_author_profile(author, QueryParams(request)),
        "spellings": profiles.count_spellings(author),
    }
    return render(request, "browse/author_detail.html", context)


@require_safe
def new_articles(request: HttpRequest) -> HttpResponse:
    """Show the articles that were added last, or those that were published last."""
    params, articles = QueryParams(request), Article.objects.listed()
    labels = {"added": gettext("Recently added"), "published": gettext("Latest published")}
    order = params.get_choice("sort", labels, "added")
    newest = articles.order_by("-added_at", "identifier") if order == "added" else articles.newest_first()
    context = {
        "title": labels[order],
        "order": order,
        "order_links": params.build_choice_links("sort", labels, order),
        "listing": paginate_articles(newest, params, load_holdings().coverage.total),
    }
    return render(request, "browse/new.html", context)


@require_safe
def collection_list(request: HttpRequest) -> HttpResponse:
    """Show every collection with its `article_count`."""
    listed = Count("articles", filter=Q(articles__withdrawn_at=None))
    collections = Collection.objects.annotate(article_count=listed)
    return render(request, "browse/collection_list.html", {"collections": collections})


@require_safe
def collection_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a collection and its articles, newest first."""
    collection = get_row_or_404(Collection.objects.all(), slug=slug)
    articles = Article.objects.listed().filter(collections=collection)
    context = {
        "collection": collection,
        "neighbours": find_neighbours(collection, Collection.objects.all(), "name"),
        "listing": paginate_articles(articles.newest_first(), QueryParams(request), articles.count()),
    }
    return render(request, "browse/collection_detail.html", context)


@require_safe
def archive_years(request: HttpRequest) -> HttpResponse:
    """Show every year as a row of months, and the number of undated articles."""
    coverage = load_holdings().coverage
    months = coverage.count_by_month()
    scale = choose_scale(months.values())
    rows = build_year_rows(coverage.count_by_year(), months, scale)
    return render(request, "browse/year_list.html", {"coverage": coverage, "rows": rows, "scale_note": scale.note})


@require_safe
def archive_year(request: HttpRequest, year: str) -> HttpResponse:
    """Show a year's chart, its months, and the articles of no single month."""
    period = get_year_period(year, load_holdings())
    months = period.coverage.count_by_month()
    wide = period.articles.filter(latest__gt=F("earliest"))  # few, and an index tells them
    without_month = wide.exclude(earliest__month=F("latest__month"))
    total = period.coverage.total - sum(months.values())
    context = {
        "period": period,
        "chart": build_year_chart(period.name, period.first, months, build_month_url),
        "months": [
            Link(format_month_and_year(month), build_month_url(month), count=count)
            for month, count in sorted(months.items())
        ],
        "outlets": period.build_outlet_links(),
        "listing": paginate_articles(without_month.oldest_first(), QueryParams(request), total),
    }
    return render(request, "browse/year.html", context)


@require_safe
def archive_month(request: HttpRequest, year: str, month: str) -> HttpResponse:
    """Show a calendar, and the month's articles by day; those of no single day come last."""
    period = get_month_period(year, month, load_holdings())
    articles = period.articles.order_by("latest", "-earliest", "pk")  # all in one database index
    context = {
        "period": period,
        "weeks": build_weeks(period.first, period.coverage.count_by_day()),
        "outlets": period.build_outlet_links(),
        "listing": paginate_articles(articles, QueryParams(request), period.coverage.total),
    }
    return render(request, "browse/month.html", context)


@require_safe
def archive_day(request: HttpRequest, year: str, month: str, day: str) -> HttpResponse:
    """Show the articles of a day by outlet."""
    period = get_day_period(year, month, day, load_holdings())
    articles = period.articles.order_by(F("outlet__name").asc(nulls_last=True), "title", "pk")
    context = {
        "period": period,
        "outlets": period.build_outlet_links(),
        "listing": paginate_articles(articles, QueryParams(request), period.coverage.total, ARTICLES_PER_DAY_PAGE),
    }
    return render(request, "browse/day.html", context)


@require_safe
def undated_articles(request: HttpRequest) -> HttpResponse:
    """Show the undated articles, or those dated less precisely than to the day, and links to both."""
    params = QueryParams(request)
    articles = Article.objects.listed()
    articles_by_precision = {
        "undated": articles.undated().order_by("-added_at", "identifier"),
        "approximate": articles.imprecise().newest_first(),
    }
    coverage = load_holdings().coverage
    counts = {"undated": coverage.undated_count, "approximate": coverage.imprecise_count}
    labels = {"undated": gettext("Undated"), "approximate": gettext("Approximate dates")}
    default = "undated" if counts["undated"] or not counts["approximate"] else "approximate"
    selected = params.get_choice("shelf", articles_by_precision, default)
    context = {
        "precision_links": params.build_choice_links("shelf", labels, selected, counts),
        "precision": selected,
        "listing": paginate_articles(articles_by_precision[selected], params, counts[selected]),
    }
    return render(request, "browse/undated.html", context)
