"""Citation metadata on the page of an article, read as citation programs read it."""

import json
from urllib.parse import parse_qs

import pytest

from tests import factories
from tests.web import zotero
from tests.web.pages import get_links, get_texts, parse_page

pytestmark = pytest.mark.django_db
HERE = "http://testserver/articles/"
NASTY = "</script><script>alert(1)</script> & \"q\" 'a' \\ \u2028"


@pytest.fixture
def row():
    return factories.article(
        "Minister orders harbour closed",
        outlet=factories.outlet("The Courier", slug="courier"),
        standfirst="Boats are caught.",
        published="2024-03-14",
        section="Home",
        language="en",
        canonical_url="https://courier.example/harbour",
        by=(factories.author("Maud Ellery"), factories.author("Callum Reid")),
    )


def get_metas(page, attribute: str = "name") -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for tag in page.select(f"meta[{attribute}]"):
        found.setdefault(tag[attribute], []).append(tag["content"])
    return found


def test_zotero_sees_a_newspaper_article(row, client):
    names = get_metas(parse_page(client.get(row.get_absolute_url())))

    assert names["DC.type"] == ["newspaperArticle"]
    assert names["prism.publicationName"] == ["The Courier"]
    assert names["citation_title"] == ["Minister orders harbour closed"]
    assert names["citation_author"] == ["Ellery, Maud", "Reid, Callum"]
    assert names["citation_publication_date"] == ["2024/03/14"]
    assert names["prism.section"] == ["Home"]
    assert names["citation_public_url"] == [f"{HERE}{row.identifier}/"]
    assert "citation_journal_title" not in names  # which would make it a journal article


IMPORTED = {  # what is known of an article, and the date Zotero writes down
    "certain": ({"published": "2024-03-14"}, "2024/03/14", "2024-03-14"),
    "a month": ({"published": "2024-03"}, "2024/03", "2024-03"),
    "a year": ({"published": "2024"}, "2024", "2024"),
    "about": ({"published": "2024-03~"}, "ca. March 2024", "ca. March 2024"),
    "perhaps": ({"published": "2024?"}, "[2024?]", "[2024?]"),
    "one of these": (
        {"published": "[2024-03-03..2024-03-11]"},
        "between 3 March 2024 and 11 March 2024",
        "between 3 March 2024 and 11 March 2024",
    ),
    "undated": ({}, "", ""),
}


@pytest.mark.parametrize("known", IMPORTED)
def test_zotero_imports_a_newspaper_article_with_its_date_as_sure_as_it_is(known, client):
    fields, by_tags, by_coins = IMPORTED[known]
    courier = factories.outlet("The Courier", slug="courier")
    ellery = factories.author("Maud Ellery")
    row = factories.article("Harbour closed", outlet=courier, section="Home", by=(ellery,), **fields)
    page = parse_page(client.get(row.get_absolute_url()))
    item = {
        "type": "newspaperArticle",
        "title": "Harbour closed",
        "outlet": "The Courier",
        "url": f"{HERE}{row.identifier}/",
        "authors": [("Ellery", "Maud")],
    }

    assert zotero.read_embedded_item(page) == item | {"section": "Home", "date": by_tags}
    assert zotero.read_coins_item(page) == item | {"date": by_coins}


@pytest.mark.parametrize("read", [zotero.read_embedded_item, zotero.read_coins_item])
def test_zotero_is_told_nothing_that_is_not_known(read, client):
    """Neither the archive as the newspaper, nor words of the page as an author."""
    row = factories.article("Harbour closed")
    row.bylines.create(author=factories.author("Jo Lens"), role="photographer")
    item = read(parse_page(client.get(row.get_absolute_url())))

    assert (item["type"], item["outlet"], item["date"]) == ("newspaperArticle", "", "")
    assert item["authors"] == []


@pytest.mark.parametrize("read", [zotero.read_embedded_item, zotero.read_coins_item])
def test_zotero_cuts_no_name_in_two(read, client):
    names = ("Maud Ellery", "Bill Joe Van Auken", "Agnes")
    by = tuple(factories.author(name) for name in names)
    type(by[1]).objects.filter(pk=by[1].pk).update(sort_name="Van Auken, Bill Joe")
    row = factories.article("Harbour closed", by=by)

    assert read(parse_page(client.get(row.get_absolute_url())))["authors"] == [
        ("Ellery", "Maud"),
        ("Van Auken", "Bill Joe"),
        ("Agnes", ""),
    ]


def test_shared_links_say_what_they_lead_to(row, client):
    metadata = get_metas(parse_page(client.get(row.get_absolute_url())), "property")

    assert metadata["og:type"] == ["article"]
    assert metadata["og:title"] == ["Minister orders harbour closed"]
    assert metadata["article:published_time"] == ["2024-03-14"]
    assert metadata["article:author"] == ["Maud Ellery", "Callum Reid"]


def test_coins_in_the_page_is_a_context_object_of_the_same_article(row, client):
    span = parse_page(client.get(row.get_absolute_url())).select_one("span.Z3988")

    metadata = parse_qs(span["title"], strict_parsing=True)

    assert metadata["rft_val_fmt"] == ["info:ofi/fmt:kev:mtx:dc"]
    assert metadata["rft.type"] == ["newspaperArticle"]
    assert metadata["rft.creator"] == ["Ellery, Maud", "Reid, Callum"]
    assert (metadata["rft.source"], metadata["rft.date"]) == (["The Courier"], ["2024-03-14"])


def read_linked_data(response) -> dict:
    (data,) = parse_page(response).select("script[type='application/ld+json']")
    return json.loads(data.string)


def test_search_engines_read_a_news_article(row, client):
    metadata = read_linked_data(client.get(row.get_absolute_url()))

    assert metadata["@type"] == "NewsArticle"
    assert metadata["headline"] == "Minister orders harbour closed"
    assert metadata["datePublished"] == "2024-03-14"
    assert [person["name"] for person in metadata["author"]] == ["Maud Ellery", "Callum Reid"]
    assert metadata["publisher"]["name"] == "The Courier"
    assert metadata["sameAs"] == "https://courier.example/harbour"


def test_words_of_a_source_stay_words_in_a_data_block(client):
    row = factories.article(NASTY, standfirst=NASTY, section=NASTY, by=(factories.author(NASTY),))

    metadata = read_linked_data(client.get(row.get_absolute_url()))

    assert metadata["headline"] == " ".join(NASTY.split())
    assert "datePublished" not in metadata
    assert "publisher" not in metadata


@pytest.mark.parametrize(
    ("edtf", "words"),
    [("2016~", "ca. 2016"), ("[..2016-04-03]", "not after 3 April 2016"), ("", None)],
)
def test_a_date_that_is_not_certain_is_no_date_for_machines_that_take_it_for_one(edtf, words, client):
    row = factories.article(published=edtf)
    response = client.get(row.get_absolute_url())
    names = get_metas(parse_page(response))

    assert names.get("DC.date") == ([words] if words else None)
    assert "citation_publication_date" not in names
    assert "datePublished" not in read_linked_data(response)


@pytest.mark.parametrize("is_public", [True, False])
def test_the_panel_offers_styles_files_and_an_address_that_readers_can_open(is_public, row, client, settings):
    settings.IS_PUBLIC = is_public
    page = parse_page(client.get(row.get_absolute_url()))

    assert get_texts(page, ".cite summary") == ["Chicago", "APA", "MLA", "Harvard"]
    assert get_texts(page, ".cite details cite") == ["Courier", *["The Courier"] * 3]
    cited = f"{HERE}{row.identifier}/" if is_public else "https://courier.example/harbour"
    assert cited in get_texts(page, ".cite details p")[0]
    for address in get_links(page, ".cite a"):
        assert client.get(address, follow=True).status_code == 200, address


@pytest.mark.parametrize("suffix", ["bib", "ris", "csl.json"])
def test_each_file_stands_beside_the_article_and_is_announced(suffix, row, client):
    address = f"/articles/{row.identifier}.{suffix}"
    page = parse_page(client.get(row.get_absolute_url()))

    response = client.get(address)

    assert address in get_links(page, "link[rel=alternate]")
    assert f'filename="{row.identifier}.{suffix}"' in response["Content-Disposition"]
    assert "Minister orders harbour closed" in response.content.decode()


@pytest.mark.parametrize("address", ["/articles/00000000.bib", "/articles/7k2m9qxa.exe"])
def test_there_is_no_file_of_what_is_not_there(address, client):
    assert client.get(address).status_code == 404


def test_a_withdrawn_article_stays_citable_and_shows_no_words_of_it(row, client):
    row.withdrawn_at = "2025-01-02T00:00Z"
    row.save()

    page = client.get(row.get_absolute_url()).content.decode()

    assert "citation_title" in page
    assert "Boats" not in page
    assert client.get(f"/articles/{row.identifier}.bib").status_code == 200
