"""Stories as rows: one taken up again or new, and one that becomes part of another."""

from collections.abc import Sequence

from archive.models import Story, StoryMembership, StoryRefusal, TermProfile


def can_merge_stories(keep: int, retire: int, moved: Sequence[int]) -> bool:
    """Return whether editors have decided nothing on the story that would go, nor against its articles in the other."""
    is_edited = Story.objects.filter(pk=retire).exclude(name="", is_pinned=False).exists()
    is_chosen = StoryMembership.objects.filter(story=retire, by_editor=True).exists()
    is_refused = StoryRefusal.objects.filter(story=retire).exists()
    is_refused = is_refused or StoryRefusal.objects.filter(story=keep, article__in=moved).exists()
    return not (is_edited or is_chosen or is_refused)


def retire_story(keep: int, retire: int) -> None:
    """Let the address of a story lead to another one."""
    Story.objects.filter(merged_into=retire).update(merged_into=keep)
    Story.objects.filter(pk=retire).update(merged_into=keep)
    TermProfile.objects.filter(former_story=retire).update(former_story=keep)


def reuse_or_create_story(former_stories: dict[int, int], *articles: int) -> int:
    """Return a now empty story that one of them was in before, or a new one."""
    former_pks = [former_stories[pk] for pk in articles if pk in former_stories]
    if former_pks:
        refused = StoryRefusal.objects.filter(article__in=articles).values("story")
        empty_stories = Story.objects.filter(pk__in=former_pks, merged_into=None, memberships=None)
        reusable = empty_stories.filter(is_pinned=False).exclude(pk__in=refused).order_by("pk").first()
        if reusable:
            TermProfile.objects.filter(former_story=reusable).update(former_story=None)
            for pk in [pk for pk, story in former_stories.items() if story == reusable.pk]:
                del former_stories[pk]
            return reusable.pk
    return Story.objects.create().pk
