"""Pages and Atom feeds of quotations and speakers."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from archive.models import Article, Quotation, Speaker
from archive.quotations import queries
from archive.quotations.attribution.quoted_passages import AttributionRule, PassageKind, read_quotations
from archive.quotations.differences import DifferenceKind, WordingDiff, compare_wordings
from archive.text.normalize import clean_text
from archive.web.feeds import FEED_SIZE, build_articles_feed, create_feed, render_feed
from archive.web.paging import find_neighbours
from archive.web.params import QueryParams, build_url, get_row_or_404, get_site_url, resolve_outlet_slug

_MAX_TITLE_LENGTH: Final = 100  # characters of a statement in its title

RULE_SENTENCES: dict[AttributionRule, str] = {
    AttributionRule.AFTER: "“The boom is down,” Ada Vry said.",
    AttributionRule.INVERTED: "“The boom is down,” said Ada Vry.",
    AttributionRule.BEFORE: "Ada Vry said: “The boom is down.”",
    AttributionRule.TOLD: "“The boom is down,” Ada Vry told reporters.",
    AttributionRule.ACCORDING: "According to Ada Vry, the boom was “down for good.”",
    AttributionRule.COLON: "Ada Vry: “The boom is down.”",
    AttributionRule.NOUN: "It was Ada Vry’s “boom for everybody” slogan.",
    AttributionRule.CLAUSE: "Ada Vry left the room, saying “the boom is down.”",
    AttributionRule.SAME_SENTENCE: "Ada Vry called it “a mess” and “a shame for everybody.”",
    AttributionRule.CONTINUED: "“The boom is down,” Ada Vry said. She left. “It stays down.”",
    AttributionRule.INTRODUCED: "Ada Vry said on the steps:\n\n“The boom is down.”",
}
"""A sentence in which each rule names the speaker (of its last passage, if several)."""

KIND_DESCRIPTIONS: dict[PassageKind, Promise] = {
    PassageKind.DIRECT: _("Whole sentences of a speaker, in quotation marks."),
    PassageKind.PARTIAL: _("Words of a speaker in quotation marks, within a sentence of the article."),
    PassageKind.INDIRECT: _("What a speaker said, in the words of the article and without quotation marks."),
    PassageKind.SCARE: _("Words put in quotation marks for distance or emphasis, not because somebody said them."),
    PassageKind.TITLE: _("The title of a book, a film or a programme."),
    PassageKind.NICKNAME: _("A nickname within a name."),
}

DIFFERENCE_WORDINGS: dict[DifferenceKind, tuple[str, str]] = {
    DifferenceKind.SPELLING: ("all the organizations agree", "all the organisations agree"),
    DifferenceKind.COMPOUNDING: ("the cease-fire holds", "the ceasefire holds"),
    DifferenceKind.BRACKETS: ("we will not open it today", "we will not open [the harbour] today"),
    DifferenceKind.ELLIPSIS: ("we wait for the day and then we open", "we wait … then we open"),
    DifferenceKind.ADDITION: ("the boom is down", "the old boom is down"),
    DifferenceKind.TRUNCATION: ("the boom is down for good", "the boom is down"),
    DifferenceKind.CHOICE: ("until they really agree", "until they truly agree"),
    DifferenceKind.REWORDING: ("it opens when the dredging is honest", "we lift the boom once the work is clean"),
    DifferenceKind.REPORT: ("I see no reason to open it", "she saw no reason to open it"),
}
"""A base and a printed wording for each kind of difference."""


def read_rule_examples() -> list[tuple[AttributionRule, str, str]]:
    """Return every rule with its sentence, and the speaker read from it."""
    speakers = {rule: read_quotations(text, "en")[-1].speaker for rule, text in RULE_SENTENCES.items()}
    return [(rule, RULE_SENTENCES[rule], speaker.printed if speaker else "") for rule, speaker in speakers.items()]


def build_difference_examples() -> list[tuple[DifferenceKind, str, WordingDiff]]:
    """Return every kind of difference with a base and a wording compared with it."""
    return [
        (kind, base, compare_wordings(base, printed, is_report=kind is DifferenceKind.REPORT))
        for kind, (base, printed) in DIFFERENCE_WORDINGS.items()
    ]


@require_safe
def quotation_help(request: HttpRequest) -> HttpResponse:
    """Explain kinds, rules and differences, from the tables that the attribution uses."""
    context = {
        "kinds": {kind.value: meaning for kind, meaning in KIND_DESCRIPTIONS.items()},
        "rules": read_rule_examples(),
        "differences": build_difference_examples(),
    }
    return render(request, "help/quotations.html", context)


@require_safe
def quotation_list(request: HttpRequest) -> HttpResponse:
    """List the quotations printed by several outlets."""
    context = {"index": queries.build_quotation_list(QueryParams(request))}
    return render(request, "quotations/quotation_list.html", context)


@require_safe
def quotation_detail(request: HttpRequest, identifier: str) -> HttpResponse:
    """Show one quotation in all its printings."""
    rows = Quotation.objects.with_since()
    quotation = get_row_or_404(rows.select_related("speaker"), identifier=identifier)
    neighbours = find_neighbours(
        quotation,
        rows.multi_outlet(),
        *rows.MOST_PRINTED_FIRST,
        label=lambda row: f"“{Truncator(row.quotable).words(9)}”",
    )
    context = {"concordance": queries.build_concordance(quotation, QueryParams(request)), "neighbours": neighbours}
    return render(request, "quotations/quotation_detail.html", context)


@require_safe
def speaker_list(request: HttpRequest) -> HttpResponse:
    """List the named speakers."""
    return render(request, "quotations/speaker_list.html", {"index": queries.build_speaker_list(QueryParams(request))})


@require_safe
def speaker_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one speaker with what they are quoted saying."""
    rows = Speaker.objects.select_related("author").prefetch_related("aliases")
    speaker = get_row_or_404(rows, slug=slug)
    context = {
        "speaker": speaker,
        "neighbours": find_neighbours(speaker, Speaker.objects.in_listed_articles(), "key"),
        "profile": queries.build_speaker_page(speaker, QueryParams(request)),
    }
    return render(request, "quotations/speaker_detail.html", context)


@require_safe
def article_quotations(request: HttpRequest, identifier: str) -> HttpResponse:
    """Show the passages of one article in the order of the text."""
    article = get_row_or_404(Article.objects.listed().select_related("outlet"), identifier=identifier)
    context = {"article": article, "quoted": queries.list_article_passages(article)}
    return render(request, "quotations/article_quotations.html", context)


@require_safe
def quotations_feed(request: HttpRequest) -> HttpResponse:
    """Serve quotations, ordered by the time a new printing was added; `q` filters by words.

    A quotation counts as new when a second outlet prints it.
    """
    words = QueryParams(request).get_text("q")
    page = build_url(reverse("quotations"), {"q": words} if words else {})
    title = f"Quotations: {words}" if words else "Quotations"
    feed, site = create_feed(request, title, page), get_site_url(request)
    for row in queries.list_latest_printed(words, FEED_SIZE):
        said_by = f"{row.speaker}, " if row.speaker else ""
        feed.add_item(
            title=clean_text(_format_title(row)),
            link=site + row.get_absolute_url(),
            description=escape(f"“{row.quotable}” {said_by}in {row.outlet_count} outlets."),
            author_name=clean_text(str(row.speaker)) if row.speaker else None,
            unique_id=site + row.get_absolute_url(),
            pubdate=row.founded_at,
            updateddate=max(row.printed_at or row.founded_at, row.founded_at),  # articles come before their quotations
        )
    return render_feed(feed)


@require_safe
def quotation_feed(request: HttpRequest, identifier: str) -> HttpResponse:
    """Serve the articles that print one statement."""
    row = get_row_or_404(Quotation.objects.all(), identifier=identifier)
    articles = queries.select_quoting_articles(row.printings.listed())
    return build_articles_feed(request, _format_title(row), row.get_absolute_url(), articles)


@require_safe
def speaker_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """Serve the articles that quote a speaker; `outlet` narrows them to one outlet."""
    row = get_row_or_404(Speaker.objects.all(), slug=slug)
    outlet = resolve_outlet_slug(QueryParams(request).get_text("outlet"))
    articles = queries.select_quoting_articles(queries.select_spoken_passages(row))
    narrowed_articles = articles.filter(outlet__slug=outlet) if outlet else articles
    page = build_url(row.get_absolute_url(), {"outlet": outlet} if outlet else {})
    return build_articles_feed(request, f"{row}, quoted", page, narrowed_articles)


def _format_title(row: Quotation) -> str:
    words = row.quotable
    return f"“{words[:_MAX_TITLE_LENGTH]}…”" if len(words) > _MAX_TITLE_LENGTH else f"“{words}”"
