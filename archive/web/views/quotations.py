"""Quotations, their speakers, and what an article quotes."""

from typing import Any

from archive.models import Article, Quotation, Speaker
from archive.web.comparing import quotations, quoting_help
from archive.web.comparing.concordance import concordance
from archive.web.lookup import row_of
from archive.web.views.browse import BrowseView


class QuotationsView(BrowseView):
    """The index of what several outlets printed."""

    template_name = "archive/quotations.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The quotations asked for."""
        return {"index": quotations.index(self.asked)}


class QuotationView(BrowseView):
    """One quotation in all its printings."""

    template_name = "archive/quotation.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The printings side by side."""
        rows = Quotation.objects.select_related("speaker").with_since()
        quotation = row_of(rows, identifier=kwargs["identifier"])
        return {
            "concordance": concordance(quotation, self.asked),
            "beside": quotations.beside_quotation(quotation),
        }


class SpeakersView(BrowseView):
    """The directory of those who are quoted by name."""

    template_name = "archive/speakers.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The speakers asked for."""
        return {"index": quotations.speakers(self.asked)}


class SpeakerView(BrowseView):
    """One speaker."""

    template_name = "archive/speaker.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What they are quoted saying, by whom, over time."""
        rows = Speaker.objects.select_related("author").prefetch_related("aliases")
        speaker = row_of(rows, slug=kwargs["slug"])
        return {
            "speaker": speaker,
            "beside": quotations.beside_speaker(speaker),
            "said": quotations.of_speaker(speaker, self.asked),
        }


class QuotedInView(BrowseView):
    """What one article quotes."""

    template_name = "archive/quoted_in.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The passages in the order of the text."""
        rows = Article.objects.listed().select_related("outlet")
        article = row_of(rows, identifier=kwargs["identifier"])
        return {"article": article, "quoted": quotations.of_article(article)}


class HelpView(BrowseView):
    """How quotations are found, from the very tables that find them."""

    template_name = "help/quoting.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Kinds, rules, differences."""
        return {
            "kinds": {kind.value: meaning for kind, meaning in quoting_help.KINDS.items()},
            "rules": quoting_help.rules(),
            "differences": quoting_help.differences(),
        }
