"""Front matter: fields stated above the text of a page."""

import pytest

from archive.errors import UnreadableDocument
from tests.ingest.article_reading import BODY, are_spans_exact, get_authors, get_findings, read_article

FRONT = """---
outlet: Harbour Gazette
url: https://harbourgazette.example/port/boom?utm_source=x
section: "Port"
language: fr
captured: 2024-03-15T09:30:00+00:00
---
# Boom drawn at dawn

**Dot Farrow**
**Thursday 14 March 2024**

"""


def test_front_matter_and_page_make_one_article():
    article = read_article(FRONT + BODY)

    assert (article.outlet, article.section, article.language) == ("Harbour Gazette", "Port", "fr")
    assert article.canonical_url == "https://harbourgazette.example/port/boom"
    assert article.captured_at.isoformat() == "2024-03-15T09:30:00+00:00"
    assert (article.title, get_authors(article), article.published) == (
        "Boom drawn at dawn",
        ["Dot Farrow"],
        "2024-03-14",
    )
    assert article.body == BODY
    assert are_spans_exact(article, FRONT + BODY)


def test_front_matter_goes_before_the_page_and_the_page_is_not_doubled():
    text = (
        "---\ntitle: Harbour closed\nauthor: [Jane Roe, Tom Poe]\ndate: 2019-03-03\n---\n\n"
        f"# Harbour closed\n\nBy J. Roe\n4 March 2019\n\n{BODY}"
    )

    article = read_article(text)

    assert (article.title, get_authors(article), article.published) == (
        "Harbour closed",
        ["Jane Roe", "Tom Poe"],
        "2019-03-03",
    )
    assert article.body == BODY
    assert [f.value for f in article.findings if not f.chosen] == ["2019-03-04"]


@pytest.mark.parametrize(
    "top",
    [
        "Title: Harbour closed\nAuthor: Jane Roe\nDate: 2019-03-03\n\n",
        "---\nheadline: Harbour closed\nauthors:\n  - Jane Roe\npublished: 3 March 2019\n---\n",
    ],
)
def test_other_ways_to_say_it(top):
    article = read_article(top + BODY)

    assert (article.title, get_authors(article), article.published) == (
        "Harbour closed",
        ["Jane Roe"],
        "2019-03-03",
    )
    assert article.body == BODY


def test_keys_without_a_field_are_named():
    article = read_article(f"---\ntitle: Harbour closed\ntags: port\nid: 7\n---\n{BODY}")

    assert ("inferred", "tags, id", "") in get_findings(article, "body")


@pytest.mark.parametrize("top", ["---\nno keys here\n---\n", "---\ntitle: never closed\n", "---\n"])
def test_a_rule_at_the_top_is_no_front_matter(top):
    article = read_article(f"{top}\nHarbour closed\n\n{BODY}")

    assert "The harbour was closed" in article.body


def test_an_address_of_a_whole_site_is_no_address_of_the_article():
    article = read_article(f"---\ntitle: Harbour closed\nurl: https://harbourgazette.example/\n---\n{BODY}")

    assert article.canonical_url == ""
    assert get_findings(article, "canonical_url") == [("unknown", "", "https://harbourgazette.example/")]


def test_a_block_of_metadata_without_a_text_below_it_is_no_article():
    with pytest.raises(UnreadableDocument, match=r"no text below the block of metadata \(title, "):
        read_article("---\ntitle: The harbour\nauthor: Jane Roe\n---\n\n")


@pytest.mark.parametrize(
    "author",
    [
        "Whitlock, Nora; Rook, Ines",
        "\n  - family: Whitlock\n    given: Nora\n  - given: Ines\n    family: Rook",
        "[{family: Whitlock, given: Nora}, {family: Rook, given: Ines}]",
    ],
)
def test_authors_in_parts_or_filed_are_two_people(author):
    article = read_article(f"---\ntitle: Weir\nauthor: {author}\ndate: 2021-03-14\n---\n\n{BODY}")

    assert get_authors(article) == ["Nora Whitlock", "Ines Rook"]
    assert article.published == "2021-03-14"


def test_front_matter_in_other_languages_and_with_an_address_for_a_source():
    article = read_article(
        f"---\nTitel: Wehr\nVerfasser: Whitlock, Nora\nDatum: 14-Mar-21\nQuelle: https://post.example/a\n---\n\n{BODY}"
    )

    assert (article.title, get_authors(article), article.published) == ("Wehr", ["Nora Whitlock"], "2021-03-14")
    assert (article.outlet, article.canonical_url) == ("", "https://post.example/a")


@pytest.mark.parametrize("value", ["[[Nora Whitlock]]", '"[[Nora Whitlock]]"', "'[[Nora Whitlock|Nora]]'"])
def test_an_author_that_a_notebook_links_is_read(value):
    article = read_article(f"---\ntitle: Harbour closed\nauthor:\n  - {value}\n---\n{BODY}\n")

    assert get_authors(article) == ["Nora Whitlock"]
