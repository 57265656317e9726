"""The page for what an account may not do."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests import factories
from tests.admin.conftest import page_of
from tests.web.pages import soup, texts

pytestmark = pytest.mark.django_db


def test_somebody_without_the_right_is_told_so_in_the_look_of_the_site():
    client = Client()
    client.force_login(User.objects.create_user("helper", is_staff=True))

    response = client.get(page_of(factories.article("Boom"), "delete"))

    assert response.status_code == 403
    assert texts(soup(response), "h1") == ["Your account may not do this"]
