"""Tokens by which programs of a user work in the archive."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class TokenScope(models.TextChoices):
    """Rights that a token has, at most those of its user."""

    CORRECT = "correct", _("correct the metadata of articles and review them")
    UPLOAD = "upload", _("upload documents")
    LISTS = "lists", _("add to lists")
    UNDO = "undo", _("undo changes")


class ApiToken(models.Model):
    """A token of a user: its SHA-256, what it may do, and until when. The token itself is shown once and not kept."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("user"), related_name="api_tokens"
    )
    name = models.CharField(_("name"), max_length=100, help_text=_("What it is for."))
    digest = models.CharField(max_length=64, unique=True, editable=False)
    hint = models.CharField(_("begins with"), max_length=12, editable=False)
    scopes = models.JSONField(_("may"), default=list, blank=True)
    created_at = models.DateTimeField(_("made on"), auto_now_add=True)
    expires_at = models.DateTimeField(_("valid until"), null=True, blank=True)
    used_at = models.DateTimeField(_("last used on"), null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked on"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("token")
        verbose_name_plural = _("tokens")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="api_token_has_a_name"),
            models.CheckConstraint(condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="api_token_is_kept_as_sha256"),
        ]

    def __str__(self) -> str:
        return self.name
