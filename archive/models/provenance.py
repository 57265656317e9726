"""Provenance: original bytes, captures, batches of ingest, and the evidence of each value of an article."""

import re
from typing import Final, Self, TypeAlias

from django.conf import settings
from django.contrib import admin
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from archive.models.articles import Article
from archive.models.changes import Change

_MAX_NAMES_SHOWN: Final = 3
_BETWEEN_SOURCES: Final = re.compile(r"\n| (?=/)")  # older imports have their paths on one line


class Payload(models.Model):
    """Original bytes, kept once under their SHA-256 and never changed."""

    sha256 = models.CharField(_("SHA-256"), max_length=64, primary_key=True)
    size = models.PositiveBigIntegerField(_("size"), help_text=_("Bytes."))
    media_type = models.CharField(_("media type"), max_length=100)
    kept_at = models.DateTimeField(_("kept since"), auto_now_add=True)

    class Meta:
        verbose_name = _("original file")
        verbose_name_plural = _("original files")
        constraints = [
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="payload_is_named_by_sha256")
        ]

    def __str__(self) -> str:
        return self.sha256


class Batch(models.Model):
    """One run of ingest: its input, state and counts."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        FINISHED = "finished", _("finished")
        INTERRUPTED = "interrupted", _("interrupted")

    started_at = models.DateTimeField(_("started on"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished on"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.RUNNING)
    source = models.TextField(_("source"), help_text=_("Paths or address of the imported files."))
    options = models.JSONField(default=dict, blank=True)
    added = models.PositiveIntegerField(_("added"), default=0)
    recaptured = models.PositiveIntegerField(_("new versions"), default=0)
    known = models.PositiveIntegerField(_("already known"), default=0)
    refused = models.PositiveIntegerField(_("rejected"), default=0)
    passed_over = models.PositiveIntegerField(
        _("skipped"), default=0, help_text=_("Files without an article: pictures, redirects, hidden files.")
    )
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("imported by"),
        related_name="batches",
        null=True,
        blank=True,
        help_text=_("Who uploaded it; empty for imports on the command line."),
    )
    change = models.OneToOneField(
        Change, models.SET_NULL, verbose_name=_("change"), related_name="batch", null=True, blank=True, editable=False
    )

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-started_at"]

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M} {self.short_source}"

    @property
    @admin.display(description=_("source"), ordering="source")
    def short_source(self) -> str:
        """The source for a line of a list: of paths, the names of the first ones and the number of the others."""
        names = [line.rstrip("/").rpartition("/")[2] or line for line in _BETWEEN_SOURCES.split(self.source)]
        if len(names) <= _MAX_NAMES_SHOWN:
            return ", ".join(names)
        shown, hidden_count = ", ".join(names[:_MAX_NAMES_SHOWN]), len(names) - _MAX_NAMES_SHOWN
        template = ngettext("%(names)s and %(number)d more", "%(names)s and %(number)d more", hidden_count)
        return template % {"names": shown, "number": hidden_count}


class Refusal(models.Model):
    """An item that a run did not take in, with the reason."""

    batch = models.ForeignKey(Batch, models.CASCADE, verbose_name=_("import"), related_name="refusals")
    source = models.TextField(_("from"))
    record = models.CharField(_("record"), max_length=100, blank=True, help_text=_("Which line or entry."))
    reason = models.TextField(_("reason"))

    class Meta:
        verbose_name = _("rejected file")
        verbose_name_plural = _("rejected files")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.source} {self.record}: {self.reason}".replace("  ", " ")


class Capture(models.Model):
    """One copy of an article's source as taken in: which bytes, from where, when.

    The record is bytes `offset` to `offset + length` of the payload member that `steps` lead to (of
    the payload, gunzipped, without steps); `digest` is the SHA-256 of just these bytes. `identity`
    is the key by which a capture is recognised: the digest, with URL and time where stated.
    """

    article = models.ForeignKey(Article, models.CASCADE, verbose_name=_("article"), related_name="captures")
    payload = models.ForeignKey(Payload, models.PROTECT, verbose_name=_("original file"), related_name="captures")
    batch = models.ForeignKey(Batch, models.PROTECT, verbose_name=_("import"), related_name="captures")
    source = models.TextField(_("from"), help_text=_("The file or address the bytes were read from."))
    record = models.CharField(_("record"), max_length=100, blank=True, help_text=_("Which line or entry of it."))
    offset = models.PositiveBigIntegerField(_("from byte"), default=0)
    length = models.PositiveBigIntegerField(_("length in bytes"))
    steps = models.JSONField(_("path inside the original file"), default=list, blank=True)
    digest = models.CharField(_("digest"), max_length=64, db_index=True)
    identity = models.CharField(_("identity"), max_length=64, unique=True)
    url = models.CharField(
        _("address"), max_length=2000, blank=True, help_text=_("The address the bytes were got from.")
    )
    fixity = models.CharField(
        _("the container’s own digest"),
        max_length=20,
        blank=True,
        help_text=_("What checking the digest its container gives found."),
    )
    encoding = models.CharField(_("encoding"), max_length=40)
    text_payload = models.ForeignKey(
        Payload,
        models.PROTECT,
        verbose_name=_("converted text"),
        related_name="text_captures",
        null=True,
        blank=True,
        help_text=_("The text that a PDF, a picture or the like was converted to; evidence refers to it."),
    )
    recipe = models.CharField(_("read with"), max_length=60, help_text=_("Which extractor read it, and its version."))
    captured_at = models.DateTimeField(_("captured on"), help_text=_("When the source had these bytes."))
    taken_in_at = models.DateTimeField(_("imported on"), auto_now_add=True)

    class Meta:
        verbose_name = _("capture")
        verbose_name_plural = _("captures")
        ordering = ["captured_at", "pk"]
        indexes = [
            models.Index(fields=["article", "captured_at"], name="capture_article_moment"),
            models.Index(fields=["url"], condition=~Q(url=""), name="capture_url"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="capture_is_known_by_sha256")
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.record}".strip()

    def save(self, *args, **kwargs) -> None:
        """Save, with the digest as identity unless one is given."""
        self.identity = self.identity or self.digest
        super().save(*args, **kwargs)

    @property
    def source_name(self) -> str:
        """Source for the public: a URL in full, a file without its folders."""
        return self.source if "://" in self.source else self.source.rsplit("/", 1)[-1]


class Picture(models.Model):
    """A picture that came with a page: in the file it was saved in, or beside it."""

    capture = models.ForeignKey(Capture, models.CASCADE, verbose_name=_("capture"), related_name="pictures")
    position = models.PositiveSmallIntegerField(_("position"))
    payload = models.ForeignKey(Payload, models.PROTECT, verbose_name=_("original file"), related_name="pictures")
    address = models.CharField(_("address"), max_length=2000, blank=True)
    alternative_text = models.CharField(_("alternative text"), max_length=500, blank=True)
    caption = models.CharField(_("caption"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ["capture", "position"]
        constraints = [models.UniqueConstraint(fields=["capture", "position"], name="picture_has_a_place")]

    def __str__(self) -> str:
        return self.caption or self.alternative_text or self.address or str(self.position)


class EvidenceQuerySet(models.QuerySet):
    """Chainable filters of evidence."""

    def current(self) -> Self:
        """Filter to evidence for the values the article has now."""
        return self.filter(superseded_at=None)


class EvidenceStatus(models.TextChoices):
    """Certainty of a value."""

    STATED = "stated", _("stated")
    INFERRED = "inferred", _("inferred")
    EDITOR = "editor", _("set by an editor")
    UNKNOWN = "unknown", _("unknown")


class EvidenceField(models.TextChoices):
    """Fields of an article that evidence covers."""

    TITLE = "title", _("Title")
    STANDFIRST = "standfirst", _("Standfirst")
    AUTHOR = "author", _("Author")
    PUBLISHED = "published", _("Date")
    OUTLET = "outlet", _("Outlet")
    SECTION = "section", _("Section")
    DATELINE = "dateline", _("Dateline")
    LANGUAGE = "language", _("Language")
    CANONICAL_URL = "canonical_url", _("Address")
    CREDIT = "credit", _("Credit line")
    BODY = "body", _("Text")


class Evidence(models.Model):
    """One value of one field, with the words, span and rule it comes from.

    `start` and `end` are character offsets in the decoded original of `capture`; they are None
    where the value is not from its words (an editor, a command line option, or no value).
    """

    Status: TypeAlias = EvidenceStatus
    Field: TypeAlias = EvidenceField

    article = models.ForeignKey(Article, models.CASCADE, verbose_name=_("article"), related_name="evidence")
    capture = models.ForeignKey(
        "Capture", models.SET_NULL, verbose_name=_("capture"), related_name="evidence", null=True, blank=True
    )
    field = models.CharField(_("field"), max_length=20, choices=Field)
    value = models.TextField(_("value"), blank=True)
    former_value = models.TextField(_("former value"), blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status)
    words = models.TextField(_("words"), blank=True, help_text=_("The words of the original that say so."))
    start = models.PositiveIntegerField(_("from character"), null=True, blank=True)
    end = models.PositiveIntegerField(_("to character"), null=True, blank=True)
    rule = models.CharField(_("rule"), max_length=300)
    recorded_at = models.DateTimeField(_("recorded on"), auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("recorded by"),
        related_name="evidence",
        null=True,
        blank=True,
    )
    superseded_at = models.DateTimeField(_("superseded on"), null=True, blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["article", "field", "start", "pk"]
        indexes = [
            models.Index(fields=["field", "status"], name="evidence_field_status"),
            models.Index(
                fields=["article", "field"],
                condition=Q(status="inferred", superseded_at=None),
                name="evidence_inferred_now",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(start=None, end=None) | Q(start__isnull=False, end__isnull=False, end__gt=F("start")),
                name="evidence_span_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(status__in=EvidenceStatus.values, field__in=EvidenceField.values),
                name="evidence_is_of_a_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_field_display()}: {self.value or '–'} ({self.get_status_display()})"
