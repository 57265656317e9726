"""URLs of saved searches."""

from django.urls import path

from archive.saved import views

urlpatterns = [
    path("saved/", views.saved_searches, name="saved"),
    path("saved/save/", views.save_search, name="saved-save"),
    path("saved/<int:pk>/seen/", views.mark_seen, name="saved-seen"),
    path("saved/<int:pk>/forget/", views.delete_search, name="saved-delete"),
    path("saved/<int:pk>/alert/", views.set_alert, name="saved-alert"),
    path("saved/<int:pk>/name/", views.name_search, name="saved-name"),
    path("saved/mails/<int:pk>/dismiss/", views.dismiss_mail, name="alert-mail-dismiss"),
    path("saved/alerts/<str:token>/", views.end_alert, name="alert-end"),  # signed; in every mail
]
