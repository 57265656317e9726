"""Queue messages about events, and send them; called by the worker."""

import json
import time
from collections.abc import Collection
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from archive.errors import RefusedAddress
from archive.events.feed import PUBLIC_KINDS, build_event_records, get_last_number, load_events
from archive.events.numbering import number_events
from archive.ingest.fetch import FetchTarget, post_message, resolve_target
from archive.models import Webhook, WebhookMessage
from archive.webhooks.message_signatures import build_signature_headers

QUEUED_AT_ONCE: Final = 500
LEASE: Final = timedelta(minutes=5)
"""How long whoever sends a message has it to themselves; after it, another worker tries."""
RETRY_DELAYS: Final = tuple(
    timedelta(seconds=seconds) for seconds in (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
)
"""Times between attempts; after the last one a message is given up."""
_State: Final = WebhookMessage.State


def run_next_message() -> bool:
    """Queue what is new, then send one message that is due; return whether there was any."""
    number_events()
    queue_messages()
    message = _claim_message()
    if message is not None:
        send_message(message)
    return message is not None


def queue_messages() -> int:
    """Queue a message about each new event for each webhook that wants it; return how many."""
    last_number = get_last_number()
    total = 0
    for webhook in Webhook.objects.filter(is_active=True, last_number__lt=last_number).order_by("pk"):
        total += _queue_for_webhook(webhook.pk)
    return total


@transaction.atomic
def _queue_for_webhook(key: int) -> int:
    """Queue messages of one webhook, and move its place in the sequence on, both or neither."""
    webhook = Webhook.objects.select_for_update().get(pk=key)
    page = load_events(webhook.last_number, QUEUED_AT_ONCE, list_wanted_kinds(webhook))
    now = timezone.now()
    messages = [
        WebhookMessage(webhook=webhook, event=event, body=_build_body(record), next_attempt_at=now)
        for event, record in zip(page.events, build_event_records(page.events, webhook.site), strict=True)
    ]
    WebhookMessage.objects.bulk_create(messages, ignore_conflicts=True)
    Webhook.objects.filter(pk=key).update(last_number=page.next_number)
    return len(messages)


def list_wanted_kinds(webhook: Webhook) -> Collection[str]:
    """Return the kinds of events that a webhook is told of."""
    return webhook.kinds or PUBLIC_KINDS


def _build_body(record: dict[str, object]) -> str:
    values = {"type": record["type"], "timestamp": record["happened"], "data": record}
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"), default=datetime.isoformat)


def _claim_message() -> WebhookMessage | None:
    """Return the message that is due first, once no other worker can have it."""
    now = timezone.now()
    due = WebhookMessage.objects.filter(state=_State.WAITING, next_attempt_at__lte=now, webhook__is_active=True)
    message = due.select_related("webhook").order_by("next_attempt_at", "pk").first()
    if message is None:
        return None
    mine = WebhookMessage.objects.filter(
        pk=message.pk, state=_State.WAITING, next_attempt_at=message.next_attempt_at, attempts=message.attempts
    )
    return message if mine.update(next_attempt_at=now + LEASE) else None


def send_message(message: WebhookMessage) -> None:
    """Send a message, and log what came of it."""
    webhook = message.webhook
    try:
        headers = build_signature_headers(message.message_id, int(time.time()), message.body, webhook.secret)
        target = resolve_receiver(webhook.url)
        status, answer = post_message(target, message.body.encode(), headers)
    except (RefusedAddress, ValueError) as error:
        status, answer = None, str(error)
    message.attempts += 1
    message.status_code, message.answer = status, answer[:500].replace("\0", "")
    if status is not None and HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        message.state, message.delivered_at = _State.DELIVERED, timezone.now()
        webhook.fault = ""
    else:
        _put_off(message)
    message.save()
    Webhook.objects.filter(pk=webhook.pk).update(fault=webhook.fault)


def resolve_receiver(url: str) -> FetchTarget:
    """Return the checked address of a receiver, guarded as fetching is; RefusedAddress where nothing may be sent."""
    return resolve_target(url, allow_private=settings.ALLOW_PRIVATE_ADDRESSES, allowed_ports=None)


def _put_off(message: WebhookMessage) -> None:
    """Decide on the next attempt; the other messages of the webhook wait as long, as it takes none now.

    A receiver that answers 410 wants no more (Standard Webhooks).
    """
    webhook, status = message.webhook, message.status_code
    webhook.fault = f"{status}: {message.answer}"[:500] if status else message.answer
    if status == HTTPStatus.GONE:
        Webhook.objects.filter(pk=webhook.pk).update(is_active=False)
    if message.attempts > len(RETRY_DELAYS):
        message.state = _State.GIVEN_UP
        return
    message.next_attempt_at = timezone.now() + RETRY_DELAYS[message.attempts - 1]
    others = WebhookMessage.objects.filter(webhook=webhook, state=_State.WAITING).exclude(pk=message.pk)
    others.filter(next_attempt_at__lt=message.next_attempt_at).update(next_attempt_at=message.next_attempt_at)


def send_again(messages: Collection[int]) -> int:
    """Queue messages anew, under their own identifiers, so that a receiver knows them again; return how many."""
    rows = WebhookMessage.objects.filter(pk__in=messages)
    return rows.update(state=_State.WAITING, attempts=0, next_attempt_at=timezone.now(), delivered_at=None)
