"""The OpenSearch engine does what every engine must, on a real server."""

from datetime import date

import pytest

from archive.errors import StaleIndex, TooManyMatches
from archive.search.engines.base import EngineQuery
from archive.search.engines.opensearch import searching, verification
from archive.search.engines.opensearch.address import parse_address
from archive.search.engines.opensearch.engine import OpenSearchEngine
from archive.search.query.nodes import Near, Term
from archive.search.query.request import SortOrder
from tests.search.contract import EngineContract, find_pks, make_entry

pytestmark = pytest.mark.opensearch


class TestOpenSearch(EngineContract):
    @pytest.fixture
    def engine(self, opensearch_url):
        return OpenSearchEngine(parse_address(f"{opensearch_url}?shards=2&replicas=0"))

    def test_an_index_that_is_gone_is_an_error_and_not_an_empty_one(self, engine):
        engine.write([make_entry(1, "aleppo")])
        engine.cluster.client.indices.delete(index=engine.cluster.resolve(engine.cluster.alias))

        with pytest.raises(StaleIndex, match="rebuild_index"):
            engine.find(EngineQuery(query=Term("aleppo")))
        with pytest.raises(StaleIndex, match="rebuild_index"):
            engine.write([make_entry(2, "aleppo")])
        assert engine.read_state() is None
        assert engine.rebuild([make_entry(1, "aleppo")], lambda _: ((), ())) == 1
        assert find_pks(engine, Term("aleppo")) == [1]

    def test_an_index_of_another_version_is_stale(self, engine, monkeypatch):
        engine.write([make_entry(1, "aleppo")])
        monkeypatch.setattr(engine.cluster, "alias", engine.cluster.alias.replace("places-1", "places-2"))

        with pytest.raises(StaleIndex, match="another version"):
            engine.find(EngineQuery())
        with pytest.raises(StaleIndex, match="another version"):
            engine.read_state()

    def test_a_late_writer_does_not_bring_back_an_older_state(self, engine):
        def read_late():
            engine.write([make_entry(1, "new words")], [2])
            yield make_entry(1, "old words")
            yield make_entry(2, "old words")

        engine.write([make_entry(1, "old words"), make_entry(2, "old words")])
        engine.write(read_late())

        assert find_pks(engine, Term("old")) == []
        assert find_pks(engine, Term("new")) == [1]

    def test_more_hits_than_one_request_gives_come_in_order(self, engine, monkeypatch):
        monkeypatch.setattr(searching, "MAX_PAGE", 7)
        days = [date(2016, 1, 1 + pk) for pk in range(25)]
        engine.write(make_entry(pk, "aleppo", earliest=day) for pk, day in enumerate(days))

        hits = engine.find(EngineQuery(query=Term("aleppo"), sort=SortOrder.NEWEST, offset=3, limit=10_000_000)).hits
        assert [hit.pk for hit in hits] == list(range(21, -1, -1))

    def test_too_many_articles_to_compare_are_refused_in_words(self, engine, monkeypatch):
        monkeypatch.setattr(verification, "MAX_VERIFIED", 3)
        engine.write(make_entry(pk, "talks of talks and talks") for pk in range(4))
        talks = Term("talks")

        with pytest.raises(TooManyMatches, match="compared one by one"):
            engine.find(EngineQuery(query=Near((Near((talks, talks), 3), talks), 3)))
