"""Quotations, their printings and speakers, and what editors decided of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, F, Func, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from archive.db.addresses import build_page_url
from archive.models.articles import Article
from archive.models.creators import Author
from archive.models.named import Alias, NamedQuerySet, NamedRecord
from archive.text.names import normalize_speaker_name
from archive.text.normalize import name_key, random_identifier


class SpeakerQuerySet(NamedQuerySet):
    """Chainable filters and annotations of speakers."""

    def in_listed_articles(self) -> Self:
        """Filter to speakers quoted in a listed article."""
        listed_passages = QuotedPassage.objects.listed().filter(speaker=OuterRef("pk"))
        return self.filter(Exists(listed_passages))

    def with_article_count(self) -> Self:
        """Annotate with `article_count`, the listed articles that quote them; None for none."""
        passages = QuotedPassage.objects.filter(
            speaker=OuterRef("pk"), speaker__isnull=False, is_rejected=False
        ).exclude(article__in=Article.objects.withdrawn())  # not joined: the index covers it
        article_counts = passages.order_by().values("speaker").annotate(n=Count("article", distinct=True))
        return self.annotate(article_count=Subquery(article_counts.values("n")))


class Speaker(NamedRecord):
    """A person quoted by name, linked to their author record if there is one."""

    LISTING = "speakers"

    author = models.ForeignKey(
        Author, models.SET_NULL, verbose_name=_("author"), related_name="speakers", null=True, blank=True
    )

    objects = SpeakerQuerySet.as_manager()

    class Meta(NamedRecord.Meta):
        verbose_name = _("speaker")
        verbose_name_plural = _("speakers")


class SpeakerAlias(Alias):
    """A spelling of a speaker's name; the first is the name itself."""

    speaker = models.ForeignKey(Speaker, models.CASCADE, verbose_name=_("speaker"), related_name="aliases")

    class Meta(Alias.Meta):
        verbose_name = _("other spelling")
        verbose_name_plural = _("other spellings")
        constraints = [models.CheckConstraint(condition=~Q(key=""), name="speaker_alias_has_words")]

    def build_key(self) -> str:
        """Return the lookup key of the name, without middle initials."""
        return normalize_speaker_name(self.name) or name_key(self.name)


class DayOrLast(Func):
    """A day, or the last day there is where it is not known; in words that an index can have."""

    template = "COALESCE(%(expressions)s, '9999-12-31')"
    output_field = models.DateField()


class QuotationQuerySet(models.QuerySet):
    """Chainable filters and orderings of quotations."""

    MOST_PRINTED_FIRST: ClassVar = ("-outlet_count", "-printing_count", "since", "identifier")

    def multi_outlet(self) -> Self:
        """Filter to quotations in listed articles of two outlets or more."""
        return self.filter(outlet_count__gte=2)

    def with_since(self) -> Self:
        """Annotate with `since`, the earliest possible day; `date.max` for undated ones."""
        return self.annotate(since=DayOrLast("earliest"))

    def most_printed_first(self) -> Self:
        """Order by number of outlets, number of printings, earliest day."""
        return self.with_since().order_by(*self.MOST_PRINTED_FIRST)


class Quotation(models.Model):
    """A quotation: one statement, as several outlets printed it."""

    identifier = models.CharField(_("identifier"), max_length=8, unique=True, editable=False, default=random_identifier)
    words = models.TextField(_("words"), help_text=_("The longest wording; the others are compared with it."))
    key = models.TextField(editable=False, help_text=_("The words as they are looked up."))
    speaker = models.ForeignKey(
        Speaker, models.SET_NULL, verbose_name=_("speaker"), related_name="quotations", null=True, blank=True
    )
    printing_count = models.PositiveIntegerField(
        _("articles"), default=0, editable=False, help_text=_("Listed articles that print it.")
    )
    outlet_count = models.PositiveIntegerField(_("outlets"), default=0, editable=False)
    earliest = models.DateField(_("earliest day"), null=True, blank=True, editable=False)
    founded_at = models.DateTimeField(auto_now_add=True)

    objects = QuotationQuerySet.as_manager()

    class Meta:
        verbose_name = _("quotation")
        verbose_name_plural = _("quotations")
        ordering = ["-outlet_count", "-printing_count", "identifier"]
        indexes = [
            models.Index(
                F("outlet_count").desc(),
                F("printing_count").desc(),
                DayOrLast("earliest"),
                F("identifier"),
                name="quotation_most_printed",
            ),
            models.Index(fields=["-earliest", "identifier"], condition=Q(outlet_count__gte=2), name="quotation_by_day"),
        ]

    def __str__(self) -> str:
        return self.words[:80]

    def get_absolute_url(self) -> str:
        """Return the URL of the page that compares its printings; the identifier never changes."""
        return build_page_url("quotations", self.identifier)

    @property
    def quotable(self) -> str:
        """The words without a trailing comma, as before `he said`."""
        return self.words.rstrip(", ")


class QuotedPassageQuerySet(models.QuerySet):
    """Chainable filters of quoted passages."""

    def listed(self) -> Self:
        """Filter to passages readers may see: not rejected, of a listed article."""
        return self.filter(article__withdrawn_at=None, is_rejected=False)

    def speech(self) -> Self:
        """Filter to speech, direct or indirect."""
        return self.filter(kind__in=("direct", "partial", "indirect"))

    def by_speaker_name(self, name: str) -> Self:
        """Filter to speech of speakers with this name, in any spelling, or this last name."""
        key = (normalize_speaker_name(name) or name_key(name))[:200]
        if not key:
            return self.none()
        full_match = Q(speaker__aliases__key=key) | Q(speaker__key=name_key(name))
        return self.speech().filter(full_match | Q(speaker__aliases__key__endswith=f" {key}"))

    def verbatim(self) -> Self:
        """Filter to direct speech, in the speaker's own words."""
        return self.filter(kind__in=("direct", "partial"))


class QuotedPassage(models.Model):
    """One printing of a statement in an article, from `start` to `end` of its body.

    The sentences between one pair of quotation marks are statements with one `passage` number.
    """

    class Kind(models.TextChoices):
        """Use of the quotation marks; none for an indirect report."""

        DIRECT = "direct", _("direct")
        PARTIAL = "partial", _("part of a sentence")
        INDIRECT = "indirect", _("indirect report")
        SCARE = "scare", _("not a quotation")
        TITLE = "title", _("a title")
        NICKNAME = "nickname", _("a nickname")

    class Certainty(models.TextChoices):
        STATED = "stated", _("named in the sentence")
        LIKELY = "likely", _("speaker inferred from context")
        UNCERTAIN = "uncertain", _("speaker uncertain")

    article = models.ForeignKey(Article, models.CASCADE, verbose_name=_("article"), related_name="quoted_passages")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    passage = models.PositiveIntegerField(help_text=_("Which passage of the article, from 0."))
    paragraph = models.PositiveIntegerField(help_text=_("Which paragraph it begins in, from 1."))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    words = models.TextField(_("words"))
    printed = models.CharField(_("printed"), max_length=300, blank=True, help_text=_("The speaker as printed."))
    printed_start = models.PositiveIntegerField(null=True, blank=True)
    printed_end = models.PositiveIntegerField(null=True, blank=True)
    name = models.CharField(_("name"), max_length=200, blank=True, help_text=_("As full as the article has it."))
    rule = models.CharField(_("rule"), max_length=200, blank=True, help_text=_("What in the text names them."))
    certainty = models.CharField(_("certainty"), max_length=10, choices=Certainty, blank=True)
    speaker = models.ForeignKey(
        Speaker, models.SET_NULL, verbose_name=_("speaker"), related_name="passages", null=True, blank=True
    )
    quotation = models.ForeignKey(
        Quotation, models.SET_NULL, verbose_name=_("quotation"), related_name="printings", null=True, blank=True
    )
    is_rejected = models.BooleanField(_("rejected"), default=False, help_text=_("An editor says: no quotation."))

    objects = QuotedPassageQuerySet.as_manager()

    class Meta:
        verbose_name = _("quoted passage")
        verbose_name_plural = _("quoted passages")
        ordering = ["article", "start"]
        indexes = [
            models.Index(
                fields=["speaker", "article"],
                condition=Q(is_rejected=False, speaker__isnull=False),
                name="passage_of_speaker",
            )
        ]
        constraints = [models.CheckConstraint(condition=Q(end__gt=F("start")), name="quoted_passage_span_is_whole")]

    def __str__(self) -> str:
        return self.words[:80]


class PassageGram(models.Model):
    """Hash of a word trigram of a passage, for finding passages with the same words."""

    gram = models.BigIntegerField(db_index=True)
    passage = models.ForeignKey(QuotedPassage, models.CASCADE, related_name="grams")

    def __str__(self) -> str:
        return f"{self.gram:x}"


class QuotationReading(models.Model):
    """State of an article when its quotations were last extracted."""

    article = models.OneToOneField(Article, models.CASCADE, related_name="quotation_reading")
    version = models.PositiveSmallIntegerField(help_text="Of the rules they were read by.")
    state = models.CharField(max_length=64, help_text="Digest of what the reading depends on.")
    read_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.article_id}: version {self.version}"


class QuotationDecision(models.Model):
    """An editor's decision on whether two printings have the same words; no run overrides it."""

    class Verdict(models.TextChoices):
        TOGETHER = "together", _("the same words")
        APART = "apart", _("not the same words")

    one = models.ForeignKey(QuotedPassage, models.CASCADE, verbose_name=_("the one"), related_name="decisions_one")
    two = models.ForeignKey(QuotedPassage, models.CASCADE, verbose_name=_("the other"), related_name="decisions_two")
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict)
    reason = models.TextField(_("reason"), blank=True)
    decided_at = models.DateTimeField(_("decided on"), auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("decided by"),
        related_name="quotation_decisions",
        null=True,
        blank=True,
    )

    class Meta:
        verbose_name = _("decision on quotations")
        verbose_name_plural = _("decisions on quotations")
        ordering = ["-decided_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["one", "two"], name="one_decision_per_pair"),
            models.CheckConstraint(condition=Q(one__lt=F("two")), name="decision_pair_is_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.one_id} and {self.two_id}: {self.get_verdict_display()}"


@dataclass(frozen=True, slots=True)
class SpeakerCount:
    """Statements and words of one speaker quoted in one outlet (its key, or None)."""

    speaker: Speaker
    outlet: int | None
    statements: int
    words: int


def count_quoted_speakers(article_ids: Iterable[int]) -> list[SpeakerCount]:
    """Return the named speakers quoted verbatim in these articles, counted by outlet, most words first."""
    rows = QuotedPassage.objects.listed().verbatim().filter(article__in=list(article_ids))
    passages = rows.exclude(speaker=None).values_list("speaker", "article__outlet", "words")
    lengths_by_speaker: dict[tuple[int, int | None], list[int]] = {}
    for speaker, outlet, words in passages.order_by():
        lengths_by_speaker.setdefault((speaker, outlet), []).append(len(words.split()))
    speakers = Speaker.objects.in_bulk({speaker for speaker, _ in lengths_by_speaker})
    counts = [
        SpeakerCount(speakers[speaker], outlet, len(lengths), sum(lengths))
        for (speaker, outlet), lengths in lengths_by_speaker.items()
    ]
    return sorted(counts, key=lambda count: (-count.words, count.speaker.name, count.outlet or 0))
