"""Metadata goes out into a spreadsheet and comes back: each difference shown, applied as one change."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from archive.curation.metadata_files import MetadataFile, MetadataRow, iter_csv, read_file, write_workbook
from archive.curation.metadata_import import apply_differences, compare_file
from archive.curation.metadata_table import escape_cell, unescape_cell
from archive.curation.undo import undo_change
from archive.errors import CurationError
from archive.models import Article, Author, Change, Outlet
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def articles():
    gazette, maud = factories.outlet("The Gazette"), factories.author("Maud Ellery")
    return [
        factories.article(f"Headline {n}", outlet=gazette, by=(maud,), published="2016-02-04", section="World")
        for n in range(3)
    ]


def export_csv():
    return "".join(iter_csv(Article.objects.for_cards().order_by("pk"))).encode()


def edit_csv(content, **values):
    """The file with these columns of its first row set, as a spreadsheet program saves it (by semicolons)."""
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    rows[0] |= values
    out = io.StringIO()
    writer = csv.DictWriter(out, list(dict.fromkeys(name for row in rows for name in row)), delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def list_differences(preview):
    return [(d.article.title, [(c.column.name, c.before, c.after) for c in d.cells]) for d in preview.differences]


@pytest.mark.parametrize("write", [lambda rows: "".join(iter_csv(rows)).encode(), write_workbook], ids=["csv", "xlsx"])
def test_what_went_out_and_was_not_edited_changes_nothing(articles, write):
    factories.article("=SUM(A1) or 'so'", standfirst="Two\nlines, “quoted”; and more", section="-5")

    preview = compare_file(read_file(write(Article.objects.for_cards())))

    assert (preview.differences, preview.problems, preview.unchanged_count) == ([], [], 4)


def test_each_difference_is_shown_and_the_chosen_ones_are_applied(articles, curator):
    content = edit_csv(
        export_csv(), title="Right headline", outlet="The Herald", authors="Lena Hartog; M. Crow (photographer)",
        published="Feb 2016", section="", language="Français",
    )  # fmt: skip
    file = read_file(content)
    preview = compare_file(file)

    assert list_differences(preview) == [
        (
            "Headline 0",
            [
                ("title", "Headline 0", "Right headline"),
                ("outlet", "The Gazette", "The Herald"),
                ("authors", "Maud Ellery", "Lena Hartog; M. Crow (photographer)"),
                ("published", "2016-02-04", "2016-02"),
                ("section", "World", ""),
                ("language", "", "fr"),
            ],
        )
    ]
    new_names = [cell.new_names for cell in preview.differences[0].cells if cell.new_names]
    assert new_names == [("The Herald",), ("Lena Hartog", "M. Crow")]
    result = apply_differences(file, [preview.differences[0].key], user=curator, reason="Checked on paper.")

    article = Article.objects.get(pk=articles[0].pk)
    assert (article.title, article.outlet.name, str(article.earliest), article.slug) == (
        "Right headline", "The Herald", "2016-02-01", "right-headline",
    )  # fmt: skip
    assert [(b.author.name, b.role) for b in article.bylines.all()] == [
        ("Lena Hartog", "author"),
        ("M. Crow", "photographer"),
    ]
    evidence = article.evidence.current().get(field="outlet")
    assert (evidence.value, evidence.former_value, evidence.status) == ("The Herald", "The Gazette", "editor")
    assert (result.article_count, result.change.action) == (1, "import")

    undo_change(result.change, user=curator)
    assert Article.objects.get(pk=articles[0].pk).title == "Headline 0"
    assert not Outlet.objects.filter(name="The Herald").exists()
    assert list(Author.objects.values_list("name", flat=True)) == ["Maud Ellery"]


def test_what_was_not_chosen_stays(articles, curator):
    file = read_file(edit_csv(export_csv(), title="Another"))

    apply_differences(file, [], user=curator)

    assert not Article.objects.filter(title="Another").exists()
    assert not Change.objects.exists()


def test_a_row_that_somebody_changed_after_the_preview_is_left_out_and_counted(articles, curator):
    file = read_file(edit_csv(export_csv(), title="Mine"))
    key = compare_file(file).differences[0].key
    Article.objects.filter(pk=articles[0].pk).update(title="Theirs")

    result = apply_differences(file, [key], user=curator)

    assert (result.article_count, result.outdated_count) == (0, 1)
    assert Article.objects.get(pk=articles[0].pk).title == "Theirs"


def test_an_article_that_changed_after_the_export_is_pointed_out(articles):
    content = edit_csv(export_csv(), title="Mine")
    assert not compare_file(read_file(content)).differences[0].is_stale
    articles[0].save()

    assert compare_file(read_file(content)).differences[0].is_stale


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"identifier": "nowhere"}, "No article of this archive has the identifier ‘nowhere’."),
        ({"title": ""}, "A headline is needed"),
        ({"published": "5/6/2024"}, "can be read in several ways"),
        ({"published": "30 February 2016"}, "Write one of"),
        ({"language": "Klingon!"}, "is not a language tag"),
        ({"canonical_url": "example.org"}, "is not a web address"),
        ({"review_status": "done"}, "is no review status"),
        ({"authors": "Maud Ellery (queen)"}, "‘queen’ is not a role"),
        ({"outlet": "–"}, "has no letters or digits"),
    ],
)
def test_what_cannot_be_used_is_told_by_row_and_column(articles, cells, problem):
    preview = compare_file(read_file(edit_csv(export_csv(), **cells)))

    assert preview.problems[0].number == 2
    assert problem in preview.problems[0].problem
    assert preview.differences == []


def test_two_rows_do_not_take_one_address(articles):
    content = export_csv().decode().replace(",,unreviewed", ",https://example.org/1,unreviewed").encode()

    preview = compare_file(read_file(content))

    assert len(preview.differences) == 1
    assert "Another article has this address already." in preview.problems[0].problem


def test_columns_that_mean_nothing_are_named(articles):
    file = read_file(edit_csv(export_csv(), shelfmark="Q 12"))

    assert file.unknown_headers == ("shelfmark",)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "It is empty"),
        (b"title,outlet\nA,B\n", "No column is named ‘identifier’"),
        (b"identifier,headline,title\n", "Two columns are ‘title’"),
        (b"PK\x03\x04nonsense", "cannot be read as a table"),
        (b"identifier\n" + b"x\n" * 20_001, "more than 20,000 rows"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused_in_words(content, problem):
    with pytest.raises(CurationError, match=problem):
        read_file(content)


@given(st.text())
def test_no_cell_is_a_formula_and_every_cell_comes_back(text):
    escaped = escape_cell(text)

    assert not escaped.startswith(("=", "+", "-", "@"))
    assert unescape_cell(escaped) == escape_cell(text).removeprefix("'") or unescape_cell(escaped) == escaped


def test_many_names_are_looked_up_at_once_as_one_by_one(curator):
    known = factories.author("Maud Ellery")
    known.aliases.create(name="Miss Ellery")
    factories.author("MAUD ELLERY")
    names = ["Maud Ellery", "miss ellery", known.slug.upper(), "Maud  Éllery", "…", "Nobody", "MAUD ELLERY"]

    assert Author.objects.find_all_nearest(names) == {name: Author.objects.find_nearest(name) for name in names}

    articles = [factories.article() for _ in range(40)]
    rows = [
        MetadataRow(n, {"identifier": article.identifier, "authors": f"Nora {n}; Lena {n}", "outlet": f"Paper {n}"})
        for n, article in enumerate(articles)
    ]
    with CaptureQueriesContext(connection) as queries:
        compare_file(MetadataFile(rows))
    assert len(queries) < 12
