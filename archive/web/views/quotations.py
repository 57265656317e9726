"""Quotations, speakers, and the quotations of an article."""

from typing import Any

from archive.models import Article, Quotation, Speaker
from archive.web.comparing import quotations, quoting_help
from archive.web.comparing.concordance import build_concordance
from archive.web.lookup import get_row_or_404
from archive.web.views.browse import BrowseView


class QuotationsView(BrowseView):
    """Index of quotations printed by several outlets."""

    template_name = "archive/quotations.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the requested page of the index."""
        return {"index": quotations.build_quotation_list(self.params)}


class QuotationView(BrowseView):
    """One quotation in all its printings."""

    template_name = "archive/quotation.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the aligned printings and the neighbours."""
        rows = Quotation.objects.select_related("speaker").with_since()
        quotation = get_row_or_404(rows, identifier=kwargs["identifier"])
        return {
            "concordance": build_concordance(quotation, self.params),
            "beside": quotations.find_quotation_neighbours(quotation),
        }


class SpeakersView(BrowseView):
    """Directory of named speakers."""

    template_name = "archive/speakers.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the requested page of the directory."""
        return {"index": quotations.build_speaker_list(self.params)}


class SpeakerView(BrowseView):
    """One speaker."""

    template_name = "archive/speaker.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the speaker, their neighbours and quotations."""
        rows = Speaker.objects.select_related("author").prefetch_related("aliases")
        speaker = get_row_or_404(rows, slug=kwargs["slug"])
        return {
            "speaker": speaker,
            "beside": quotations.find_speaker_neighbours(speaker),
            "said": quotations.build_speaker_page(speaker, self.params),
        }


class ArticleQuotationsView(BrowseView):
    """Quotations of one article."""

    template_name = "archive/quoted_in.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the passages in the order of the text."""
        rows = Article.objects.listed().select_related("outlet")
        article = get_row_or_404(rows, identifier=kwargs["identifier"])
        return {"article": article, "quoted": quotations.list_article_passages(article)}


class QuotationHelpView(BrowseView):
    """Help on quotations, from the tables that the attribution uses."""

    template_name = "help/quoting.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add kinds, rules and differences."""
        return {
            "kinds": {
                kind.value: meaning for kind, meaning in quoting_help.KIND_DESCRIPTIONS.items()
            },
            "rules": quoting_help.build_rule_examples(),
            "differences": quoting_help.build_difference_examples(),
        }
