"""Saved searches of readers."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from archive.models import SavedSearch
from archive.search.indexing.change_queue import apply_queue
from tests import factories
from tests.web import harbour_articles
from tests.web.pages import get_links, get_texts, parse_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client):
    user = User.objects.create_user("reader", password="a long password")
    client.force_login(user)
    return user


def test_a_search_is_saved_from_its_page_as_canonical_text(reader, client):
    harbour_articles.create_articles()
    page = parse_page(client.get("/search/", {"q": "harbour AND closed", "outlet": "gazette"}))

    client.post(page.select_one(".export-links form")["action"])

    row = SavedSearch.objects.get()
    assert (row.reader, row.query, row.narrowed) == (reader, "harbour closed", "outlet=gazette")
    page = parse_page(client.get("/saved/"))
    assert get_links(page, ".saved h2 a") == ["/search/?q=harbour+closed&outlet=gazette"]
    assert get_texts(page, ".saved .credit span")[0] == "20 articles"


@pytest.mark.parametrize(
    ("query_string", "canonical", "found"),
    [
        ("q=kiev", "q=kiev", 2),
        ("q=kiev&as_typed=kiev", "q=kiev&as_typed=kiev", 1),
        ("q=kiev+orchard&match=any", "q=kiev+OR+orchard&match=any", 3),
        (
            "q=shelled+or+orchard+-talks&match=any",
            "q=shelled+OR+%28orchard+AND+NOT+talks%29&match=any",
            2,
        ),
        ("q=kiev+AND+talks+bloom&match=any", "q=%28kiev+AND+talks%29+OR+bloom&match=any", 2),
    ],
)
def test_a_saved_search_finds_what_its_page_found(query_string, canonical, found, reader, client):
    factories.article("Kyiv shelled", body="Kyiv was shelled.")
    factories.article("Talks in Kiev", body="They went on.")
    factories.article("Apples", body="An orchard in bloom.")

    client.post(f"/saved/save/?{query_string}")

    saved_page = parse_page(client.get("/saved/"))
    assert get_links(saved_page, ".saved h2 a") == [f"/search/?{canonical}"]
    for address in (query_string, canonical):
        page = parse_page(client.get(f"/search/?{address}"))
        assert get_texts(page, "h1")[0].split()[0] == str(found)
    (count, *_) = get_texts(saved_page, ".saved .credit span")
    assert count.split()[0] == str(found)


def test_the_buttons_of_every_page_carry_the_proof_that_they_are_ours(reader):
    harbour_articles.create_articles()
    client = Client(enforce_csrf_checks=True)
    client.force_login(reader)
    form = parse_page(client.get("/search/", {"q": "harbour"})).select_one(".export-links form")
    fields = {box["name"]: box["value"] for box in form.select("input")}

    assert client.post(form["action"]).status_code == 403
    assert client.post(form["action"], fields)["Location"] == "/saved/"
    for form in parse_page(client.get("/saved/")).select("main form[method=post]"):
        assert form.select_one("input[name=csrfmiddlewaretoken]")["value"]


def test_saving_twice_keeps_one(reader, client):
    for _ in range(2):
        client.post("/saved/save/?q=harbour")

    assert SavedSearch.objects.count() == 1


def test_there_is_a_limit(reader, client, monkeypatch):
    monkeypatch.setattr("archive.saved.services.MAX_SEARCHES", 1)
    client.post("/saved/save/?q=harbour")

    assert client.post("/saved/save/?q=ferry").status_code == 400
    assert SavedSearch.objects.count() == 1


def test_what_was_taken_in_since_the_last_visit_is_new(reader, client):
    factories.article("Harbour one")
    client.post("/saved/save/?q=harbour")
    SavedSearch.objects.update(seen_at=timezone.now())
    factories.article("Harbour two")
    factories.article("Trams", body="None.")
    apply_queue()

    page = parse_page(client.get("/saved/"))
    assert get_texts(page, ".saved .credit b") == ["1 new"]
    assert get_texts(page, ".saved ul a") == ["Harbour two"]

    answer = client.post(page.select_one("form[action$='/seen/']")["action"], {"open": ""})
    assert answer["Location"] == "/search/?q=harbour"
    assert get_texts(parse_page(client.get("/saved/")), ".saved .credit b") == ["nothing new"]


def test_a_search_that_cannot_be_asked_any_more_is_still_shown(reader, client):
    SavedSearch.objects.create(reader=reader, query="bogus:x", seen_at=timezone.now())

    page = parse_page(client.get("/saved/"))

    assert get_texts(page, ".saved h2") == ["bogus:x"]
    assert page.select_one(".saved [role=alert]")


def test_nobody_sees_or_removes_what_another_keeps(reader, client):
    other = User.objects.create_user("other")
    row = SavedSearch.objects.create(reader=other, query="harbour", seen_at=timezone.now())

    assert "harbour" not in client.get("/saved/").content.decode()
    assert client.post(f"/saved/{row.pk}/forget/").status_code == 404
    assert client.post(f"/saved/{row.pk}/seen/").status_code == 404
    assert SavedSearch.objects.filter(pk=row.pk).exists()


def test_a_search_can_be_removed(reader, client):
    client.post("/saved/save/?q=harbour")
    client.post(parse_page(client.get("/saved/")).select_one("form[action$='/forget/']")["action"])

    assert not SavedSearch.objects.exists()


@pytest.mark.parametrize("address", ["/saved/", "/saved/save/", "/saved/1/seen/"])
def test_who_has_not_logged_in_is_asked_to(address, client):
    page = address if address == "/saved/" else "/"  # where no form says on which page it was
    response = client.get(address) if address == "/saved/" else client.post(address)

    assert response["Location"] == f"/login/?next={page}"


def test_a_reader_without_rights_in_the_admin_can_log_in_and_out(client):
    User.objects.create_user("reader", password="a long password")

    parse_page(client.get("/login/?next=/saved/"))
    answer = client.post("/login/", {"username": "reader", "password": "a long password", "next": "/saved/"})
    assert answer["Location"] == "/saved/"
    assert client.post("/logout/")["Location"] == "/"
    assert client.get("/saved/").status_code == 302


def test_a_question_that_cannot_be_read_is_not_saved(reader, client):
    assert client.post("/saved/save/?q=date:2016-13-45").status_code == 400
    assert not SavedSearch.objects.exists()
