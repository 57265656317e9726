"""Authors stated by a record, front matter or tags of a page: whole, with the words printed."""

import csv
import io
import json

import pytest

from archive.extraction.registry import extract
from archive.formats.documents import ExtractionOptions
from archive.formats.fields import FIELD_KEYS
from archive.formats.media_types import CSV_TYPE, FEED_ENTRY_TYPE, HTML_TYPE
from archive.models import Article, Author
from tests.ingest.article_reading import (
    BODY,
    TODAY,
    are_spans_exact,
    get_authors,
    get_findings,
    make_document,
    read_article,
    read_json_line,
)
from tests.ingest.file_reading import ingest_paths

TITLE = "Boom drawn across the harbour at dawn"
ROBLEDO = "Robledo Vega, Inés"  # filed, or a person and a place


def read_from_csv(value, **cells):
    file = io.StringIO()
    row = {"title": TITLE, "author": value, "text": BODY, **cells}
    writer = csv.DictWriter(file, row)
    writer.writeheader()
    writer.writerow(row)
    text = file.getvalue()
    return read_article(text, media_type=CSV_TYPE), text


def read_from_json(value, **values):
    text = json.dumps({"title": TITLE, "author": value, "text": BODY, **values}, ensure_ascii=False)
    return read_json_line(text), text


def read_from_front_matter(value):
    text = f"---\ntitle: {TITLE}\nauthor: {value}\n---\n\n{BODY}"
    return read_article(text), text


def read_from_header(value):
    text = f"Title: {TITLE}\nAuthor: {value}\nDate: 2019-03-03\n\n{BODY}"
    return read_article(text), text


def read_from_page(*tags, above=""):
    head = "".join(f'<meta name="{name}" content="{value}">' for name, value in tags)
    text = "".join(f"<p>{part}</p>" for part in BODY.split("\n\n"))
    html = (
        f"<html><head><title>{TITLE}</title>{head}</head><body><article><h1>{TITLE}</h1>{above}"
        f"{text}</article></body></html>"
    )
    at = "https://gazette.example.org/port/boom"
    reading = ExtractionOptions(today=TODAY, keys=FIELD_KEYS)
    return extract(make_document(html, media_type=HTML_TYPE, url=at), reading), html


def read_from_meta(value):
    return read_from_page(("author", value))


SOURCES = [read_from_csv, read_from_json, read_from_front_matter, read_from_header, read_from_meta]


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize(
    ("value", "printed"),
    [
        ("Tranter, Wilf", {"Wilf Tranter": "Tranter, Wilf"}),
        ("Tranter, W.", {"W. Tranter": "Tranter, W."}),
        (
            "Tranter, Wilf; Ellery, Maud",
            {"Wilf Tranter": "Tranter, Wilf", "Maud Ellery": "Ellery, Maud"},
        ),
        (
            "TRANTER, Wilf and ELLERY, Maud",
            {"Wilf Tranter": "TRANTER, Wilf", "Maud Ellery": "ELLERY, Maud"},
        ),
        (
            "Wilf Tranter, Maud Ellery",
            {"Wilf Tranter": "Wilf Tranter", "Maud Ellery": "Maud Ellery"},
        ),
        ("van der Meer, Joost", {"Joost van der Meer": "van der Meer, Joost"}),
        ("Tranter, Wilf Edwin, Jr.", {"Wilf Edwin Tranter Jr.": "Tranter, Wilf Edwin, Jr."}),
        ("Reuters, Maud Ellery", {"Maud Ellery": "Maud Ellery"}),
    ],
)
def test_an_author_is_stated_whole_with_the_words_printed(source, value, printed):
    article, original = source(value)

    assert get_authors(article) == list(printed)
    assert get_findings(article, "author") == [("stated", *pair) for pair in printed.items()]
    assert are_spans_exact(article, original)


@pytest.mark.parametrize("source", SOURCES)
def test_a_name_that_can_be_read_in_two_ways_is_kept_as_printed_and_unknown(source):
    article, original = source(ROBLEDO)

    assert get_authors(article) == []
    assert get_findings(article, "author") == [("unknown", "", ROBLEDO)]
    assert get_findings(article, "credit") == [("stated", ROBLEDO, ROBLEDO)]
    assert are_spans_exact(article, original)


@pytest.mark.parametrize(
    "value",
    [
        ["Tranter, Wilf", "Maud Ellery"],
        [{"name": "Tranter, Wilf"}, {"name": "Maud Ellery"}],
        [{"family": "Tranter", "given": "Wilf"}, {"given": "Maud", "family": "Ellery"}],
        [{"firstName": "Wilf", "lastName": "Tranter"}, {"literal": "Maud Ellery"}],
        [{"first_name": "Wilf", "last_name": "Tranter"}, {"display_name": "Ellery, Maud"}],
        "['Wilf Tranter', 'Maud Ellery']",
        "Tranter, Wilf\nEllery, Maud",
    ],
)
def test_authors_of_a_json_record_are_whole_however_it_lists_them(value):
    article, original = read_from_json(value)

    assert get_authors(article) == ["Wilf Tranter", "Maud Ellery"]
    assert [status for status, _, _ in get_findings(article, "author")] == ["stated", "stated"]
    assert all("Wilf" in words or "Maud" in words for _, _, words in get_findings(article, "author"))
    assert are_spans_exact(article, original)


def test_parts_of_a_name_keep_particle_and_suffix():
    article, _ = read_from_json(
        [{"family": "Meer", "given": "Joost", "non-dropping-particle": "van der", "suffix": "Jr."}]
    )

    assert get_authors(article) == ["Joost van der Meer Jr."]


def test_an_object_without_a_name_is_kept_as_a_credit():
    article, _ = read_from_json([{"given": "Wilf"}, {"name": "Maud Ellery"}])

    assert get_authors(article) == ["Maud Ellery"]
    assert get_findings(article, "credit")[0][1] == '{"given": "Wilf"}'


@pytest.mark.parametrize(
    "value",
    [
        '["Tranter, Wilf", "Maud Ellery"]',
        "['Tranter, Wilf', 'Ellery, Maud']",
        "[Wilf Tranter, Maud Ellery]",
        "\n  - Tranter, Wilf\n  - Maud Ellery",
        '\n  - name: "Tranter, Wilf"\n  - name: Maud Ellery',
    ],
)
def test_authors_of_a_front_matter_are_whole_however_it_lists_them(value):
    article, original = read_from_front_matter(value)

    assert get_authors(article) == ["Wilf Tranter", "Maud Ellery"]
    assert are_spans_exact(article, original)


def test_a_name_in_brackets_is_not_cut_at_its_comma():
    article, _ = read_from_front_matter("[Tranter, Wilf]")

    assert get_authors(article) == ["Wilf Tranter"]


@pytest.mark.parametrize(
    "tags",
    [
        [("author", "Tranter, Wilf"), ("author", "Ellery, Maud")],
        [("citation_author", "Tranter, Wilf"), ("citation_author", "Ellery, Maud")],
        [("dc.creator", "Tranter, Wilf; Ellery, Maud")],
        [("article:author", "Wilf Tranter, Maud Ellery")],
        [("author", "Wilf Tranter"), ("dc.creator", "Tranter, Wilf"), ("author", "Maud Ellery")],
    ],
)
def test_several_tags_of_a_page_name_each_author_whole_and_once(tags):
    article, _ = read_from_page(*tags)

    assert get_authors(article) == ["Wilf Tranter", "Maud Ellery"]


def test_a_library_s_tag_files_a_family_s_name_of_two_words():
    article, _ = read_from_page(("citation_author", ROBLEDO))

    assert get_authors(article) == ["Inés Robledo Vega"]


def test_a_byline_settles_what_a_tag_leaves_unclear():
    article, _ = read_from_page(("author", ROBLEDO), above="<p>By Inés Robledo Vega</p>")

    assert get_authors(article) == ["Inés Robledo Vega"]
    assert get_findings(article, "author") == [("stated", "Inés Robledo Vega", "Inés Robledo Vega")]


def test_more_authors_than_a_byline_holds_are_all_named():
    people = [
        f"{first} {last}"
        for first in ("Maud", "Wilf", "Odile")
        for last in ("Ellery", "Tranter", "Okafor", "Marchetti", "Robledo")
    ]

    assert get_authors(read_from_meta(", ".join(people))[0]) == people
    assert get_authors(read_from_csv("; ".join(people))[0]) == people


def test_the_outlet_of_a_record_is_no_second_author():
    article, _ = read_from_csv("Maud Ellery, Radio Velmora", outlet="Radio Velmora")

    assert get_authors(article) == ["Maud Ellery"]


def test_authors_of_a_feed_s_entry_are_whole():
    entry = (
        '<?xml version="1.0"?><rss version="2.0"><channel><title>Harbour Gazette</title><item>'
        f"<title>{TITLE}</title><author>Tranter, Wilf; Ellery, Maud</author><description>"
        f"{(BODY + ' ') * 4}</description></item></channel></rss>"
    )

    assert get_authors(read_article(entry, media_type=FEED_ENTRY_TYPE)) == ["Wilf Tranter", "Maud Ellery"]


@pytest.mark.django_db
def test_an_author_is_filed_as_the_source_files_them(tmp_path):
    rows = [["title", "author", "text"], [TITLE, "Robledo Vega, Inés; Tranter, Wilf", BODY]]
    with (tmp_path / "a.csv").open("w", newline="") as file:
        csv.writer(file).writerows(rows)

    ingest_paths([tmp_path / "a.csv"])

    assert [str(one.author) for one in Article.objects.get().bylines.all()] == [
        "Inés Robledo Vega",
        "Wilf Tranter",
    ]
    assert set(Author.objects.values_list("sort_name", flat=True)) == {
        "Robledo Vega, Inés",
        "Tranter, Wilf",
    }
