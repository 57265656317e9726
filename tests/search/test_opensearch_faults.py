"""Three nodes, of which one is killed, hangs or starts again: no edit is lost, nothing false is answered."""

import shutil
import signal
import tempfile
import threading
import time

import pytest

from archive.errors import SearchError
from archive.search.engines.base import EngineQuery
from archive.search.engines.opensearch.address import parse_address
from archive.search.engines.opensearch.engine import OpenSearchEngine
from archive.search.query.budget import TimeBudget, limit_time
from archive.search.query.nodes import Term
from tests.search.contract import make_entry
from tests.search.opensearch_server import ClusterOfNodes, find_reason_to_skip

pytestmark = [pytest.mark.opensearch, pytest.mark.long, pytest.mark.timeout(900)]
ARTICLES = 300


@pytest.fixture(scope="module")
def cluster():
    if reason := find_reason_to_skip():
        pytest.skip(reason)
    folder = tempfile.mkdtemp(prefix="opensearch-")
    cluster = ClusterOfNodes(folder, 3)
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def engine(cluster, request):
    name = f"faults-{abs(hash(request.node.name)) % 10**8}"
    engine = OpenSearchEngine(parse_address(f"opensearch://{cluster.hosts}/{name}?shards=3&replicas=1"))
    engine.write(make_entry(pk, "peace talks", outlet=1 + pk % 3) for pk in range(ARTICLES))
    cluster.wait_for_nodes(3, status="green")
    yield engine
    engine.cluster.client.indices.delete(index=f"{name}-*")


def search(engine, seconds=10):
    """The total of a search, or None where it is refused; nothing else may come of it."""
    try:
        with limit_time(TimeBudget(seconds)):
            return engine.find(EngineQuery(query=Term("talks"))).total
    except SearchError:
        return None


def write(engine, entry):
    """Return whether a write succeeded; one that failed is tried again from the queue."""
    try:
        engine.write([entry])
    except SearchError:
        return False
    return True


def wait_until(condition, seconds=120):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.5)


def check_through(engine, cluster, strike, heal, *, first=1_000):
    """Search and write while a node is struck; every answer is whole or refused, every edit is there in the end."""
    waiting, written, totals = [], set(), []
    strike()
    for number in range(12):
        totals.append(search(engine, seconds=4))
        entry = make_entry(first + number, "peace talks")
        (written.add(entry.pk) if write(engine, entry) else waiting.append(entry))
        assert totals[-1] is None or totals[-1] >= ARTICLES, totals
        assert totals[-1] is None or totals[-1] <= ARTICLES + number, totals
    heal()
    cluster.wait_for_nodes(3, status="green", node=1)
    for entry in waiting:  # as the queue does
        wait_until(lambda entry=entry: write(engine, entry))
    wait_until(lambda: search(engine) == ARTICLES + 12)
    return totals


def test_a_killed_node_costs_no_edit_and_no_wrong_answer(cluster, engine):
    totals = check_through(engine, cluster, lambda: cluster.kill_node(0), lambda: cluster.start_node(0))

    assert totals[-1] is not None  # the others took over


def test_a_hung_node_costs_no_edit_and_no_wrong_answer(cluster, engine):
    check_through(
        engine,
        cluster,
        lambda: cluster.signal_node(2, signal.SIGSTOP),
        lambda: cluster.signal_node(2, signal.SIGCONT),
    )


def test_nodes_may_be_started_again_one_after_the_other(cluster, engine):
    for number in range(3):
        cluster.kill_node(number)
        cluster.wait_for_nodes(2, node=(number + 1) % 3)
        assert search(engine, 5) in (None, ARTICLES)
        cluster.start_node(number)
        cluster.wait_for_nodes(3, node=(number + 1) % 3, status="green")
        assert search(engine) == ARTICLES


def test_a_rebuild_is_searched_and_edited_all_the_while(cluster, engine):
    totals, stop = [], threading.Event()

    def keep_searching():
        while not stop.is_set():
            totals.append(search(engine))

    def entries():
        for pk in range(ARTICLES):
            if pk == 200:
                engine.write([make_entry(5, "changed")], [6])
            yield make_entry(pk, "peace talks")

    searcher = threading.Thread(target=keep_searching)
    searcher.start()
    try:
        engine.rebuild(entries(), lambda _: ((), ()))
    finally:
        stop.set()
        searcher.join()

    assert set(totals) <= {ARTICLES, ARTICLES - 2, ARTICLES - 1}, set(totals)
    assert search(engine) == ARTICLES - 2
    assert len(engine.cluster.list_indexes()) == 1 or engine.cluster.resolve(engine.cluster.draft_alias) is None


def test_no_node_at_all_is_an_error_that_says_so(cluster, engine):
    for number in range(3):
        cluster.signal_node(number, signal.SIGSTOP)
    try:
        with pytest.raises(SearchError), limit_time(TimeBudget(3)):
            engine.find(EngineQuery(query=Term("talks")))
    finally:
        for number in range(3):
            cluster.signal_node(number, signal.SIGCONT)
    wait_until(lambda: search(engine) == ARTICLES)
