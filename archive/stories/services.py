"""Services of stories: editors' decisions, and the list of stories."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from operator import itemgetter
from typing import Any, Final

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Count, F, Max, Min, OuterRef, Subquery, Sum
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.curation.changes import record_change
from archive.curation.merge import clean_reason, describe_merge, lock_records
from archive.curation.merge_preview import MergeOption, RecordHoldings, build_merge_options, count_rows
from archive.errors import CurationError
from archive.models import Article, Change, Story, StoryMembership, StoryRefusal
from archive.models.stories import StoryQuerySet
from archive.text.messages import Message, lazy_message, lazy_plural_message
from archive.web.cache import cached_by_generation
from archive.web.paging import Neighbours
from archive.web.params import Link

KINDS: Final = ("several", "any")
_UNKNOWN_OUTLET: Final = _("outlet unknown")


def merge_into_story(*, keep: Story, others: Iterable[Story], user: AbstractBaseUser | None, reason: str) -> int:
    """Merge stories into `keep` as one change; return how many articles moved."""
    reason, others = clean_reason(reason), list(others)
    with record_change(Change.Action.MERGE, user=user, reason=reason, summary=describe_merge(keep, others)):
        lock_records([keep, *others])
        return sum(len(merge_stories(keep=keep, retire=other)) for other in others)


@transaction.atomic
def merge_stories(*, keep: Story, retire: Story) -> list[int]:
    """Move all articles of `retire` to `keep`; its page redirects. Return their keys.

    What editors said stays: its name where `keep` has none, that it is pinned, and which articles are not in it.
    """
    if keep.pk == retire.pk:
        raise CurationError(lazy_message("‘{name}’ cannot be merged into itself. Choose another story.", name=keep))
    if keep.merged_into_id:
        raise CurationError(lazy_message("‘{name}’ was merged into another story itself. Choose that one.", name=keep))
    moved_pks = list(retire.memberships.values_list("article", flat=True))
    StoryRefusal.objects.filter(story=keep, article__in=moved_pks).delete()
    refused_pks = set(retire.refusals.values_list("article", flat=True))
    StoryRefusal.objects.filter(story=retire).delete()
    StoryMembership.objects.filter(story=retire).update(story=keep, by_editor=True)
    StoryMembership.objects.filter(story=keep).update(by_editor=True)
    _add_refusals(keep, refused_pks - set(keep.memberships.values_list("article", flat=True)))
    Story.objects.filter(merged_into=retire).update(merged_into=keep)
    keep.name, keep.is_pinned = keep.name or retire.name, keep.is_pinned or retire.is_pinned
    keep.save()
    retire.merged_into = keep
    retire.save()
    return moved_pks


def preview_stories(stories: Sequence[Story]) -> list[MergeOption]:
    """Return what each story has, what would move to it, and the names that would not stay."""
    keys = [story.pk for story in stories]
    article_counts = count_rows(StoryMembership.objects.filter(story__in=keys), "story")
    address_counts = count_rows(Story.objects.filter(merged_into__in=keys), "merged_into")
    holdings = {
        story.pk: RecordHoldings(
            {"article": article_counts.get(story.pk, 0), "former address": address_counts.get(story.pk, 0)},
            filled=bool(story.name) + story.is_pinned,
        )
        for story in stories
    }
    overruled = _count_overruled_refusals(keys)
    dropped_values = {story.pk: find_dropped_names(story, stories) + overruled for story in stories}
    return build_merge_options(stories, holdings, dropped_values)


def _count_overruled_refusals(keys: Sequence[int]) -> list[Message]:
    """Return a message on the decisions that an article of one of these stories is not in another of them."""
    number = StoryRefusal.objects.filter(story__in=keys, article__membership__story__in=keys).count()
    return [
        lazy_plural_message(
            "{number} decision that an article is not in the story",
            "{number} decisions that an article is not in the story",
            number,
        )
    ] * bool(number)


def find_dropped_names(keep: Story, others: Iterable[Story]) -> list[Message]:
    """Return the names of `others` that `keep` does not take over, as it has another."""
    names = list(dict.fromkeys(story.name for story in (keep, *others) if story.name))
    return [lazy_message("{field} ‘{there}’", field=lazy_message("name"), there=name) for name in names[1:]]


@transaction.atomic
def split_story(story: Story, articles: Iterable[Article], *, name: str = "") -> Story:
    """Create a new story from some articles of `story`; neither side regains the other's."""
    chosen = set(story.memberships.filter(article__in=list(articles)).values_list("article", flat=True))
    remaining = set(story.memberships.values_list("article", flat=True)) - chosen
    if not chosen or not remaining:
        raise CurationError("Choose some of the story’s articles, and leave some where they are.")
    new_story = Story.objects.create(name=name)
    StoryMembership.objects.filter(article__in=chosen).update(story=new_story, by_editor=True)
    _add_refusals(story, chosen)
    _add_refusals(new_story, remaining)
    return new_story


@transaction.atomic
def add_to_story(story: Story, article: Article) -> None:
    """Assign the article to the story, overriding automatic clustering."""
    if story.merged_into_id:
        raise CurationError(f"{story} was merged into another story. Choose that one.")
    StoryRefusal.objects.filter(story=story, article=article).delete()
    StoryMembership.objects.update_or_create(
        article=article, defaults={"story": story, "by_editor": True, "likeness": None}
    )


@transaction.atomic
def remove_from_story(story: Story, articles: Iterable[Article]) -> int:
    """Remove articles from the story for good; return how many."""
    chosen = set(story.memberships.filter(article__in=list(articles)).values_list("article", flat=True))
    StoryMembership.objects.filter(story=story, article__in=chosen).delete()
    _add_refusals(story, chosen)
    return len(chosen)


def _add_refusals(story: Story, article_pks: Iterable[int]) -> None:
    StoryRefusal.objects.bulk_create(
        [StoryRefusal(story=story, article_id=pk) for pk in sorted(article_pks)], ignore_conflicts=True
    )


def load_story_keys(kind: str) -> tuple[int, ...]:
    """Return the stories of several outlets, or of any number, the newest first; two queries.

    An article of an unknown outlet may be of another outlet than the rest. The order is kept until an article changes
    or is in another story.
    """
    version = StoryMembership.objects.aggregate(
        count=Count("pk"), last=Max("pk"), places=Sum(F("story") * F("article"))
    )
    orders = cached_by_generation(("stories", *version.values()), _load_orders)
    return orders[kind]


def _load_orders() -> dict[str, tuple[int, ...]]:
    """Return the keys of the stories of each kind; one query."""
    listed = StoryMembership.objects.filter(article__withdrawn_at=None, story__merged_into=None).order_by()
    counted = listed.values_list("story", "story__identifier").annotate(
        articles=Count("pk"),
        known=Count("article__outlet"),
        low=Min("article__outlet"),
        high=Max("article__outlet"),
        last_day=Max("article__latest"),
    )
    rows = sorted(counted.filter(articles__gt=1), key=itemgetter(1))
    rows.sort(key=lambda row: row[-1] or date.min, reverse=True)
    several = tuple(pk for pk, _, articles, known, low, high, _ in rows if low != high or known < articles)
    return {"several": several, "any": tuple(row[0] for row in rows)}


def find_story_neighbours(story: Story) -> Neighbours:
    """Return the neighbours of a story in the list of several outlets, else in the list of all."""
    for kind in KINDS:
        story_keys = load_story_keys(kind)
        if story.pk in story_keys:
            index = story_keys.index(story.pk)
            previous_key = story_keys[index - 1] if index > 0 else None
            next_key = story_keys[index + 1] if index + 1 < len(story_keys) else None
            links = _build_links(filter(None, (previous_key, next_key)))
            return Neighbours(links.get(previous_key), links.get(next_key))
    return Neighbours(None, None)


def find_grown_stories(kind: str, count: int) -> dict[int, datetime]:
    """Return the stories that an article joined last, each with the time, the latest first."""
    shown = frozenset(load_story_keys(kind))
    joined = StoryMembership.objects.order_by("-joined_at").values_list("story", "story__identifier", "joined_at")
    grown: dict[int, tuple[str, datetime]] = {}
    least_time = None
    for key, identifier, joined_at in joined.iterator(chunk_size=500):
        if least_time and joined_at < least_time:
            break
        if key in shown and key not in grown:
            grown[key] = identifier, joined_at
            if len(grown) == count:
                least_time = joined_at
    ordered = sorted(grown.items(), key=lambda item: item[1][0])
    ordered.sort(key=lambda item: item[1][1], reverse=True)
    return {key: joined_at for key, (_, joined_at) in ordered[:count]}


def _build_links(keys: Iterable[int]) -> dict[int | None, Link]:
    """Build the link of each story, by its name or the headline of its earliest article."""
    rows: Iterable[Any] = annotate_headline(Story.objects.filter(pk__in=keys))
    return {row.pk: Link(row.name or row.first_headline or gettext("A story"), row.get_absolute_url()) for row in rows}


def annotate_headline(stories: StoryQuerySet) -> StoryQuerySet:
    """Annotate stories with `first_headline`, that of their earliest listed article."""
    articles = Article.objects.listed().filter(membership__story=OuterRef("pk")).oldest_first()
    return stories.annotate(first_headline=Subquery(articles.values("title")[:1]))


@dataclass(frozen=True, slots=True)
class StoryListItem:
    """One story with its listed articles, the earliest first."""

    story: Story
    articles: Sequence[Article]

    @property
    def first(self) -> Article:
        """The earliest article."""
        return self.articles[0]

    @property
    def outlets(self) -> tuple[tuple[str, int], ...]:
        """Outlet names with article counts, by name."""
        names = Counter(row.outlet.name if row.outlet else "" for row in self.articles)
        sorted_names = sorted(names.items(), key=lambda item: (not item[0], item[0]))
        return tuple((name or str(_UNKNOWN_OUTLET), count) for name, count in sorted_names)

    @property
    def outlet_count(self) -> int:
        """Number of the known outlets."""
        return len({row.outlet_id for row in self.articles if row.outlet_id})

    @property
    def unknown_count(self) -> int:
        """Number of articles of no known outlet."""
        return sum(row.outlet_id is None for row in self.articles)

    @property
    def first_day(self) -> date | None:
        """Earliest day of any article."""
        return min((row.earliest for row in self.articles if row.earliest), default=None)

    @property
    def last_day(self) -> date | None:
        """Latest day of any article."""
        return max((row.latest for row in self.articles if row.latest), default=None)


def iter_story_items(keys: Sequence[int]) -> Iterator[StoryListItem]:
    """Yield an item for each of these stories that has listed articles, in their order; one query."""
    listed = StoryMembership.objects.filter(story__in=keys, article__withdrawn_at=None)
    by_day = listed.order_by(F("article__earliest").asc(nulls_last=True), "article__identifier")
    articles_by_story: dict[Story, list[Article]] = {}
    for row in by_day.select_related("story", "article__outlet").defer("article__body"):
        articles_by_story.setdefault(row.story, []).append(row.article)
    places = {key: place for place, key in enumerate(keys)}
    for story, articles in sorted(articles_by_story.items(), key=lambda item: places[item[0].pk]):
        yield StoryListItem(story, articles)
