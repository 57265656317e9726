"""Template filters that write a row of a long list in one piece, where a node for each part of it costs too much."""

from collections.abc import Iterable
from functools import lru_cache

from django import template
from django.template import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from archive.models import Article, Outlet
from archive.templatetags.archive_text import format_bylines, format_edtf, group_digits, language_tag
from archive.web.charts import ChartBar, Histogram

register = template.Library()
_CACHED_PIECES = 5_000
_NOTHING = SafeString("")
_OUTLET = '<a class="outlet" href="{}"><bdi>{}</bdi></a>'
_LINKED_BAR = (
    '<a href="{}" tabindex="-1" aria-label="{}: {}">'
    '<rect class="slot" x="{}" width="{}" y="0" height="{}"></rect>'
    '<rect class="bar" x="{}" width="{}" y="{}" height="{}"><title>{}: {}</title></rect></a>'
)
_BAR = '<rect class="bar" x="{}" width="{}" y="{}" height="{}"></rect>'
_TABLE_ROW = '<tr><th scope="row">{}</th><td class="number">{}</td></tr>'


@register.filter
@lru_cache(maxsize=200)
def format_lang_attribute(code: str) -> str:
    """Return ` lang="fr"` for the start tag of a text in this language; empty where the code is not valid."""
    tag = language_tag(code)
    return format_html(' lang="{}"', tag) if tag else _NOTHING


@register.simple_tag(takes_context=True)
def format_credit_line(context: Context, article: Article) -> str:
    """Return the outlet, the date and the authors of an article (with `date_is_inferred`), with links.

    The outlet is left out where the context has `without_outlet`.
    """
    language = get_language()
    outlet: str = _NOTHING
    if not context.get("without_outlet"):
        outlet = _format_outlet(article.outlet) if article.outlet else _format_unknown_outlet(language)
    day = article.earliest.isoformat() if article.earliest and article.is_exactly_dated else ""
    is_inferred = getattr(article, "date_is_inferred", False)
    words = _format_date(language, article.published, day, is_inferred=is_inferred)
    return format_html("{}\n{}\n{}", outlet, words, format_bylines(article.credits))


def _format_outlet(outlet: Outlet) -> str:
    return format_html(_OUTLET, outlet.get_absolute_url(), outlet.name)


@lru_cache(maxsize=20)
def _format_unknown_outlet(_: str | None) -> str:
    return format_html('<span class="outlet unknown">{}</span>', gettext("Outlet unknown"))


@lru_cache(maxsize=_CACHED_PIECES)
def _format_date(_: str | None, published: str, day: str, *, is_inferred: bool) -> str:
    """Return a date in the language of the page, the first argument; `day` where it is known to the day."""
    words = format_edtf(published)
    date = (
        format_html('<time datetime="{}">{}</time>', day, words)
        if day
        else format_html('<span class="uncertain">{}</span>', words)
    )
    return format_html('{} <span class="inferred">{}</span>', date, gettext("inferred")) if is_inferred else date


@register.filter
def format_bars(chart: Histogram) -> str:
    """Return the bars of a histogram; those with a link have its label and count."""
    return format_html_join("\n", "{}", ((_format_bar(bar, chart.height),) for bar in chart.bars if bar.column.count))


def _format_bar(bar: ChartBar, height: int) -> str:
    column, place = bar.column, (bar.x, bar.width, bar.y, bar.height)
    if not column.url:
        return format_html(_BAR, *place)
    words = column.label, group_digits(column.count)
    return format_html(_LINKED_BAR, column.url, *words, bar.slot_x, bar.slot_width, height, *place, *words)


@register.filter
def format_count_rows(bars: Iterable[ChartBar]) -> str:
    """Return the rows of the table of a histogram, those without articles left out."""
    columns = [bar.column for bar in bars if bar.column.count]
    rows = (
        (format_html('<a href="{}">{}</a>', column.url, column.label) if column.url else column.label, column.count)
        for column in columns
    )
    return format_html_join("\n", _TABLE_ROW, ((label, group_digits(count)) for label, count in rows))
