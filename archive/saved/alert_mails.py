"""The mails of alerts: plain text, with why each article was found, and headers that end the alert."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import ngettext

from archive.db.addresses import reverse_cached
from archive.models import Article, SearchAlert
from archive.saved.alerts import build_end_token
from archive.saved.services import build_saved_search_url
from archive.search.highlight.snippets import HighlightFragment, HighlightTarget, build_snippet, highlight_title
from archive.text.edtf import describe_edtf
from archive.text.normalize import clean_text
from archive.web.language import translate_message

MAX_LISTED: Final = 50  # articles of one mail; of more, their number is given, and the search
MAX_SUBJECT: Final = 150  # characters


@dataclass(frozen=True, slots=True)
class AlertedEntry:
    """An article in a mail; each value is one line."""

    title: str
    source: str
    snippet: str
    url: str


def build_alert_mail(
    alert: SearchAlert, articles: Sequence[Article], total: int, targets: Sequence[HighlightTarget]
) -> EmailMessage:
    """Build the mail that names the first MAX_LISTED of `total` new articles; ValueError for an unusable address."""
    saved_search = alert.saved_search
    end_url = f"{alert.site}{reverse_cached('saved')}alerts/{build_end_token(alert)}/"
    with translation.override(alert.language):
        name = clean_text(str(saved_search))
        subject = ngettext("%(count)s new article: %(search)s", "%(count)s new articles: %(search)s", total)
        context = {
            "site_name": settings.SITE_NAME,
            "name": name,
            "query": clean_text(saved_search.query),
            "total": total,
            "since": timezone.localtime(alert.seen_until),
            "entries": [_build_entry(alert, article, targets) for article in articles],
            "more": max(0, total - len(articles)),
            "frequency": alert.get_frequency_display(),
            "search_url": f"{alert.site}{build_saved_search_url(saved_search)}",
            "saved_url": f"{alert.site}{reverse_cached('saved')}",
            "end_url": end_url,
        }
        subject = clean_text(subject % {"count": f"{total:,}", "search": name})[:MAX_SUBJECT]
        body = render_to_string("saved/alert_mail.txt", context).strip() + "\n"
    headers = {
        "List-Unsubscribe": f"<{end_url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
    }
    mail = EmailMessage(f"{subject} · {settings.SITE_NAME}", body, to=[saved_search.reader.email], headers=headers)
    mail.message()  # refuses what no header may hold, before anything is recorded
    return mail


def _build_entry(alert: SearchAlert, article: Article, targets: Sequence[HighlightTarget]) -> AlertedEntry:
    snippet = build_snippet((article.standfirst, article.body), tuple(targets), article.language)
    parts = [article.outlet.name if article.outlet else "", translate_message(describe_edtf(article.published))]
    return AlertedEntry(
        title=_mark_matches(highlight_title(article.title, tuple(targets), article.language)),
        source=clean_text(translation.gettext(", ").join(filter(None, parts))),
        snippet=_mark_matches(snippet),
        url=f"{alert.site}{article.permanent_path}",
    )


def _mark_matches(fragments: Iterable[HighlightFragment]) -> str:
    """Return a text on one line with its matches between asterisks."""
    return clean_text("".join(f"*{part.text}*" if part.matched else part.text for part in fragments))
