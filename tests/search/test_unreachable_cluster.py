"""A search cluster that cannot be reached: pages say so, and edits wait."""

import haystack
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from archive.models import Article
from archive.search.indexing.change_queue import count_waiting
from archive.search.indexing.maintenance import IndexState, get_index_status
from tests import factories
from tests.conftest import forget_connections

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _unreachable_cluster(own_store, monkeypatch):
    """The connection that SEARCH_URL would make, to where nobody listens."""
    connection = {
        "ENGINE": "archive.search.engines.opensearch.backend.OpenSearchHaystackEngine",
        "URL": "opensearch://127.0.0.1:9/news",
        "SILENTLY_FAIL": False,
    }
    monkeypatch.setitem(haystack.connections.connections_info, "default", connection)
    forget_connections()


def test_a_search_is_refused_and_never_finds_nothing(client):
    for address in ("/search/?q=peace", "/search/?q=peace&sort=newest", "/search/?q=pea*"):
        answer = client.get(address)

        assert answer.status_code == 503
        assert "cannot be read just now" in answer.text
        assert "Nothing found" not in answer.text


def test_articles_are_still_read_and_edits_wait(client, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        article = factories.article("Peace talks", body="The envoy came.")

    assert client.get(article.get_absolute_url()).status_code == 200
    assert Article.objects.get().title == "Peace talks"
    assert count_waiting() == 1


def test_the_state_of_the_index_says_what_is_wrong():
    factories.article("Peace talks")

    status = get_index_status()

    assert (status.state, status.is_complete) == (IndexState.BROKEN, False)
    assert "cannot be reached" in status.message
    with pytest.raises(CommandError, match="cannot be reached"):
        call_command("check_index")
