"""Highlights and notes of readers on passages of articles, in the terms of the W3C Web Annotation Data Model."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from archive.text.normalize import fold, random_identifier


class Annotation(models.Model):
    """A passage that a reader marked, with or without a note; or, without a passage, a note on the whole article.

    The passage is kept by its words with those around them (TextQuoteSelector: `exact`, `prefix`, `suffix`) and by its
    place (TextPositionSelector: `start`, `end`; `paragraph`) in the text as it was then. None of it is changed when the
    text changes. An article is named by its identifier and not by a foreign key: what a reader wrote stays when an
    editor deletes the article, and is there when the deletion is undone.
    """

    identifier = models.CharField(max_length=8, unique=True, editable=False, default=random_identifier)
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="annotations")
    article_identifier = models.CharField(max_length=8)
    article_title = models.CharField(max_length=1000)  # as it was then; for when the article is gone
    exact = models.TextField(blank=True)
    prefix = models.CharField(max_length=100, blank=True)
    suffix = models.CharField(max_length=100, blank=True)
    start = models.PositiveIntegerField(default=0)
    end = models.PositiveIntegerField(default=0)
    paragraph = models.PositiveIntegerField(default=0)  # from 1
    note = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    folded_text = models.TextField(blank=True, editable=False)  # in which its reader searches

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["reader", "article_identifier"], name="annotations_of_an_article")]
        constraints = [
            models.CheckConstraint(condition=~Q(exact="") | ~Q(note=""), name="annotation_marks_or_says_something")
        ]

    def __str__(self) -> str:
        return self.exact or self.note

    def save(self, *args, **kwargs) -> None:
        """Save, with the text to search in."""
        self.folded_text = fold("\n".join((self.article_title, self.exact, self.note)))
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "folded_text", "changed_at"}
        super().save(*args, **kwargs)
