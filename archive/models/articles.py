"""Articles, their bylines, the rows that lists show of them, and the changes that the index waits for."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Self, TypeAlias

from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from archive.db.addresses import build_page_url
from archive.db.compiled_queries import CompiledQuery
from archive.models.creators import Author, Outlet
from archive.models.named import build_slug
from archive.text.edtf import describe_edtf, parse_edtf
from archive.text.messages import Message
from archive.text.normalize import compute_text_digest, random_identifier
from archive.text.urls import address_key

DERIVED_FIELDS = ("slug", "earliest", "latest", "word_count", "text_digest", "address_key", "changed_at")


IS_IMPRECISE = (
    Q(earliest__lt=F("latest"))
    | Q(earliest__isnull=True, latest__isnull=False)
    | Q(earliest__isnull=False, latest__isnull=True)
)
"""Dated, but not to the day. An index has the same words: SQLite uses it where they are."""


class ArticleQuerySet(models.QuerySet):
    """Chainable filters and orderings of articles."""

    def listed(self) -> Self:
        """Filter to articles that readers may see; withdrawn ones stay citable but unlisted."""
        return self.filter(withdrawn_at=None)

    def withdrawn(self) -> Self:
        """Filter to withdrawn articles: few, and covered by a partial index."""
        return self.filter(withdrawn_at__isnull=False)

    def undated(self) -> Self:
        """Filter to articles without any date."""
        return self.filter(published="")

    def imprecise(self) -> Self:
        """Filter to dated articles that may be of more than one day, open intervals included."""
        return self.filter(IS_IMPRECISE)

    def of_period(self, first: date, last: date) -> Self:
        """Filter to articles certainly published from `first` to `last`, both inclusive."""
        # the upper bound on `earliest` is redundant, but lets the database use the index
        return self.filter(earliest__gte=first, earliest__lte=last, latest__lte=last)

    def newest_first(self) -> Self:
        """Order by the earliest possible day, latest first; undated last; ties by identifier."""
        return self.order_by(F("earliest").desc(nulls_last=True), "identifier")

    def oldest_first(self) -> Self:
        """Order by the earliest possible day; undated last; ties by identifier."""
        return self.order_by(F("earliest").asc(nulls_last=True), "identifier")

    def for_cards(self) -> Self:
        """Load outlet and bylines, as article cards need, in a fixed number of queries."""
        bylines = models.Prefetch("bylines", Byline.objects.select_related("author"))
        return self.select_related("outlet").prefetch_related(bylines)


class ArticleReview(models.TextChoices):
    """Review status of an article."""

    UNREVIEWED = "unreviewed", _("not reviewed")
    QUERIED = "queried", _("has a question")
    REVIEWED = "reviewed", _("reviewed")


class Article(models.Model):
    """An article as one outlet published it (the work; its bytes are captures)."""

    Review: TypeAlias = ArticleReview

    identifier = models.CharField(_("identifier"), max_length=8, unique=True, editable=False, default=random_identifier)
    outlet = models.ForeignKey(
        Outlet, models.PROTECT, verbose_name=_("outlet"), related_name="articles", null=True, blank=True
    )
    title = models.CharField(_("headline"), max_length=1000)
    slug = models.SlugField(max_length=80, allow_unicode=True, editable=False, db_index=False)
    standfirst = models.TextField(_("standfirst"), blank=True)
    body = models.TextField(_("text"), blank=True)
    language = models.CharField(_("language"), max_length=35, blank=True, help_text=_("As in BCP 47: en, fr, pt-BR."))
    section = models.CharField(_("section"), max_length=200, blank=True)
    dateline = models.CharField(_("dateline"), max_length=200, blank=True)
    canonical_url = models.CharField(_("address"), max_length=2000, blank=True)
    address_key = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    published = models.CharField(
        _("date"),
        max_length=60,
        blank=True,
        help_text=_("EDTF: 2016-02-04, 2016-02, 2016~ (about), [2016-02-03..2016-02-11]; empty: unknown."),
    )
    earliest = models.DateField(_("earliest day"), null=True, blank=True, editable=False)
    latest = models.DateField(_("latest day"), null=True, blank=True, editable=False)
    word_count = models.PositiveIntegerField(_("words"), default=0, editable=False)
    text_digest = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    review_status = models.CharField(_("review status"), max_length=20, choices=Review, default=Review.UNREVIEWED)
    withdrawn_at = models.DateTimeField(_("withdrawn on"), null=True, blank=True, editable=False)
    withdrawn_reason = models.TextField(_("reason of the withdrawal"), blank=True, editable=False)
    added_at = models.DateTimeField(_("added on"), auto_now_add=True, db_index=True)
    changed_at = models.DateTimeField(_("changed on"), auto_now=True, db_index=True)
    authors: "models.ManyToManyField[Author, Byline]" = models.ManyToManyField(
        Author, through="Byline", related_name="articles"
    )

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = [F("earliest").desc(nulls_last=True), "identifier"]
        indexes = [
            models.Index(
                fields=["outlet", "-earliest", "identifier", "latest"],
                condition=Q(withdrawn_at=None),
                name="listed_article_of_outlet",
            ),
            models.Index(
                fields=["outlet", "section", "-earliest", "identifier"],
                condition=Q(withdrawn_at=None),
                name="listed_article_of_section",
            ),
            models.Index(
                fields=["-added_at", "identifier"], condition=Q(withdrawn_at=None), name="listed_article_added"
            ),
            models.Index(
                fields=["-earliest", "identifier"], condition=Q(withdrawn_at=None), name="listed_article_newest"
            ),
            models.Index(
                fields=["-added_at", "identifier"],
                condition=Q(withdrawn_at=None, published=""),
                name="listed_article_undated",
            ),
            models.Index(
                fields=["-earliest", "identifier"],
                condition=Q(withdrawn_at=None) & IS_IMPRECISE,
                name="listed_article_imprecise",
            ),
            models.Index(fields=["earliest", "latest"], condition=Q(withdrawn_at=None), name="listed_article_day"),
            models.Index(fields=["withdrawn_at"], condition=Q(withdrawn_at__isnull=False), name="withdrawn_article"),
            models.Index(
                fields=["review_status", "outlet", "earliest", "latest"],
                condition=Q(withdrawn_at=None),
                name="listed_article_review",
            ),
            models.Index(
                fields=["outlet"], condition=Q(withdrawn_at=None, word_count=0), name="listed_article_no_text"
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="article_has_a_title"),
            models.CheckConstraint(condition=~Q(identifier=""), name="article_has_an_identifier"),
            models.CheckConstraint(
                condition=Q(review_status__in=ArticleReview.values), name="article_review_is_of_a_kind"
            ),
            models.CheckConstraint(
                condition=Q(earliest=None) | Q(latest=None) | Q(earliest__lte=F("latest")),
                name="article_earliest_day_is_not_after_latest",
            ),
            models.CheckConstraint(
                condition=(
                    Q(published="", earliest=None, latest=None)
                    | (~Q(published="") & (Q(earliest__isnull=False) | Q(latest__isnull=False)))
                ),
                name="article_bounds_go_with_its_date",
            ),
            models.UniqueConstraint(
                fields=["canonical_url"], condition=~Q(canonical_url=""), name="one_article_per_canonical_url"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args, **kwargs) -> None:
        """Save, with the fields derived from title, date, address and body recomputed."""
        self.set_derived_fields()
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, *DERIVED_FIELDS}
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """Return the URL of its page; the slug may change, the identifier never does."""
        return build_page_url("home", f"articles/{self.identifier}/{self.slug or 'article'}")

    @property
    def permanent_path(self) -> str:
        """Short permanent path for citations; it redirects to the page."""
        return build_page_url("home", f"articles/{self.identifier}")

    def set_derived_fields(self) -> None:
        """Set slug, day bounds, word count and keys; raise DateSyntaxError for an invalid date."""
        self.slug = build_slug(self.title, fallback="article")
        edtf_date = parse_edtf(self.published) if self.published else None
        self.earliest = edtf_date.earliest if edtf_date else None
        self.latest = edtf_date.latest if edtf_date else None
        self.word_count = len(self.body.split())
        self.text_digest = compute_text_digest(self.title, self.body)
        self.address_key = address_key(self.canonical_url)

    @cached_property
    def credits(self) -> list["Byline"]:
        """Bylines in order, cached for pages; services query `bylines` anew."""
        return list(self.bylines.all())

    @property
    def date_label(self) -> Message:
        """Date for readers: `4 February 2016`, `about 2016`, `undated`."""
        return describe_edtf(self.published)

    @property
    def is_exactly_dated(self) -> bool:
        """True where one day is known."""
        return self.earliest is not None and self.earliest == self.latest

    @property
    def paragraphs(self) -> list[str]:
        """The body split at empty lines."""
        return [paragraph.strip() for paragraph in self.body.split("\n\n") if paragraph.strip()]


class BylineRole(models.TextChoices):
    """Role of a credited person."""

    AUTHOR = "author", _("author")
    CONTRIBUTOR = "contributor", _("contributor")
    PHOTOGRAPHER = "photographer", _("photographer")
    TRANSLATOR = "translator", _("translator")
    EDITOR = "editor", _("editor")


class Byline(models.Model):
    """One credit: author, position, role, and the name as printed."""

    Role: TypeAlias = BylineRole

    article = models.ForeignKey(Article, models.CASCADE, verbose_name=_("article"), related_name="bylines")
    author = models.ForeignKey(Author, models.PROTECT, verbose_name=_("author"), related_name="bylines")
    credited_as = models.CharField(_("printed as"), max_length=300, blank=True)
    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.AUTHOR)
    position = models.PositiveSmallIntegerField(_("No."), default=0)

    class Meta:
        verbose_name = _("byline")
        verbose_name_plural = _("bylines")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["article", "author", "role"], name="one_byline_per_author_and_role"),
            models.CheckConstraint(condition=Q(role__in=BylineRole.values), name="byline_role_is_of_a_kind"),
        ]

    def __str__(self) -> str:
        return self.credited_as or self.author.name


class IndexChange(models.Model):
    """An article changed since it was last indexed: a durable first-in, first-out queue."""

    article_id = models.BigIntegerField(
        _("article"), db_index=True
    )  # no foreign key: deleted ones leave the index, too
    queued_at = models.DateTimeField(_("queued on"), auto_now_add=True)

    class Meta:
        verbose_name = _("article waiting for the search index")
        verbose_name_plural = _("waiting for the search index")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"article {self.article_id}"


_listed_articles_query = CompiledQuery(
    lambda keys: Article.objects.listed().select_related("outlet").filter(pk__in=[keys])
)
_bylines_query = CompiledQuery(lambda keys: Byline.objects.select_related("author").filter(article__pk__in=[keys]))


def load_article_cards(keys: Iterable[int]) -> dict[int, Article]:
    """Return the listed articles by key, with outlet and credits, in two compiled queries."""
    rows = _listed_articles_query(tuple(keys))
    prefetch_credits(rows)
    return {article.pk: article for article in rows}


def prefetch_credits(articles: list[Article]) -> None:
    """Set `credits` of these articles with one query."""
    bylines_by_article: dict[int, list[Byline]] = defaultdict(list)
    for byline in _bylines_query(tuple(article.pk for article in articles)):
        bylines_by_article[byline.article_id].append(byline)
    for article in articles:
        article.credits = bylines_by_article[article.pk]
