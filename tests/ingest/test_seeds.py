"""The fields read from five real articles."""

import pytest

from tests.environment import CORPORA
from tests.ingest.article_reading import are_spans_exact, get_authors, get_findings, read_article

pytestmark = pytest.mark.corpora

#         file   title, authors, day, outlet, first words, last words
EXPECTED = {
    "000": (
        "Syrian war negotiations collapse after two days",
        ["Thomas Gaist"],
        "2016-02-04",
        "WSWS",
        "A United Nations arbitrator suspended",
        'complex obstacle belts," he said.',
    ),
    "001": (
        "Syria Talks Go off the Rails as Russia Ignores Cease-Fire Call",
        [],
        "",
        "",
        "With the Syrian government intensifying",
        "when the talks first began.",
    ),
    "002": (
        "Syrian regime and Russia crush Geneva peace process",
        [],
        "2016-02-04",
        "",
        "Russia and the Syrian regime of President Bashar al-Assad were able",
        "potentially on 11 February in Munich, Germany.",
    ),
    "003": (
        "Syria: Peace Talks Collapse, Aleppo Encircled, Disaster Looms",
        ["Mark Boothroyd"],
        "",
        "",
        "The past week has seen major developments",
        "stop the ongoing massacres in Syria.",
    ),
    "004": (
        "Syrian government, “rebels” meet for talks in Kazakhstan",
        ["Bill Van Auken"],
        "2017-01-25",
        "WSWS",
        "For the first time in six years",
        "or even Russia is unclear.",
    ),
}


def read_seed(number):
    """The decoded text of a seed and the article it makes."""
    (path,) = (CORPORA / "seeds").glob(f"{number}_*.txt")
    content = path.read_bytes()
    return content.decode(), read_article(content)


@pytest.mark.parametrize("number", EXPECTED)
def test_a_seed_says(number):
    title, people, day, outlet, first, last = EXPECTED[number]

    _, article = read_seed(number)

    assert article.title == title
    assert get_authors(article) == people
    assert [credit.role for credit in article.authors] == ["author"] * len(people)
    assert (article.published, article.outlet) == (day, outlet)
    assert article.body.startswith(first)
    assert article.body.endswith(last)


@pytest.mark.parametrize("number", EXPECTED)
def test_every_statement_points_at_the_words_that_say_so(number):
    text, article = read_seed(number)

    assert are_spans_exact(article, text)
    assert all(f.start is not None for f in article.findings if f.status == "stated")


@pytest.mark.parametrize(
    ("number", "field", "evidence"),
    [
        ("000", "published", [("stated", "2016-02-04", "4 February 2016")]),
        ("002", "published", [("stated", "2016-02-04", "04 February, 2016")]),
        ("004", "published", [("stated", "2017-01-25", "25 January 2017")]),
        ("001", "published", [("unknown", "", "")]),
        ("003", "published", [("unknown", "", "")]),
        ("000", "outlet", [("stated", "WSWS", "WSWS")]),
        ("003", "outlet", [("unknown", "", "")]),
        ("001", "author", [("unknown", "", "")]),
        ("003", "author", [("inferred", "Mark Boothroyd", "Mark Boothroyd")]),
        ("002", "title", [("stated", EXPECTED["002"][0], EXPECTED["002"][0])]),
    ],
)
def test_evidence(number, field, evidence):
    assert get_findings(read_seed(number)[1], field) == evidence


def test_credits_are_kept_but_are_not_text():
    credits_by_seed = {
        number: [value for _, value, _ in get_findings(read_seed(number)[1], "credit")] for number in EXPECTED
    }

    assert credits_by_seed["001"] == ["Photo credit: Fabrice Coffrini/Getty Images"]
    assert credits_by_seed["002"][-1] == "Agencies contributed to this report"
    assert "A version of this piece first appeared at RS21." in credits_by_seed["003"]
    for number, lines in credits_by_seed.items():
        assert not [line for line in lines if line in read_seed(number)[1].body]


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("000", "government offensive waged with close air support from Russian planes"),
        ("000", "a strategic objective of Washington"),
        ("004", "hostilities negotiated between the US and Washington"),
        ("004", "at the talks, told reporters Tuesday"),
        ("004", "“rebel” representatives in Astana voiced their acceptance"),
    ],
)
def test_sentences_that_a_page_broke_are_whole(number, sentence):
    assert sentence in read_seed(number)[1].body


def test_what_belongs_to_the_page_is_not_text():
    body = read_seed("002")[1].body

    assert "3 min read" not in body
    assert "[AFP]" not in body
    assert body.count("a major offensive was happening on the ground") == 1
    assert read_seed("002")[1].standfirst.startswith("The Syrian opposition was outraged")


def test_marks_of_emphasis_are_gone():
    assert "Maybe you’ll have another chance [emphasis added]" in read_seed("004")[1].body
    assert not [number for number in EXPECTED if "**" in read_seed(number)[1].body]
