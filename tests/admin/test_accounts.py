"""Accounts in the admin: made and changed in plain words; nobody gives themselves rights."""

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.urls import reverse

from tests import factories
from tests.admin.conftest import get_errors, get_list_address, get_page, get_row_address, read_form, save_row

pytestmark = pytest.mark.django_db

LIST = "/admin/auth/user/"
NEW = "/admin/auth/user/add/"
PASSWORD = "a long password of her own"


@pytest.fixture
def helper(login_as):
    """A member of no group but one that keeps accounts."""
    client = login_as("Editor")
    rights = Permission.objects.filter(
        content_type__app_label="auth", codename__regex="^(add|change|delete|view)_(user|group)$"
    )
    client.user.user_permissions.set(rights)
    return client


def test_an_administrator_makes_an_account_that_can_do_its_work_at_once(admin_client, client):
    page = get_page(admin_client, NEW)
    words = page.select_one("#content").get_text(" ", strip=True)
    assert "Curator: also merges, withdraws and deletes" in words
    editors = Group.objects.get(name="Editor")

    form = read_form(admin_client, NEW) | {"username": "lena", "email": "lena@archive.example", "groups": [editors.pk]}
    form |= {"password1": PASSWORD, "password2": PASSWORD}
    assert admin_client.post(NEW, form).status_code == 302

    login = {"username": "lena", "password": PASSWORD, "next": get_list_address("article")}
    assert client.post("/admin/login/", login).url == get_list_address("article")
    assert get_page(client, get_list_address("article"))
    lena = User.objects.get(username="lena")
    row = get_page(admin_client, LIST, q="lena").select_one("#result_list tbody tr")
    assert (row.select_one(".field-role").text, row.select_one("a").text) == ("Editor", lena.username)


def test_an_administrator_gives_and_takes_rights(admin_client):
    lena = User.objects.create_user("lena")
    curators = Group.objects.get(name="Curator")

    save_row(admin_client, lena, groups=[curators.pk], is_staff="on")
    lena.refresh_from_db()
    assert (lena.is_staff, list(lena.groups.all())) == (True, [curators])

    save_row(admin_client, lena, groups=[])
    assert not lena.groups.exists()


@pytest.mark.parametrize("untick", ["is_superuser", "is_active"])
def test_the_last_administrator_stays_one(admin_client, untick):
    admin = User.objects.get(username="admin")
    form = read_form(admin_client, get_row_address(admin))
    del form[untick]

    answer = admin_client.post(get_row_address(admin), form)

    assert "‘admin’ is the only administrator. Make another account one first." in get_errors(answer)
    assert admin_client.post(get_row_address(admin, "delete"), {"post": "yes"}).status_code == 403
    User.objects.create_superuser("orla")
    assert admin_client.post(get_row_address(admin), form).status_code == 302


def test_who_changed_something_is_closed_and_not_deleted_with_its_history(admin_client, editor):
    save_row(editor, factories.outlet("Gazette"), name="The Gazette")
    idle = User.objects.create_user("idle")

    assert admin_client.post(get_row_address(editor.user, "delete"), {"post": "yes"}).status_code == 403
    assert admin_client.post(get_row_address(idle, "delete"), {"post": "yes"}).status_code == 302
    chosen = {"action": "delete_selected", "_selected_action": [editor.user.pk], "post": "yes"}
    admin_client.post(LIST, chosen)
    assert User.objects.filter(pk=editor.user.pk).exists()
    form = read_form(admin_client, get_row_address(editor.user))
    del form["is_active"]
    admin_client.post(get_row_address(editor.user), form)
    assert editor.get("/admin/").status_code == 302


@pytest.mark.parametrize("group", ["Reader", "Editor", "Curator"])
def test_no_group_sees_or_changes_accounts(login_as, group):
    client = login_as(group)
    administrators = User.objects.create_superuser("boss")
    addresses = [LIST, NEW, "/admin/auth/group/", "/admin/auth/group/add/", "/admin/axes/accessattempt/"]
    addresses += [get_row_address(row) for row in (client.user, administrators, Group.objects.first())]
    addresses += [f"{LIST}{client.user.pk}/password/", get_row_address(client.user, "history")]

    for address in addresses:
        assert client.get(address).status_code == 403, address
        assert client.post(address, {"is_superuser": "on", "permissions": ["1"]}).status_code == 403, address
    client.user.refresh_from_db()
    assert not client.user.is_superuser
    text = get_page(client, "/admin/").get_text()
    assert "Users" not in text


@pytest.mark.parametrize("group", ["Reader", "Editor", "Curator"])
def test_no_group_is_offered_on_the_front_page_what_it_may_not_see(login_as, group):
    client = login_as(group)

    links = {link["href"] for link in get_page(client, "/admin/").select("#content a[href^='/admin/']")}

    assert get_list_address("article") in links
    assert {link: status for link in links if (status := client.get(link).status_code) not in (200, 302)} == {}


def test_who_keeps_accounts_gives_no_rights_and_takes_over_no_account_that_may_do_more(helper):
    curator = User.objects.create_user("curator", is_staff=True, email="c@archive.example")
    curator.groups.add(Group.objects.get(name="Curator"))
    boss, reader = User.objects.create_superuser("boss"), User.objects.create_user("reader")
    curators = Group.objects.get(name="Curator")
    raised = {"is_superuser": "on", "groups": [curators.pk], "user_permissions": ["1"], "is_staff": "on"}

    for row in (helper.user, reader):
        assert save_row(helper, row, first_name="New", **raised).status_code == 302
        row.refresh_from_db()
        assert (row.first_name, row.is_superuser, curators in row.groups.all()) == ("New", False, False)
    for row in (boss, curator):
        assert helper.post(get_row_address(row), {"email": "mine@archive.example"}).status_code == 403
        assert helper.post(f"{LIST}{row.pk}/password/", {"password1": PASSWORD}).status_code == 403
        assert helper.post(get_row_address(row, "delete"), {"post": "yes"}).status_code == 403
    form = {"username": "mine", "password1": PASSWORD, "password2": PASSWORD}
    assert helper.post(NEW, form | raised).status_code == 302
    mine = User.objects.get(username="mine")
    assert (mine.is_staff, mine.is_superuser, mine.groups.count()) == (False, False, 0)
    group = get_row_address(Group.objects.get(name="Editor"))
    before = curators.permissions.count()
    helper.post(group, read_form(helper, group) | {"permissions": ["1"]})
    helper.post(reverse("admin:auth_group_add"), {"name": "Mine", "permissions": ["1"]})
    assert Group.objects.get(name="Mine").permissions.count() == 0
    assert curators.permissions.count() == before


@pytest.mark.parametrize("number", [3, 30])
def test_the_list_of_accounts_asks_no_more_for_more_accounts(admin_client, number, django_assert_max_num_queries):
    for one in range(number):
        User.objects.create_user(f"n{one}").groups.add(Group.objects.first())

    with django_assert_max_num_queries(9):
        admin_client.get(LIST)
