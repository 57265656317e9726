"""Template filters for counts, language names, dates, highlights and messages; tags for URLs and cached includes."""

import html
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, Final

from django import template
from django.conf import settings
from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext

from archive.db.addresses import reverse_cached
from archive.errors import DateSyntaxError
from archive.search.highlight.snippets import HighlightFragment
from archive.text import languages
from archive.text.edtf import describe_edtf, parse_edtf
from archive.text.messages import Message
from archive.web import language, links
from archive.web.params import Link

register = template.Library()
register.simple_tag(reverse_cached, name="address")
_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")

NOUNS: Final[Mapping[str, Callable[[int], str]]] = {
    "article": lambda number: ngettext("%(shown)s article", "%(shown)s articles", number),
    "author": lambda number: ngettext("%(shown)s author", "%(shown)s authors", number),
    "byte": lambda number: ngettext("%(shown)s byte", "%(shown)s bytes", number),
    "change": lambda number: ngettext("%(shown)s change", "%(shown)s changes", number),
    "capture": lambda number: ngettext("%(shown)s capture", "%(shown)s captures", number),
    "citation": lambda number: ngettext("%(shown)s citation", "%(shown)s citations", number),
    "entry": lambda number: ngettext("%(shown)s entry", "%(shown)s entries", number),
    "hit": lambda number: ngettext("%(shown)s hit", "%(shown)s hits", number),
    "indirect report": lambda number: ngettext("%(shown)s indirect report", "%(shown)s indirect reports", number),
    "known outlet": lambda number: ngettext("%(shown)s known outlet", "%(shown)s known outlets", number),
    "later article": lambda number: ngettext("%(shown)s later article", "%(shown)s later articles", number),
    "link": lambda number: ngettext("%(shown)s link", "%(shown)s links", number),
    "more": lambda number: ngettext("%(shown)s more", "%(shown)s more", number),
    "more article": lambda number: ngettext("%(shown)s more article", "%(shown)s more articles", number),
    "more quotation": lambda number: ngettext("%(shown)s more quotation", "%(shown)s more quotations", number),
    "other article": lambda number: ngettext("%(shown)s other article", "%(shown)s other articles", number),
    "outlet": lambda number: ngettext("%(shown)s outlet", "%(shown)s outlets", number),
    "passage": lambda number: ngettext("%(shown)s passage", "%(shown)s passages", number),
    "quotation": lambda number: ngettext("%(shown)s quotation", "%(shown)s quotations", number),
    "speaker": lambda number: ngettext("%(shown)s speaker", "%(shown)s speakers", number),
    "statement": lambda number: ngettext("%(shown)s statement", "%(shown)s statements", number),
    "story": lambda number: ngettext("%(shown)s story", "%(shown)s stories", number),
    "time": lambda number: ngettext("%(shown)s time", "%(shown)s times", number),
    "undated": lambda number: ngettext("%(shown)s undated", "%(shown)s undated", number),
    "word": lambda number: ngettext("%(shown)s word", "%(shown)s words", number),
}
"""Plural forms of all nouns counted on pages."""


@register.filter
def may_correct(user: AbstractUser | AnonymousUser, model: str) -> bool:
    """Return whether a user may change records of `model` (`article`) in the admin."""
    return user.is_staff and user.has_perm(f"archive.change_{model}")


@register.filter
def count_noun(number: int, noun: str) -> str:
    """Return `1 article`, `412 articles`; the noun is one of NOUNS."""
    return NOUNS[noun](number) % {"shown": group_digits(number)}


@register.filter
def group_digits(number: int) -> str:
    """Return `21,578`; cheap, for long lists."""
    return f"{number:,}"


@register.filter
def mark_matches(fragments: Iterable[HighlightFragment]) -> str:
    """Join the fragments of a text, matches in `<mark>`. Fast, for lists of results."""
    escaped = ((html.escape(part.text), part.matched) for part in fragments)
    return SafeString("".join(f"<mark>{text}</mark>" if matched else text for text, matched in escaped))


@register.filter
def format_bylines(bylines: Iterable[Any]) -> str:
    """Return the authors of an article as links, with roles other than author. Fast, for lists of articles."""
    conjunction = gettext("and")
    link = '<span class="byline-author" data-and="{}"><a href="{}"><bdi>{}</bdi></a>{}</span>'
    return format_html_join(
        "",
        link,
        (
            (
                conjunction,
                byline.author.get_absolute_url(),
                byline.author.name,
                f" ({byline.get_role_display()})" if byline.role != "author" else "",
            )
            for byline in bylines
        ),
    )


@register.filter
def format_facet_links(values: Iterable[Link]) -> str:
    """Return the values of a facet as a list of links, the selected ones current. Fast, as a page has hundreds."""
    link = '<li><a href="{}" rel="nofollow"{}><span><bdi>{}</bdi></span><span class="count">{}</span></a></li>'
    current = format_html(' aria-current="{}"', "true")
    rows = ((row.url, current if row.is_current else "", row.label, group_digits(row.count or 0)) for row in values)
    return format_html_join("\n", link, rows)


@register.filter
def mark_hits(pieces: Iterable[Any]) -> str:
    """Join the pieces of a paragraph (`ArticleTextPiece`), hits in `<mark>` with their number as the id.

    What a reader marked is highlighted, with a link to the note at its end.
    """
    return format_html_join("", "{}", ((_format_piece(piece),) for piece in pieces))


def _format_piece(piece: Any) -> str:
    words = piece.text
    if piece.number:
        words = format_html('<mark id="hit-{}">{}</mark>', piece.number, words)
    elif piece.continues_hit:
        words = format_html("<mark>{}</mark>", words)
    if piece.is_marked:
        words = format_html('<span class="highlight">{}</span>', words)
    for number, identifier in piece.note_ends:
        link = '{}<a class="note-ref" href="#note-{}" aria-label="{} {}">{}</a>'
        words = format_html(link, words, identifier, gettext("Note"), number, number)
    return words


@register.filter
def translate_message(words: object) -> str:
    """Translate a Message, or a word of a fixed list, into the language of the page."""
    if isinstance(words, Message):
        return language.translate_message(words)
    return gettext(str(words)) if words else ""


@register.simple_tag
def interface_language() -> str:
    """Return the interface language, for a `lang` attribute inside text of another language."""
    return (get_language() or "en").partition("-")[0]


@register.filter
def format_language(code: str) -> str:
    """Return `French` for `fr`; ‘language unknown’ for no code."""
    if not code:
        return gettext("language unknown")
    primary, _, subtags = code.partition("-")
    name = gettext(languages.get_language_name(primary))
    return f"{name} ({subtags})" if subtags and primary.casefold() in languages.LANGUAGE_NAMES else name


@register.filter
def language_tag(code: str) -> str:
    """Return the code if valid in a `lang` attribute, else empty."""
    return code if _LANGUAGE_TAG.fullmatch(code or "") else ""


@register.filter
def format_day(day: date | None) -> str:
    """Return `4 February 2016`; empty for None."""
    return _format_day_cached(get_language(), day) if day else ""


@lru_cache(maxsize=5_000)  # lists repeat the same days
def _format_day_cached(_: str | None, day: date) -> str:
    return links.format_day(day)


@register.filter
def format_date_range(first: date | None, last: date | None) -> str:
    """Return `3 February 2016 – 28 November 2017`, without repeating month or year."""
    if not first or not last or first == last:
        return format_day(first or last)
    start = format_day(first)
    if first.year == last.year:
        start = start.removesuffix(f" {first.year}")
        if first.month == last.month:
            start = str(first.day)
    return f"{start} – {format_day(last)}"


@register.filter
def format_year_range(first: date | None, last: date | None) -> str:
    """Return `2016–2017`, or one year."""
    days = [day for day in (first, last) if day]
    if not days:
        return ""
    start, end = days[0].year, days[-1].year
    return str(start) if start == end else f"{start}–{end}"


@register.filter
def format_edtf(edtf: str) -> str:
    """Return `about 2016` for `2016~`, `undated` for empty; invalid EDTF unchanged."""
    return _format_edtf_cached(get_language(), edtf)


@lru_cache(maxsize=5_000)
def _format_edtf_cached(_: str | None, edtf: str) -> str:
    try:
        return translate_message(describe_edtf(parse_edtf(edtf).text if edtf else ""))
    except DateSyntaxError:
        return edtf


@register.filter
def first_words(text: str, number: int) -> str:
    """Return the first words of a text, without splitting the rest, however long it is."""
    words = text.split(None, number)
    return " ".join(words[:number]) + (" …" if len(words) > number else "")


@register.filter
def is_web_address(text: str) -> bool:
    """Return whether a URL is safe to link to: `http` or `https`."""
    return text.lower().startswith(("http://", "https://"))


@register.filter
def get_item(values: dict, key: object) -> object:
    """Return the value under `key`, or an empty string."""
    return values.get(key, "")


@register.simple_tag
def include_cached(name: str, **context: object) -> str:
    """Include a template, cached per language and `context`.

    It must depend on nothing else. Context values must be hashable, with few distinct values.
    """
    cache_key = (name, get_language(), tuple(context.items()))
    return _render_cached.__wrapped__(*cache_key) if settings.DEBUG else _render_cached(*cache_key)


@lru_cache(maxsize=200)
def _render_cached(name: str, _: str | None, context: tuple[tuple[str, object], ...]) -> str:
    return render_to_string(name, dict(context))
