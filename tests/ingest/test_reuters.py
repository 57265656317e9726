"""21,578 telegrams of 1987: all with a text go in, in paragraphs, and their authors are people."""

import gzip
import json

import pytest

from archive.errors import IngestError
from archive.ingest.pipeline import ingest
from archive.models import Article, Author, Evidence
from tests.environment import CORPORA
from tests.ingest.article_reading import get_findings, make_document, read_json_line

pytestmark = [pytest.mark.corpora, pytest.mark.slow]

FILE = CORPORA / "reuters21578" / "reuters21578.jsonl.gz"


@pytest.fixture(scope="module")
def lines():
    with gzip.open(FILE) as stream:
        return stream.read().splitlines()


def test_every_line_makes_an_article(lines):
    refused, inferred, authors = [], 0, set()
    for line in lines:
        try:
            article = read_json_line(line)
        except IngestError as error:
            assert not json.loads(line)["body"].strip()
            refused.append(str(error))
            continue
        inferred += any(f.field == "title" and f.status == "inferred" for f in article.findings)
        authors |= {credit.name for credit in article.authors}
        assert article.published.startswith("1987-")

    assert (len(lines), len(refused), inferred) == (21_578, 1_799, 736)
    assert all("There is no text in it: its key body is empty." in reason for reason in refused)
    assert 230 < len(authors) < 269
    assert not [name for name in authors if "reuter" in name.casefold() or "," in name]


def test_authors_are_those_of_the_field_and_not_of_the_byline(lines):
    records = ((line, json.loads(line)) for line in lines[:4000])
    for line, record in ((line, record) for line, record in records if record["body"].strip()):
        names = [credit.name for credit in read_json_line(line).authors]
        assert bool(names) == bool(record["author"])


def test_paragraphs_are_whole_and_the_sign_off_is_a_credit(lines):
    article = read_json_line(lines[0])

    assert article.body.startswith("Showers continued throughout the week in the Bahia cocoa zone,")
    assert "\n\nThe dry period means the temporao will be late this year.\n\n" in article.body
    assert article.body.endswith("ends midday on February 27.")
    assert get_findings(article, "credit") == [("stated", "Reuter", "Reuter")]


def test_a_part_of_them_in_the_database(lines, db):
    documents = (
        make_document(line, media_type="application/json", record=f"line {number}")
        for number, line in enumerate(lines[:1500], start=1)
    )

    report = ingest(documents, source="a test")

    assert (report.added, report.refused) == (1407, 93)  # briefs without a text
    assert Article.objects.filter(outlet__name="Reuters").count() == 1407
    assert Author.objects.filter(name="Cal Mankowski").count() == 1
    assert not Evidence.objects.filter(status="stated", start=None).exists()
