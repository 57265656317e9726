"""URLs of saved searches."""

from django.urls import path

from archive.saved import views

urlpatterns = [
    path("saved/", views.saved_searches, name="saved"),
    path("saved/save/", views.save_search, name="saved-save"),
    path("saved/<int:pk>/seen/", views.mark_seen, name="saved-seen"),
    path("saved/<int:pk>/forget/", views.delete_search, name="saved-delete"),
]
