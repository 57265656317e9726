"""Thirty-three articles for the tests of the search page."""

from archive.search.indexing.change_queue import apply_queue
from tests import factories
from tests.web.pages import parse_page


def create_articles() -> None:
    """Create the articles and index them."""
    gazette = factories.outlet("Harbour Gazette", slug="gazette")
    courier = factories.outlet("The Courier", slug="courier")
    ellery = factories.author("Maud Ellery", slug="ellery")
    for number in range(30):
        factories.article(
            f"Harbour <b>closed</b> {number}",
            outlet=gazette if number % 3 else courier,
            by=(ellery,),
            published=f"{2023 + number % 2}-0{3 + number % 4}-10",
            body="The boom is down at the harbour & nobody asked.",
            language="en",
        )
    factories.article("Undated harbour", outlet=gazette, body="None.")
    factories.article("Harbour in spring", outlet=courier, body="None.", published="2024-03~")
    factories.article("Trams", body="None runs.", published="2024-03-11")
    apply_queue()


def get_search_page(client, query="", **parameters):
    return parse_page(client.get("/search/", {"q": query, **parameters}))
