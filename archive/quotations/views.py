"""Pages and Atom feeds of quotations and speakers."""

from dataclasses import dataclass
from typing import Any, Final

from django.db.models import F, Max, Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from archive.models import Article, Quotation, Speaker
from archive.quotations import queries
from archive.quotations.aligned_text import build_concordance
from archive.quotations.attribution.quoted_passages import AttributionRule, PassageKind, read_quotations
from archive.quotations.differences import DifferenceKind, WordingDiff, compare_wordings
from archive.text.normalize import clean_text
from archive.web.feeds import FEED_SIZE, build_articles_feed, create_feed, render_feed
from archive.web.params import QueryParams, build_url, get_row_or_404, get_site_url, resolve_outlet_slug
from archive.web.views import BrowseView

# Contents of the help on quotations: rules, kinds and differences, with live examples.

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
    PassageKind.DIRECT: _("Somebody’s own sentence."),
    PassageKind.PARTIAL: _("Somebody’s own words within the paper’s sentence."),
    PassageKind.INDIRECT: _("What somebody said in the paper’s words, without quotation marks."),
    PassageKind.SCARE: _("Words the paper holds at arm’s length; nobody is said to have said them."),
    PassageKind.TITLE: _("The name of a book, a film, a programme."),
    PassageKind.NICKNAME: _("A name within a name."),
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


@dataclass(frozen=True, slots=True)
class RuleExample:
    """A rule with its sentence, and the speaker it names there."""

    rule: AttributionRule
    text: str
    printed: str


@dataclass(frozen=True, slots=True)
class DifferenceExample:
    """A kind of difference with a wording that shows it."""

    kind: DifferenceKind
    base: str
    wording: WordingDiff


def build_rule_examples() -> list[RuleExample]:
    """Return every rule with the speaker read from its sentence."""
    examples = []
    for rule, text in RULE_SENTENCES.items():
        speaker = read_quotations(text, "en")[-1].speaker
        examples.append(RuleExample(rule, text, speaker.printed if speaker else ""))
    return examples


def build_difference_examples() -> list[DifferenceExample]:
    """Return every kind of difference with its example."""
    return [
        DifferenceExample(kind, base, compare_wordings(base, printed, is_report=kind is DifferenceKind.REPORT))
        for kind, (base, printed) in DIFFERENCE_WORDINGS.items()
    ]


class QuotationsView(BrowseView):
    """Index of quotations printed by several outlets."""

    template_name = "quotations/quotation_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the requested page of the index."""
        return {"index": queries.build_quotation_list(self.params)}


class QuotationView(BrowseView):
    """One quotation in all its printings."""

    template_name = "quotations/quotation_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the aligned printings and the neighbours."""
        rows = Quotation.objects.select_related("speaker").with_since()
        quotation = get_row_or_404(rows, identifier=kwargs["identifier"])
        return {
            "concordance": build_concordance(quotation, self.params),
            "beside": queries.find_quotation_neighbours(quotation),
        }


class SpeakersView(BrowseView):
    """Directory of named speakers."""

    template_name = "quotations/speaker_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the requested page of the directory."""
        return {"index": queries.build_speaker_list(self.params)}


class SpeakerView(BrowseView):
    """One speaker."""

    template_name = "quotations/speaker_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the speaker, their neighbours and quotations."""
        rows = Speaker.objects.select_related("author").prefetch_related("aliases")
        speaker = get_row_or_404(rows, slug=kwargs["slug"])
        return {
            "speaker": speaker,
            "beside": queries.find_speaker_neighbours(speaker),
            "said": queries.build_speaker_page(speaker, self.params),
        }


class ArticleQuotationsView(BrowseView):
    """Quotations of one article."""

    template_name = "quotations/article_quotations.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the passages in the order of the text."""
        rows = Article.objects.listed().select_related("outlet")
        article = get_row_or_404(rows, identifier=kwargs["identifier"])
        return {"article": article, "quoted": queries.list_article_passages(article)}


class QuotationHelpView(BrowseView):
    """Help on quotations, from the tables that the attribution uses."""

    template_name = "help/quotations.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add kinds, rules and differences."""
        return {
            "kinds": {kind.value: meaning for kind, meaning in KIND_DESCRIPTIONS.items()},
            "rules": build_rule_examples(),
            "differences": build_difference_examples(),
        }


# Atom feeds of quotations and speakers.

_MAX_TITLE_LENGTH: Final = 100  # characters of a statement in its title


@require_safe
def quotations_feed(request: HttpRequest) -> HttpResponse:
    """Serve quotations, ordered by the time a new printing was added; `q` filters by words.

    A quotation counts as new when a second outlet prints it.
    """
    words = QueryParams(request).get_text("q")
    page = build_url(reverse("quotations"), {"q": words} if words else {})
    title = f"Quotations: {words}" if words else "Quotations"
    feed, site = create_feed(request, title, page), get_site_url(request)
    listed_in = Q(printings__article__withdrawn_at=None, printings__is_rejected=False)
    queryset = queries.search_quotations(words).annotate(
        printed_at=Max("printings__article__added_at", filter=listed_in)
    )
    for row in queryset.order_by(F("printed_at").desc(nulls_last=True), "identifier")[:FEED_SIZE]:
        said_by = f"{row.speaker}, " if row.speaker else ""
        feed.add_item(
            title=clean_text(_format_title(row)),
            link=site + row.get_absolute_url(),
            description=escape(f"“{row.quotable}” {said_by}in {row.outlet_count} outlets."),
            author_name=clean_text(str(row.speaker)) if row.speaker else None,
            unique_id=site + row.get_absolute_url(),
            pubdate=row.founded_at,
            updateddate=row.printed_at or row.founded_at,
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
