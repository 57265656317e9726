"""Admin of collections."""

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.admin.cells import counted, list_link, page_link
from archive.admin.name_forms import CollectionForm
from archive.admin.records import PageAdmin
from archive.models import Collection


@admin.register(Collection)
class CollectionAdmin(PageAdmin):
    """Admin of collections; their articles are chosen in the list of articles."""

    form = CollectionForm
    list_display = ["name", "held", "page"]
    ordering = ["name"]
    search_fields = ["name", "slug", "description"]
    fields = ["name", "slug", "description", "held"]
    readonly_fields = ["held"]

    def with_counts(self, rows: QuerySet) -> QuerySet:
        return rows.annotate(held_count=Count("articles"))

    @admin.display(description=_("articles"), ordering="held_count")
    def held(self, collection: Collection) -> str:
        if collection.pk is None:
            return gettext(
                "Save first; then choose articles in their list and use ‘Add to a collection…’."
            )
        words = counted(getattr(collection, "held_count", 0), "article")
        return list_link("article", words, collection=collection.pk)

    @admin.display(description=_("page"))
    def page(self, collection: Collection) -> str:
        return page_link(collection.get_absolute_url(), collection.name)
