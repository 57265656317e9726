"""Quotations, speakers, and the quotations of an article."""

from typing import Any

from archive.models import Article, Quotation, Speaker
from archive.web.comparing import quotations, quoting_help
from archive.web.comparing.concordance import concordance
from archive.web.lookup import row_of
from archive.web.views.browse import BrowseView


class QuotationsView(BrowseView):
    """Index of quotations printed by several outlets."""

    template_name = "archive/quotations.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the requested page of the index."""
        return {"index": quotations.index(self.asked)}


class QuotationView(BrowseView):
    """One quotation in all its printings."""

    template_name = "archive/quotation.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the aligned printings and the neighbours."""
        rows = Quotation.objects.select_related("speaker").with_since()
        quotation = row_of(rows, identifier=kwargs["identifier"])
        return {
            "concordance": concordance(quotation, self.asked),
            "beside": quotations.beside_quotation(quotation),
        }


class SpeakersView(BrowseView):
    """Directory of named speakers."""

    template_name = "archive/speakers.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the requested page of the directory."""
        return {"index": quotations.speakers(self.asked)}


class SpeakerView(BrowseView):
    """One speaker."""

    template_name = "archive/speaker.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the speaker, their neighbours and quotations."""
        rows = Speaker.objects.select_related("author").prefetch_related("aliases")
        speaker = row_of(rows, slug=kwargs["slug"])
        return {
            "speaker": speaker,
            "beside": quotations.beside_speaker(speaker),
            "said": quotations.of_speaker(speaker, self.asked),
        }


class QuotedInView(BrowseView):
    """Quotations of one article."""

    template_name = "archive/quoted_in.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the passages in the order of the text."""
        rows = Article.objects.listed().select_related("outlet")
        article = row_of(rows, identifier=kwargs["identifier"])
        return {"article": article, "quoted": quotations.of_article(article)}


class HelpView(BrowseView):
    """Help on quotations, from the tables that the attribution uses."""

    template_name = "help/quoting.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add kinds, rules and differences."""
        return {
            "kinds": {kind.value: meaning for kind, meaning in quoting_help.KINDS.items()},
            "rules": quoting_help.rules(),
            "differences": quoting_help.differences(),
        }
