"""Rows of workbooks go in: tables anywhere in their sheets, days as days; hostile ones are refused."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.extraction.registry import extract
from archive.formats.documents import ExtractionOptions, SkippedItem
from archive.formats.fields import FIELD_KEYS
from archive.formats.structured.table_columns import split_cells
from archive.formats.structured.workbooks import format_row
from archive.models import Article, Capture
from archive.storage.payloads import read_record_bytes
from tests.ingest.article_reading import TODAY, get_authors
from tests.ingest.file_reading import get_documents, get_refusals, ingest_paths, read_items
from tests.ingest.workbook_files import Day, build_ods, build_xlsx

TEXT = "The weir was raised on Tuesday and nobody had been asked."
HEADER = ["Title", "Date", "Full Text", "Newspaper"]


def read_workbook(folder, content, name="table.xlsx"):
    items = read_items(folder, content, name=name)
    reading = ExtractionOptions(today=TODAY, keys=FIELD_KEYS)
    return items, [extract(document, reading) for document in get_documents(items)]


def test_rows_of_a_sheet_are_articles_and_days_are_days(tmp_path):
    rows = [HEADER, ["One", Day(44269), TEXT, "Marden Post"], [None], ["Two", 44269, TEXT, None]]

    items, articles = read_workbook(tmp_path, build_xlsx({"Clippings": rows, "Notes": [["see", "also"], ["x", "y"]]}))

    assert [(article.title, article.published, article.outlet) for article in articles] == [
        ("One", "2021-03-14", "Marden Post"),
        ("Two", "2021-03-14", ""),
    ]
    assert [item.record for item in items] == ["sheet Clippings, row 2", "sheet Clippings, row 4", "sheet Notes"]
    assert isinstance(items[-1], SkippedItem)


def test_days_are_counted_from_the_year_that_the_workbook_says(tmp_path):
    _, (article,) = read_workbook(tmp_path, build_xlsx({"S": [HEADER, ["One", Day(42807), TEXT, "x"]]}, is_1904=True))

    assert article.published == "2021-03-14"


def test_a_sheet_may_have_a_title_above_and_a_second_table_below(tmp_path):
    rows = [["My clippings"], [None], HEADER, ["One", Day(44269), TEXT, "Post"], [None], ["Headline", "Author", "Text"],
            ["Two", "Whitlock, Nora", TEXT]]  # fmt: skip

    items, articles = read_workbook(tmp_path, build_xlsx({"S": rows}))

    assert [article.title for article in articles] == ["One", "Two"]
    assert get_authors(articles[1]) == ["Nora Whitlock"]
    assert get_refusals(items) == []


def test_a_cell_merged_over_rows_is_in_each_of_them(tmp_path):
    rows = [["Zeitung", "Titel", "Volltext"], ["Marden Post", "One", TEXT], [None, "Two", TEXT]]

    _, articles = read_workbook(tmp_path, build_xlsx({"S": rows}, merged=["A2:A3"]))

    assert [article.outlet for article in articles] == ["Marden Post", "Marden Post"]


def test_an_opendocument_spreadsheet_is_read_and_its_dates_in_one_order(tmp_path):
    rows = [["Title", "Date", "Text"], ["One", "3/4/2021", TEXT], ["Two", "3/14/2021", TEXT]]

    _, articles = read_workbook(tmp_path, build_ods(rows), name="table.ods")

    assert [article.published for article in articles] == ["2021-03-04", "2021-03-14"]


def test_a_web_page_that_is_called_a_workbook_is_one(tmp_path):
    page = (
        "<html><meta charset=utf-8><body><h1>Export</h1><table><tr><th>Title<th>Outlet<th>Text</tr>"
        f"<tr><td>One</td><td rowspan=2>Märden Post</td><td>{TEXT * 3}<br>Again.</td></tr>"
        f"<tr><td>Two</td><td>{TEXT}</td></tr></table></body></html>"
    )

    items, articles = read_workbook(tmp_path, page.encode(), name="export.xls")

    assert [(article.title, article.outlet) for article in articles] == [("One", "Märden Post"), ("Two", "Märden Post")]
    assert articles[0].body == f"{TEXT * 3}\n\nAgain."
    assert items[0].record == "sheet table 1, row 2"


def test_the_xml_of_old_excel_is_read(tmp_path):
    name = "urn:schemas-microsoft-com:office:spreadsheet"
    cells = [["Title", "Date", "Text"], ["One", "2021-03-14T00:00:00.000", TEXT]]
    rows = "".join(
        "<Row>" + "".join(f'<Cell><Data ss:Type="{"DateTime" if cell[:4] == "2021" else "String"}">{cell}</Data></Cell>'
                          for cell in row) + "</Row>"
        for row in cells
    )  # fmt: skip
    sheet = f'<Worksheet ss:Name="S"><Table>{rows}</Table></Worksheet>'
    content = f'<?xml version="1.0"?><Workbook xmlns="{name}" xmlns:ss="{name}">{sheet}</Workbook>'

    _, (article,) = read_workbook(tmp_path, content.encode(), name="table.xml")

    assert (article.title, article.published, article.body) == ("One", "2021-03-14", TEXT)


@pytest.mark.django_db
def test_a_row_is_read_again_from_the_workbook_that_is_kept(tmp_path):
    (tmp_path / "table.xlsx").write_bytes(build_xlsx({"S": [HEADER, ["One", Day(44269), TEXT, "Post"]]}))

    report = ingest_paths([tmp_path / "table.xlsx"])

    assert str(report) == "1 added, 0 new versions, 0 known, 0 refused"
    capture = Capture.objects.get()
    assert capture.steps == [["row", 0, 1, 2]]
    assert read_record_bytes(capture).decode().splitlines() == [
        "Title,Date,Full Text,Newspaper",
        f"One,2021-03-14,{TEXT},Post",
    ]
    assert Article.objects.get().body == TEXT


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (build_xlsx({"S": []}), "without a cell"),
        (build_xlsx({"S": [HEADER]}), "no rows"),
        (build_xlsx({"S": [["foo", "bar"], ["a", "b"]]}), ""),
        (build_xlsx({"S": [HEADER]})[:700], "damaged or not whole"),
        (build_xlsx({"S": [HEADER]}, extra='<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), "more memory"),
    ],
    ids=["empty", "no rows", "unknown columns", "cut off", "a cell in the last row and column"],
)
def test_a_workbook_without_articles_is_refused_by_what_it_is(tmp_path, content, problem):
    started = time.monotonic()
    items = read_items(tmp_path, content, name="table.xlsx")

    assert time.monotonic() - started < 10
    if problem:
        ((_, reason),) = get_refusals(items)
        assert problem in reason
    else:
        assert len(get_documents(items)) == 1  # its columns are named when it is extracted


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=9), min_size=3, max_size=3)
)
def test_a_row_is_written_so_that_its_cells_come_back(cells):
    content = format_row(["title", "text", "date"], cells).decode()

    assert split_cells(content) == (["title", "text", "date"], cells)
