"""SEARCH_URL: what it may be, and what is said of anything else."""

import os
import subprocess
import sys

import pytest

from archive.errors import ConfigurationError
from archive.search.engines.opensearch.address import ClusterAddress, parse_address


def test_it_names_hosts_user_and_index():
    assert parse_address("opensearch://ada:p%40ss@one:9201,two/news?shards=3&replicas=2") == ClusterAddress(
        (("one", 9201), ("two", 9200)), "news", "ada", "p@ss", shards=3, replicas=2
    )
    assert parse_address("opensearch+https://[::1]:9200/?ca=/etc/ca.pem") == ClusterAddress(
        (("::1", 9200),), "cuttings", is_encrypted=True, certificate_authority="/etc/ca.pem"
    )


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("elastic://one/news", "names no search engine"),
        ("opensearch://one:port/news", "no host with a port"),
        ("opensearch:///news", "no host with a port"),
        ("opensearch://one/News", "cannot name an index"),
        ("opensearch://one/news?shards=0", "shards is ‘0’"),
        ("opensearch://one/news?colour=red", "no option colour"),
    ],
)
def test_what_names_no_cluster_is_refused_with_what_to_set(url, words):
    with pytest.raises(ConfigurationError, match=words) as error:
        parse_address(url)

    assert "opensearch://user:password@host:9200" in str(error.value)


def test_the_setting_alone_chooses_the_engine(tmp_path):
    script = "from django.conf import settings; print(settings.HAYSTACK_CONNECTIONS['default']['ENGINE'])"
    environment = os.environ | {"SEARCH_URL": "opensearch://one/news", "CUTTINGS_HOME": str(tmp_path)}
    answer = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)

    assert answer.stdout.strip() == "archive.search.engines.opensearch.backend.OpenSearchHaystackEngine"
