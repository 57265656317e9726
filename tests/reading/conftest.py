"""A reader who has logged in."""

import pytest
from django.contrib.auth.models import User


@pytest.fixture
def reader(client):
    user = User.objects.create_user("lena", "lena@archive.example")
    client.force_login(user)
    return user
