"""Reading of articles into stories."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Final

from django.db import transaction
from django.db.models import F, Q

from archive.models import Article, Story, StoryMembership, TermProfile
from archive.models.parts import in_parts
from archive.stories import placing, profiles

AT_ONCE: Final = 60
"""Articles per transaction: a killed run repeats at most these."""

Progress = Callable[[int, int], None]


def read_articles(ids: Iterable[int], progress: Progress | None = None) -> int:
    """Assign these articles to stories as they are now; return how many are in one.

    Unchanged articles keep their place. Withdrawn and deleted ones are removed, but for editors'
    decisions. Idempotent, in any order: dated articles are assigned first, by day.
    """
    every = sorted(set(ids))
    tell = _Told(progress, 2 * len(every))
    for part in in_parts(every, AT_ONCE):
        with transaction.atomic():
            _renew(part)
        tell(len(part))
    desk = placing.Desk(profiles.load_counts())
    waiting = _in_order_of_days(every)
    tell(len(every) - len(waiting))
    for part in in_parts(waiting, AT_ONCE):
        with transaction.atomic():
            desk.place(part)
        tell(len(part))
    return _count_members(every)


def unread() -> list[int]:
    """Return articles not assigned as they are now, and withdrawn ones still assigned."""
    stale = (
        Q(term_profile=None)
        | Q(term_profile__is_placed=False)
        | ~Q(term_profile__text_digest=F("text_digest"))
        | _differs("earliest")
        | _differs("latest")
    )
    listed = Article.objects.listed().filter(stale).order_by("pk")
    gone = TermProfile.objects.exclude(article__withdrawn_at=None).exclude(text_digest="")
    return [*listed.values_list("pk", flat=True), *gone.order_by("pk").values_list("pk", flat=True)]


def forget() -> None:
    """Remove all automatic assignments, so that all is read anew; editors' decisions stay.

    Stories keep their rows and identifiers and are reused when founded again.
    """
    for part in in_parts(list(TermProfile.objects.values_list("pk", flat=True)), AT_ONCE):
        with transaction.atomic():
            _leave(part)
            kept = TermProfile.objects.filter(pk__in=part).exclude(text_digest="")
            kept.update(is_placed=False)
            profiles.forget_keys(part)


def _renew(ids: Sequence[int]) -> None:
    listed = {row.pk: row for row in Article.objects.listed().filter(pk__in=ids)}
    current = {
        row.pk
        for row in TermProfile.objects.filter(pk__in=ids).defer("terms")
        if row.pk in listed and _is_current(row, listed[row.pk])
    }
    changed = [pk for pk in ids if pk not in current]
    _leave(changed)
    profiles.renew(
        [listed[pk] for pk in changed if pk in listed], [pk for pk in changed if pk not in listed]
    )


def _is_current(profile: TermProfile, article: Article) -> bool:
    return (profile.text_digest, profile.earliest, profile.latest) == (
        article.text_digest, article.earliest, article.latest,
    )  # fmt: skip


def _differs(bound: str) -> Q:
    """Build the filter for a changed bound of the date; None is a value, too."""
    was = f"term_profile__{bound}"
    return (
        Q(**{f"{bound}__isnull": True, f"{was}__isnull": False})
        | Q(**{f"{bound}__isnull": False, f"{was}__isnull": True})
        | (Q(**{f"{bound}__isnull": False}) & ~Q(**{was: F(bound)}))
    )


def _leave(ids: Sequence[int]) -> None:
    """Remove articles from the stories they were clustered into, and record which."""
    left = StoryMembership.objects.filter(article__in=ids, by_editor=False, story__is_pinned=False)
    for article, story in left.values_list("article", "story"):
        TermProfile.objects.filter(pk=article).update(former_story=story)
    left.delete()


def _in_order_of_days(ids: Sequence[int]) -> list[int]:
    """Sort by date: single days first, then intervals, undated last."""
    rows = [
        row
        for part in in_parts(ids)
        for row in TermProfile.objects.filter(pk__in=part, is_placed=False).values_list(
            "pk", "earliest", "latest"
        )
    ]
    return [pk for pk, *_ in sorted(rows, key=_place_in_time)]


def _place_in_time(row: tuple[int, date | None, date | None]) -> tuple[int, date, int]:
    pk, earliest, latest = row
    if earliest and earliest == latest:
        return 0, earliest, pk
    return (1, earliest or latest or date.max, pk) if earliest or latest else (2, date.max, pk)


def _count_members(ids: Sequence[int]) -> int:
    return sum(StoryMembership.objects.filter(article__in=part).count() for part in in_parts(ids))


class _Told:
    """Progress counter that reports to a callback."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self._progress, self._total, self._done = progress, total, 0

    def __call__(self, steps: int) -> None:
        self._done += steps
        if self._progress and steps:
            self._progress(self._done, self._total)


def count_stories() -> int:
    """Return the number of visible stories with at least two articles."""
    return Story.objects.standing().with_coverage().filter(article_count__gt=1).count()
