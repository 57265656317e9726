"""Quality of the data: what can be wrong with listed articles, how many there are by outlet, and over time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from archive.models import Article, Byline, Capture, Evidence, NearDuplicate, PayloadFault, QualitySnapshot
from archive.models.articles import ArticleQuerySet
from archive.models.duplicates import NearDuplicateQuerySet

FIRST_YEAR: Final = 1600  # newspapers are not older
KEY_FIELDS: Final = (Evidence.Field.TITLE, Evidence.Field.AUTHOR, Evidence.Field.PUBLISHED, Evidence.Field.OUTLET)
"""Fields by which an article is cited."""


@dataclass(frozen=True, slots=True)
class QualityCheck:
    """Something that can be wrong with an article: its label, an explanation, and the condition of these articles."""

    label: Promise
    explanation: Promise
    build_condition: Callable[[], Q]


def has_no_date() -> Q:
    """Return the condition of articles without any date."""
    # not by `published`: that is stored behind the text, where a count of all articles would be slow
    return Q(earliest=None, latest=None)


def has_no_author() -> Q:
    """Return the condition of articles without a byline."""
    return ~Q(Exists(Byline.objects.filter(article=OuterRef("pk"))))


def has_inferred_value() -> Q:
    """Return the condition of articles that are cited by a value that no words of the original state."""
    evidence = Evidence.objects.current().filter(field__in=KEY_FIELDS, status=Evidence.Status.INFERRED)
    return Q(pk__in=evidence.order_by().values("article"))


def _is_impossible() -> Q:
    tomorrow = timezone.localdate() + timedelta(days=1)  # east of here it is the next day already
    first_day = date(FIRST_YEAR, 1, 1)
    is_too_early = Q(earliest__lt=first_day) | Q(latest__lt=first_day)
    return Q(earliest__gt=tomorrow) | is_too_early | Q(latest__lt=F("earliest"))


def select_undecided_pairs() -> NearDuplicateQuerySet:
    """Return the pairs of listed articles with one text of which no editor has said yet that both stay."""
    return NearDuplicate.objects.listed().exclude_passages().undecided().order_by("first", "second")


def _has_near_duplicate() -> Q:
    pairs = select_undecided_pairs().order_by()
    return Q(pk__in=pairs.values("first")) | Q(pk__in=pairs.values("second"))


def _has_faulty_original() -> Q:
    faults = PayloadFault.objects.order_by().values("pk")
    is_faulty = Q(payload__in=faults) | Q(text_payload__in=faults) | Q(pictures__payload__in=faults)
    captures = Capture.objects.filter(is_faulty).order_by()
    return Q(pk__in=captures.values("article"))


QUALITY_CHECKS: Final[Mapping[str, QualityCheck]] = {
    "undated": QualityCheck(_("no date"), _("Nothing says when it was published."), has_no_date),
    "imprecise": QualityCheck(
        _("no exact day"),
        _("A month, a year, or one of several days."),
        lambda: (
            (Q(earliest=None) & Q(latest__isnull=False))
            | (Q(earliest__isnull=False) & Q(latest=None))
            | Q(earliest__lt=F("latest"))
        ),
    ),
    "impossible": QualityCheck(
        _("impossible date"), _("In the future, or before 1600; it was misread or mistyped."), _is_impossible
    ),
    "inferred": QualityCheck(
        _("inferred"),
        _("Headline, author, date or outlet follow from a rule; no words of the original say so."),
        has_inferred_value,
    ),
    "no-author": QualityCheck(_("no author"), _("No byline names anybody."), has_no_author),
    "no-outlet": QualityCheck(_("no outlet"), _("Nothing says who published it."), lambda: Q(outlet=None)),
    "no-text": QualityCheck(
        _("no text"), _("Only a headline: the page had no text, or it was not recognised."), lambda: Q(word_count=0)
    ),
    "near-duplicate": QualityCheck(
        _("near-duplicate, not decided"),
        _("Another article has the same words, or nearly, and nobody has said yet whether both stay."),
        _has_near_duplicate,
    ),
    "original": QualityCheck(
        _("original damaged or missing"),
        _("The last check of the originals found it so. It can be brought back from a backup."),
        _has_faulty_original,
    ),
}
"""Key in addresses → check; admin lists, counts and snapshots all ask these."""


def select_articles(key: str) -> ArticleQuerySet:
    """Return the listed articles that a check finds."""
    return Article.objects.listed().filter(QUALITY_CHECKS[key].build_condition())


@dataclass(frozen=True, slots=True)
class QualityCounts:
    """Counts by outlet (None: no outlet): of all listed articles, and of those that each check finds."""

    articles: Mapping[int | None, int]
    by_check: Mapping[str, Mapping[int | None, int]]

    def total(self, key: str) -> int:
        """Return the number of articles that a check finds, of all outlets."""
        return sum(self.by_check[key].values())


def count_quality() -> QualityCounts:
    """Count by outlet what each check finds; one query for each, and one for all articles."""
    by_check = {key: _count_by_outlet(select_articles(key)) for key in QUALITY_CHECKS}
    return QualityCounts(_count_by_outlet(Article.objects.listed()), by_check)


def _count_by_outlet(articles: ArticleQuerySet) -> dict[int | None, int]:
    return dict(articles.order_by().values_list("outlet").annotate(n=Count("pk")))


def save_snapshot() -> QualitySnapshot:
    """Save the counts of today; those of earlier today are replaced."""
    counts = count_quality()
    totals = {"articles": sum(counts.articles.values()), **{key: counts.total(key) for key in QUALITY_CHECKS}}
    snapshot, _is_new = QualitySnapshot.objects.update_or_create(day=timezone.localdate(), defaults={"counts": totals})
    return snapshot
