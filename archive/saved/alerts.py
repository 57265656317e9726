"""Alerts on saved searches: begun, changed, ended by the link in their mails; mails that were perhaps not sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.core import signing
from django.db.models import QuerySet
from django.utils import timezone

from archive.models import AlertedArticle, AlertMail, Article, SavedSearch, SearchAlert
from archive.models.articles import load_article_cards

PERIODS: Final = {
    SearchAlert.Frequency.AT_ONCE: timedelta(minutes=5),
    SearchAlert.Frequency.DAILY: timedelta(days=1),
    SearchAlert.Frequency.WEEKLY: timedelta(days=7),
}
"""The shortest time between two mails."""
MAX_SHOWN: Final = 20  # articles of mails that were perhaps not sent, on the page of saved searches
_SALT: Final = "archive.saved.alerts"


def set_alert(saved_search: SavedSearch, frequency: str, site: str, language: str) -> None:
    """Begin an alert, or change its frequency; an empty `frequency` ends it.

    A new one tells of articles that come into the archive from now on.
    """
    if not frequency:
        SearchAlert.objects.filter(saved_search=saved_search).delete()
        return
    now = timezone.now()
    chosen = SearchAlert.Frequency(frequency)
    changed = {
        "frequency": chosen,
        "site": site,
        "language": language,
        "next_run_at": now + PERIODS[chosen],
        "fault": "",
        "failures": 0,
    }
    SearchAlert.objects.update_or_create(
        saved_search=saved_search,
        defaults=changed,
        create_defaults={**changed, "began_at": now, "seen_until": now},
    )


def compute_next_run(alert: SearchAlert, due_at: datetime, now: datetime) -> datetime:
    """Return the next time after `now` in the rhythm of an alert that was due at `due_at`."""
    period = PERIODS[SearchAlert.Frequency(alert.frequency)]
    if alert.frequency == SearchAlert.Frequency.AT_ONCE or due_at > now:
        return now + period
    return due_at + ((now - due_at) // period + 1) * period


def build_end_token(alert: SearchAlert) -> str:
    """Return the signed token of the link that ends an alert."""
    return signing.dumps(alert.pk, salt=_SALT)


def find_alert(token: str) -> SearchAlert | None:
    """Return the alert of a token; None if it was ended. Raises BadSignature for any other token."""
    pk = signing.loads(token, salt=_SALT)
    return SearchAlert.objects.select_related("saved_search").filter(pk=pk).first()


@dataclass(frozen=True, slots=True)
class UnconfirmedMail:
    """A mail that was perhaps not sent, with the first of its articles that are still listed."""

    mail: AlertMail
    articles: Sequence[Article]
    total: int


def load_unconfirmed_mails(alerts: Sequence[SearchAlert]) -> dict[int, list[UnconfirmedMail]]:
    """Return the mails of these alerts that were perhaps not sent, by alert; in a fixed number of queries."""
    mails: QuerySet[AlertMail] = AlertMail.objects.filter(
        alert__in=alerts, state=AlertMail.State.UNCONFIRMED, is_dismissed=False
    )
    rows = list(mails[:MAX_SHOWN]) if alerts else []
    keys: dict[int, list[int]] = {}
    named = AlertedArticle.objects.filter(mail__in=rows).values_list("mail_id", "article_key")
    for mail_pk, key in named if rows else ():
        keys.setdefault(mail_pk, []).append(key)
    shown = {mail: sorted(each)[-MAX_SHOWN:] for mail, each in keys.items()}
    articles = load_article_cards({key for each in shown.values() for key in each}) if shown else {}
    found: dict[int, list[UnconfirmedMail]] = {}
    for row in rows:
        listed = [articles[key] for key in shown.get(row.pk, ()) if key in articles]
        found.setdefault(row.alert_id, []).append(UnconfirmedMail(row, listed, len(keys.get(row.pk, ()))))
    return found
