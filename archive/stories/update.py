"""Update stories: read articles and assign each to its event."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Final

from django.db import transaction
from django.db.models import F, Q

from archive.db.bulk import iter_batches
from archive.models import Article, Story, StoryMembership, TermProfile
from archive.stories import assigner as placing
from archive.stories import profiles

BATCH_SIZE: Final = 60
"""Articles per transaction: a killed run repeats at most these."""

Progress = Callable[[int, int], None]


def assign_articles(ids: Iterable[int], progress: Progress | None = None) -> int:
    """Assign these articles to stories as they are now; return how many are in one.

    Unchanged articles keep their place. Withdrawn and deleted ones are removed, but for editors'
    decisions. Idempotent, in any order: dated articles are assigned first, by day.
    """
    article_ids = sorted(set(ids))
    report_progress = _ProgressReporter(progress, 2 * len(article_ids))
    for batch in iter_batches(article_ids, BATCH_SIZE):
        with transaction.atomic():
            _update_profiles(batch)
        report_progress(len(batch))
    assigner = placing.StoryAssigner(profiles.load_counts())
    unassigned = _sort_by_date(article_ids)
    report_progress(len(article_ids) - len(unassigned))
    for batch in iter_batches(unassigned, BATCH_SIZE):
        with transaction.atomic():
            assigner.assign(batch)
        report_progress(len(batch))
    return _count_members(article_ids)


def find_unassigned_articles() -> list[int]:
    """Return articles not assigned as they are now, and withdrawn ones still assigned."""
    stale = (
        Q(term_profile=None)
        | Q(term_profile__is_placed=False)
        | ~Q(term_profile__text_digest=F("text_digest"))
        | _build_changed_filter("earliest")
        | _build_changed_filter("latest")
    )
    listed = Article.objects.listed().filter(stale).order_by("pk")
    withdrawn = TermProfile.objects.exclude(article__withdrawn_at=None).exclude(text_digest="")
    return [
        *listed.values_list("pk", flat=True),
        *withdrawn.order_by("pk").values_list("pk", flat=True),
    ]


def reset_assignments() -> None:
    """Remove all automatic assignments, so that all is read anew; editors' decisions stay.

    Stories keep their rows and identifiers and are reused when founded again.
    """
    for batch in iter_batches(list(TermProfile.objects.values_list("pk", flat=True)), BATCH_SIZE):
        with transaction.atomic():
            _remove_memberships(batch)
            current_profiles = TermProfile.objects.filter(pk__in=batch).exclude(text_digest="")
            current_profiles.update(is_placed=False)
            profiles.delete_keys(batch)


def _update_profiles(ids: Sequence[int]) -> None:
    listed = {row.pk: row for row in Article.objects.listed().filter(pk__in=ids)}
    current_ids = {
        row.pk
        for row in TermProfile.objects.filter(pk__in=ids).defer("terms")
        if row.pk in listed and _is_current(row, listed[row.pk])
    }
    changed_ids = [pk for pk in ids if pk not in current_ids]
    _remove_memberships(changed_ids)
    profiles.update_profiles(
        [listed[pk] for pk in changed_ids if pk in listed],
        [pk for pk in changed_ids if pk not in listed],
    )


def _is_current(profile: TermProfile, article: Article) -> bool:
    return (profile.text_digest, profile.earliest, profile.latest) == (
        article.text_digest, article.earliest, article.latest,
    )  # fmt: skip


def _build_changed_filter(bound: str) -> Q:
    """Build the filter for a changed bound of the date; None is a value, too."""
    profile_field = f"term_profile__{bound}"
    return (
        Q(**{f"{bound}__isnull": True, f"{profile_field}__isnull": False})
        | Q(**{f"{bound}__isnull": False, f"{profile_field}__isnull": True})
        | (Q(**{f"{bound}__isnull": False}) & ~Q(**{profile_field: F(bound)}))
    )


def _remove_memberships(ids: Sequence[int]) -> None:
    """Remove articles from the stories they were clustered into, and record which."""
    memberships = StoryMembership.objects.filter(article__in=ids, by_editor=False, story__is_pinned=False)
    for article, story in memberships.values_list("article", "story"):
        TermProfile.objects.filter(pk=article).update(former_story=story)
    memberships.delete()


def _sort_by_date(ids: Sequence[int]) -> list[int]:
    """Sort by date: single days first, then intervals, undated last."""
    rows = [
        row
        for batch in iter_batches(ids)
        for row in TermProfile.objects.filter(pk__in=batch, is_placed=False).values_list("pk", "earliest", "latest")
    ]
    return [pk for pk, *_ in sorted(rows, key=_build_sort_key)]


def _build_sort_key(row: tuple[int, date | None, date | None]) -> tuple[int, date, int]:
    pk, earliest, latest = row
    if earliest and earliest == latest:
        return 0, earliest, pk
    return (1, earliest or latest or date.max, pk) if earliest or latest else (2, date.max, pk)


def _count_members(ids: Sequence[int]) -> int:
    return sum(StoryMembership.objects.filter(article__in=batch).count() for batch in iter_batches(ids))


class _ProgressReporter:
    """Progress counter that reports to a callback."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self._progress, self._total, self._done = progress, total, 0

    def __call__(self, steps: int) -> None:
        self._done += steps
        if self._progress and steps:
            self._progress(self._done, self._total)


def count_stories() -> int:
    """Return the number of visible stories with at least two articles."""
    return Story.objects.unmerged().with_coverage().filter(article_count__gt=1).count()
