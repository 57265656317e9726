"""Matching: a known article gets another capture however its address is written."""

import pytest

from archive.ingest.matching import MatchKind
from archive.ingest.pipeline import ingest
from archive.ingest.save import ACTIONS
from archive.models import Article, Capture
from tests.ingest.article_reading import BODY, make_document
from tests.ingest.container_files import build_page
from tests.ingest.file_reading import ingest_paths

pytestmark = pytest.mark.django_db

LONG = f"{BODY}\n\n{BODY}"


def make_text_document(title="Boom drawn", url="", outlet="Gazette", date="2024-03-14", body=LONG, note=""):
    """A page of text with a head."""
    lines = [f"outlet: {outlet}"] * bool(outlet) + [f"url: {url}"] * bool(url)
    lines += [f"date: {date}"] * bool(date) + [f"section: {note}"] * bool(note)
    return make_document("---\n" + "\n".join(lines) + f"\n---\n# {title}\n\n{body}\n")


def count_outcomes(*documents):
    report = ingest(documents, source="a test")
    return report.added, report.recaptured, report.known


@pytest.mark.parametrize(
    "other",
    [
        "http://gazette.example/boom",
        "https://m.gazette.example/boom",
        "https://gazette.example/boom/amp",
    ],
)
def test_forms_of_one_address_are_one_article(other):
    first = make_text_document(url="https://www.gazette.example/boom")
    second = make_text_document(url=other, title="Boom drawn at dawn", body=f"{LONG} Corrected.")

    assert count_outcomes(first, second) == (1, 1, 0)
    assert Article.objects.get().captures.count() == 2


def test_they_are_so_in_a_later_run(db):
    count_outcomes(make_text_document(url="https://www.gazette.example/boom"))

    assert count_outcomes(make_text_document(url="https://m.gazette.example/boom", body=f"{LONG} More.")) == (0, 1, 0)


def test_equal_text_without_an_address_is_another_capture():
    assert count_outcomes(make_text_document(), make_text_document(note="Port")) == (1, 1, 0)
    assert count_outcomes(make_text_document(note="Harbour")) == (0, 1, 0)


@pytest.mark.parametrize(
    "other",
    [
        {"outlet": "Observer"},
        {"date": "2024-03-15"},
        {"url": "https://gazette.example/other"},
        {"title": "Another title"},
        {"body": f"{LONG} And a word."},
    ],
)
def test_equal_text_that_says_otherwise_elsewhere_is_another_article(other):
    first = make_text_document(url="https://gazette.example/boom")

    assert count_outcomes(first, make_text_document(**({"url": ""} | other))) == (2, 0, 0)


def test_what_is_not_said_speaks_against_nothing():
    assert count_outcomes(make_text_document(), make_text_document(outlet="", date="", note="x")) == (1, 1, 0)


def test_short_texts_and_rows_of_a_table_prove_nothing(tmp_path):
    (tmp_path / "a.csv").write_text(f'id,title,text\n1,Boom,"{LONG}"\n2,Boom,"{LONG}"\n')

    assert count_outcomes(make_text_document(body="Brief."), make_text_document(body="Brief.", note="x")) == (2, 0, 0)
    assert ingest_paths([tmp_path / "a.csv"]).added == 2


def test_nothing_is_lost_of_what_is_known(tmp_path):
    (tmp_path / "1.html").write_bytes(build_page("A day"))
    (tmp_path / "2.html").write_bytes(build_page("A day").replace(b"lang=en", b"lang=en class=x"))

    ingest_paths([tmp_path])

    assert Capture.objects.values("digest").distinct().count() == 2
    assert Article.objects.count() == 1


def test_there_is_one_action_for_every_way_of_having_been_seen():
    assert list(ACTIONS) == list(MatchKind)
