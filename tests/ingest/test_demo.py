"""The articles of the demonstration archive, ingested like any others."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings as project

from archive.ingest.authority import load_authority_records
from archive.models import Article, Author, Outlet
from archive.text.names import find_byline_start, find_names
from tests.ingest.article_reading import are_spans_exact, get_authors, read_article, read_json_line
from tests.ingest.file_reading import ingest_paths

DEMO = Path(project.BASE_DIR) / "fixtures" / "demo"
PAGES = sorted(DEMO.glob("*/*.md"))
BULLETINS = [json.loads(line) for path in sorted(DEMO.glob("*/*.jsonl")) for line in path.read_text().splitlines()]


@pytest.fixture
def demo(db):
    load_authority_records(json.loads((DEMO / "authority.json").read_text()))
    before = set(Outlet.objects.values_list("slug", flat=True)), Author.objects.count()
    report = ingest_paths([path for path in sorted(DEMO.iterdir()) if path.is_dir()])
    return before, report


def test_everything_goes_in_and_no_name_is_new(demo):
    (outlets, authors), report = demo

    assert report.refusals == []
    assert report.added + report.recaptured == len(PAGES) + len(BULLETINS)
    assert set(Outlet.objects.values_list("slug", flat=True)) == outlets
    assert Author.objects.count() == authors
    assert not Article.objects.filter(outlet=None).exists()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_page_is_read_as_it_is_printed(path):
    text = path.read_text()
    front, page = text.split("\n---\n", 1)
    title = re.search(r"^# (.+)$", page, re.MULTILINE)[1]
    bylines = [
        [named.name for named in find_names(line, start=find_byline_start(line) or 0)]
        for line in page.split("\n")[:9]
        if find_byline_start(line) or re.fullmatch(r"\*\*[A-Z][^0-9]+\*\*", line)
    ]
    expected = next(filter(None, bylines), [])

    article = read_article(text)

    assert (article.title, get_authors(article)) == (title, expected)
    assert article.outlet == re.search(r"^outlet: (.+)$", front, re.MULTILINE)[1]
    assert article.canonical_url == re.search(r"^url: (.+)$", front, re.MULTILINE)[1]
    assert article.body.split("\n\n")[0][:20] in text
    assert "**" not in article.body
    assert "---" not in article.body
    assert are_spans_exact(article, text)


def test_the_corrected_page_is_a_second_capture_and_the_one_that_speaks(demo):
    (article,) = Article.objects.filter(canonical_url__endswith="/minister-orders-harbour-closed")

    assert [capture.captured_at.isoformat() for capture in article.captures.all()] == [
        "2024-03-14T07:10:00+00:00",
        "2024-03-15T09:30:00+00:00",
    ]
    assert "Correction, 15 March" in article.body


@pytest.mark.parametrize(
    ("slug", "published"),
    [
        ("minister-orders-harbour-closed", "2024-03-14"),
        ("price-of-ice-and-herring", "2025-01"),
        ("kell-dam-opened", "1998~"),
        ("la-derniere-relieuse", "2023~"),
        ("what-a-wall-costs", ""),
        ("inner-harbour-closed", "2024-03-14"),
    ],
)
def test_dates_are_as_exact_as_they_are_printed(demo, slug, published):
    assert Article.objects.get(canonical_url__endswith=f"/{slug}").published == published


def test_spellings_of_one_writer_are_one_author(demo):
    credited = {
        author.name: {str(byline) for byline in author.bylines.all()}
        for author in Author.objects.filter(name__in=["Dot Farrow", "Mei-Lin Frost", "Hélène Marchetti"])
    }

    assert credited["Dot Farrow"] >= {"Dot Farrow", "Dorothy Farrow"}
    assert credited["Mei-Lin Frost"] >= {"Mei-Lin Frost", "Mei Lin Frost"}
    assert credited["Hélène Marchetti"] >= {"Hélène Marchetti", "Helene Marchetti"}


@pytest.mark.parametrize("bulletin", BULLETINS, ids=lambda bulletin: bulletin["id"])
def test_a_bulletin_is_read_key_by_key(bulletin):
    article = read_json_line(json.dumps(bulletin, ensure_ascii=False))

    assert (article.title, article.standfirst) == (bulletin["title"], bulletin["summary"])
    assert get_authors(article) == ([bulletin["author"]] if bulletin["author"] else [])
    assert article.published == bulletin["published"][:10]
    assert article.body == bulletin["text"].removesuffix("\n\nThis report by the Velmora News Agency.")
