"""URLs of readers' own archive."""

from django.urls import path

from archive.reading import list_views, note_views, views
from archive.web import links  # noqa: F401 -- registers the converters

urlpatterns = [
    path("my/", views.my_page, name="my"),  # ?kind=note&q=harbour
    path("my/archive.<str:suffix>", views.export_library, name="my-file"),
    path("my/lists/add/", list_views.add_entries, name="list-add"),  # POST identifier=… or q=…&what=articles; list=…
    path("my/lists/new/", list_views.create_list, name="list-create"),
    path("my/lists/<int:pk>/", list_views.list_detail, name="reading-list"),
    path("my/lists/<int:pk>/list.<str:suffix>", list_views.export_list, name="list-file"),
    path("my/lists/<int:pk>/edit/", list_views.edit_list, name="list-edit"),
    path("my/lists/<int:pk>/entries/<int:entry_pk>/", list_views.edit_entry, name="list-entry"),
    path("my/notes/new/<identifier:identifier>/", note_views.new_note, name="note-new"),  # ?paragraph=3
    path("my/notes/<identifier:identifier>/", note_views.edit_note, name="note-edit"),
    path("my/notes/<identifier:identifier>/delete/", note_views.delete_note, name="note-delete"),
    path("lists/<str:token>/list.<str:suffix>", list_views.export_shared_list, name="shared-list-file"),
    path("lists/<str:token>/", list_views.shared_list, name="shared-list"),
]
