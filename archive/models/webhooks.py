"""Webhooks: addresses that are told of events, and the log of what was sent to them."""

import base64
import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from archive.models.events import ArchiveEvent

SECRET_PREFIX = "whsec_"  # noqa: S105 -- as Standard Webhooks marks a secret, not one


def generate_secret() -> str:
    """Return a new signing secret in the form of Standard Webhooks."""
    return SECRET_PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def generate_message_id() -> str:
    """Return a new identifier of a message, which receivers use as idempotency key."""
    return f"msg_{secrets.token_hex(16)}"


class Webhook(models.Model):
    """An address that is told of events after the one with the number `last_number`, as they are numbered."""

    name = models.CharField(_("name"), max_length=100, help_text=_("What editors call it."))
    url = models.CharField(
        _("address"), max_length=2000, help_text=_("Messages are posted here. It must be on the public web.")
    )
    kinds = models.JSONField(
        _("told of"), default=list, blank=True, help_text=_("Kinds of events; none chosen: all but saved searches.")
    )
    secret = models.CharField(
        _("secret"),
        max_length=100,
        default=generate_secret,
        help_text=_("The receiver checks signatures with it (Standard Webhooks)."),
    )
    is_active = models.BooleanField(_("active"), default=True)
    site = models.CharField(max_length=300, editable=False)  # https://archive.example, which addresses begin with
    last_number = models.BigIntegerField(default=0, editable=False)
    fault = models.TextField(_("fault"), blank=True, editable=False)
    made_at = models.DateTimeField(_("made on"), auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("made by"),
        related_name="webhooks",
        null=True,
        blank=True,
        editable=False,
    )

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class WebhookMessage(models.Model):
    """A message to a webhook about one event: its text, its attempts, and what the receiver answered last."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        DELIVERED = "delivered", _("delivered")
        GIVEN_UP = "given up", _("given up")

    webhook = models.ForeignKey(Webhook, models.CASCADE, verbose_name=_("webhook"), related_name="messages")
    event = models.ForeignKey(ArchiveEvent, models.CASCADE, verbose_name=_("event"), related_name="messages")
    message_id = models.CharField(_("message"), max_length=40, unique=True, default=generate_message_id)
    body = models.TextField(_("text"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt on"))
    status_code = models.PositiveSmallIntegerField(_("answered"), null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    queued_at = models.DateTimeField(_("queued on"), auto_now_add=True)
    delivered_at = models.DateTimeField(_("delivered on"), null=True, blank=True)

    class Meta:
        verbose_name = _("message of a webhook")
        verbose_name_plural = _("messages of webhooks")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["next_attempt_at"], condition=Q(state="waiting"), name="webhook_message_waiting")
        ]
        constraints = [
            models.UniqueConstraint(fields=["webhook", "event"], name="a_webhook_is_told_of_an_event_once"),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "delivered", "given up"]), name="webhook_message_state_is_of_a_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.webhook_id}: {self.message_id}"
