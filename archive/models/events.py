"""Events: what happened to articles, statements and stories, in the order in which programs are told of it."""

from typing import TypeAlias

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class EventKind(models.TextChoices):
    """Kind of an event; the values are those that programs read."""

    ARTICLE_ADDED = "article.added", _("article added")
    ARTICLE_CORRECTED = "article.corrected", _("article corrected")
    ARTICLE_COLLECTED = "article.collected", _("article put into a collection or taken out")
    ARTICLE_WITHDRAWN = "article.withdrawn", _("article withdrawn")
    ARTICLE_RESTORED = "article.restored", _("article restored")
    ARTICLE_DELETED = "article.deleted", _("article deleted")
    CAPTURE_ADDED = "capture.added", _("new capture")
    STATEMENT_CHANGED = "statement.changed", _("statement changed")
    STORY_CHANGED = "story.changed", _("story changed")
    SEARCH_MATCHED = "search.matched", _("saved search matched")


class ArchiveEvent(models.Model):
    """Something that happened to an article, a statement or a story.

    Triggers of the database write it in the transaction of the change itself (`archive.db.event_triggers`), without a
    number. Once that is committed it is numbered (`archive.events.numbering`): so numbers have no gaps, and none
    appears behind one that was read already, however long a transaction took.
    """

    Kind: TypeAlias = EventKind

    number = models.BigIntegerField(_("number"), null=True, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=EventKind)
    subject = models.CharField(_("identifier"), max_length=8)
    article_key = models.BigIntegerField(null=True)  # no foreign key: articles are deleted, events are not
    outlet_key = models.BigIntegerField(null=True)  # of the article, then
    capture_key = models.BigIntegerField(null=True)
    search_key = models.BigIntegerField(null=True)  # of the saved search that found the article
    happened_at = models.DateTimeField(_("happened on"))
    numbered_at = models.DateTimeField(_("numbered on"), null=True)
    is_latest = models.BooleanField(default=False)  # the last of its article that harvesters are told of

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["number", "pk"]
        indexes = [
            models.Index(fields=["id"], condition=Q(number=None), name="event_without_number"),
            models.Index(fields=["numbered_at", "number"], condition=Q(is_latest=True), name="event_latest"),
            models.Index(fields=["outlet_key", "number"], condition=Q(is_latest=True), name="event_latest_of_outlet"),
            models.Index(fields=["article_key"], condition=Q(is_latest=True), name="event_latest_of_article"),
            models.Index(fields=["subject"], condition=Q(is_latest=True), name="event_latest_of_subject"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=EventKind.values), name="event_is_of_a_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"
