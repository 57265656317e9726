"""One JSON object a line, under the names its source uses."""

import json

import pytest

from archive.errors import MappingError, UnreadableDocument
from archive.formats.fields import FIELD_KEYS, build_field_keys
from tests.ingest.article_reading import are_spans_exact, get_authors, get_findings, read_json_line

RECORD = {
    "id": "rv-1",
    "title": "Port Ansel wakes to a “closed” harbour",
    "summary": "The minister shuts the harbour.",
    "author": "Sefton Adeyemi",
    "published": "2024-03-14T23:30:00-05:00",
    "url": "https://radiovelmora.example/news/port#top",
    "section": "News",
    "language": "en",
    "outlet": "Radio Velmora News",
    "text": "The boom is across.\n\nNobody will say when it comes up.",
}


def build_line(**changes):
    return json.dumps({**RECORD, **changes}, ensure_ascii=False)


def test_a_record_under_its_usual_names():
    article = read_json_line(build_line())

    assert article.title == RECORD["title"]
    assert article.standfirst == RECORD["summary"]
    assert article.body == RECORD["text"]
    assert (get_authors(article), article.published) == (["Sefton Adeyemi"], "2024-03-14")
    assert (article.outlet, article.section, article.language) == (
        "Radio Velmora News",
        "News",
        "en",
    )
    assert article.canonical_url == "https://radiovelmora.example/news/port"


@pytest.mark.parametrize("ensure_ascii", [True, False])
@pytest.mark.parametrize("separators", [(",", ":"), (", ", ": "), (" ,", " : ")])
def test_every_statement_points_at_its_words_in_the_line(ensure_ascii, separators):
    text = json.dumps(RECORD, ensure_ascii=ensure_ascii, separators=separators)

    article = read_json_line(text)

    assert are_spans_exact(article, text)
    assert {f.field for f in article.findings if f.start is not None} >= {
        "title",
        "author",
        "published",
        "outlet",
    }
    assert get_findings(article, "published") == [("stated", "2024-03-14", "2024-03-14T23:30:00-05:00")]


@pytest.mark.parametrize(
    ("value", "people"),
    [
        ("Jane Roe", ["Jane Roe"]),
        ("By JANE ROE and Tom Poe", ["Jane Roe", "Tom Poe"]),
        (["Jane Roe", "Tom Poe"], ["Jane Roe", "Tom Poe"]),
        ([{"name": "Jane Roe", "id": 7}, {"name": "Tom Poe"}], ["Jane Roe", "Tom Poe"]),
        ({"name": "Jane Roe"}, ["Jane Roe"]),
        ("AP", []),
        ("Staff", []),
        (None, []),
        ("", []),
        ([], []),
    ],
)
def test_authors(value, people):
    assert get_authors(read_json_line(build_line(author=value))) == people


def test_the_byline_is_no_author_where_the_author_is_known_to_be_none():
    article = read_json_line(json.dumps({"title": "A", "author": None, "text": "x", "body": "By Jane Roe, Reuters"}))

    assert get_authors(article) == []


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2024-03-14", "2024-03-14"),
        ("1987-02-26T15:01:01.790", "1987-02-26"),
        ("2024-03-14 18:00:00+01:00", "2024-03-14"),
        ("Thu, 14 Mar 2024 18:00:00 GMT", "2024-03-14"),
        ("14 March 2024", "2024-03-14"),
        ("March 2024", "2024-03"),
        ("2024", "2024"),
        ("2024-05", "2024-05"),
        ("2024-05~", "2024-05~"),
        ("2024-03-14?", "2024-03-14?"),
        ("2024-05-01/2024-05-03", "2024-05-01/2024-05-03"),
        (2024, "2024"),
        (1710439200, "2024-03-14"),
        (1710439200000, "2024-03-14"),
        ("9999-12-31", ""),
        ("2024-02-30", ""),
        ("soon", ""),
        (None, ""),
        (True, ""),
        (1e300, ""),
    ],
)
def test_dates(value, day):
    assert read_json_line(build_line(published=value)).published == day


def test_an_impossible_date_stays_as_evidence():
    assert get_findings(read_json_line(build_line(published="9999-12-31")), "published") == [
        ("unknown", "", "9999-12-31")
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{broken", "broken JSON"),
        ('{"title": "A"', "broken JSON"),
        ('{"title": "A', "string starting at character 11"),
        ("[1, 2]", "a list, not an object"),
        ('"text"', "a string, not an object"),
        ("7", "a number, not an object"),
        ("null", "null, not an object"),
        ('{"text": "no title here"}', "call the one that holds the title ‘title’"),
        ('{"title": "", "text": " "}', "its key text is empty"),
        ('{"title": "A", "id": 7, "date": "2024"}', "Its keys are title, id, date."),
        ('{"title": {"main": "A"}, "text": "b"}', "holds an object, not a title. Write the title itself"),
        ('{"title": "A", "text": {"html": "b"}}', "holds an object, not a text. Write the text itself"),
        ("[" * 100_000, "nested too deeply"),
        ('{"title": ' + "9" * 5000 + "}", "too long"),
    ],
)
def test_a_line_that_holds_no_article_says_why(text, problem):
    with pytest.raises(UnreadableDocument, match=problem.replace("(", r"\(")):
        read_json_line(text)


def test_a_null_title_is_inferred_from_the_text():
    article = read_json_line('{"title": null, "body": "\\nFEDERAL RESERVE REPORT - FEB 26\\n    Two weeks ended.\\n"}')

    assert get_findings(article, "title")[0][:2] == ("inferred", "FEDERAL RESERVE REPORT - FEB 26")


@pytest.mark.parametrize("text", [None, "", " \n ", [], "Reuter\n"])
def test_a_record_whose_text_is_empty_is_no_article(text):
    with pytest.raises(UnreadableDocument, match="There is no text in it: its key text is empty"):
        read_json_line(build_line(text=text, summary=None))


@pytest.mark.parametrize(
    ("values", "text", "standfirst"),
    [
        ({"title": None, "summary": "The boom is across."}, "The boom is across.", ""),
        ({"abstract": "A survey of herons began.", "lead_paragraph": "Ten herons stood in the marsh at dawn."},
         "Ten herons stood in the marsh at dawn.", "A survey of herons began."),
        ({"Abstract Note": "A survey of herons began.", "Subtitle": "Ten in a marsh"}, "A survey of herons began.",
         "Ten in a marsh"),
    ],
)  # fmt: skip
def test_what_holds_an_article_in_short_stands_for_a_text_that_is_not_there_and_says_so(values, text, standfirst):
    article = read_json_line(json.dumps({"title": "Herons"} | values))

    assert (article.body, article.standfirst) == (text, standfirst)
    (note,) = [finding for finding in article.findings if finding.field == "body"]
    assert (note.status, note.words) == ("inferred", text)
    assert note.rule.startswith("the text of the article is not in the file; in its place: key ")


@pytest.mark.parametrize("values", [{"subtitle": "What the fire left"}, {"deck": "Ten"}, {"summary": "Herons"}])
def test_a_subtitle_or_the_title_once_more_is_no_text(values):
    with pytest.raises(UnreadableDocument, match=f"no key is called body, and {next(iter(values))} is only a line"):
        read_json_line(json.dumps({"title": "Herons"} | values))


@pytest.mark.parametrize("text", ["x", "-", "n / a", "7", "* * *"])
def test_a_text_without_a_word_is_refused(text):
    with pytest.raises(UnreadableDocument, match="There is no text in it: all that stands there is ‘"):
        read_json_line(json.dumps({"title": "Herons", "text": text}))


@pytest.mark.parametrize("text", ["1010", "Sold.", "休", "Nil."])
def test_the_shortest_briefs_are_articles(text):
    assert read_json_line(json.dumps({"title": "Herons", "text": text})).body == text


def test_lines_of_a_news_wire_become_paragraphs_and_the_sign_off_a_credit():
    article = read_json_line(
        '{"title": "COCOA", "body": "Showers continued throughout\\nthe week.\\n    The period\\nis dry.\\n Reuter\\n"}'
    )

    assert article.body == "Showers continued throughout the week.\n\nThe period is dry."
    assert get_findings(article, "credit") == [("stated", "Reuter", "Reuter")]


def test_a_credit_at_the_end_of_the_text_is_evidence():
    article = read_json_line(build_line(text="The boom is across.\n\nThis report by the Velmora News Agency."))

    assert article.body == "The boom is across."
    assert get_findings(article, "credit")[0][1] == "This report by the Velmora News Agency."


def test_what_no_database_holds_is_taken_out():
    article = read_json_line('{"title": "A\\u0000 \\ud800 title", "text": "b\\u0007c \\udfff"}')

    assert (article.title, article.body) == ("A \ufffd title", "bc \ufffd")


def test_keys_may_be_named():
    keys = build_field_keys(["title=meta.head", "author=who"])

    article = read_json_line('{"meta": {"head": "A"}, "who": ["Jane Roe"], "text": "Boats."}', keys=keys)

    assert (article.title, get_authors(article), article.body) == ("A", ["Jane Roe"], "Boats.")


def test_a_named_key_that_is_not_there_is_said():
    with pytest.raises(UnreadableDocument, match=r"no key meta\.head, which is mapped"):
        read_json_line('{"title": "A"}', keys=build_field_keys(["title=meta.head"]))


def test_keys_may_be_named_in_a_file(tmp_path):
    path = tmp_path / "map.json"
    path.write_text('{"date": ["when", "day"], "url": "address"}')

    keys = build_field_keys([str(path)])

    assert (keys["published"], keys["canonical_url"]) == (("when", "day"), ("address",))
    assert keys["title"] == FIELD_KEYS["title"]


@pytest.mark.parametrize(
    ("option", "problem"),
    [
        ("colour=x", "no field ‘colour’"),
        ("title=", "mapped to no key"),
        ("nowhere.json", "cannot be read"),
    ],
)
def test_a_mapping_that_means_nothing_is_refused(option, problem):
    with pytest.raises(MappingError, match=problem):
        build_field_keys([option])


@pytest.mark.parametrize("content", ["[]", "{broken", '{"title": 7}', '{"title": []}'])
def test_a_mapping_file_that_is_none_is_refused(tmp_path, content):
    path = tmp_path / "map.json"
    path.write_text(content)

    with pytest.raises(MappingError):
        build_field_keys([str(path)])


def test_a_title_that_is_too_long_is_cut_and_says_so():
    article = read_json_line(json.dumps({"title": "x" * 3000, "text": "Yes."}))

    (finding,) = [f for f in article.findings if f.field == "title"]
    assert (len(article.title), finding.status) == (1000, "inferred")
    assert "cut after 1000 characters" in finding.rule


def test_a_moment_that_is_none_is_said():
    article = read_json_line(build_line(captured="yesterday"))

    assert article.captured_at is None
    (finding,) = [f for f in article.findings if f.field == "body"]
    assert (finding.value, "no moment" in finding.rule) == ("yesterday", True)


def test_a_value_that_is_not_a_number_says_nothing():
    article = read_json_line(build_line(title=float("nan"), outlet=float("inf")))

    assert article.title.startswith("The boom is across")
    assert article.outlet == ""


@pytest.mark.parametrize("stamp", ["1970-01-01T00:00:00Z", "1970-01-01 00:00:00", "1969-12-31T19:00:00-05:00"])
def test_the_zero_of_a_clock_is_no_date(stamp):
    assert read_json_line(build_line(published=stamp)).published == ""
    assert read_json_line(build_line(published="1970-01-01")).published == "1970-01-01"


def test_a_record_without_text_is_refused_with_the_address_of_its_page():
    with pytest.raises(UnreadableDocument, match=r"open https://a\.example/1 in a browser and save the page"):
        read_json_line('{"title": "Boom", "url": "https://a.example/1"}')
