"""Generated hostile questions: each is answered, refused with a reason, or stopped by its limits; none takes long."""

import time

import pytest

from archive.errors import QuerySyntaxError, SearchTimeout, TooManyMatches
from archive.search.engines.base import EngineQuery
from archive.search.engines.whoosh.engine import WhooshSearchEngine
from archive.search.engines.whoosh.execution import plans
from archive.search.indexing.change_queue import apply_queue
from archive.search.query.budget import TimeBudget, limit_time
from archive.search.query.parser import parse_query
from tests import factories
from tests.search.contract import make_entry
from tests.search.hostile_grammar import KINDS, generate_questions

WORDS = [f"{first}{rest}" for rest in ("and", "on", "ater", "illing") for first in "bcdfghlmprstwcomconprointressta"]
TEXT = " ".join(WORDS * 20)
MAX_SECONDS = 2  # of CPU; each takes a few hundredths


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    engine = WhooshSearchEngine(tmp_path_factory.mktemp("index"), 10_000_000)
    engine.write(make_entry(pk, f"“{TEXT}.” {pk}\n\n{TEXT}", title=" ".join(WORDS[:9])) for pk in range(1, 21))
    return engine


def test_every_hostile_question_is_answered_refused_or_stopped_soon(engine):
    outcomes = set()
    for kind, text in generate_questions(5 * len(KINDS), WORDS, seed=1):
        start = time.process_time()
        try:
            node = parse_query(text).node
            with limit_time(TimeBudget(30)):
                engine.find(EngineQuery(query=node))
            outcomes.add("answered")
        except QuerySyntaxError as error:
            outcomes.add("refused" if error.message else f"refused without a word: {text}")
        except (SearchTimeout, TooManyMatches):
            outcomes.add("stopped")
        assert time.process_time() - start < MAX_SECONDS, (kind, text[:200])

    assert {"answered", "refused"} <= outcomes <= {"answered", "refused", "stopped"}


def test_a_question_that_compares_more_places_than_the_archive_has_words_is_stopped(engine, monkeypatch):
    query = EngineQuery(query=parse_query(" ".join(f'"{one} W/9"' for one in WORDS[:9])).node)
    chain = EngineQuery(query=parse_query(" W/255 ".join(WORDS[:8])).node)
    phrase = EngineQuery(query=parse_query(f'"{" ".join(WORDS[:30])}"').node)
    monkeypatch.setattr(plans, "_MIN_WORK", 100)
    monkeypatch.setattr("archive.search.engines.whoosh.storage.snapshot.Snapshot.count_words", lambda *_: 100)

    with limit_time(TimeBudget(30)):
        assert engine.find(query).total == 0
    for costly in (chain, phrase):
        with limit_time(TimeBudget(30)), pytest.raises(SearchTimeout, match="less frequent"):
            engine.find(costly)
        engine.find(costly)  # outside of a limit nothing is counted


@pytest.mark.django_db
def test_the_page_of_a_question_that_was_stopped_says_what_to_do(client, monkeypatch):
    factories.article(body=TEXT)
    apply_queue()
    monkeypatch.setattr(plans, "_MIN_WORK", 10)
    monkeypatch.setattr("archive.search.engines.whoosh.storage.snapshot.Snapshot.count_words", lambda *_: 10)

    for path in ("/search/", "/search.csv", "/search.atom"):
        page = client.get(path, {"q": " W/255 ".join(WORDS[:8])})
        assert page.status_code == 503
        assert "words that are less frequent" in page.content.decode()
