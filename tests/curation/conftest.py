"""A curator's account."""

import pytest
from django.contrib.auth.models import User


@pytest.fixture
def curator(db):
    return User.objects.create_user("orla", first_name="Orla", last_name="Quint")
