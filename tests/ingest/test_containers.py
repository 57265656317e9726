"""Files that hold many: each record comes out with its facts and is found again in the store."""

import gzip
import hashlib
import json
import random

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from archive.formats.documents import Revisit
from archive.formats.streams import extract_ranges
from archive.formats.web.feeds import find_feed_entries, find_json_entries
from archive.models import Article, Capture
from archive.storage.payloads import read_record_bytes, read_record_text
from tests.environment import CORPORA
from tests.formats.container_builders import HTML, build_mhtml, build_revisit, build_warc, build_zip
from tests.ingest.article_reading import BODY
from tests.ingest.container_files import ANSWERS, ATOM, CONTAINERS, LONG, NAMES, RSS, build_page
from tests.ingest.file_reading import get_documents, get_refusals, get_skipped_records, ingest_paths, read_items


@pytest.mark.django_db
@pytest.mark.parametrize("kind", CONTAINERS)
def test_every_record_goes_in_and_is_found_again_in_the_store(kind, tmp_path):
    (tmp_path / "container").write_bytes(CONTAINERS[kind])

    report = ingest_paths([tmp_path / "container"])
    again = ingest_paths([tmp_path / "container"])

    assert (report.added, report.refused) == (3, 0), report.refusals
    assert (again.added, again.recaptured, again.known) == (0, 0, 3)
    assert sorted(Article.objects.values_list("title", flat=True)) == sorted(NAMES)
    captures = Capture.objects.select_related("payload", "article")
    assert len({capture.payload_id for capture in captures}) == 1
    for capture in captures:
        content = read_record_bytes(capture)
        assert hashlib.sha256(content).hexdigest() == capture.digest
        text = read_record_text(capture)
        assert capture.article.title in text
        for evidence in capture.evidence.exclude(start=None):
            assert text[evidence.start : evidence.end] == evidence.words


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["RSS", "Atom", "JSON feed", "CSV"])
def test_what_an_entry_or_a_row_says_of_itself_is_evidence(kind, tmp_path):
    (tmp_path / "container").write_bytes(CONTAINERS[kind])

    ingest_paths([tmp_path / "container"])

    article = Article.objects.get(title=NAMES[1])
    assert article.published == "2024-03-11"
    assert [str(byline) for byline in article.bylines.all()] == ["Jane Roe"]
    assert article.canonical_url == "https://gazette.example/1"
    assert BODY.partition("\n")[0] in article.body
    assert "<" not in article.body


def test_a_warc_tells_the_address_and_the_moment_of_each_page(tmp_path):
    first, *_ = get_documents(read_items(tmp_path, CONTAINERS["WARC"]))

    assert (first.url, first.fixity) == ("https://gazette.example/0", "sound")
    assert first.captured_at.isoformat() == "2024-03-10T09:00:00+00:00"
    assert first.charset == "utf-8"


def test_an_mhtml_tells_them_too(tmp_path):
    for packing in ("quoted-printable", "base64"):
        (document,) = get_documents(read_items(tmp_path, build_mhtml(build_page("A day"), packing=packing)))
        assert document.url == "https://gazette.example/a"
        assert document.captured_at.isoformat().startswith("2024-03-14T09:00:00")
        assert document.content.strip() == build_page("A day")


def test_what_is_no_page_is_passed_over_with_what_it_is(tmp_path):
    content = build_warc(
        ("https://g.example/a.png", "2024-03-14T00:00:00Z", [("Content-Type", "image/png")], b"x"),
        (
            "https://g.example/robots.txt",
            "2024-03-14T00:00:00Z",
            [("Content-Type", "text/plain")],
            b"User-agent: *\nDisallow: /",
        ),
    )
    content += build_warc(("https://g.example/", "2024-03-14T00:00:00Z", [HTML], b""), status="404 Gone")

    items = read_items(tmp_path, content)

    assert get_documents(items) == get_refusals(items) == []
    assert len(get_skipped_records(items)) == 5


def test_a_revisit_is_a_capture_of_the_page_before_it(tmp_path, db):
    body = build_page("Harbour closed")
    digest = "sha1:" + __import__("base64").b32encode(hashlib.sha1(body).digest()).decode()
    address = "https://gazette.example/a"
    (tmp_path / "1.warc.gz").write_bytes(build_warc((address, "2024-03-14T09:00:00Z", [HTML], body)))
    (tmp_path / "2.warc.gz").write_bytes(build_revisit(address, "2024-03-15T09:00:00Z", digest))

    report = ingest_paths([tmp_path])
    again = ingest_paths([tmp_path])

    moments = [c.captured_at.date().isoformat() for c in Article.objects.get().captures.all()]
    assert (report.added, report.recaptured, report.refused) == (1, 1, 0)
    assert (again.known, again.recaptured) == (2, 0)
    assert moments == ["2024-03-14", "2024-03-15"]


def test_a_revisit_of_a_page_of_an_earlier_run_is_found_by_what_it_refers_to(tmp_path, db):
    address = "https://gazette.example/a"
    (tmp_path / "1.warc.gz").write_bytes(
        build_warc((address, "2024-03-14T09:00:00Z", [HTML], build_page("Harbour closed")))
    )
    (tmp_path / "2.warc.gz").write_bytes(
        build_revisit(
            "https://gazette.example/b",
            "2024-03-16T09:00:00Z",
            "sha1:unheard",
            refers_to=address,
            refers_at="2024-03-14T09:00:00Z",
        )
    )

    alone = ingest_paths([tmp_path / "2.warc.gz"])
    ingest_paths([tmp_path / "1.warc.gz"])
    then = ingest_paths([tmp_path / "2.warc.gz"])

    assert (alone.refused, then.recaptured) == (1, 1)
    assert "Take in the file that holds it first" in alone.refusals[0].reason
    assert Article.objects.get().captures.count() == 2


def test_a_page_captured_again_unchanged_is_a_capture_more(tmp_path, db):
    address, body = "https://gazette.example/a", build_page("Harbour closed")
    moments = [f"2024-03-0{day}T09:00:00Z" for day in (1, 2, 3)]
    (tmp_path / "a.warc").write_bytes(build_warc(*((address, at, [HTML], body) for at in moments)))

    report = ingest_paths([tmp_path])

    assert (report.added, report.recaptured) == (1, 2)
    assert Article.objects.get().captures.count() == 3


def test_a_dry_run_tells_the_same(tmp_path, db):
    address, body = "https://gazette.example/a", build_page("Harbour closed")
    digest = "sha1:" + __import__("base64").b32encode(hashlib.sha1(body).digest()).decode()
    (tmp_path / "1.warc").write_bytes(build_warc(*((address, f"2024-03-0{n}T00:00:00Z", [HTML], body) for n in (1, 2))))
    (tmp_path / "2.warc").write_bytes(build_revisit(address, "2024-03-15T09:00:00Z", digest))

    dry = ingest_paths([tmp_path], dry_run=True)
    wet = ingest_paths([tmp_path])

    dry_again = ingest_paths([tmp_path], dry_run=True)
    wet_again = ingest_paths([tmp_path])

    assert str(dry) == str(wet) == "1 added, 2 new versions, 0 known, 0 refused"
    assert str(dry_again) == str(wet_again) == "0 added, 0 new versions, 3 known, 0 refused"


def test_a_revisit_stands_where_it_stands(tmp_path):
    body = build_page("Harbour closed")
    digest = "sha1:" + __import__("base64").b32encode(hashlib.sha1(body).digest()).decode()
    first = build_warc(("https://g.example/a", "2024-03-14T09:00:00Z", [HTML], body))
    items = read_items(tmp_path, first + build_revisit("https://g.example/b", "2024-03-15T00:00:00Z", digest))

    (again,) = [item for item in items if isinstance(item, Revisit)]

    assert again.digest == hashlib.sha256(body).hexdigest()
    assert again.record == "record 3 https://g.example/b"


def test_a_wacz_is_its_warc_files_and_not_its_lists(tmp_path):
    content = build_zip(
        {
            "datapackage.json": "{}",
            "pages/pages.jsonl": '{"title": "A page", "text": "words"}\n',
            "indexes/index.cdx.gz": gzip.compress(b"com,example)/ 2024"),
            "archive/data.warc.gz": build_warc(*ANSWERS),
        }
    )

    items = read_items(tmp_path, content, "a.wacz")

    assert len(get_documents(items)) == 3
    assert "pages/pages.jsonl" in get_skipped_records(items)


def test_a_list_of_links_is_told_as_one(tmp_path, db):
    teaser = RSS.replace(LONG.encode(), b"A few words.")
    (tmp_path / "a.xml").write_bytes(teaser)

    report = ingest_paths([tmp_path / "a.xml"])

    assert (report.added, report.refused) == (0, 3)
    assert report.refusals[1].record == "entry 2"
    assert "from its address: https://gazette.example/1" in report.refusals[1].reason


def test_the_same_entry_of_a_later_issue_of_the_feed_is_known(tmp_path, db):
    (tmp_path / "1.xml").write_bytes(RSS)
    (tmp_path / "2.xml").write_bytes(RSS.replace(b"Thu, 14 Mar 2024 09", b"Thu, 14 Mar 2024 10"))

    ingest_paths([tmp_path / "1.xml"])
    later = ingest_paths([tmp_path / "2.xml"])

    assert (later.added, later.recaptured, later.known) == (0, 0, 3)


@given(st.lists(st.text(alphabet='abcé ,;"\n|é\t', max_size=12), min_size=2, max_size=6))
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
def test_rows_of_any_table_are_cut_where_the_table_cuts_them(tmp_path, cells):
    import csv
    import io

    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(["title", "text"])
    rows = [[f"t{n}", cell] for n, cell in enumerate(cells)]
    writer.writerows(rows)
    content = file.getvalue().encode()

    found = get_documents(read_items(tmp_path, content, "a.csv"))

    parsed = [list(csv.reader(io.StringIO(one.content.decode(), newline="")))[1] for one in found]
    assert parsed == rows


@given(
    st.lists(
        st.dictionaries(st.text(max_size=5), st.text(max_size=9) | st.integers() | st.none(), max_size=4),
        max_size=5,
    ),
    st.booleans(),
)
def test_items_of_any_json_feed_are_cut_where_they_stand(items, ascii_only):
    content = json.dumps({"x": [1, {"items": 2}], "items": items, "y": {}}, ensure_ascii=ascii_only)
    content = content.encode("utf-8", "surrogatepass")
    try:
        content.decode()
    except UnicodeDecodeError:
        return

    assert [json.loads(extract_ranges(content, ranges)) for ranges in find_json_entries(content, key="items")] == items


@given(st.binary(max_size=200), st.randoms(use_true_random=False))
@hypothesis_settings(max_examples=80, deadline=None)
def test_entries_of_any_feed_are_within_it(noise, moves):
    content = bytearray(moves.choice([RSS, ATOM]))
    at = moves.randrange(len(content))
    content[at : at + 40] = noise

    for ranges in find_feed_entries(bytes(content)):
        assert all(0 <= start <= end <= len(content) for start, end in ranges)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", CONTAINERS)
def test_a_container_damaged_anywhere_ends_no_run(kind, tmp_path):
    moves = random.Random(kind)
    for number in range(4):
        content = bytearray(CONTAINERS[kind])
        for _ in range(moves.choice([1, 30])):
            content[moves.randrange(len(content))] = moves.randrange(256)
        cut_off = moves.choice([len(content), moves.randrange(len(content))])

        items = read_items(tmp_path, bytes(content[:cut_off]), f"a{number}")

        assert items or not cut_off


@pytest.mark.corpora
@pytest.mark.parametrize(
    ("folder", "most"),
    [
        ("warc", 4_000),
        ("feeds", 50_000),
        pytest.param("warc", 10**7, marks=pytest.mark.long),
        pytest.param("feeds", 10**7, marks=pytest.mark.long),
    ],
)
def test_every_sample_is_taken_in_or_refused_with_a_reason_that_names_the_record(folder, most, tmp_path, db):
    outcomes = []
    root = CORPORA / folder
    paths = [path for path in sorted(root.rglob("*")) if path.is_file() and path.suffix != ".md"]
    few = [path for path in paths if path.stat().st_size < most]

    ingest_paths(few, on_outcome=outcomes.append)

    sources = {outcome.source for outcome in outcomes}
    assert {str(path) for path in few} <= sources
    assert all(len(o.reason) > 20 and "Traceback" not in o.reason for o in outcomes if o.result == "refused")
    assert sum(outcome.result == "added" for outcome in outcomes) >= 4
    for capture in Capture.objects.select_related("payload"):
        assert hashlib.sha256(read_record_bytes(capture)).hexdigest() == capture.digest


@pytest.mark.django_db
def test_a_record_whose_digest_is_not_its_own_goes_in_and_says_so(tmp_path):
    content = build_warc(ANSWERS[0], packed=False)
    (tmp_path / "a.warc").write_bytes(content.replace(b"nobody had", b"Nobody had").replace(b"ships", b"boats"))

    ingest_paths([tmp_path / "a.warc"])

    capture = Capture.objects.get()
    assert capture.fixity == "failed"
    rules = capture.evidence.filter(field="body").values_list("rule", flat=True)
    assert "the digest that its container gives of it is not that of its bytes" in rules
