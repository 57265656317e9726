"""My archive: everything of one reader on one page, searchable, exported with citations."""

import csv
import io
import json

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from archive.models import Annotation
from archive.reading import lists
from archive.web.search_params import SearchParams
from tests import factories
from tests.web.pages import get_links, get_texts, parse_page

pytestmark = pytest.mark.django_db
HOSTILE = '<script>alert("1")</script>'


@pytest.fixture
def kept(reader):
    """A highlight with a note, a list of one article and one search, a saved search; and another reader's note."""
    row = factories.article(
        "Harbour closed",
        outlet=factories.outlet("Harbour Gazette"),
        by=(factories.author("Maud Ellery", sort_name="Ellery, Maud"),),
        published="2024-03-14",
    )
    fields = {"article_identifier": row.identifier, "article_title": row.title, "exact": "Nobody had been told."}
    Annotation.objects.create(
        reader=reader, prefix="on Thursday.\n\n", start=36, end=57, paragraph=2, note="=Wer? Ähnlich", **fields
    )
    Annotation.objects.create(reader=User.objects.create_user("other"), note="Secret", **fields)
    reading_list = lists.create_list(reader, "Quays and boats")
    lists.add_articles(reading_list, [row.identifier])
    lists.add_search(reading_list, SearchParams(text="boats"))
    reader.saved_searches.create(query="ferry", seen_at=timezone.now())
    return row


def test_everything_stands_on_one_page_the_latest_first_and_nothing_of_others(kept, client):
    page = parse_page(client.get("/my/"))

    assert get_texts(page, ".tabs a") == ["Everything 3", "Highlights and notes 1", "Lists 1", "Saved searches 1"]
    assert [text.split(" ")[0] for text in get_texts(page, ".kept-kind")] == ["Saved", "List", "Note"]
    assert get_texts(page, ".kept-passage") == ["Nobody had been told."]
    assert "Secret" not in page.text


@pytest.mark.parametrize(
    ("words", "kinds"),
    [
        ("ahnlich", ["Note on a passage"]),
        ("TOLD nobody", ["Note on a passage"]),
        ("harbour", ["In the list Quays and boats", "Note on a passage"]),
        ("boats", ["In the list Quays and boats", "List"]),
        ("ferry", ["Saved search"]),
        ("zzyzx", []),
        ("secret", []),
    ],
)
def test_words_find_notes_lists_entries_and_searches(words, kinds, kept, client):
    page = parse_page(client.get("/my/", {"q": words}))

    shown = [text.rsplit(" ", 3)[0] for text in get_texts(page, ".kept-kind")]
    assert sorted(shown) == kinds


@pytest.mark.parametrize("words", ["Élysée", "elysee", "ÉLYSÉE", "ports bretagne"])
def test_names_of_lists_and_searches_are_found_without_accents_and_capitals(words, reader, client):
    reading_list = lists.create_list(reader, "Élysée")
    lists.rename_list(reading_list, "Élysée", "Ports de Bretagne")
    reader.saved_searches.create(query="bretagne", name="Élysée, ports", seen_at=timezone.now())

    page = parse_page(client.get("/my/", {"q": words}))

    assert get_texts(page, ".kept h2 bdi") == ["Élysée, ports", "Élysée"]


def test_one_kind_is_shown_alone(kept, client):
    page = parse_page(client.get("/my/?kind=search"))

    assert get_links(page, ".kept a") == ["/search/?q=ferry"]
    assert client.get("/my/?kind=nonsense").status_code == 400


def test_the_markdown_file_quotes_passages_and_cites_articles(kept, client):
    text = b"".join(client.get("/my/archive.md")).decode()

    assert "Ellery, Maud. “Harbour closed.” Harbour Gazette, March 14, 2024. http://testserver/articles/" in text
    assert "> Nobody had been told." in text
    assert "=Wer? Ähnlich" in text
    assert "## Quays and boats" in text
    assert "<http://testserver/search/?q=boats>" in text


def test_the_csv_file_has_a_row_for_each_item_and_no_formulas(kept, client):
    rows = list(csv.DictReader(io.StringIO(b"".join(client.get("/my/archive.csv")).decode())))

    assert [row["kind"] for row in rows] == ["note", "list", "entry", "entry", "search"]
    assert (rows[0]["passage"], rows[0]["note"], rows[0]["paragraph"]) == (
        "Nobody had been told.",
        "'=Wer? Ähnlich",
        "2",
    )
    assert rows[2]["citation"].startswith("Ellery, Maud.")
    assert [row["query"] for row in rows[3:]] == ["boats", "ferry"]


def test_the_json_ld_file_holds_w3c_annotations(kept, client):
    response = client.get("/my/archive.jsonld")
    page = json.loads(b"".join(response))

    assert response["Content-Type"].startswith("application/ld+json")
    assert (page["@context"], page["type"]) == ("http://www.w3.org/ns/anno.jsonld", "AnnotationPage")
    note = page["items"][0]
    assert note["motivation"] == "commenting"
    assert note["target"]["source"] == f"http://testserver{kept.permanent_path}"
    assert note["target"]["selector"][:2] == [
        {"type": "TextQuoteSelector", "exact": "Nobody had been told.", "prefix": "on Thursday.\n\n", "suffix": ""},
        {"type": "TextPositionSelector", "start": 36, "end": 57},
    ]
    assert note["body"][0]["value"] == "=Wer? Ähnlich"
    assert [item["motivation"] for item in page["items"][1:]] == ["bookmarking"] * 3
    assert len({item["id"] for item in page["items"]}) == 4


def test_files_hold_what_the_page_shows(kept, client):
    links = get_links(parse_page(client.get("/my/?q=ferry")), ".export-links a")
    rows = list(csv.DictReader(io.StringIO(b"".join(client.get(links[1])).decode())))

    assert [row["kind"] for row in rows] == ["search"]


def test_what_is_kept_outlives_the_article(kept, client):
    kept.delete()

    page = parse_page(client.get("/my/?kind=note"))
    assert get_texts(page, ".kept-article") == ["Harbour closed no longer in the archive"]
    for suffix in ("md", "csv", "jsonld"):
        assert "Harbour closed" in b"".join(client.get(f"/my/archive.{suffix}")).decode()


def test_hostile_words_stay_words(kept, reader, client):
    Annotation.objects.create(reader=reader, article_identifier="zzzzzzzz", article_title=HOSTILE, note=HOSTILE)
    lists.create_list(reader, HOSTILE)

    page = client.get("/my/")
    assert "<script>alert" not in page.content.decode()
    assert parse_page(page)
    assert "<script>" not in b"".join(client.get("/my/archive.md")).decode()


def test_the_page_costs_the_same_for_little_and_for_much(kept, reader, client, django_assert_max_num_queries):
    for count in (0, 30):
        for number in range(count):
            row = factories.article()
            Annotation.objects.create(
                reader=reader, article_identifier=row.identifier, article_title=row.title, note=f"{number}"
            )
            lists.create_list(reader, f"{number}")
        with django_assert_max_num_queries(11):
            client.get("/my/")


def test_who_has_not_logged_in_is_asked_to(client, db):
    assert client.get("/my/")["Location"] == "/login/?next=/my/"
