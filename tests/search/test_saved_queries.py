"""`saved:name` in a query stands for the saved search of the reader who asks."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from archive.models import SavedSearch, SearchAlert
from archive.saved.services import name_search
from archive.search.indexing.change_queue import apply_queue
from tests import factories
from tests.web.pages import get_texts, parse_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client):
    user = User.objects.create_user("lena", "lena@archive.example")
    client.force_login(user)
    gazette = factories.outlet("Gazette", slug="gazette")
    factories.article("Ferry late", outlet=gazette, published="2024-03-14", body="None.")
    factories.article("Ferry sunk", published="2023-03-14", body="None.")
    factories.article("Boat late", outlet=gazette, published="2024-03-14", body="None.")
    apply_queue()
    return user


def save(reader, name, query, narrowed=""):
    row = SavedSearch.objects.create(reader=reader, query=query, narrowed=narrowed, seen_at=timezone.now())
    name_search(row, name)
    return row


def find(client, query) -> list[str]:
    return sorted(get_texts(parse_page(client.get("/search/", {"q": query, "sort": "newest"})), ".cards .headline"))


@pytest.mark.parametrize(
    ("narrowed", "query", "found"),
    [
        ("", "saved:boats", ["Boat late", "Ferry late", "Ferry sunk"]),
        ("", "saved:Boats -late", ["Ferry sunk"]),
        ("", "NOT saved:boats", []),
        ("", "sunk OR (saved:boats AND title:boat)", ["Boat late", "Ferry sunk"]),
        ("outlet=gazette", "saved:boats", ["Boat late", "Ferry late"]),
        ("outlet=gazette&year=2024", "ferry saved:boats", ["Ferry late"]),
        ("outlet=unknown", "saved:boats", ["Ferry sunk"]),
        ("sort=oldest", "saved:boats date:2023", ["Ferry sunk"]),
    ],
)
def test_it_finds_what_the_saved_search_finds(narrowed, query, found, reader, client):
    save(reader, "Boats", "ferry OR boat", narrowed)

    assert find(client, query) == found


def test_a_search_saved_for_any_of_its_words_keeps_that_meaning(reader, client):
    save(reader, "boats", "ferry boat", "match=any")

    assert find(client, "saved:boats") == ["Boat late", "Ferry late", "Ferry sunk"]


def test_the_page_says_what_it_stands_for(reader, client):
    save(reader, "Old boats", "ferry", "year=2023")

    page = parse_page(client.get("/search/", {"q": 'saved:"old boats"'}))

    assert "saved:“Old boats” stands for ferry date:2023" in page.select_one(".query-explanation").text


def test_searches_within_searches_are_followed_when_they_change(reader, client):
    boats = save(reader, "boats", "ferry")
    client.post("/saved/save/?q=saved:boats+late")
    named = SavedSearch.objects.get(query__contains="saved")
    name_search(named, "late boats")
    assert find(client, 'saved:"late boats"') == ["Ferry late"]

    boats.query = "boat"
    boats.save()
    assert find(client, 'saved:"late boats"') == ["Boat late"]
    assert "1 article" in get_texts(parse_page(client.get("/saved/")), ".saved .credit span")


def read_error(client, query):
    response = client.get("/search/", {"q": query})
    assert response.status_code == 400
    return parse_page(response).select_one(".error-box").text


def test_what_cannot_be_written_out_is_a_clear_error(reader, client):
    save(reader, "one", 'ferry saved:"two"')
    save(reader, "two", 'boat saved:"one"')
    save(reader, "odd", "ferry", "year=uncertain")

    assert "contains itself: one → two → one" in read_error(client, "saved:one")
    missing = read_error(client, "ferry saved:harbour")
    assert "You have no saved search called “harbour”" in missing
    assert "saved:“one”" in missing
    assert "cannot be part of a query" in read_error(client, "saved:odd")
    assert "needs a login" in read_error(Client(), "saved:one")
    other = Client()
    other.force_login(User.objects.create_user("other"))
    assert "no saved search called" in read_error(other, "saved:one")


def test_deep_and_wide_chains_end_in_an_error(reader, client):
    for number in range(12):
        save(reader, f"s{number}", f"saved:s{number + 1} OR saved:s{number + 1}")
    save(reader, "s12", "ferry")

    assert "Too many saved searches" in read_error(client, "saved:s0")


@pytest.mark.parametrize("address", ["/search.atom", "/search.csv", "/search/why/7k2m9qxa/"])
def test_feeds_and_files_say_what_to_do(address, reader):
    assert Client().get(address, {"q": "saved:one"}).status_code in (400, 404)


def test_files_of_a_reader_and_hits_in_articles_follow_it(reader, client):
    save(reader, "boats", "ferry")
    article = factories.article("On ferries", body="A ferry came.")
    apply_queue()

    assert b"On ferries" in b"".join(client.get("/search.csv", {"q": "saved:boats"}))
    page = parse_page(client.get(article.get_absolute_url(), {"q": "saved:boats"}))
    assert get_texts(page, "#text mark") == ["ferry"]
    assert client.get("/search/", {"q": "saved:boats zzyzx"}).status_code == 200


def test_names_are_unique_and_have_letters(reader, client):
    row, other = save(reader, "boats", "ferry"), save(reader, "", "boat")

    assert client.post(f"/saved/{other.pk}/name/", {"name": "BOATS"}).status_code == 400
    assert client.post(f"/saved/{other.pk}/name/", {"name": "!?"}).status_code == 400
    assert client.post(f"/saved/{other.pk}/name/", {"name": "x" * 101}).status_code == 400
    client.post(f"/saved/{row.pk}/name/", {"name": ""})
    client.post(f"/saved/{other.pk}/name/", {"name": "Boats"})
    assert find(client, "saved:boats") == ["Boat late"]


def test_an_alert_on_it_runs(reader, client):
    from archive.saved import alert_runs

    save(reader, "boats", "ferry")
    client.post("/saved/save/?q=saved:boats")
    row = SavedSearch.objects.get(query__contains="saved")
    client.post(f"/saved/{row.pk}/alert/", {"frequency": "daily"})
    SearchAlert.objects.update(began_at=timezone.now() - timezone.timedelta(days=1), next_run_at=timezone.now())

    alert_runs.run_next_alert()

    assert SearchAlert.objects.get().fault == ""
    assert SearchAlert.objects.get().mails.count() == 1
