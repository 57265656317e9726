"""Admin of stories and their articles, with the actions merge, split and take out."""

import re
from datetime import date
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.curation.merge_preview import MergeOption
from archive.editing.base import BaseAdmin, GeneratedRecordMixin
from archive.editing.cells import format_count, render_list_link
from archive.editing.confirmation import BulkActionForm, MergeForm, build_bulk_action, write_history
from archive.models import Article, Change, Story, StoryMembership
from archive.stories import services
from archive.stories.reasons import describe_membership
from archive.web.language import translate_message

_SEPARATORS = re.compile(r"[\s,;]+")


class MergeStoriesForm(MergeForm):
    """Merge the chosen stories into one of them."""

    explanation = _(
        "Articles of the others move to the story that is kept, and no search parts them again; "
        "the pages of the others lead to its page."
    )
    count_message = _("Choose between 2 and %s stories that are one.")

    def select_records(self, rows: QuerySet) -> QuerySet:
        return services.annotate_headline(Story.objects.unmerged().filter(pk__in=rows.values("pk")))

    def preview(self, records: list[Story]) -> list[MergeOption]:
        return services.preview_stories(records)

    def describe_row(self, row: Story) -> str:
        """Return the headline of the earliest article, which tells a story without a name."""
        return getattr(row, "first_headline", "") or gettext("no article")

    def apply(self, request: HttpRequest) -> str:
        keep, reason = self.cleaned_data["keep"], self.cleaned_data["reason"]
        others = [row for row in self.rows if row.pk != keep.pk]
        dropped_values = "; ".join(map(translate_message, services.find_dropped_names(keep, others)))
        user: Any = request.user
        moved_count = services.merge_into_story(keep=keep, others=others, user=user, reason=reason)
        names = ", ".join(str(row) for row in others)
        remark = gettext("Not carried over: %s.") % dropped_values if dropped_values else ""

        def describe() -> str:
            template = gettext("Merged into it: %(names)s. %(articles)s moved.")
            text = template % {"names": names, "articles": format_count(moved_count, "article")}
            return f"{text} {remark}".strip()

        def describe_with_reason() -> str:
            return gettext("%(what)s Reason: %(reason)s") % {"what": describe(), "reason": reason}

        write_history(request, Story, [keep.pk], describe_with_reason)
        return describe()


class SplitStoryForm(BulkActionForm):
    """Split the chosen articles off into a new story."""

    heading = _("Split off into a story of their own")
    change_action = Change.Action.SPLIT
    explanation = _("The chosen articles leave their story for a new one; no search puts them together again.")
    name = forms.CharField(
        label=_("Name"), max_length=200, required=False, help_text=_("Empty: the headline of its earliest article.")
    )

    def describe_row(self, row: StoryMembership) -> str:
        outlet = row.article.outlet or gettext("no outlet")
        return f"{outlet}, {translate_message(row.article.date_label)}"

    def clean(self) -> dict[str, Any]:
        """Require articles of one story, and not all of them."""
        super().clean()
        stories = set(self.rows.values_list("story", flat=True))
        if len(stories) != 1:
            raise ValidationError(gettext("Choose articles of one story: narrow the list to it first."))
        if self.rows.count() >= StoryMembership.objects.filter(story__in=stories).count():
            raise ValidationError(gettext("Leave at least one article in the story."))
        return self.cleaned_data

    def apply(self, request: HttpRequest) -> str:
        story = Story.objects.get(memberships=self.rows.first())
        articles = Article.objects.filter(membership__in=self.rows)
        number = articles.count()

        def describe() -> str:
            template = gettext("Split: %(articles)s moved to story %(story)s.")
            return template % {"articles": format_count(number, "article"), "story": f"‘{new_story}’"}

        with transaction.atomic():
            new_story = services.split_story(story, articles, name=self.cleaned_data["name"])
            write_history(request, Story, [story.pk], describe)
        return describe()


class RemoveFromStoryForm(BulkActionForm):
    """Take the chosen articles out of their stories."""

    heading = _("Take out of the story")
    explanation = _("The articles stand in no story until they fit another; never in this one again.")
    describe_row = SplitStoryForm.describe_row

    def apply(self, request: HttpRequest) -> str:
        removed_count = 0
        with transaction.atomic():
            for story in Story.objects.filter(memberships__in=self.rows).distinct():
                articles = Article.objects.filter(membership__in=self.rows, membership__story=story)
                number = services.remove_from_story(story, list(articles))
                write_history(request, Story, [story.pk], partial(_describe_removal, number))
                removed_count += number
        return _describe_removal(removed_count)


def _describe_removal(number: int) -> str:
    return gettext("%s taken out.") % format_count(number, "article")


merge = build_bulk_action("merge", _("Merge into one…"), MergeStoriesForm)
split = build_bulk_action("split", _("Split off into a story of their own…"), SplitStoryForm)
take_out = build_bulk_action("take_out", _("Take out of the story…"), RemoveFromStoryForm)


class StoryForm(forms.ModelForm):
    """Form of a story: name, whether it is pinned, and articles to add."""

    also = forms.CharField(
        label=_("Also belong here"),
        required=False,
        max_length=2000,
        help_text=_("Identifiers of articles (the eight letters in their addresses), with spaces."),
    )

    class Meta:
        model = Story
        fields = ["name", "is_pinned"]

    def clean_also(self) -> list[Article]:
        """Return the articles named; raise ValidationError for unknown identifiers."""
        identifiers = [word for word in _SEPARATORS.split(self.cleaned_data["also"]) if word]
        articles = {row.identifier: row for row in Article.objects.filter(identifier__in=identifiers)}
        if unknown_identifiers := [word for word in identifiers if word not in articles]:
            raise ValidationError(gettext("No article has the identifier %s.") % ", ".join(unknown_identifiers[:5]))
        return list(articles.values())


@admin.register(Story)
class StoryAdmin(BaseAdmin):
    """Admin of stories."""

    form = StoryForm
    list_display = ["headline", "articles_link", "is_pinned", "page"]
    list_filter = ["is_pinned"]
    search_fields = ["name", "identifier", "articles__title"]
    fields = ["name", "is_pinned", "also", "articles_link"]
    readonly_fields = ["articles_link"]
    actions = [merge]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Return stories that were not merged, with their counts and articles."""
        return services.annotate_headline(Story.objects.unmerged().with_coverage()).prefetch_related("articles")

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[Any, Any, set, list]:
        """Summarise the deletion: the articles stay, in no story until clustering places them."""
        story_ids = [story.pk for story in objs]
        article_count = Article.objects.filter(membership__story__in=story_ids).count()
        counts = {gettext("Articles that leave their story and stay in the archive"): article_count}
        return [self.headline(story) for story in objs], counts, set(), []

    def save_model(self, request: HttpRequest, obj: Story, form: Any, change: Any) -> None:
        """Save, and add the articles that were named."""
        super().save_model(request, obj, form, change)
        for article in form.cleaned_data.get("also") or ():
            services.add_to_story(obj, article)
            message = gettext("‘%s’ stands in this story now.") % article
            self.message_user(request, message, messages.SUCCESS)

    @admin.display(description=_("story"), ordering="name")
    def headline(self, story: Story) -> str:
        articles = sorted(story.articles.all(), key=lambda row: (row.latest or date.max, row.identifier))
        return story.name or (articles[0].title if articles else story.identifier)

    @admin.display(description=_("articles"), ordering="article_count")
    def articles_link(self, story: Story) -> str:
        label = format_count(getattr(story, "article_count", 0), "article")
        return render_list_link("storymembership", label, story=story.pk) if story.pk else label


@admin.register(StoryMembership)
class StoryMembershipAdmin(GeneratedRecordMixin, BaseAdmin):
    """Admin of the articles of stories: added on the page of a story, split off or taken out by actions."""

    list_display = ["article", "outlet", "day", "why", "by_editor"]
    list_display_links = None
    list_select_related = ["article__outlet", "story"]
    search_fields = ["article__title", "article__identifier"]
    actions = [split, take_out]

    @admin.display(description=_("why it is in the story"), ordering="likeness")
    def why(self, membership: StoryMembership) -> str:
        return describe_membership(membership)

    @admin.display(description=_("outlet"), ordering="article__outlet__name")
    def outlet(self, membership: StoryMembership) -> str:
        return str(membership.article.outlet or "")

    @admin.display(description=_("date"), ordering="article__earliest")
    def day(self, membership: StoryMembership) -> str:
        return translate_message(membership.article.date_label)
