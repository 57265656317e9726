"""The archive on OpenSearch, chosen by its setting alone: tests of the service, the commands and Haystack's own API."""

import haystack
import pytest

from tests.conftest import forget_connections
from tests.search import test_haystack, test_holdings, test_no_results, test_saved_queries, test_service

pytestmark = [pytest.mark.opensearch, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def on_opensearch(own_store, opensearch_url):
    """The connection that SEARCH_URL would make."""
    connections_info = haystack.connections.connections_info
    whoosh = connections_info["default"]
    connections_info["default"] = {
        "ENGINE": "archive.search.engines.opensearch.backend.OpenSearchHaystackEngine",
        "URL": opensearch_url,
        "SILENTLY_FAIL": False,
    }
    forget_connections()
    yield
    connections_info["default"] = whoosh
    forget_connections()


for module in (test_service, test_haystack, test_holdings, test_no_results, test_saved_queries):
    globals().update({name: value for name, value in vars(module).items() if name[0] != "_" and name != "pytestmark"})
