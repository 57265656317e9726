"""Other spellings that a search offers: the nearest by edits, of those the most printed; nothing far-fetched."""

import pytest

from archive.search.engines.whoosh.engine import WhooshSearchEngine
from archive.search.indexing.change_queue import apply_queue
from archive.search.no_results import ProposalKind
from archive.search.query.parser import parse_query
from archive.search.query.request import SearchRequest
from archive.search.service import search
from tests import factories
from tests.search.contract import make_entry
from tests.web.pages import get_texts, parse_page

PRINTED = {
    "closure": 40, "closures": 9, "clothes": 30, "government": 60, "goverment": 2, "receive": 30, "relieve": 1,
    "aleppo": 20, "allen": 30, "the": 90, "ten": 10, "philippines": 12, "mediterranean": 5, "definitely": 8,
    "économie": 9, "правительство": 9, "الحكومة": 9, "ministers": 30, "minister": 30,
}  # fmt: skip


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    engine = WhooshSearchEngine(tmp_path_factory.mktemp("index"), 1_000_000)
    for half in (0, 1):  # two segments
        engine.write(
            make_entry(pk + 1, " ".join(word for word, count in PRINTED.items() if pk < count))
            for pk in range(half, 90, 2)
        )
    return engine


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("closre", ["closure"]),
        ("clsoure", ["closure"]),
        ("recieve", ["receive"]),
        ("goverment", ["government"]),
        ("governmnet", ["government"]),
        ("allepo", ["aleppo"]),
        ("phillipines", ["philippines"]),
        ("Mediteranean", ["mediterranean"]),
        ("definately", ["definitely"]),
        ("overnment", ["government"]),
        ("hte", ["the"]),
        ("teh", ["the"]),
        ("economei", ["economie"]),
        ("правителство", ["правительство"]),
        ("ministre", ["minister"]),
        ("xylophone", []),
        ("zzz", []),
        ("th", []),
        ("12", []),
    ],
)
def test_the_nearest_words_are_offered_the_most_printed_first(typed, offered, engine):
    similar = engine.find_similar_words(typed, 3)

    assert [form for form, _ in similar][: len(offered) or None] == offered
    assert all(count == PRINTED[form.replace("economie", "économie")] for form, count in similar)


def find_page(text):
    return search(SearchRequest(query=parse_query(text).node, text=text))


@pytest.mark.django_db
def test_several_misspelt_words_are_corrected_together_and_names_are_left_alone():
    for _ in range(3):
        factories.article(body="The government announced the closure.")
    apply_queue()

    proposals = find_page("govermnent anounced closre").no_results.proposals

    (corrected,) = [one for one in proposals if one.kind is ProposalKind.SPELLING]
    assert (corrected.text, corrected.count) == ("government announced closure", 3)


@pytest.mark.django_db
def test_a_slip_that_some_article_prints_is_pointed_out_and_a_rare_word_is_not(client):
    for _ in range(40):
        factories.article(body="The government of the town spoke.")
    factories.article("Slip", body="The goverment spoke of zithers.")
    factories.article("Rare", body="A zither.")
    apply_queue()

    page = parse_page(client.get("/search/", {"q": "goverment spoke"}))
    assert "Did you mean: government instead of goverment (40 articles)" in " ".join(get_texts(page, "main p"))
    assert find_page("zither").spellings == find_page("government").spellings == find_page("=goverment").spellings == ()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "printed"),
    [("ממשלה", "הממשלה"), ("הממשלה", "בממשלה"), ("בממשלה", "ממשלה"), ("وزارة", "ووزارة"), ("بالكتاب", "كتاب")],
)
def test_words_with_other_prefixes_are_offered_in_arabic_and_hebrew(asked, printed):
    factories.article("As asked", body=f"{asked}.")
    factories.article("Other", body=f"{printed}.")
    apply_queue()

    page = find_page(asked)

    found = {hit.article.title for hit in page.hits}
    offered = {hit.article.title for one in page.spellings for hit in find_page(one.text).hits}
    assert found | offered == {"As asked", "Other"}
    assert all(one.kind is ProposalKind.PREFIXES and one.count == 2 for one in page.spellings)
