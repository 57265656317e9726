"""URLs of saved searches, an example above each."""

from django.urls import path

from archive.saved import views

urlpatterns = [
    # /saved/
    path("saved/", views.saved_searches, name="saved"),
    # /saved/save/?q=flood&outlet=gazette
    path("saved/save/", views.save_search, name="saved-save"),
    # /saved/7/seen/
    path("saved/<int:pk>/seen/", views.mark_seen, name="saved-seen"),
    # /saved/7/forget/
    path("saved/<int:pk>/forget/", views.delete_search, name="saved-forget"),
]
