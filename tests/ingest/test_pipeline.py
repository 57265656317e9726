"""Documents become articles, each with its bytes, its evidence and its place in the queue."""

import json

import pytest
from django.db import connection
from django.utils import timezone

from archive.ingest.pipeline import ingest
from archive.models import Article, Batch, Capture, Collection, Evidence, IndexChange, Payload, Refusal, RunningProcess
from archive.storage.payloads import get_payload_path, read_record_bytes, read_record_text
from archive.text.normalize import derive_identifier
from tests import factories
from tests.ingest.archive_rows import get_article_values
from tests.ingest.article_reading import BODY, make_document
from tests.ingest.file_reading import ingest_paths

pytestmark = pytest.mark.django_db

PAGE = f"""---
outlet: Harbour Gazette
url: https://harbourgazette.example/port/boom
section: Port
---
# Boom drawn at dawn

**Dot Farrow**
**Thursday 14 March 2024**

{BODY}
"""


@pytest.fixture
def folder(tmp_path):
    root = tmp_path / "in"
    root.mkdir()
    (root / "page.md").write_text(PAGE)
    records = [
        {
            "title": f"Bulletin {n}",
            "text": f"Words of bulletin {n}.",
            "author": "Clara Wynn",
            "outlet": "Radio",
        }
        for n in range(5)
    ]
    (root / "radio.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records))
    return root


def test_an_article_has_all_that_its_source_says(folder):
    ingest_paths([folder / "page.md"])

    article = Article.objects.get()
    assert (article.title, article.body, article.published) == (
        "Boom drawn at dawn",
        BODY,
        "2024-03-14",
    )
    assert str(article.earliest) == str(article.latest) == "2024-03-14"
    assert (article.outlet.name, article.section, article.language) == (
        "Harbour Gazette",
        "Port",
        "en",
    )
    assert [str(byline) for byline in article.bylines.all()] == ["Dot Farrow"]
    assert article.word_count == len(BODY.split())
    assert article.text_digest
    assert article.slug == "boom-drawn-at-dawn"


def test_every_article_can_name_and_show_its_bytes(folder):
    ingest_paths([folder])

    for capture in Capture.objects.select_related("payload", "article"):
        assert get_payload_path(capture.payload_id).exists()
        text = read_record_text(capture)
        assert capture.article.title in text
        for evidence in capture.evidence.exclude(start=None):
            assert text[evidence.start : evidence.end] == evidence.words
    assert Payload.objects.count() == 2  # the page, and one file for all bulletins
    line = Capture.objects.get(record="line 3")
    assert json.loads(read_record_bytes(line))["title"] == "Bulletin 2"


def test_what_the_index_must_learn_is_queued_with_the_rows(folder):
    report = ingest_paths([folder])

    assert sorted(report.article_ids) == sorted(Article.objects.values_list("pk", flat=True))
    assert set(IndexChange.objects.values_list("article_id", flat=True)) == set(report.article_ids)


def test_a_second_run_adds_nothing(folder):
    first = ingest_paths([folder])
    before = get_article_values()

    again = ingest_paths([folder])

    assert (first.added, again.added, again.known) == (6, 0, 6)
    assert get_article_values() == before
    assert Payload.objects.count() == 2


def test_the_same_bytes_in_another_file_are_known(folder):
    (folder / "z-copy.md").write_text(PAGE)

    report = ingest_paths([folder])

    assert (report.added, report.known) == (6, 1)


def test_the_same_line_twice_in_a_file_is_one_article(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"title": "x", "text": "Yes."}\n' * 3)

    report = ingest_paths([tmp_path / "a.jsonl"])

    assert (report.added, report.known) == (1, 2)


def test_equal_text_with_other_bytes_is_an_article_of_its_own(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"title": "x", "text": "Yes."}\n{"title": "x", "text": "Yes.", "n": 1}\n')

    ingest_paths([tmp_path / "a.jsonl"])

    assert Article.objects.count() == 2
    assert Article.objects.values("text_digest").distinct().count() == 1


def test_one_bad_document_harms_no_other(folder):
    (folder / "bad.txt").write_bytes(b"\x00\x01binary")
    (folder / "radio2.jsonl").write_text(
        '{"title": "Good", "text": "One."}\n{broken\n{"no": "title"}\n{"title": "Also good", "text": "Another."}\n'
    )

    report = ingest_paths([folder])

    assert report.added == 8
    assert [(r.source.rpartition("/")[2], r.record) for r in report.refusals] == [
        ("bad.txt", ""),
        ("radio2.jsonl", "line 2"),
        ("radio2.jsonl", "line 3"),
    ]
    assert list(Article.objects.filter(title__contains="ood").values_list("title", flat=True).order_by("pk")) == [
        "Good",
        "Also good",
    ]


def test_a_run_is_a_batch_with_its_counts_and_refusals(folder):
    (folder / "bad.txt").write_bytes(b"")

    ingest_paths([folder])
    ingest_paths([folder])

    first, second = Batch.objects.order_by("pk")
    assert (first.state, first.added, first.known, first.refused) == ("finished", 6, 0, 1)
    assert (second.state, second.added, second.known, second.refused) == ("finished", 0, 6, 1)
    assert str(folder) in first.source
    assert [refusal.reason for refusal in Refusal.objects.filter(batch=first)] == [
        "It is empty. There is nothing to take in."
    ]
    assert first.finished_at >= first.started_at


def test_a_run_whose_process_is_gone_is_marked_by_the_next(folder):
    gone = Batch.objects.create(source="x", options={"process": {"host": "", "pid": 99999999, "began": "1"}})
    other = Batch.objects.create(source="y", options={"process": {"host": "another machine", "pid": 1, "began": "1"}})
    RunningProcess.objects.create(host="another machine", pid=1, began="1", kind="work", seen_at=timezone.now())
    Batch.objects.filter(pk=gone.pk).update(options={})

    ingest_paths([folder])

    gone.refresh_from_db()
    other.refresh_from_db()
    assert (gone.state, other.state) == ("interrupted", "running")


def test_a_run_that_fails_is_interrupted_and_what_is_in_stays(folder):
    def items():
        yield make_document(PAGE)
        for number in range(500):
            yield make_document(f"Title {number}\n\ntext")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ingest(items(), source="a test")

    assert Batch.objects.get().state == "interrupted"
    assert Article.objects.count() == 200


def get_added(outcomes):
    """Source, record, identifier and outlet of each added article."""
    return {(one.source, one.record, one.identifier, one.outlet) for one in outcomes if one.result == "added"}


def test_a_dry_run_writes_nothing_and_says_what_a_run_would_do(folder, settings):
    (folder / "bad.txt").write_bytes(b"")
    (folder / "z-copy.md").write_text(PAGE)
    preview, outcomes = [], []

    dry = ingest_paths([folder], dry_run=True, on_outcome=preview.append)
    assert not any(model.objects.exists() for model in (Article, Batch, Capture, Payload, IndexChange, Refusal))
    assert list(settings.PAYLOAD_ROOT.iterdir()) == []

    wet = ingest_paths([folder], on_outcome=outcomes.append)

    assert (dry.added, dry.recaptured, dry.known, dry.refused) == (
        wet.added,
        wet.recaptured,
        wet.known,
        wet.refused,
    )
    assert get_added(preview) == get_added(outcomes)


def test_identifiers_come_from_the_bytes_and_collisions_are_met():
    page = make_document(PAGE)
    other = factories.article("Other", identifier=derive_identifier(page.digest))

    ingest([page], source="a test")

    article = Article.objects.exclude(pk=other.pk).get()
    assert article.identifier == derive_identifier(page.digest, 1)


def test_articles_may_go_into_a_collection(folder):
    collection = Collection.objects.create(name="Ports")
    ingest_paths([folder / "page.md"])

    ingest_paths([folder], collection=collection)

    assert collection.articles.count() == 6


def test_many_documents_are_several_transactions(tmp_path):
    lines = [
        json.dumps({"title": f"T {n}", "text": f"text {n}", "author": f"Writer Number{chr(97 + n % 26)}"})
        for n in range(450)
    ]
    (tmp_path / "many.jsonl").write_text("\n".join(lines))

    report = ingest_paths([tmp_path / "many.jsonl"])

    assert report.added == 450
    assert Evidence.objects.filter(field="title").count() == 450


def test_what_the_database_does_not_take_is_refused_and_the_rest_goes_in():
    with connection.cursor() as cursor:
        cursor.execute("CREATE UNIQUE INDEX one_title ON archive_article (title)")
    factories.article("Taken")
    titles = ["One", "Taken", "Two"]

    report = ingest([make_document(f"{title}\n\ntext") for title in titles], source="a test")

    assert (report.added, report.refused) == (2, 1)
    assert "database does not take it" in report.refusals[0].reason
    assert Batch.objects.get().refused == Refusal.objects.count() == 1
