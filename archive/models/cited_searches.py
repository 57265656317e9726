"""Searches that can be cited: their question and what it found, as it was then."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from archive.db.addresses import reverse_cached
from archive.text.normalize import random_identifier


class CitedSearch(models.Model):
    """A search as somebody cites it: query as read, filters, day, state of the archive, number and checksum.

    `checksum` is the SHA-256 of the identifiers of all articles found, sorted, one on a line; `identifiers` are these
    lines, compressed, or nothing where there are too many of them.
    """

    identifier = models.CharField(max_length=8, unique=True, editable=False, default=random_identifier)
    query = models.TextField(blank=True)  # canonical; empty: everything
    narrowed = models.TextField(blank=True)  # the rest of the query string: outlet=gazette&sort=newest
    generation = models.CharField(max_length=100, blank=True)
    total = models.PositiveIntegerField(_("articles"))
    checksum = models.CharField(max_length=64)
    identifiers = models.BinaryField(default=bytes)
    made_at = models.DateTimeField(_("made on"), auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="cited_searches", null=True, blank=True
    )

    class Meta:
        verbose_name = _("cited search")
        verbose_name_plural = _("cited searches")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(checksum__regex=r"^[0-9a-f]{64}$"), name="cited_search_has_a_sha256"),
        ]

    def __str__(self) -> str:
        return self.query or "*"

    def get_absolute_url(self) -> str:
        """Return the URL of its page; it never changes."""
        return f"{reverse_cached('search')}cited/{self.identifier}/"
