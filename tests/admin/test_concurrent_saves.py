"""Two saves of one record at the same moment: one waits for the other and sees its changes."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client

from archive.models import Article, OutletAlias
from tests import factories
from tests.admin.conftest import get_row_address, read_form
from tests.conftest import forget_connections

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def clients():
    """Clients of two people who may do everything."""
    clients = []
    for name in ("maud", "lena"):
        client = Client()
        client.force_login(User.objects.create_superuser(name))
        clients.append(client)
    return clients


def send_at_once(*saves):
    """Send all of these at once; returns the status of each response, in their order."""
    start = Barrier(len(saves))

    def send(save):
        client, address, form = save
        start.wait(timeout=30)
        try:
            return client.post(address, form).status_code
        finally:
            forget_connections()
            connection.close()

    with ThreadPoolExecutor(len(saves)) as pool:
        return list(pool.map(send, saves))


@pytest.mark.parametrize("_again", range(3))
def test_two_fields_saved_at_once_are_both_kept(clients, _again):
    article = factories.article("Harbour closed", section="Home")
    address = get_row_address(article)
    one, other = clients
    forms = read_form(one, address), read_form(other, address)

    statuses = send_at_once(
        (one, address, forms[0] | {"title": "Harbour shut"}),
        (other, address, forms[1] | {"section": "World"}),
    )

    assert statuses == [302, 302]
    assert Article.objects.values_list("title", "section").get() == ("Harbour shut", "World")
    assert article.evidence.count() == 2


@pytest.mark.parametrize("_again", range(3))
def test_of_one_field_saved_twice_at_once_one_is_asked_about(clients, _again):
    article = factories.article("Harbour closed")
    address = get_row_address(article)
    one, other = clients
    forms = read_form(one, address), read_form(other, address)

    statuses = send_at_once(
        (one, address, forms[0] | {"title": "Harbour shut"}),
        (other, address, forms[1] | {"title": "Port closed"}),
    )

    assert sorted(statuses) == [302, 409]
    title = Article.objects.get().title
    assert title == ("Harbour shut" if statuses[0] == 302 else "Port closed")


def test_one_name_given_to_two_outlets_at_once_goes_to_one_of_them(clients):
    gazette, courier = factories.outlet("Gazette"), factories.outlet("Courier")
    name = {"aliases-TOTAL_FORMS": 1, "aliases-0-name": "The Paper"}

    statuses = send_at_once(
        *(
            (client, get_row_address(row), read_form(client, get_row_address(row)) | name)
            for client, row in zip(clients, (gazette, courier), strict=True)
        )
    )

    assert sorted(statuses) == [200, 302]
    assert OutletAlias.objects.get().outlet == (gazette if statuses[0] == 302 else courier)
