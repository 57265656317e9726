"""An archive below a path of its host: all addresses begin with it, redirects included."""

from itertools import chain

import pytest
from django.test.utils import override_script_prefix

from archive.curation.merge import redirect_page
from archive.models import Redirect
from archive.templatetags import archive_text, list_markup
from archive.web import context
from tests import factories

pytestmark = pytest.mark.django_db
PREFIX = "/news"


@pytest.fixture(autouse=True)
def prefix(request):
    """The prefix that the server sets with each request; what is written once has that of the process."""
    forget_written_parts()
    with override_script_prefix(f"{PREFIX}/"):
        yield PREFIX
    forget_written_parts()


def forget_written_parts():
    for function in chain.from_iterable(vars(module).values() for module in (archive_text, list_markup, context)):
        if hasattr(function, "cache_clear"):
            function.cache_clear()


@pytest.fixture
def ask(client):
    return lambda path: client.get(path, SCRIPT_NAME=PREFIX)


def test_every_link_and_form_of_a_page_begins_with_the_prefix(ask):
    gazette = factories.outlet("Harbour Gazette")
    article = factories.article("Harbour closed", outlet=gazette, published="2024-03-01")

    for path in (
        "/",
        "/search/?q=harbour",
        "/outlets/",
        article.get_absolute_url().removeprefix(PREFIX),
        "/dates/",
        "/login/",
        "/no/such",
    ):
        html = ask(path).content.decode()
        addresses = [part.partition('"')[0] for name in ("href", "action") for part in html.split(f' {name}="')[1:]]
        own = [address for address in addresses if address.startswith("/") and "/static/" not in address]

        strange = [address for address in own if not address.startswith("/news/")]
        assert own, path
        assert not strange, path


def test_an_old_address_leads_on_whatever_the_prefix_was_when_it_changed(ask, client):
    gazette = factories.outlet("Harbour Gazette", slug="gazette")
    redirect_page("/news/outlets/old-gazette/", gazette.get_absolute_url())

    below = ask("/outlets/old-gazette/?page=1")
    with override_script_prefix("/"):
        above = client.get("/outlets/old-gazette/?page=1")

    assert (below.status_code, below["Location"]) == (301, "/news/outlets/gazette/?page=1")
    assert (above.status_code, above["Location"]) == (301, "/outlets/gazette/?page=1")


def test_an_address_in_another_spelling_leads_below_the_prefix(ask):
    factories.outlet("Harbour Gazette", slug="gazette")

    assert ask("/OUTLETS/Gazette")["Location"] == "/news/outlets/gazette/"
    assert ask("/outlets/Harbour Gazette/")["Location"] == "/news/outlets/gazette/"
    assert ask("/my/")["Location"] == "/news/login/?next=/news/my/"


def test_redirects_are_kept_without_the_prefix(admin_client):
    factories.outlet("Harbour Gazette", slug="gazette")
    admin_client.post(
        "/admin/archive/redirect/add/",
        {"old_path": "/news/outlets/paper/", "new_path": "/outlets/gazette/"},
        SCRIPT_NAME=PREFIX,
    )

    assert list(Redirect.objects.values_list("old_path", "new_path")) == [("/outlets/paper/", "/outlets/gazette/")]
