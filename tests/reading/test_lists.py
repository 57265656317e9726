"""Lists of readers: filled from articles and searches, ordered, annotated, shared by a link."""

import csv

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from archive.models import Article, ListEntry, ReadingList
from archive.reading import lists
from archive.reading.library_files import FILE_FORMATS
from archive.search.indexing.change_queue import apply_queue
from tests import factories
from tests.web.pages import get_links, get_texts, parse_page

pytestmark = pytest.mark.django_db
HOSTILE = '<script>alert("1")</script>'


def add(client, **values):
    return client.post("/my/lists/add/", values, follow=True)


def list_titles(reading_list) -> list[str]:
    return [entry.title for entry in ListEntry.objects.filter(reading_list=reading_list)]


@pytest.fixture
def harbour(reader):
    """A list with the articles A, B and C."""
    reading_list = lists.create_list(reader, "Harbour")
    lists.add_articles(reading_list, [factories.article(title).identifier for title in "ABC"])
    return reading_list


def test_an_article_is_added_from_its_page_to_a_new_list_and_then_to_that(reader, client):
    one, other = factories.article("Gate fails"), factories.article("Gate mended")

    for article in (one, other):
        link = parse_page(client.get(article.get_absolute_url())).select_one(".reader-tools a[href*=lists]")["href"]
        form = parse_page(client.get(link)).select_one("main form")
        fields = {box["name"]: box["value"] for box in form.select("input[type=hidden], input[checked]")}
        page = parse_page(client.post(form["action"], {"name": "The gate", **fields}, follow=True))

    assert get_texts(page, "main h1") == ["The gate"]
    assert get_texts(page, ".messages li") == ["Added: 1."]
    assert get_links(page, ".kept-article a") == [one.get_absolute_url(), other.get_absolute_url()]
    assert ReadingList.objects.get().token is None


def test_all_that_a_search_finds_is_added_and_what_is_left_out_is_said(reader, client, monkeypatch):
    monkeypatch.setattr(lists, "MAX_ENTRIES", 3)
    for number in range(5):
        factories.article(f"Harbour {number}")
    apply_queue()

    page = parse_page(add(client, q="harbour", what="articles", name="Harbour"))

    assert get_texts(page, ".messages li") == [
        "Added: 3.",
        "Left out, because a list holds at most 3 entries: 2.",
    ]
    page = parse_page(add(client, identifier=[Article.objects.last().identifier, "nonsense", "2jx6y8k1"], name="Other"))
    assert get_texts(page, ".messages li") == ["Added: 1.", "Not an article of this archive: 2."]


def test_a_search_itself_is_an_entry_that_leads_to_its_results(reader, client):
    page = parse_page(add(client, q="harbour AND closed", outlet="gazette", what="search", name="Watch"))

    assert get_links(page, ".kept-article a") == ["/search/?q=harbour+closed&outlet=gazette"]
    assert add(client, q="harbour closed", outlet="gazette", what="search", list=ReadingList.objects.get().pk)
    assert ListEntry.objects.count() == 1


def test_a_search_that_cannot_be_read_adds_nothing_and_says_why(reader, client):
    response = client.post("/my/lists/add/", {"q": "date:2016-13-45", "what": "articles", "name": "X"})

    assert response.status_code == 400


def test_entries_are_moved_annotated_and_removed(harbour, client):
    def post(title, **values):
        entry = ListEntry.objects.get(title=title)
        client.post(f"/my/lists/{harbour.pk}/entries/{entry.pk}/", values)
        return list_titles(harbour)

    assert post("C", action="up") == ["A", "C", "B"]
    assert post("A", action="down") == ["C", "A", "B"]
    assert post("B", action="save", note=HOSTILE, position="1") == ["B", "C", "A"]
    assert post("C", action="remove") == ["B", "A"]
    assert [entry.position for entry in ListEntry.objects.all()] == [1, 2]
    page = client.get(f"/my/lists/{harbour.pk}/")
    assert "<script>alert" not in page.content.decode()
    assert get_texts(parse_page(page), "p.note-text") == [HOSTILE]


def test_a_shared_list_is_read_by_its_link_alone_without_withdrawn_articles(harbour, client):
    edit = f"/my/lists/{harbour.pk}/edit/"
    client.post(edit, {"action": "share"})
    first = parse_page(client.get(f"/my/lists/{harbour.pk}/")).select_one(".list-tools a")["href"]
    Article.objects.filter(title="A").update(withdrawn_at=timezone.now())
    Article.objects.filter(title="B").delete()
    visitor = Client()

    response = visitor.get(first)
    assert get_texts(parse_page(response), ".kept-article a") == ["C"]
    assert response["X-Robots-Tag"] == "noindex"
    files = [visitor.get(link) for link in get_links(parse_page(response), ".export-links a")]
    texts = [b"".join(file.streaming_content).decode() for file in files]
    assert [file["Content-Type"].partition(";")[0] for file in files] == [
        media_type for media_type, _ in FILE_FORMATS.values()
    ]
    assert all("C" in text and first in text and "lena" not in text for text in texts[::2])
    assert [row["title"] for row in csv.DictReader(texts[1].splitlines()) if row["kind"] == "entry"] == ["C"]
    own_page = parse_page(client.get(f"/my/lists/{harbour.pk}/"))
    assert get_texts(own_page, ".state") == ["withdrawn", "no longer in the archive"]
    client.post(edit, {"action": "share"})
    second = parse_page(client.get(f"/my/lists/{harbour.pk}/")).select_one(".list-tools a")["href"]
    assert (visitor.get(first).status_code, visitor.get(second).status_code) == (404, 200)
    client.post(edit, {"action": "unshare"})
    assert visitor.get(second).status_code == 404


def test_nobody_sees_or_changes_the_list_of_another(harbour):
    visitor = Client()
    visitor.force_login(User.objects.create_user("other"))
    entry = ListEntry.objects.first()

    assert visitor.get(f"/my/lists/{harbour.pk}/").status_code == 404
    assert visitor.get(f"/my/lists/{harbour.pk}/list.csv").status_code == 404
    assert visitor.post(f"/my/lists/{harbour.pk}/edit/", {"action": "delete"}).status_code == 404
    assert visitor.post(f"/my/lists/{harbour.pk}/entries/{entry.pk}/", {"action": "remove"}).status_code == 404
    assert add(visitor, identifier=entry.article_identifier, list=harbour.pk).status_code == 404
    assert visitor.get("/lists/None/").status_code == 404


def test_who_has_not_logged_in_goes_on_where_they_were(client, db):
    response = client.post("/my/lists/add/", {"identifier": ["7k2m9qxa", "2jx6y8k1"]})

    assert response["Location"] == (
        "/login/?next=%2Fmy%2Flists%2Fadd%2F%3Fidentifier%3D7k2m9qxa%26identifier%3D2jx6y8k1"
    )


def test_a_list_is_renamed_and_deleted(harbour, client):
    edit = f"/my/lists/{harbour.pk}/edit/"

    assert client.post(edit, {"action": "rename", "name": "  "}).status_code == 400
    client.post(edit, {"action": "rename", "name": "Quay\n", "description": "On it."})
    assert str(ReadingList.objects.get()) == "Quay"
    page = parse_page(client.post(edit, {"action": "delete"}, follow=True))
    assert get_texts(page, ".messages li") == ["The list “Quay” was deleted."]


def test_the_page_of_a_list_costs_the_same_for_one_entry_and_for_fifty(reader, client, django_assert_num_queries):
    reading_list = lists.create_list(reader, "Harbour")
    for count in (1, 49):
        lists.add_articles(reading_list, [factories.article().identifier for _ in range(count)])
        with django_assert_num_queries(7):
            client.get(f"/my/lists/{reading_list.pk}/")
