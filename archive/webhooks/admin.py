"""Admin of webhooks and the log of their messages, with the action to send them again."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from archive.editing.base import BaseAdmin, ReadOnlyAdmin
from archive.errors import RefusedAddress
from archive.events.feed import get_last_number
from archive.events.numbering import number_events
from archive.models import ArchiveEvent, Webhook, WebhookMessage
from archive.web.params import get_site_url
from archive.webhooks.message_signatures import read_secret
from archive.webhooks.services import resolve_receiver, send_again


class WebhookForm(forms.ModelForm):
    """A webhook: where messages go, about what, and the secret that signs them."""

    kinds = forms.MultipleChoiceField(
        label=_("Told of"),
        choices=ArchiveEvent.Kind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: all but saved searches."),
    )

    class Meta:
        model = Webhook
        fields = ["name", "url", "kinds", "secret", "is_active"]

    def clean_url(self) -> str:
        """Refuse what is no address of the public web."""
        url = self.cleaned_data["url"].strip()
        try:
            resolve_receiver(url)
        except RefusedAddress as error:
            raise ValidationError(str(error)) from error
        return url

    def clean_secret(self) -> str:
        """Refuse what no receiver could check."""
        secret = self.cleaned_data["secret"].strip()
        try:
            read_secret(secret)
        except ValueError as error:
            raise ValidationError(gettext("A secret is ‘whsec_’ and 24 to 64 bytes as Base64.")) from error
        return secret


@admin.register(Webhook)
class WebhookAdmin(BaseAdmin):
    """Admin of webhooks; a new one is told of what happens from now on."""

    form = WebhookForm
    list_display = ["name", "url", "is_active", "fault", "made_at"]
    list_filter = ["is_active"]
    search_fields = ["name", "url"]
    fields = ["name", "url", "kinds", "secret", "is_active", "fault"]
    readonly_fields = ["fault"]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        if not change:
            number_events()
            obj.last_number, obj.made_by = get_last_number(), request.user
        obj.site = get_site_url(request)
        super().save_model(request, obj, form, change)


@admin.register(WebhookMessage)
class WebhookMessageAdmin(ReadOnlyAdmin):
    """Admin of the log: each message, its attempts and the last answer."""

    list_display = ["queued_at", "webhook", "event", "state", "attempts", "status_code", "answer", "next_attempt_at"]
    list_filter = ["state", "webhook"]
    list_select_related = ["webhook", "event"]
    search_fields = ["=message_id", "event__subject"]
    fields = [
        "webhook", "event", "message_id", "body", "state", "attempts", "status_code", "answer", "queued_at",
        "next_attempt_at", "delivered_at",
    ]  # fmt: skip
    actions = ["replay"]

    @admin.action(description=_("Send again"), permissions=["replay"])
    def replay(self, request: HttpRequest, queryset: QuerySet[WebhookMessage]) -> None:
        count = send_again(list(queryset.values_list("pk", flat=True)))
        text = ngettext("%(n)s message will be sent again.", "%(n)s messages will be sent again.", count)
        messages.success(request, text % {"n": f"{count:,}"})

    def has_replay_permission(self, request: HttpRequest) -> bool:
        """Return whether the user may have messages sent again."""
        return bool(request.user.has_perm("archive.change_webhook"))
