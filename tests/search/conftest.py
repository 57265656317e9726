"""A real OpenSearch server, started for the first test that asks for it."""

import os
import shutil
import tempfile
from itertools import count

import pytest

from tests.search.opensearch_server import ClusterOfNodes, find_reason_to_skip

_numbers = count(1)


@pytest.fixture(scope="session")
def opensearch_node():
    """One node for all tests; that of OPENSEARCH_HOST, if it is set, is left running."""
    if host := os.environ.get("OPENSEARCH_HOST"):
        yield host
        return
    if reason := find_reason_to_skip():
        pytest.skip(reason)
    folder = tempfile.mkdtemp(prefix="opensearch-")
    cluster = ClusterOfNodes(folder, 1)
    try:
        cluster.start()
        yield cluster.hosts
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def opensearch_url(opensearch_node):
    """A SEARCH_URL with a name of the test's own; its indexes are removed."""
    name = f"test{os.getpid()}-{next(_numbers)}"
    yield f"opensearch://{opensearch_node}/{name}"
    drop_indexes(opensearch_node, name)


def drop_indexes(host, name):
    from opensearchpy import OpenSearch

    address, _, port = host.split(",")[0].partition(":")
    client = OpenSearch([{"host": address, "port": int(port)}])
    names = [index for index in client.indices.get(index=f"{name}-*") if index.startswith(name)]
    if names:
        client.indices.delete(index=",".join(names), params={"ignore": 404})
