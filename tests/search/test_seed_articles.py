"""The five seed articles, with the questions that stock Haystack answers wrongly."""

import pytest

from archive.search.indexing.maintenance import rebuild_index
from archive.search.query.parser import parse_query
from archive.search.query.request import SearchRequest
from archive.search.service import search
from tests import factories
from tests.environment import CORPORA

pytestmark = [pytest.mark.corpora, pytest.mark.django_db]


@pytest.fixture
def seeds():
    """The texts as they are, their number as title; outlet and author where the text says so."""
    wsws = factories.outlet("World Socialist Web Site", slug="wsws")
    outlets = {"000": wsws, "004": wsws}
    authors = {"000": "Thomas Gaist", "003": "Mark Boothroyd", "004": "Bill Van Auken"}
    dates = {"000": "2016-02-04", "002": "2016-02-04", "004": "2017-01-25"}
    for path in sorted((CORPORA / "seeds").glob("*.txt")):
        number = path.name[:3]
        by = (factories.author(authors[number]),) if number in authors else ()
        factories.article(
            number,
            body=path.read_text(),
            outlet=outlets.get(number),
            by=by,
            published=dates.get(number, ""),
            language="en",
        )
    rebuild_index()


def find_numbers(text):
    page = search(SearchRequest(query=parse_query(text).node))
    return " ".join(sorted(hit.article.title for hit in page.hits))


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("russian -kerry", "000 002"),
        ("russian NOT kerry", "000 002"),
        ("kerry OR spicer", "001 003 004"),
        ("US", "000 001 003 004"),
        ("outlet:wsws", "000 004"),
        ('author:"Van Auken"', "004"),
        ("by:(Gaist OR Boothroyd)", "000 003"),
        ("“sake of talks”", "000 002"),
        ('"sake of talks"', "000 002"),
        ("auken", "004"),
        ('"25 January 2017"', "004"),
        ("date:2016-02", "000 002"),
        ("no:date", "001 003"),
        ("after:2016-02-05", "004"),
        ("aleppo AND (siege", "000 001 002 003"),
    ],
)
def test_seeds(seeds, text, numbers):
    assert find_numbers(text) == numbers
