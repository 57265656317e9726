"""Runs of alerts: new articles are found, recorded, and sent by mail.

A mail is recorded, with its articles, in one transaction before it is handed to the mail server, and never handed over
again. If the process dies in between, or the connection breaks so that nobody knows, the mail may not have been sent:
then its reader finds its articles on the page of saved searches. So nothing is sent twice, and nothing is lost in
silence. Where the server is not reached, or refuses the mail, nothing was sent: the record is taken back, and the next
run tries again.
"""

import logging
from datetime import datetime, timedelta
from smtplib import (
    SMTPAuthenticationError,
    SMTPDataError,
    SMTPException,
    SMTPHeloError,
    SMTPNotSupportedError,
    SMTPRecipientsRefused,
    SMTPSenderRefused,
)
from typing import Final

from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext

from archive.errors import QuerySyntaxError, SearchError
from archive.models import AlertedArticle, AlertMail, Article, IndexChange, SearchAlert
from archive.models.articles import load_article_cards
from archive.saved.alert_mails import MAX_LISTED, build_alert_mail
from archive.saved.alerts import compute_next_run
from archive.saved.services import build_request
from archive.search.highlight.snippets import build_targets
from archive.search.query.nodes import AddedClause
from archive.search.service import expand_query, find_keys
from archive.web.language import translate_message

CLAIM_TIME: Final = timedelta(minutes=15)  # until another worker takes over; a run takes seconds
OVERLAP: Final = timedelta(minutes=10)  # looked at again: a transaction may be committed a while after its rows' times
MAX_CHANGED: Final = 200_000  # articles looked at in one run; the rest in the next
RETRY_TIME: Final = timedelta(minutes=10)  # doubled with each failure
MAX_RETRY_TIME: Final = timedelta(days=1)
_REFUSALS: Final = (
    SMTPAuthenticationError,
    SMTPDataError,
    SMTPHeloError,
    SMTPNotSupportedError,
    SMTPRecipientsRefused,
    SMTPSenderRefused,
)
"""The server's answer that it did not take the mail."""
_logger = logging.getLogger(__name__)


class _NotSentError(Exception):
    """The mail was not sent, for certain."""


def run_next_alert() -> bool:
    """Run an alert that is due; False if none is. Several workers never run the same one."""
    now = timezone.now()
    due = SearchAlert.objects.filter(next_run_at__lte=now).select_related("saved_search__reader")
    for alert in due.order_by("next_run_at")[:20]:
        claimed = SearchAlert.objects.filter(pk=alert.pk, next_run_at=alert.next_run_at)
        if claimed.update(next_run_at=now + CLAIM_TIME):
            with translation.override(alert.language):
                _run_alert(alert, now)
            return True
    return False


def _run_alert(alert: SearchAlert, now: datetime) -> None:
    """Run a claimed alert: a mail that a former run left prepared was perhaps not sent."""
    AlertMail.objects.filter(alert=alert, state=AlertMail.State.PREPARED).update(state=AlertMail.State.UNCONFIRMED)
    due_at = alert.next_run_at
    try:
        if fault := _find_fault(alert):
            raise _NotSentError(fault)
        keys, seen_until = find_new_keys(alert, now)
        if keys:
            _send_mail(alert, keys, seen_until)
        SearchAlert.objects.filter(pk=alert.pk).update(
            seen_until=seen_until, next_run_at=compute_next_run(alert, due_at, now), fault="", failures=0
        )
    except (QuerySyntaxError, SearchError, _NotSentError) as error:
        _logger.warning("Alert %s was not sent: %s", alert.pk, error.__cause__ or error)
        _put_off(alert, now, translate_message(error.args[0]))
    except Exception:
        _logger.exception("Alert %s failed", alert.pk)  # one alert never ends the worker
        _put_off(alert, now, gettext("Something went wrong. The archive’s administrator finds it in the log."))


def _put_off(alert: SearchAlert, now: datetime, fault: str) -> None:
    """Let an alert run again later, the later the more often it failed."""
    pause = min(RETRY_TIME * 2 ** min(alert.failures, 10), MAX_RETRY_TIME)
    SearchAlert.objects.filter(pk=alert.pk).update(
        next_run_at=now + pause, fault=fault[:1000], failures=alert.failures + 1
    )


def _find_fault(alert: SearchAlert) -> str:
    """Return why no mail can be sent to the reader; empty where it can."""
    reader = alert.saved_search.reader
    if not reader.is_active:
        return gettext("The account is closed.")
    return "" if reader.email else gettext("Your account has no mail address.")


def find_new_keys(alert: SearchAlert, now: datetime) -> tuple[list[int], datetime]:
    """Return the articles to tell of, and the time until which articles were looked at.

    They came in since the alert began, are found now, and were in none of its mails; so an article that is corrected
    is told of once, when it is first found. What the index waits for is looked at again.
    """
    recent = Article.objects.listed().filter(
        added_at__gt=alert.began_at, changed_at__gte=alert.seen_until - OVERLAP, changed_at__lt=now + OVERLAP
    )
    rows = list(recent.order_by("changed_at", "pk").values_list("pk", "changed_at")[:MAX_CHANGED])
    seen_until = rows[-1][1] if len(rows) == MAX_CHANGED else now
    if not rows:
        return [], seen_until
    request = build_request(alert.saved_search, added=AddedClause(alert.began_at.date(), None))
    found = set(find_keys(request))
    waiting = IndexChange.objects.order_by("queued_at").first()
    told = set(AlertedArticle.objects.filter(alert=alert).values_list("article_key", flat=True)) if found else set()
    new = [pk for pk, _ in rows if pk in found and pk not in told]
    return new, min(seen_until, waiting.queued_at) if waiting else seen_until


def _send_mail(alert: SearchAlert, keys: list[int], seen_until: datetime) -> None:
    """Record a mail, hand it over, and record what became of it."""
    message = _build_message(alert, keys)
    with transaction.atomic():
        mail = AlertMail.objects.create(alert=alert)
        rows = [AlertedArticle(alert=alert, mail=mail, article_key=key) for key in keys]
        AlertedArticle.objects.bulk_create(rows, batch_size=500)
        SearchAlert.objects.filter(pk=alert.pk).update(seen_until=seen_until)
    try:
        state = _hand_over(message)
    except _NotSentError:
        with transaction.atomic():
            mail.delete()
            SearchAlert.objects.filter(pk=alert.pk).update(seen_until=alert.seen_until)
        raise
    AlertMail.objects.filter(pk=mail.pk).update(state=state)


def _build_message(alert: SearchAlert, keys: list[int]) -> EmailMessage:
    request = build_request(alert.saved_search)
    targets = build_targets(expand_query(request.query, request.disabled_expansions, request.match))
    articles = load_article_cards(keys[-MAX_LISTED:])
    listed = [articles[key] for key in reversed(keys[-MAX_LISTED:]) if key in articles]
    try:
        return build_alert_mail(alert, listed, len(keys), targets)
    except ValueError as error:
        raise _NotSentError(gettext("No mail can be sent to the address of your account.")) from error


def _hand_over(message: EmailMessage) -> str:
    """Hand a mail to the server; returns whether it took it or nobody knows. Raises _NotSentError."""
    connection = get_connection()
    try:
        connection.open()
    except (OSError, SMTPException) as error:
        raise _NotSentError(gettext("The mail server could not be reached.")) from error
    try:
        connection.send_messages([message])
    except _REFUSALS as error:
        raise _NotSentError(gettext("The mail server refused the mail.")) from error
    except (OSError, SMTPException) as error:
        _logger.warning("The connection broke while a mail was sent: %s", error)
        return AlertMail.State.UNCONFIRMED
    finally:
        _close_connection(connection)
    return AlertMail.State.SENT


def _close_connection(connection: object) -> None:
    try:
        connection.close()  # type: ignore[attr-defined]
    except (OSError, SMTPException) as error:
        _logger.info("The connection to the mail server was not closed properly: %s", error)
