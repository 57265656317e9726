"""The OpenSearch engine does what every engine must, on a real server."""

import pytest

from archive.search.engines.opensearch.address import parse_address
from archive.search.engines.opensearch.engine import OpenSearchEngine
from tests.search.contract import EngineContract

pytestmark = pytest.mark.opensearch


class TestOpenSearch(EngineContract):
    @pytest.fixture
    def engine(self, opensearch_url):
        return OpenSearchEngine(parse_address(f"{opensearch_url}?shards=2&replicas=0"))
