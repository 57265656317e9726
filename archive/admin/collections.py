"""Admin of collections."""

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.admin.cells import format_count, render_list_link, render_page_link
from archive.admin.name_forms import CollectionForm
from archive.admin.records import PageAdmin
from archive.models import Collection


@admin.register(Collection)
class CollectionAdmin(PageAdmin):
    """Admin of collections; their articles are chosen in the list of articles."""

    form = CollectionForm
    list_display = ["name", "articles_link", "page"]
    ordering = ["name"]
    search_fields = ["name", "slug", "description"]
    fields = ["name", "slug", "description", "articles_link"]
    readonly_fields = ["articles_link"]

    def with_counts(self, rows: QuerySet) -> QuerySet:
        return rows.annotate(held_count=Count("articles"))

    @admin.display(description=_("articles"), ordering="held_count")
    def articles_link(self, collection: Collection) -> str:
        if collection.pk is None:
            return gettext(
                "Save first; then choose articles in their list and use ‘Add to a collection…’."
            )
        label = format_count(getattr(collection, "held_count", 0), "article")
        return render_list_link("article", label, collection=collection.pk)

    @admin.display(description=_("page"))
    def page(self, collection: Collection) -> str:
        return render_page_link(collection.get_absolute_url(), collection.name)
