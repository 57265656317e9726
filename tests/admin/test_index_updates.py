"""The index after changes in the admin: the next search finds them."""

import pytest

from archive.models import Article
from archive.search.query.request import FacetName, SearchRequest
from archive.search.service import search
from tests import factories
from tests.admin.conftest import get_list_address, get_row_address, save_row

pytestmark = pytest.mark.django_db


@pytest.fixture
def commit(django_capture_on_commit_callbacks):
    """Run a block as a request of its own, with its callbacks on commit."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def find_titles_of_outlet(slug):
    found = search(SearchRequest(selected={FacetName.OUTLET: (slug,)}))
    return sorted(hit.article.title for hit in found.hits)


def find_titles():
    return sorted(hit.article.title for hit in search(SearchRequest()).hits)


@pytest.fixture
def courier(commit):
    with commit():
        factories.article("Harbour closed", outlet=factories.outlet("Gazette", slug="gazette"))
        factories.article("Strike called")
    return factories.outlet("Courier", slug="courier")


def test_an_outlet_corrected_on_the_articles_page(editor, courier, commit):
    article = Article.objects.get(title="Harbour closed")

    with commit():
        save_row(editor, article, outlet=courier.pk)

    assert find_titles_of_outlet("courier") == ["Harbour closed"]
    assert find_titles_of_outlet("gazette") == []


def test_outlets_set_in_the_list(editor, courier, commit):
    form = {
        "action": "set_outlet",
        "confirmed": "yes",
        "outlet": courier.pk,
        "_selected_action": list(Article.objects.values_list("pk", flat=True)),
    }

    with commit():
        editor.post(get_list_address("article"), form)

    assert find_titles_of_outlet("courier") == ["Harbour closed", "Strike called"]


def test_a_headline_corrected_and_an_article_deleted(curator, courier, commit):
    with commit():
        save_row(curator, Article.objects.get(title="Strike called"), title="Walkout called")
    assert find_titles() == ["Harbour closed", "Walkout called"]

    with commit():
        curator.post(get_row_address(Article.objects.get(title="Walkout called"), "delete"), {"post": "yes"})
    assert find_titles() == ["Harbour closed"]


def test_articles_withdrawn_restored_and_deleted_in_the_list(curator, courier, commit):
    chosen = {"_selected_action": [Article.objects.get(title="Harbour closed").pk]}

    def do(action, **answer):
        with commit():
            curator.post(get_list_address("article"), chosen | {"action": action} | answer)
        return find_titles()

    assert do("withdraw_articles", confirmed="yes", reason="A mistake.") == ["Strike called"]
    assert do("restore_articles", confirmed="yes") == ["Harbour closed", "Strike called"]
    assert do("delete_selected", post="yes") == ["Strike called"]


def test_an_outlet_that_is_renamed_or_merged(curator, courier, commit):
    gazette = Article.objects.get(title="Harbour closed").outlet
    with commit():
        save_row(curator, gazette, name="Harbour Gazette", slug="harbour-gazette")
    assert find_titles_of_outlet("harbour-gazette") == ["Harbour closed"]

    form = {
        "action": "merge_publishers",
        "confirmed": "yes",
        "keep": courier.pk,
        "reason": "One paper.",
        "_selected_action": [courier.pk, gazette.pk],
    }
    with commit():
        curator.post(get_list_address("outlet"), form)
    assert find_titles_of_outlet("courier") == ["Harbour closed"]
