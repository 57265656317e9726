"""Text pasted into the search box: found as printed, or read as several words, and said."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import QuerySyntaxError
from archive.search.engines.base import EngineQuery
from archive.search.engines.whoosh.engine import WhooshSearchEngine
from archive.search.indexing.change_queue import apply_queue
from archive.search.query.parser import parse_query
from archive.search.query.request import MatchMode, SearchRequest
from archive.search.query_expansion import collect_keys, expand_variants, load_variants
from archive.search.service import search
from tests import factories
from tests.search.contract import make_entry

TEXTS = {
    "code": "Programs in C++ and C# run on .NET, but not in C.",
    "firms": "Talk of AT&T and R&D costs $5 or 50%.",
    "beasts": "Tigers were seen with lions.",
    "exact": "The zebras of the month.",
    "close": "Zebras the month.",
    "headline": "Is Aleppo falling? Nobody knows. Yahoo! said it.",
    "address": "Read https://x.example/a?id=5 now, or write to someone@example.org about 10.1000/182.",
    "node": "Node.js [sic] is fun, e.g. by Smith, J. (2016).",
}
FOUND = [
    ("C++", {"code"}),
    ("What is C++?", set()),
    ("(C#)", {"code"}),
    ("c", {"code"}),
    ("F#", set()),
    (".NET", {"code"}),
    ("AT&T", {"firms"}),
    ("R&D", {"firms"}),
    ("$5", {"firms", "address"}),
    ("50%", {"firms"}),
    ("lions/tigers", {"beasts"}),
    ("tigers,lions", {"beasts"}),
    ("tigers;lions;", {"beasts"}),
    ('"zebras * the month"', {"exact", "close"}),
    ('"zebras * month"', {"close"}),
    ('"zebras * * month"', {"exact", "close"}),
    ("Is Aleppo falling?", {"headline"}),
    ("Is Aleppo falling!", {"headline"}),
    ("“Is Aleppo falling?”", {"headline"}),
    ("Yahoo! said it!", {"headline"}),
    ("https://x.example/a?id=5&utm_source=feed#top", {"address"}),
    ("(x.example/a?id=5).", {"address"}),
    ("someone@example.org", {"address"}),
    ("• 10.1000/182", {"address"}),
    ("Node.js [sic]", {"node"}),
    ("Smith, J. (2016)", {"node"}),
    ("e.g.\tby\n🚢", {"node"}),
]


def find_titles(text, mode=MatchMode.ALL):
    node = parse_query(text, mode=mode).node
    return search(SearchRequest(query=node, text=text, match=mode))


@pytest.mark.django_db
def test_what_is_pasted_is_found_as_printed_or_as_several_words():
    for title, body in TEXTS.items():
        factories.article(title, body=body, language="en")
    apply_queue()

    found = {text: {hit.article.title for hit in find_titles(text).hits} for text, _ in FOUND}

    assert found == dict(FOUND)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text",
    [
        "https://held.example/story?id=7",
        "held.example/story?id=7",
        "http://www.held.example/story?utm_source=feed&id=7#top",
        "(https://held.example/story?id=7).",
        "nobody OR https://held.example/story?id=7",
    ],
)
def test_the_address_of_an_article_leads_to_it_and_says_so(text):
    held = factories.article("Held", body="Nothing.", canonical_url="https://held.example/story?id=7")
    factories.article("Other", body="Nothing.", canonical_url="https://held.example/story?id=8")
    apply_queue()

    page = find_titles(text)

    assert [hit.article for hit in page.hits] == [held]
    assert any("is the address of “Held”" in note for note in page.notes)


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("lions/tigers", "read as several words: lions, tigers"),
        ("zebras,lions", "read as several words: zebras, lions"),
        ("cats near3 dogs", "write NEAR/3 between them"),
        ("cats W5 dogs", "write W/5 between them"),
        ('"zebras * the month"', "one word or none"),
        ("falling?", "one letter or none"),
        ("$5", "‘$5’ was read as ‘5’"),
        ("#metoo", "‘#metoo’ was read as ‘metoo’"),
        (".NET", "‘.NET’ was read as ‘NET’"),
    ],
)
def test_what_is_read_in_another_way_is_said(text, note):
    assert any(note in message for message in parse_query(text).notes)


@pytest.mark.parametrize("text", ["C++", "near3", "9/11", "AC/DC", "and/or", "1,000", "a.m.", "3:16", "x.example/a?b"])
def test_what_is_found_as_printed_needs_no_word(text):
    parsed = parse_query(text)

    assert parsed.notes == ()
    assert parsed.canonical_text in (text, text.rstrip("."))


@pytest.mark.parametrize(
    "text", ["lions/tigers", "lions\\/tigers", '"a * b * * c"', "cease-fir*", "https://a.example/*?x"]
)
def test_the_canonical_text_is_read_alike(text):
    parsed = parse_query(text)

    assert parse_query(parsed.canonical_text).node == parsed.node


def test_a_list_finds_any_of_its_words_where_any_will_do():
    assert parse_query("lions/tigers", mode=MatchMode.ANY).node == parse_query("lions OR tigers").node


def test_a_text_too_long_to_run_is_proposed_as_the_phrase_it_begins_with():
    for text in ("word " * 300, "long " * 1_500):
        with pytest.raises(QuerySyntaxError, match="limit is") as caught:
            parse_query(text)
        assert parse_query(caught.value.suggestion).node is not None


WORDS = [
    "harbor",
    "harbour",
    "harbors",
    "harbour-master",
    "cease-fire",
    "ceasefire",
    "cease",
    "élan",
    "elan",
    "organise",
]
WORDS += ["organization", "cities", "city", "take-over", "al-Assad", "l'eau", "1,750", "children"]


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    engine = WhooshSearchEngine(tmp_path_factory.mktemp("index"), 1_000_000)
    texts = [*WORDS, *(f"{word}s" for word in WORDS), "cease fire", "takeovers", "take over", "harborage"]
    engine.write(make_entry(pk, text, language=("en", "fr", "")[pk % 3]) for pk, text in enumerate(texts, start=1))
    return engine


def find_keys(engine, text):
    node = parse_query(text).node
    variants = load_variants(collect_keys(node), engine)
    query = EngineQuery(query=expand_variants(node, variants, frozenset())[0], limit=1000)
    return {hit.pk for hit in engine.find(query).hits}


@pytest.mark.django_db
@pytest.mark.parametrize("sign", ["*", "?", "!"])
def test_a_word_with_an_open_end_finds_whatever_the_word_does(sign, engine):
    for word in WORDS:
        if word.replace("-", "").isalpha():
            assert find_keys(engine, word) <= find_keys(engine, word + sign), word


@given(st.text("ab*?/,;:.&#+@~^!-“”\"' ()[]{}\\\n=<>$%0x", max_size=20))
def test_whatever_is_pasted_runs_or_says_why_and_is_read_alike_again(text):
    with suppress(QuerySyntaxError):
        parsed = parse_query(text)
        assert parse_query(parsed.canonical_text or "*").node == parsed.node


@pytest.mark.django_db
def test_a_pasted_sentence_is_proposed_word_for_word_where_its_operators_hide_it():
    factories.article("Source", body="He said he would not go, and nobody or nothing could move him. He stayed.")
    apply_queue()

    (proposal,) = [one for one in find_titles("would not go, and nobody").no_results.proposals if one.kind == "phrase"]
    assert [hit.article.title for hit in find_titles(proposal.text).hits] == ["Source"]
