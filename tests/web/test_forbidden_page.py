"""The page for what an account may not do."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests import factories
from tests.admin.conftest import get_row_address
from tests.web.pages import get_texts, parse_page

pytestmark = pytest.mark.django_db


def test_somebody_without_the_right_is_told_so_in_the_look_of_the_site():
    client = Client()
    client.force_login(User.objects.create_user("helper", is_staff=True))

    response = client.get(get_row_address(factories.article("Boom"), "delete"))

    assert response.status_code == 403
    assert get_texts(parse_page(response), "h1") == ["Your account does not have permission to do this"]
