"""Time limits: a search is answered whole, or stopped with a notice.

Clocks here count the steps that look at them, so that nothing depends on the pace of a machine.
"""

import pytest

from archive.errors import QuerySyntaxError, SearchTimeout
from archive.search import service
from archive.search.completion import suggest_completions
from archive.search.engines.base import EngineQuery
from archive.search.engines.whoosh.engine import WhooshSearchEngine
from archive.search.engines.whoosh.storage.segment import SegmentReader
from archive.search.highlight.snippets import build_snippet, build_targets
from archive.search.indexing.change_queue import apply_queue
from archive.search.outlet_spellings import count_spellings_by_outlet
from archive.search.query.budget import TimeBudget, check_time, limit_time
from archive.search.query.errors import MAX_PATTERNS, MAX_PHRASE_WORDS
from archive.search.query.nodes import Fuzzy, Or, Phrase, Term, Wildcard
from archive.search.query.parser import parse_query
from archive.search.query.request import MatchMode, SearchRequest
from archive.search.service import explain, find_keys, search
from archive.search.similar import find_similar_keys
from tests import factories
from tests.search.budgets import count_steps, make_budget
from tests.search.contract import make_entry

# The budget itself


def test_a_budget_is_used_up_when_its_time_is_over():
    now = [100.0]
    budget = TimeBudget(5, lambda: now[0])

    now[0] = 104.9
    budget.check()
    now[0] = 105.0
    with pytest.raises(SearchTimeout, match="longer than 5 seconds"):
        budget.check()


def test_no_seconds_are_no_limit():
    now = [0.0]
    budget = TimeBudget(0, lambda: now[0])

    now[0] = 1e9
    budget.check()


def test_the_budget_that_was_opened_first_holds_for_those_inside():
    with limit_time(make_budget(1)):
        with limit_time(make_budget(1000)):
            check_time()
        with pytest.raises(SearchTimeout):
            check_time()
    check_time()  # outside of it nothing is limited


# The engine

TEXT = "the envoy of the town said the talks of the town were held near the gate of the harbour"
ASKED = [
    "the", "the of", "the OR of OR gate", '"of the town"', '="the talks"', "talk*", "envay~2",
    "t?e OR tow*", "the W/5 of", "(the W/9 of) W/9 town", "the PRE/3 town", "the NOT W/1 envoy",
    "the W/S of", "(the W/P of) W/P town", "ATLEAST2(the)", "quote:(the W/5 of)",
    "about:(the OR of)", '"the town gate"~20', "title:gate -harbour",
    "(the OR of) W/5 (town OR gat*)", "date:2016 OR lang:en OR no:author", "NOT the",
]  # fmt: skip


@pytest.fixture
def engine(tmp_path):
    engine = WhooshSearchEngine(tmp_path, 1_000_000)
    for first in (1, 21):  # two segments
        engine.write(
            make_entry(pk, f"“{TEXT}.”\n\n{TEXT} {pk}.", title=f"Gate {pk}") for pk in range(first, first + 20)
        )
    return engine


@pytest.mark.parametrize("text", ASKED)
def test_whenever_time_is_over_the_answer_is_whole_or_none(text, engine, tmp_path):
    question = EngineQuery(query=parse_query(text).node)
    whole = engine.find(question)
    fresh = WhooshSearchEngine(tmp_path, 1_000_000)
    steps = count_steps(lambda: fresh.find(question))

    assert steps > 2
    for given in range(steps):
        fresh = WhooshSearchEngine(tmp_path, 1_000_000)
        with limit_time(make_budget(given)), pytest.raises(SearchTimeout):
            fresh.find(question)
        assert fresh.find(question) == whole  # nothing of what was stopped is left
    with limit_time(make_budget(steps + 1)):
        assert WhooshSearchEngine(tmp_path, 1_000_000).find(question) == whole


CALLS = {
    "count": lambda engine: engine.count([EngineQuery(query=Term("the"))]),
    "explain": lambda engine: engine.explain(EngineQuery(query=Term("the")), 1),
    "expansion": lambda engine: engine.expand(Wildcard("tow*")),
    "similar spelling": lambda engine: engine.expand(Fuzzy("envay", 2)),
    "similar": lambda engine: engine.find_similar_words("envay", 3),
    "beginning": lambda engine: engine.complete_prefix("to", "text", 5),
}


@pytest.mark.parametrize("call", CALLS)
def test_whatever_else_is_asked_of_the_index_is_stopped_too(call, engine):
    with limit_time(make_budget(0)), pytest.raises(SearchTimeout):
        CALLS[call](engine)


def test_writing_takes_the_time_it_needs(engine):
    with limit_time(make_budget(0)):
        engine.write([make_entry(99, "lighthouse")])

    assert engine.find(EngineQuery(query=Term("lighthouse"))).total == 1


def test_a_word_that_a_phrase_says_again_and_again_is_looked_up_once(engine, monkeypatch):
    looked_up = []
    get_positions = SegmentReader.get_positions
    monkeypatch.setattr(
        SegmentReader,
        "get_positions",
        lambda self, *word: looked_up.append(word) or get_positions(self, *word),
    )

    def lookups(words):
        looked_up.clear()
        engine.find(EngineQuery(query=Phrase(words), use_proximity=False))
        return len(looked_up)

    assert lookups("the of " * 60) == lookups("the of the") > 0


def test_steps_of_a_phrase_grow_no_faster_than_its_words(engine):
    def steps(words):
        return count_steps(lambda: engine.find(EngineQuery(query=Phrase(words))))

    assert steps("the of " * 100) <= steps("the of") * 100


# What is marked

BODY = " ".join([TEXT] * 40)
WORDS = " OR ".join(sorted(set(TEXT.split()) - {"of"}))


@pytest.mark.parametrize(
    "text",
    [
        "the",
        WORDS,
        f"({WORDS}) W/50 ({WORDS})",
        f"({WORDS}) NOT W/50 zebra",
        "the W/S town",
        "((the W/50 of) W/50 town) W/50 gate",
    ],
)
def test_looking_for_words_to_mark_is_stopped_too(text):
    words = build_targets(parse_query(text).node)

    steps = count_steps(lambda: build_snippet((BODY,), words, "en"))
    for given in {0, steps // 2, steps - 1}:
        with limit_time(make_budget(given)), pytest.raises(SearchTimeout):
            build_snippet((BODY,), words, "en")


@pytest.mark.parametrize(("operator", "least"), [("W/50", 40), ("PRE/50", 100), ("NOT W/50", 100)])
def test_marking_pairs_is_many_steps(operator, least):
    words = build_targets(parse_query(f"({WORDS}) {operator} ({WORDS})").node)

    assert count_steps(lambda: build_snippet((BODY,), words, "en")) > least


# The service


@pytest.fixture
def articles(db):
    gazette = factories.outlet("Gazette", slug="gazette")
    rows = [factories.article(f"Gate {n}", body=TEXT, outlet=gazette, language="en") for n in range(4)]
    apply_queue()
    return rows


def build_request(text, match=MatchMode.ALL, **options):
    node = parse_query(text, mode=match).node
    return SearchRequest(query=node, text=text, match=match, **options)


SEARCHES = {
    "search": lambda _: search(build_request("the OR gate")),
    "found_keys": lambda _: find_keys(build_request("the OR gate")),
    "explain": lambda rows: explain(build_request("the"), rows[0].pk),
    "complete": lambda _: suggest_completions("ga"),
    "similar_keys": lambda rows: find_similar_keys(rows[0], 3),
    "spellings_by_outlet": lambda _: count_spellings_by_outlet("Kiev"),
}


@pytest.mark.parametrize("kind", SEARCHES)
def test_every_kind_of_search_keeps_to_the_time_of_the_settings(kind, articles, monkeypatch):
    spent = []
    monkeypatch.setattr("archive.search.service.TimeBudget", lambda seconds: spent.append(seconds) or make_budget(0))

    with pytest.raises(SearchTimeout):
        SEARCHES[kind](articles)

    assert spent == [10]


def test_where_nothing_is_found_what_there_was_no_time_for_is_said_not_to_be_counted(articles):
    request = build_request("zebra gate harbor lighthouse", selected={"outlet": ("gazette",)})
    whole = search(request).no_results
    assert whole.is_complete
    seen = set()
    for given in range(count_steps(lambda: search(request))):
        try:
            with limit_time(make_budget(given)):
                nothing = search(request).no_results
        except SearchTimeout:
            assert not seen  # the question itself comes first
            continue
        assert not nothing.is_complete
        words = [(one.text, one.count) for one in nothing.terms]
        counted = [one for one in words if one[1] is not None]
        assert counted == [(one.text, one.count) for one in whole.terms][: len(counted)]
        assert set(nothing.proposals) <= set(whole.proposals)
        assert nothing.total_without_facets in (0, whole.total_without_facets)
        seen.add(len(counted))
    assert seen == set(range(len(whole.terms) + 1))


def test_found_articles_are_shown_though_there_is_no_time_to_mark_their_words(articles):
    request = build_request("gate OR town")

    def search_afresh():
        service._mark_cached.cache_clear()
        return search(request)

    whole = search(request)
    marked_counts = []
    for given in range(count_steps(search_afresh)):
        try:
            with limit_time(make_budget(given)):
                page = search_afresh()
        except SearchTimeout:
            assert not marked_counts
            continue
        assert [hit.article for hit in page.hits] == [hit.article for hit in whole.hits]
        assert (page.total, page.facets) == (whole.total, whole.facets)
        is_unmarked = any("There was not enough time to highlight these words" in note for note in page.notes)
        assert is_unmarked or page.hits == whole.hits  # only other spellings were not looked for any more
        marked_counts.append(sum(any(part.matched for part in hit.snippet) for hit in page.hits))
    assert marked_counts == sorted(marked_counts)
    assert set(marked_counts) >= {0, 1}


# Bounds of the language


def get_fault(text, **options):
    with pytest.raises(QuerySyntaxError) as refused:
        parse_query(text, **options)
    return refused.value


@pytest.mark.parametrize(
    ("typed", "offset"),
    [
        ('"{}"', 0),
        ('envoy "{}" gate', 6),
        ('="{}"', 0),
        ('title:"{}"', 6),
        ('quote:"{}"', 6),
        ('"{}"~255', 0),
        ('author:"{}"', 7),
        ('speaker:"{}"', 8),
        ('envoy W/5 "{}"', 10),
        ('envoy -"{}"', 7),
    ],
)
def test_words_of_a_phrase_are_bounded(typed, offset):
    error = get_fault(typed.format("a " * (MAX_PHRASE_WORDS + 1)))

    assert error.code == "long-phrase"
    assert f"{MAX_PHRASE_WORDS + 1} words stand in a row" in error.message
    assert f"character {offset + 1}; a phrase has at most {MAX_PHRASE_WORDS}" in error.message
    assert error.offset == offset
    assert error.suggestion is None or parse_query(error.suggestion)
    if not typed.startswith('"{}"~'):
        assert error.suggestion
    parse_query(typed.format("a " * MAX_PHRASE_WORDS))


@pytest.mark.parametrize("between", ["-", "/", ".", "—"])
def test_words_that_signs_hold_together_are_bounded_as_a_phrase_is(between):
    assert get_fault(between.join(["abc"] * (MAX_PHRASE_WORDS + 1))).code == "long-phrase"


@pytest.mark.parametrize("word", ["abc*", "ab?c", "abcd~1", '"abc* de"', "title:abc*", "abc!"])
@pytest.mark.parametrize("between", [" ", " OR ", " NOT "])
def test_patterns_of_a_question_are_bounded_in_all(word, between):
    error = get_fault(between.join(["first", *[word] * (MAX_PATTERNS + 1)]))

    assert error.code == "too-many-patterns"
    assert f"More than {MAX_PATTERNS} words with *, ? or ~" in error.message
    assert error.offset > len(between.join([word] * MAX_PATTERNS))
    parse_query(between.join(["first", *[word] * MAX_PATTERNS]))


def test_patterns_are_bounded_where_any_word_will_do():
    assert get_fault(" ".join(["abc*"] * 60), mode=MatchMode.ANY).code == "too-many-patterns"


def test_more_meetings_than_can_be_listed_are_refused(engine, monkeypatch):
    monkeypatch.setattr("archive.search.engines.whoosh.execution.spans.MAX_MATCHES", 10)
    nested = parse_query("(the W/9 of) W/9 town").node

    with pytest.raises(Exception, match="Ask for a smaller distance"):
        engine.find(EngineQuery(query=Or((nested, Term("gate")))))
