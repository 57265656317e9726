"""No forged value, in an address or a form, is a fault of the program: on every page for readers, and in the admin.

Each place is given one of the values there are, and all of them with `-m long`.
"""

import pytest
from django.contrib.auth.models import User

from tests import factories
from tests.web import sample
from tests.web.crawling import FORGED, Forger, View, crawl, find_faults

pytestmark = pytest.mark.django_db

PUBLIC_PAGES = (
    "/saved/ /choices/ /login/ /login/forgotten/ /login/forgotten/MQ/x-y/ /password/ /healthz /robots.txt"
    " /opensearch.xml /search/?q=harbour /search/?q=&from=2024&to=2025&expand=1&as_typed=1"
    " /search/compose/?q=a&from=2024 /search/suggestions.json?q=a /compare/?one=1&other=2 /stories/?name=x"
    " /register/ /register/sent/ /register/x:y/ /compare/searches/?q=a&within=c&by=year&show=count"
    " /my/archive.csv?q=a /my/lists/add/?q=a&what=search&list=1&name=b /my/lists/1/list.md"
    " /sitemap.xml /sitemap-articles.xml?p=1"
).split()
ADMIN_PAGES = (
    "/admin/ /admin/jsi18n/ /admin/archive/article/?q=&earliest__year=2024&earliest__month=3&earliest__day=2"
    " /admin/autocomplete/?app_label=archive&model_name=article&field_name=outlet&term=a&page=1"
    " /admin/archive/batch/upload/ /admin/auth/user/add/"
).split()
OF_LISTS = ("_popup", "_to_field", "p", "o", "q", "all", "e", "_facets", "id", "id__in", "pk")
OF_ACTIONS = ("action", "_selected_action", "index", "select_across", "_popup", "_to_field")
SHARED = tuple(
    f"admin:{name}" for name in ("archive_article_", "archive_batch_upload", "auth_user_add", "autocomplete")
)
"""Beginnings of the names of views in which is all that those of other records share with them."""


@pytest.fixture
def boss(settings):
    """An account that may do everything."""
    settings.SENDS_MAIL = True
    return User.objects.create_superuser("boss", "boss@archive.example")


def crawl_public_pages(client) -> dict[str, View]:
    user = User.objects.get(username="boss")
    pages = sample.create_all_pages(2).values()
    sample.keep_things(user)
    return crawl(client, [*pages, *sample.list_own_pages(user).values(), *PUBLIC_PAGES])


def crawl_admin(client, prefix: str | tuple[str, ...] = "admin:") -> dict[str, View]:
    """The views of the admin, asked by what the forms and lists of Django take beside what is in their links."""
    create = sample.create_all_pages if prefix == "admin:" else sample.create_plain_pages
    create(1)
    factories.article("Kept", by=(factories.author("Ann Nyman"),))
    views = crawl(client, ADMIN_PAGES, prefix, read=1)
    for name, view in views.items():
        view.forms = {address: fields for address, fields in view.forms.items() if "logout" not in address}
        if name.endswith("_changelist"):
            view.parameters |= dict.fromkeys(OF_LISTS, "")
        if name.endswith("_add"):
            names = [field for fields in view.forms.values() for field, _ in fields]
            view.parameters |= {field: "" for field in names if "-" not in field and "password" not in field}
    return views


def find_faults_of_posts(client, user, forger, views) -> list[str]:
    """The faults of forms, of which some may end the login."""
    faults = []
    for name, view in views.items():
        client.force_login(user)
        faults += find_faults(client, forger.forge_posts({name: view}, OF_ACTIONS if "changelist" in name else ()))
    return faults


def test_no_forged_value_is_a_fault_on_a_page_for_readers(client, boss, settings):
    client.force_login(boss)
    settings.REGISTRATION_OPEN = True
    views = crawl_public_pages(client)

    assert len(views) > 50
    assert find_faults(client, Forger(1).forge_addresses(views, ["page"])) == []
    assert find_faults_of_posts(client, boss, Forger(1), views) == []


def test_no_forged_value_is_a_fault_in_the_admin(client, boss):
    client.force_login(boss)
    views = crawl_admin(client, SHARED)

    assert len(views) > 6
    assert find_faults(client, Forger(1).forge_addresses(views)) == []
    assert find_faults_of_posts(client, boss, Forger(1), views) == []


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("find_views", [crawl_public_pages, crawl_admin])
def test_no_forged_value_of_any_kind_is_a_fault_anywhere(client, boss, find_views):
    client.force_login(boss)
    views = find_views(client)

    assert find_faults(client, Forger(len(FORGED)).forge_addresses(views, ["page"])) == []
    assert find_faults_of_posts(client, boss, Forger(len(FORGED)), views) == []
