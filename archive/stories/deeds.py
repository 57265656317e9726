"""Editors' actions on stories. Automatic clustering never undoes them."""

from collections.abc import Iterable

from django.db import transaction

from archive.errors import CurationError
from archive.models import Article, Story, StoryMembership, StoryRefusal


@transaction.atomic
def merge_stories(*, keep: Story, retire: Story) -> list[int]:
    """Move all articles of `retire` to `keep`; its page redirects. Return their keys."""
    if keep.pk == retire.pk:
        raise CurationError(f"{keep} cannot be merged into itself. Choose another story.")
    if keep.merged_into_id:
        raise CurationError(f"{keep} was merged into another story itself. Choose that one.")
    moved_pks = list(retire.memberships.values_list("article", flat=True))
    StoryRefusal.objects.filter(story=keep, article__in=moved_pks).delete()
    StoryRefusal.objects.filter(story=retire).delete()
    StoryMembership.objects.filter(story=retire).update(story=keep, by_editor=True)
    StoryMembership.objects.filter(story=keep).update(by_editor=True)
    Story.objects.filter(merged_into=retire).update(merged_into=keep)
    retire.merged_into = keep
    retire.save()
    return moved_pks


@transaction.atomic
def split_story(story: Story, articles: Iterable[Article], *, name: str = "") -> Story:
    """Create a new story from some articles of `story`; neither side regains the other's."""
    chosen = set(
        story.memberships.filter(article__in=list(articles)).values_list("article", flat=True)
    )
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
    chosen = set(
        story.memberships.filter(article__in=list(articles)).values_list("article", flat=True)
    )
    StoryMembership.objects.filter(story=story, article__in=chosen).delete()
    _add_refusals(story, chosen)
    return len(chosen)


def _add_refusals(story: Story, article_pks: Iterable[int]) -> None:
    StoryRefusal.objects.bulk_create(
        [StoryRefusal(story=story, article_id=pk) for pk in sorted(article_pks)],
        ignore_conflicts=True,
    )
