"""Where the words came from: bytes, takings-in, runs."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from archive.models.articles import Article


class Payload(models.Model):
    """Original bytes, kept once under their SHA-256 and never changed."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.PositiveBigIntegerField(help_text="Bytes.")
    media_type = models.CharField(max_length=100)
    kept_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="payload_is_named_by_sha256"
            )
        ]

    def __str__(self) -> str:
        return self.sha256


class Batch(models.Model):
    """One run of ingest: what it was given, and what became of it."""

    class State(models.TextChoices):
        """How the run ended."""

        WAITING = "waiting", "waiting"
        RUNNING = "running", "running"
        FINISHED = "finished", "finished"
        INTERRUPTED = "interrupted", "interrupted"

    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=20, choices=State, default=State.RUNNING)
    source = models.TextField(help_text="The paths or the address given.")
    options = models.JSONField(default=dict, blank=True)
    added = models.PositiveIntegerField(default=0)
    recaptured = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    passed_over = models.PositiveIntegerField(
        default=0, help_text="What nobody meant to be taken in: pictures, redirects, hidden files."
    )
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="batches",
        null=True,
        blank=True,
        help_text="Who uploaded it; empty for a run of the command.",
    )

    class Meta:
        ordering = ["-started_at"]
        verbose_name_plural = "batches"

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M} {self.source}"


class Refusal(models.Model):
    """One thing a run did not take in, and why."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="refusals")
    source = models.TextField()
    record = models.CharField(max_length=100, blank=True, help_text="Which line or entry.")
    reason = models.TextField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.source} {self.record}: {self.reason}".replace("  ", " ")


class Capture(models.Model):
    """One taking-in of an article: which bytes, from where, when.

    The record is bytes `offset` to `offset + length` of what `steps` lead to in the payload (of the
    payload once its gzip is opened, where there are none); `digest` is the SHA-256 of just these
    bytes. By `identity` a capture is known again: the digest, and where they are stated, the
    address and the moment.
    """

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="captures")
    payload = models.ForeignKey(Payload, on_delete=models.PROTECT, related_name="captures")
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="captures")
    source = models.TextField(help_text="The file or address the bytes were read from.")
    record = models.CharField(max_length=100, blank=True, help_text="Which line or entry of it.")
    offset = models.PositiveBigIntegerField(default=0)
    length = models.PositiveBigIntegerField()
    steps = models.JSONField(default=list, blank=True)
    digest = models.CharField(max_length=64, db_index=True)
    identity = models.CharField(max_length=64, unique=True)
    url = models.CharField(
        max_length=2000, blank=True, help_text="The address the bytes were got from."
    )
    fixity = models.CharField(
        max_length=20, blank=True, help_text="What checking the digest its container gives found."
    )
    encoding = models.CharField(max_length=40)
    recipe = models.CharField(max_length=60, help_text="Which extractor read it, and its version.")
    captured_at = models.DateTimeField(help_text="When the source had these bytes.")
    taken_in_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["captured_at", "pk"]
        indexes = [models.Index(fields=["article", "captured_at"], name="capture_article_moment")]
        constraints = [
            models.CheckConstraint(
                condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="capture_is_known_by_sha256"
            )
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.record}".strip()

    def save(self, *args, **kwargs) -> None:
        """A capture of which no more is stated is known by its bytes."""
        self.identity = self.identity or self.digest
        super().save(*args, **kwargs)

    @property
    def source_name(self) -> str:
        """The source as the public may see it: an address whole, a file without its folders."""
        return self.source if "://" in self.source else self.source.rsplit("/", 1)[-1]
