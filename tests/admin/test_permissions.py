import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse

from archive.models import Article, Collection, Outlet, Redirect
from tests import factories
from tests.admin.conftest import get_list_address, get_page, get_row_address, save_row
from tests.admin.test_actions import run_action

pytestmark = pytest.mark.django_db

EVERY_LIST = (
    "article",
    "author",
    "batch",
    "capture",
    "collection",
    "evidence",
    "indexchange",
    "outlet",
    "payload",
    "redirect",
    "refusal",
)


def get_codenames(group):
    return set(Group.objects.get(name=group).permissions.values_list("codename", flat=True))


def test_each_group_may_do_what_the_one_before_may():
    assert get_codenames("Reader") < get_codenames("Editor") < get_codenames("Curator")


def test_readers_only_look_and_editors_delete_no_record():
    assert {name.split("_")[0] for name in get_codenames("Reader")} == {"view"}
    assert {name.split("_")[0] for name in get_codenames("Editor")} == {"view", "add", "change"}


def test_every_permission_of_a_group_is_one_django_knows():
    names = Permission.objects.filter(group__isnull=False).values_list("name", flat=True)

    assert {"Can change article", "Can view evidence", "Can add other name"} <= set(names)
    assert Permission.objects.filter(codename="view_article").count() == 1


@pytest.mark.parametrize(
    ("group", "lists"),
    [
        ("Reader", {"article", "author", "capture", "collection", "evidence", "outlet"}),
        (
            "Editor",
            {
                "article",
                "author",
                "batch",
                "capture",
                "collection",
                "evidence",
                "outlet",
                "payload",
                "refusal",
            },
        ),
        ("Curator", set(EVERY_LIST)),
    ],
)
def test_each_group_sees_its_lists_and_no_others(login_as, group, lists):
    client = login_as(group)

    answers = {model: client.get(get_list_address(model)).status_code for model in EVERY_LIST}

    assert {model for model, status in answers.items() if status == 200} == lists
    assert set(answers.values()) <= {200, 403}


def test_a_reader_sees_an_article_and_can_type_nowhere(reader):
    article = factories.article("Harbour closed", by=(factories.author("Maud Ellery"),))

    soup = get_page(reader, get_row_address(article))

    assert "Harbour closed" in soup.select_one(".field-title .readonly").text
    assert "Maud Ellery" in soup.text
    assert not soup.select("#content textarea, #content select, #content input[type=submit]")


def test_a_reader_changes_nothing_by_force(reader):
    article = factories.article("Kept")

    answers = [
        reader.post(get_row_address(article), {"title": "Changed"}).status_code,
        reader.post(get_row_address(article, "delete"), {"post": "yes"}).status_code,
        reader.post("/admin/archive/article/add/", {"title": "New"}).status_code,
    ]
    run_action(reader, "set_language", [article], language="fr")

    assert answers == [403, 403, 403]
    assert Article.objects.values_list("title", "language").get() == ("Kept", "")


@pytest.mark.parametrize("action", ["withdraw_articles", "restore_articles", "delete_selected"])
def test_an_editor_takes_nothing_away_from_readers(editor, action):
    article = factories.article()

    offered = get_page(editor, get_list_address("article")).select("select[name=action] option")
    run_action(editor, action, [article], reason="Because.", post="yes")

    assert action not in {option["value"] for option in offered}
    article.refresh_from_db()
    assert article.withdrawn_at is None


def test_an_editor_deletes_no_record(editor):
    rows = [factories.article(), factories.outlet(), factories.author()]

    assert [editor.post(get_row_address(row, "delete"), {"post": "yes"}).status_code for row in rows] == [403] * 3


def test_an_editor_adds_and_changes_names(editor):
    outlet = factories.outlet("Old", slug="old")

    response = save_row(editor, outlet, name="New", **{"aliases-TOTAL_FORMS": 1, "aliases-0-name": "N."})

    assert response.status_code == 302
    outlet.refresh_from_db()
    assert outlet.name == "New"
    assert [alias.name for alias in outlet.aliases.all()] == ["N.", "Old"]


def test_a_curator_deletes_an_article_with_its_parts(curator):
    article = factories.article(by=(factories.author(),))
    article.evidence.create(field="title", status="stated", rule="r", capture=factories.capture(article))

    get_page(curator, get_row_address(article, "delete"))
    response = curator.post(get_row_address(article, "delete"), {"post": "yes"})

    assert response.status_code == 302
    assert Article.objects.count() == 0


def test_a_curator_deletes_several_articles_at_once(curator):
    articles = [factories.article() for _ in range(3)]
    for article in articles:
        factories.capture(article)

    run_action(curator, "delete_selected", articles, post="yes")

    assert Article.objects.count() == 0


def test_a_curator_makes_a_redirect_but_none_that_leaves_the_site(curator):
    address = "/admin/archive/redirect/add/"

    refused = [
        curator.post(address, {"old_path": old, "new_path": new}).status_code
        for old, new in [
            ("/a/", "//evil.example/"),
            ("a", "/b/"),
            ("/a/", "/a/"),
            ("/a/", "/\\evil"),
        ]
    ]
    curator.post(address, {"old_path": "/outlets/%C3%A9/", "new_path": "/outlets/e/"})

    assert refused == [200] * 4
    assert Redirect.objects.values_list("old_path", "new_path").get() == (
        "/outlets/é/",
        "/outlets/e/",
    )


@pytest.mark.parametrize("model", ["evidence", "capture", "payload", "batch", "refusal", "indexchange"])
def test_what_the_program_wrote_down_nobody_changes(admin_client, model):
    capture = factories.capture(factories.article())
    capture.article.evidence.create(field="title", status="stated", rule="r", capture=capture)
    capture.batch.refusals.create(source="a.txt", reason="It is empty.")
    from django.apps import apps

    row = apps.get_model("archive", model).objects.first()
    if row is None:  # the queue may have been worked off
        row = apps.get_model("archive", model).objects.create(article_id=1)

    page = get_page(admin_client, get_row_address(row))

    assert not page.select("#content input[type=submit], #content textarea")
    assert admin_client.get(f"/admin/archive/{model}/add/").status_code == 403
    assert admin_client.post(get_row_address(row), {"source": "x"}).status_code == 403
    assert admin_client.post(get_row_address(row, "delete"), {"post": "yes"}).status_code == 403


def test_nobody_sees_anything_without_logging_in(client):
    for model in EVERY_LIST:
        assert client.get(get_list_address(model)).status_code == 302


def test_the_pages_call_themselves_by_the_archives_name(admin_client):
    soup = get_page(admin_client, "/admin/")

    assert soup.title.text.strip() == "Administration | Cuttings"
    assert soup.select_one("#site-name").text.strip() == "Cuttings: administration"


def test_collections_and_outlets_without_articles_can_be_deleted(curator):
    collection, outlet = Collection.objects.create(name="Some"), factories.outlet()
    collection.articles.add(factories.article())

    for row in (collection, outlet):
        assert curator.post(get_row_address(row, "delete"), {"post": "yes"}).status_code == 302

    assert (Collection.objects.count(), Outlet.objects.count(), Article.objects.count()) == (
        0,
        0,
        1,
    )


def test_the_notice_of_an_archive_stands_on_the_curators_pages_too(curator, settings):
    settings.SITE_NOTICE = "Everything here is invented."
    article = factories.article()

    for address in (reverse("admin:index"), get_list_address("article"), get_row_address(article)):
        assert get_page(curator, address).select_one("aside.notice").text == settings.SITE_NOTICE
    login = get_page(Client(), reverse("admin:login"))
    assert login.select_one("aside.notice").text == settings.SITE_NOTICE


def test_the_link_to_the_admin_is_shown_to_those_who_may_correct(reader, editor):
    article = factories.article()
    address = article.get_absolute_url()

    assert get_page(editor, address).select_one(".edit-link a")["href"] == get_row_address(article)
    assert get_page(reader, address).select_one(".edit-link a") is None
