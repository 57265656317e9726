"""Changes in the admin: listed, shown before and after, undone by a click."""

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from archive.models import Article, Author, Change, Outlet
from tests import factories
from tests.admin.conftest import get_page, get_row_address, read_form

pytestmark = pytest.mark.django_db


def save_title(client, article, title):
    url = get_row_address(article)
    return client.post(url, read_form(client, url) | {"title": title}, follow=True)


def test_an_edit_of_a_form_is_one_change_with_its_values_before_and_after(curator):
    article = factories.article("Wrong headline")
    response = save_title(curator, article, "Right headline")

    change = Change.objects.get()
    assert (change.action, change.made_by) == ("edit", curator.user)
    url = reverse("admin:archive_change_change", args=[change.pk])
    assert url in response.content.decode()
    page = curator.get(url).content.decode()
    assert "Wrong headline" in page
    assert "Right headline" in page
    assert "Undo this change" in page


def test_one_click_undoes_it_and_the_record_s_history_shows_both(curator):
    article = factories.article("Right headline")
    save_title(curator, article, "Wrong headline")

    curator.post(reverse("admin:archive_change_undo", args=[Change.objects.get().pk]), {"reason": "A slip."})

    article.refresh_from_db()
    assert article.title == "Right headline"
    assert Change.objects.first().reason == "A slip."
    links = get_page(curator, get_row_address(article, "history")).select("#content a[href*='/archive/change/']")
    assert [link.text.split(":")[0] for link in links] == ["Undone", "‘Wrong headline’"]


def test_what_stands_in_the_way_of_an_undo_is_shown_and_nothing_is_done(curator):
    article = factories.article("First")
    save_title(curator, article, "Second")
    first = Change.objects.get()
    save_title(curator, article, "Third")

    response = curator.post(reverse("admin:archive_change_undo", args=[first.pk]))

    assert response.status_code == 409
    page = response.content.decode()
    assert "Nothing was undone" in page
    assert "This change set “Second”; now it is “Third”." in page
    assert Article.objects.get().title == "Third"


def test_a_merge_by_the_list_is_one_change_and_is_undone_whole(curator):
    keep, retire = factories.author("Maud Ellery"), factories.author("M. Ellery")
    factories.article("A", by=(retire,))
    data = {"action": "merge_people", "_selected_action": [keep.pk, retire.pk], "keep": keep.pk, "confirmed": "yes"}
    curator.post(reverse("admin:archive_author_changelist"), data | {"reason": "One person."})

    change = Change.objects.get()
    assert change.action == "merge"
    assert Author.objects.count() == 1
    curator.post(reverse("admin:archive_change_undo", args=[change.pk]))
    assert Author.objects.count() == 2
    assert Article.objects.get().bylines.get().author == retire


def test_a_deletion_is_listed_and_restored(curator):
    article = factories.article("Deleted by mistake")
    curator.post(reverse("admin:archive_article_delete", args=[article.pk]), {"post": "yes"})
    assert not Article.objects.exists()

    change = Change.objects.deletions().get()
    assert str(change) == "Deleted: ‘Deleted by mistake’"
    curator.post(reverse("admin:archive_change_undo", args=[change.pk]))
    assert Article.objects.get() == article


def test_editors_undo_their_own_additions_but_not_what_others_added(editor):
    url = reverse("admin:archive_outlet_add")
    editor.post(url, read_form(editor, url) | {"name": "The Mistake"})
    change = Change.objects.get()
    undo_url = reverse("admin:archive_change_undo", args=[change.pk])

    other = Client()
    other.force_login(add_member("Editor", "lena"))
    assert other.post(undo_url).status_code == 403
    editor.post(undo_url)
    assert not Outlet.objects.exists()


def add_member(group, name):
    user = User.objects.create_user(name, is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    return user


def test_readers_see_no_changes(reader):
    assert reader.get(reverse("admin:archive_change_changelist")).status_code == 403
