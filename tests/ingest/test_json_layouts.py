"""JSON documents of other tools: lists wherever they lie, exports of blogs, encodings, broken ones."""

import io
import json
import tracemalloc
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.extraction.registry import extract
from archive.formats.containers.record_steps import read_record
from archive.formats.documents import ExtractionOptions, SkippedItem
from archive.formats.fields import FIELD_KEYS
from archive.formats.structured.json_scanner import BrokenJson, JsonScanner, iter_values
from archive.formats.structured.json_shapes import find_record_path, parse_prefix
from archive.models import Capture
from tests.ingest.article_reading import TODAY, get_authors, get_findings
from tests.ingest.file_reading import get_documents, get_refusals, ingest_paths, read_items

TEXT = "The weir was raised on Tuesday and nobody had been asked."
ONE, TWO = {"title": "One", "text": TEXT}, {"title": "Two “2”", "text": f"{TEXT} Again."}
HTML = f"<p>{TEXT}</p><p>Again &amp; again.</p>"


def read_json(folder, value, name="a.json"):
    content = value if isinstance(value, bytes) else json.dumps(value).encode()
    items = read_items(folder, content, name=name)
    reading = ExtractionOptions(today=TODAY, keys=FIELD_KEYS)
    return items, [extract(document, reading) for document in get_documents(items)]


@pytest.mark.parametrize(
    "content",
    [
        json.dumps([ONE, TWO]),
        json.dumps([ONE, TWO], indent=2, ensure_ascii=False),
        json.dumps({"response": {"status": "ok", "results": [ONE, TWO]}}),
        json.dumps({"data": {"items": [{"node": ONE}, {"node": TWO}]}}),
        json.dumps({"hits": {"hits": [{"_id": "1", "_source": ONE}, {"_id": "2", "_source": TWO}]}}),
        json.dumps({"k1": ONE, "k2": TWO}),
        json.dumps({"title": "My feed", "description": "A feed", "items": [ONE, TWO]}),
        json.dumps(ONE, indent=1) + "\n" + json.dumps(TWO, indent=1),
        json.dumps(ONE, indent=1) + json.dumps(TWO, indent=1),
        "\x1e" + json.dumps(ONE) + "\n\x1e" + json.dumps(TWO) + "\n",
        f"[{json.dumps(ONE)},{json.dumps(TWO)},]",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
def test_articles_are_found_wherever_they_lie(tmp_path, content, encoding):
    items, articles = read_json(tmp_path, content.encode(encoding))

    assert [(article.title, article.body) for article in articles] == [
        (one["title"], one["text"]) for one in (ONE, TWO)
    ]
    assert get_refusals(items) == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", json.dumps([ONE, TWO])),
        ("a", json.dumps([ONE, TWO], indent=1)),
        ("a.json", f"var articles = {json.dumps([ONE, TWO])};"),
        ("a.json", f"show({json.dumps([ONE, TWO])});"),
        ("a.json", f"{json.dumps(ONE)},\n{json.dumps(TWO)}\n"),
    ],
)
def test_lists_are_known_under_other_names_and_in_scripts(tmp_path, name, content):
    items, articles = read_json(tmp_path, content.encode(), name=name)

    assert [article.title for article in articles] == ["One", "Two “2”"]
    assert get_refusals(items) == []


def test_one_object_with_lists_in_it_is_one_article(tmp_path):
    value = ONE | {"related": [{"title": "x", "url": "https://a.example/x"}], "tags": ["a"]}

    assert [article.title for article in read_json(tmp_path, json.dumps(value, indent=1).encode())[1]] == ["One"]


@pytest.mark.django_db
def test_each_object_is_cut_out_of_the_original_by_its_bytes(tmp_path):
    (tmp_path / "a.json").write_text(json.dumps({"docs": [ONE, TWO]}, ensure_ascii=False, indent=1), encoding="utf-8")

    report = ingest_paths([tmp_path / "a.json"])

    assert str(report) == "2 added, 0 new versions, 0 known, 0 refused"
    for capture in Capture.objects.all():
        with (tmp_path / "a.json").open("rb") as file:
            content = read_record(file, capture.steps, offset=capture.offset, length=capture.length)
        assert json.loads(content)["title"] == capture.article.title


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"[]", "holds no objects"),
        (b'["a", "b"]', "2 of its 2 elements are no objects"),
        (b'[["title", "text"], ["a", "b"]]', "lists of JSON"),
        (json.dumps({"columns": ["title", "text"], "data": [["a", "b"]]}).encode(), "orient='records'"),
        (json.dumps({"title": {"0": "A", "1": "B"}, "text": {"0": "a", "1": "b"}}).encode(), "column by column"),
        (b"[{", "breaks off"),
    ],
)
def test_json_without_articles_is_refused_by_what_it_is(tmp_path, content, problem):
    items, articles = read_json(tmp_path, content)

    assert articles == []
    ((_, reason),) = get_refusals(items)
    assert problem in reason


def test_what_stands_before_a_break_is_taken(tmp_path):
    items, articles = read_json(tmp_path, json.dumps([ONE, TWO]).encode()[:-20])

    assert [article.title for article in articles] == ["One"]
    assert "breaks off" in get_refusals(items)[0][1]


def test_posts_of_ghost_come_with_their_authors_and_the_local_day(tmp_path):
    posts = [
        {"id": "1", "title": "Lamp", "html": HTML, "status": "published", "published_at": "2021-06-04T02:00:00.000Z"},
        {"id": "2", "title": "Draft", "html": HTML, "status": "draft"},
        {"id": "3", "title": "About", "html": HTML, "status": "published", "type": "page", "slug": "about"},
    ]
    tables = {
        "posts": posts,
        "users": [{"id": "u1", "name": "Nora Whitlock"}, {"id": "u2", "name": "Ines Rook"}],
        "posts_authors": [{"post_id": "1", "author_id": "u2", "sort_order": 1}, {"post_id": "1", "author_id": "u1"}],
        "tags": [{"id": "t1", "name": "#hidden"}, {"id": "t2", "name": "News"}],
        "posts_tags": [{"post_id": "1", "tag_id": "t1"}, {"post_id": "1", "tag_id": "t2", "sort_order": 1}],
        "settings": [{"key": "title", "value": "Marden Post"}, {"key": "timezone", "value": "America/New_York"}],
    }

    items, (article,) = read_json(tmp_path, {"db": [{"meta": {}, "data": tables}]})

    assert (article.title, article.published, article.section, article.outlet) == (
        "Lamp",
        "2021-06-03",
        "News",
        "Marden Post",
    )
    assert (get_authors(article), article.body) == (["Nora Whitlock", "Ines Rook"], f"{TEXT}\n\nAgain & again.")
    assert [item.record for item in items if isinstance(item, SkippedItem)] == ["post 2", "post 3"]


def test_posts_of_wordpress_have_their_local_day_and_displayed_names(tmp_path):
    post = {
        "id": 7, "date": "2021-04-30T23:30:00", "date_gmt": "2021-05-01T03:30:00", "status": "publish", "type": "post",
        "title": {"rendered": "Night &#8211; boat"}, "content": {"rendered": HTML, "protected": False}, "author": 5,
        "categories": [3], "link": "https://m.example/7",
        "_embedded": {"author": [{"name": "Nora Whitlock"}], "wp:term": [[{"name": "News", "taxonomy": "category"}]]},
    }  # fmt: skip

    items, (article,) = read_json(tmp_path, [post, post | {"status": "draft"}, post | {"type": "attachment"}])

    assert (article.title, article.published, article.section) == ("Night – boat", "2021-04-30", "News")
    assert get_authors(article) == ["Nora Whitlock"]
    assert len([item for item in items if isinstance(item, SkippedItem)]) == 2


def test_nodes_of_drupal_come_with_what_they_refer_to(tmp_path):
    node = {
        "type": "node--article", "id": "n1",
        "attributes": {
            "title": "Weir", "status": True, "created": "2021-06-03T23:30:00-05:00", "body": {"value": HTML},
        },
        "relationships": {"uid": {"data": {"type": "user--user", "id": "u1"}}},
    }  # fmt: skip
    user = {"type": "user--user", "id": "u1", "attributes": {"display_name": "Nora Whitlock", "name": "nw"}}
    draft = node | {"attributes": {"title": "Draft", "status": False, "body": {"value": HTML}}}

    items, (article,) = read_json(tmp_path, {"data": [node, draft], "included": [user]})

    assert (article.title, article.published, get_authors(article)) == ("Weir", "2021-06-03", ["Nora Whitlock"])
    assert get_findings(article, "published")[0][0] == "inferred"
    assert len([item for item in items if isinstance(item, SkippedItem)]) == 1


def test_a_long_list_is_read_with_little_memory():
    record = json.dumps({"title": "x", "text": "word " * 2000}).encode()

    class Endless(io.RawIOBase):
        sent = 0

        def read(self, _=-1):
            self.sent += 1
            return (
                b"[" + record
                if self.sent == 1
                else b"," + record
                if self.sent < 3000
                else b"]"
                if self.sent == 3000
                else b""
            )

    tracemalloc.start()
    count = sum(1 for _ in iter_values(JsonScanner(Endless(), 10**7), (None,)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert (count, peak < 2_000_000) == (2999, True)


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6) | st.sampled_from(['"', "\\", "}{", "]["]),
    lambda values: st.lists(values, max_size=3) | st.dictionaries(st.text(max_size=3), values, max_size=3),
    max_leaves=12,
)


@settings(max_examples=80, deadline=None)
@given(st.lists(JSON_VALUES, max_size=4), st.booleans(), st.integers(1, 9))
def test_the_elements_of_a_list_are_found_however_it_is_cut_into_chunks(values, ensure_ascii, size):
    content = json.dumps(values, ensure_ascii=ensure_ascii).encode()
    stream = io.BytesIO(content)
    stream.read = lambda _: io.BytesIO.read(stream, size)

    found = list(iter_values(JsonScanner(stream, 10**6), (None,)))

    assert [json.loads(value.content) for value in found] == values
    assert all(content[value.start : value.end] == value.content for value in found)


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=60).map(lambda content: b'[{"a": "' + content))
def test_broken_json_ends_in_an_error_or_in_values(content):
    with suppress(BrokenJson):
        list(iter_values(JsonScanner(io.BytesIO(content), 100), (None,)))
    find_record_path(parse_prefix(content.decode("utf-8", "replace")))
