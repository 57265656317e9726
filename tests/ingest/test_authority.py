"""Authority records from a file."""

import pytest

from archive.ingest.authority import load_authority_records
from archive.models import Article, Author, Collection, Outlet
from tests import factories

RECORDS = {
    "outlets": [{"name": "Harbour Gazette", "aliases": ["The Gazette"], "domains": ["hg.example"]}],
    "authors": [{"name": "Dot Farrow", "aliases": ["Dorothy Farrow"]}],
    "collections": [{"name": "The boom", "articles": ["https://hg.example/boom"]}],
}

pytestmark = pytest.mark.django_db


def test_records_are_found_by_every_name_they_hold():
    load_authority_records(RECORDS)

    assert Outlet.objects.filter_by_name("the gazette").get().name == "Harbour Gazette"
    assert Author.objects.filter_by_name("DOROTHY FARROW").get().name == "Dot Farrow"


def test_loading_again_makes_nothing_and_changes_nothing():
    load_authority_records(RECORDS)
    Outlet.objects.update(description="Edited by hand.")

    again = load_authority_records(RECORDS)

    assert (again.outlets, again.authors, again.collections) == (0, 0, 0)
    assert Outlet.objects.get().description == "Edited by hand."


def test_a_collection_holds_the_articles_that_are_there():
    article = factories.article("Boom drawn at dawn", canonical_url="https://hg.example/boom")
    factories.article("Elsewhere", canonical_url="https://hg.example/other")

    load_authority_records(RECORDS)

    assert list(Collection.objects.get().articles.all()) == [article]
    assert Article.objects.count() == 2
