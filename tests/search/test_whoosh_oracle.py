"""Arrays give the same articles with the same scores as Whoosh's own matchers."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.search.engines.whoosh.backend import plan_whoosh_query
from archive.search.engines.whoosh.engine import WhooshSearchEngine
from archive.search.engines.whoosh.execution.plans import Matches
from tests.search.whoosh_oracle import draw_commit, draw_tree, score_with_whoosh

TREES = 12
chances = st.randoms(use_true_random=False, note_method_calls=False)


def check_queries(chance):
    """Compare the answers to many queries on one index of a few commits."""
    with TemporaryDirectory() as folder:
        engine = WhooshSearchEngine(Path(folder), 1_000_000)
        for _ in range(chance.randrange(1, 5)):
            engine.write(*draw_commit(chance))
        snapshot = engine.get_snapshot()
        for _ in range(TREES):
            query = draw_tree(chance)
            matches = Matches(snapshot, plan_whoosh_query(query))
            pks = snapshot.columns.pks[matches.docs].tolist()
            ours = dict(zip(pks, matches.scores.tolist(), strict=True))
            assert ours == pytest.approx(score_with_whoosh(snapshot, query), rel=1e-5, abs=1e-6), query


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(chances)
def test_arrays_answer_as_whoosh_does(chance):
    check_queries(chance)


@pytest.mark.long
@pytest.mark.timeout(3600)
@settings(max_examples=900, deadline=None, suppress_health_check=list(HealthCheck))
@given(chances)
def test_arrays_answer_as_whoosh_does_ten_thousand_times(chance):
    check_queries(chance)
