"""URLs of one's own tokens."""

from django.urls import path

from archive.tokens import views

urlpatterns = [
    path("my/tokens/", views.own_tokens, name="tokens"),
    path("my/tokens/<int:pk>/revoke/", views.revoke_token, name="token-revoke"),
]
