"""Stories (articles on one event), and the term statistics that clustering keeps."""

from typing import Self

from django.db import models
from django.db.models import Count, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from archive.db.addresses import build_page_url
from archive.models.articles import Article
from archive.models.named import build_coverage_counts
from archive.text.normalize import random_identifier


class StoryQuerySet(models.QuerySet):
    """Chainable filters and annotations of stories."""

    def unmerged(self) -> Self:
        """Filter to stories that were not merged into another."""
        return self.filter(merged_into=None)

    def with_coverage(self) -> Self:
        """Annotate with counts of listed articles, outlets and articles of no known outlet, and first and last day."""
        article = "memberships__article"
        is_listed = Q(memberships__article__withdrawn_at=None)
        return self.annotate(
            **build_coverage_counts(article, distinct=True),
            outlet_count=Count(f"{article}__outlet", filter=is_listed, distinct=True),
            unknown_count=Count(article, filter=is_listed & Q(memberships__article__outlet=None), distinct=True),
        )


class Story(models.Model):
    """Articles, mostly of several outlets, on one event. Its identifier never changes."""

    identifier = models.CharField(_("identifier"), max_length=8, unique=True, editable=False, default=random_identifier)
    name = models.CharField(
        _("name"), max_length=200, blank=True, help_text=_("Empty: the headline of its earliest article.")
    )
    is_pinned = models.BooleanField(
        _("pinned"), default=False, help_text=_("Pinned: nothing joins or leaves it but by an editor’s hand.")
    )
    merged_into = models.ForeignKey("self", models.SET_NULL, related_name="merged", null=True, blank=True)
    founded_at = models.DateTimeField(auto_now_add=True)
    articles: "models.ManyToManyField[Article, StoryMembership]" = models.ManyToManyField(
        Article, through="StoryMembership", related_name="stories"
    )

    objects = StoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")
        ordering = ["-founded_at", "identifier"]

    def __str__(self) -> str:
        """Return its name, else the headline of its earliest article: readers know no identifiers."""
        return self.name or self.headline or self.identifier

    def get_absolute_url(self) -> str:
        """Return the URL of the page of its coverage."""
        return build_page_url("stories", self.identifier)

    @cached_property
    def headline(self) -> str:
        """Headline of its earliest listed article; empty if there is none. One query, unless it is annotated."""
        annotated = getattr(self, "first_headline", None)
        if annotated is not None or self.pk is None:
            return annotated or ""
        articles = Article.objects.listed().filter(membership__story=self.pk).oldest_first()
        return articles.values_list("title", flat=True).first() or ""


class StoryMembership(models.Model):
    """An article in its story, placed by clustering (with its `likeness`) or `by_editor`."""

    story = models.ForeignKey(Story, models.CASCADE, verbose_name=_("story"), related_name="memberships")
    article = models.OneToOneField(Article, models.CASCADE, verbose_name=_("article"), related_name="membership")
    likeness = models.FloatField(_("likeness"), null=True, blank=True)
    by_editor = models.BooleanField(_("put there by an editor"), default=False)
    joined_at = models.DateTimeField(_("joined on"), auto_now_add=True)
    reasons = models.JSONField(
        _("reasons"),
        default=dict,
        blank=True,
        help_text=_("What it shares with the article of the story it is most like."),
    )

    class Meta:
        verbose_name = _("article of a story")
        verbose_name_plural = _("articles of stories")
        ordering = ["story", "pk"]
        indexes = [models.Index(fields=["-joined_at"], name="membership_joined")]

    def __str__(self) -> str:
        return f"{self.article_id} in {self.story_id}"


class StoryRefusal(models.Model):
    """An editor’s decision that an article is not in a story; clustering never puts it back."""

    story = models.ForeignKey(Story, models.CASCADE, related_name="refusals")
    article = models.ForeignKey(Article, models.CASCADE, related_name="refusals")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["story", "article"]
        constraints = [models.UniqueConstraint(fields=["story", "article"], name="refused_once_per_story")]

    def __str__(self) -> str:
        return f"{self.article_id} is not in {self.story_id}"


class TermProfile(models.Model):
    """Term vector of an article when it was last processed for stories."""

    article = models.OneToOneField(Article, models.CASCADE, primary_key=True, related_name="term_profile")
    text_digest = models.CharField(max_length=64)
    earliest = models.DateField(null=True)
    latest = models.DateField(null=True)
    language = models.CharField(max_length=35, blank=True)
    terms = models.BinaryField()
    features = models.BinaryField(
        null=True, help_text="Names, numbers and things; unknown: read before there were any."
    )
    feature_labels = models.BinaryField(default=b"", help_text="The features as printed.")
    is_placed = models.BooleanField(default=False)
    former_story = models.ForeignKey(
        Story,
        models.SET_NULL,
        related_name="+",
        null=True,
        help_text="The story it was in before it was read anew: its identifier is used again.",
    )

    class Meta:
        indexes = [
            models.Index(fields=["earliest", "article"], condition=Q(is_placed=False), name="profile_to_be_placed")
        ]

    def __str__(self) -> str:
        return f"article {self.article_id}"


class KeyTerm(models.Model):
    """One of the most distinctive terms of a placed article, for finding candidates."""

    term = models.IntegerField()
    profile = models.ForeignKey(TermProfile, models.CASCADE, related_name="key_terms")
    day = models.DateField(null=True)  # of an article of one known day
    latest = models.DateField(null=True)  # the last day it may be of

    class Meta:
        indexes = [models.Index(fields=["term", "day", "latest"], name="key_term_day")]

    def __str__(self) -> str:
        return f"{self.term} of article {self.profile_id}"


class TermCounts(models.Model):
    """Document frequencies of terms for clustering: a single row."""

    articles = models.JSONField(default=dict, help_text="How many of each language.")
    counts = models.BinaryField()

    def __str__(self) -> str:
        return f"terms of {sum(self.articles.values())} articles"
