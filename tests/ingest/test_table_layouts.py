"""Tables as spreadsheet programs write them: separators, encodings, headers, dates of a column, quotation marks."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.extraction.registry import extract
from archive.formats.documents import ExtractionOptions, SkippedItem
from archive.formats.fields import FIELD_KEYS
from archive.formats.structured.table_columns import split_cells
from tests.ingest.article_reading import TODAY
from tests.ingest.file_reading import get_documents, get_refusals, read_items
from tests.ingest.workbook_files import build_xlsx

TEXT = "The weir was raised on Tuesday and nobody had been asked."


def read_table(folder, content, **options):
    content = content.encode() if isinstance(content, str) else content
    items = read_items(folder, content, name="table.csv", **options)
    reading = ExtractionOptions(today=TODAY, keys=FIELD_KEYS)
    return items, [extract(document, reading) for document in get_documents(items)]


@pytest.mark.parametrize(
    "content",
    [
        f"sep=;\r\nTitle;Author, Editor;Text\r\nLocks;x;{TEXT}\r\n",
        f"sep=|\nTitle|Text\nLocks|{TEXT}\n",
        f"\ufeffsep=;\nTitle;Text\nLocks;{TEXT}\n",
        f"Title;Subjects, tags, words;Text\nLocks;a, b;{TEXT}\n",
        f"\ufeffTitle\tText\r\nLocks\t{TEXT}\r\n".encode("utf-16"),
        f"Title\tText\r\nLocks\t{TEXT}\r\n".encode("utf-16"),
        f"Title,Text\rLocks,{TEXT}\r",
        f"My clippings,\n\nTitle,Text\nLocks,{TEXT}\n",
        f"Title,Text\nLocks,{TEXT},,\n,,\n",
        f'"Title","Text"\n"Locks","{TEXT}"',
    ],
)
def test_a_table_of_any_layout_is_one_article(tmp_path, content):
    items, (article,) = read_table(tmp_path, content)

    assert (article.title, article.body) == ("Locks", TEXT)
    assert get_refusals(items) == []


def test_lines_above_the_names_of_the_columns_are_counted(tmp_path):
    items, _ = read_table(tmp_path, f"My clippings\n\nTitle,Text\nLocks,{TEXT}\n")

    assert [item.record for item in items if isinstance(item, SkippedItem)] == ["lines above line 3"]


def test_another_row_of_the_column_tells_day_from_month(tmp_path):
    rows = "".join(f"T{number},3/{number % 12 + 1}/2021,{TEXT}\n" for number in range(4000))
    content = f"Title,Date,Text\n{rows}Last,12/31/2020,{TEXT}\n".encode()

    documents = get_documents(read_items(tmp_path, content, name="table.csv"))

    article = extract(documents[1], ExtractionOptions(today=TODAY, keys=FIELD_KEYS))
    (finding,) = [finding for finding in article.findings if finding.field == "published"]
    assert (len(documents), article.published, finding.status) == (4001, "2021-03-02", "inferred")
    assert finding.rule == "column Date; month first, as line 4002 has 12/31/2020"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_order_is_that_of_a_column_with_letters_of_any_kind_in_its_name(tmp_path, encoding):
    table = f"Fecha de publicación;Título;Texto\n3/4/2021;Año;{TEXT}\n14/3/2021;Sí, señor;{TEXT}\n"

    _, articles = read_table(tmp_path, table.encode(encoding))

    assert [article.published for article in articles] == ["2021-04-03", "2021-03-14"]


def test_a_column_with_both_orders_tells_nothing(tmp_path):
    _, articles = read_table(tmp_path, f"Title,Date,Text\nA,3/14/2021,{TEXT}\nB,14/3/2021,{TEXT}\nC,3/4/2021,{TEXT}\n")

    assert [article.published for article in articles] == ["2021-03-14", "2021-03-14", ""]


def test_quotation_marks_that_are_words_stay(tmp_path):
    row = '"Nobody asked us," she said\tA 5" pipe. ' + TEXT

    _, articles = read_table(tmp_path, f"Title\tText\n{row}\nB\t{TEXT}\n")

    assert [article.title for article in articles] == ['"Nobody asked us," she said', "B"]
    assert articles[0].body == 'A 5" pipe. ' + TEXT


def test_a_quotation_mark_that_is_never_closed_swallows_no_article(tmp_path):
    items, articles = read_table(tmp_path, f'Title,Text\nA,{TEXT}\nB,"{TEXT}\nC,{TEXT}\n')

    assert [article.title for article in articles] == ["A"]
    ((record, reason),) = get_refusals(items)
    assert record == "line 3"
    assert "opens in line 3 that is not closed" in reason


def test_the_rows_of_a_table_written_twice_into_a_file_are_all_taken(tmp_path):
    _, articles = read_table(tmp_path, f"Title,Text\nA,{TEXT}\nTitle,Text\nB,{TEXT}\n")

    assert [article.title for article in articles] == ["A", "B"]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=8), min_size=3, max_size=3),
    st.sampled_from(",;\t|"),
)
def test_cells_come_back_as_they_were_written(cells, delimiter):
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerows([["title", "text", "date"], cells])

    assert split_cells(file.getvalue()) == (["title", "text", "date"], cells)


ROWS = [
    ["Weir down", "Pia Lund", "2018-05-07", "The weir gave way."],
    ["Weir up", "Jo Hale", "2018-05-08", "It holds."],
]


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.csv", "".join(",".join(row) + "\n" for row in ROWS).encode()), ("a.xlsx", build_xlsx({"List": ROWS}))],
)
def test_a_table_without_names_of_columns_is_refused_once_with_what_to_do(name, content, tmp_path):
    ((_, reason),) = get_refusals(read_items(tmp_path, content, name))

    assert reason.startswith("Its first row does not name the columns but is a row of values (‘Weir down’, ‘Pia Lund’")
    assert "Put a row above it that names the columns in their order" in reason
