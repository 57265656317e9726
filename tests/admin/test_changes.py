"""Changes in the admin: listed, shown before and after, undone by a click."""

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from archive.curation import bulk_edit
from archive.curation.changes import record_change
from archive.management.long_runs import compare_pending
from archive.models import Article, Author, Change, Outlet, Redirect
from tests import factories
from tests.admin.conftest import get_messages, get_page, get_row_address, read_form

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


def test_what_is_undone_already_is_said_and_refused_to_nobody(curator):
    article = factories.article("Right headline")
    save_title(curator, article, "Wrong headline")
    undo_url = reverse("admin:archive_change_undo", args=[Change.objects.get().pk])
    curator.post(undo_url)

    assert get_messages(curator.post(undo_url, follow=True))[-1:] == ["This change is undone already."]


def test_the_page_of_a_deletion_shows_what_was_deleted_not_what_the_archive_computed_of_it(curator):
    article = factories.article("Deleted by mistake", published="2016-02~")
    compare_pending()
    curator.post(reverse("admin:archive_article_delete", args=[article.pk]), {"post": "yes"})

    text = get_page(curator, get_row_address(Change.objects.get())).select_one("#content").text
    assert "about February 2016" in text
    assert "ingerprint" not in text


def test_readers_see_no_changes(reader):
    assert reader.get(reverse("admin:archive_change_changelist")).status_code == 403


def test_a_change_of_fifty_records_costs_no_more_than_one_of_two(curator):
    outlets, maud = [factories.outlet() for _ in range(50)], factories.author("Maud Ellery")

    def read_page(number):
        articles = [factories.article(outlet=outlet, by=(maud,)) for outlet in outlets[:number]]
        with record_change(Change.Action.EDIT, user=curator.user) as details:
            for article, outlet in zip(articles, outlets[::-1], strict=False):
                Article.objects.filter(pk=article.pk).update(outlet=outlet)
            maud.bylines.all().delete()
        url = reverse("admin:archive_change_change", args=[details.change.pk])
        curator.get(url)
        with CaptureQueriesContext(connection) as queries:
            page = get_page(curator, url)
        return page, len(queries)

    two, count_of_two = read_page(2)
    fifty, count_of_fifty = read_page(50)

    assert count_of_two == count_of_fifty <= 20
    assert "The first records only." not in two.text
    assert "The first records only." in fifty.text
    assert "Maud Ellery" in two.select(".change-records tbody th")[-1].text


def test_the_list_of_changes_costs_the_same_with_two_and_with_twenty(curator):
    def count_queries(number):
        for _ in range(number):
            with record_change(Change.Action.ADD, user=curator.user):
                factories.outlet()
        with CaptureQueriesContext(connection) as queries:
            get_page(curator, reverse("admin:archive_change_changelist"))
        return len(queries)

    count_queries(1)
    assert count_queries(1) == count_queries(20) <= 15


@pytest.mark.parametrize("undoes_own", [False, True])
def test_whoever_may_not_withdraw_undoes_no_withdrawal(curator, editor, undoes_own):
    article = factories.article()
    with record_change(Change.Action.WITHDRAW, user=(editor if undoes_own else curator).user) as details:
        bulk_edit.withdraw_articles(Article.objects.all(), reason="A mistake.")
    url = reverse("admin:archive_change_undo", args=[details.change.pk])

    assert editor.post(url).status_code == 403
    article.refresh_from_db()
    assert article.withdrawn_at
    curator.post(url)
    article.refresh_from_db()
    assert not article.withdrawn_at


def test_whoever_may_not_edit_redirects_undoes_none(curator, editor):
    url = reverse("admin:archive_redirect_add")
    curator.post(url, read_form(curator, url) | {"old_path": "/a/", "new_path": "/b/"})

    assert editor.post(reverse("admin:archive_change_undo", args=[Change.objects.get().pk])).status_code == 403
    assert Redirect.objects.exists()


def test_the_opening_words_of_a_summary_are_in_the_language_of_the_page():
    change = Change(summary="Undone: Uploaded: harbour.html")

    with override("ar"):
        words = str(change)

    assert words.endswith("harbour.html")
    assert "Undone" not in words
    assert "Uploaded" not in words
    assert str(change) == "Undone: Uploaded: harbour.html"
