"""Rows of a table: each with its text under a column that is known, or refused by name."""

import pytest

from archive.models import Article, Refusal
from tests import factories
from tests.ingest.file_reading import ingest_paths

pytestmark = pytest.mark.django_db


def find_refusals(tmp_path, content: str) -> list[tuple[str, str]]:
    """The refused rows of such a table, with their reasons."""
    (tmp_path / "table.csv").write_text(content, encoding="utf-8")
    ingest_paths([tmp_path / "table.csv"])
    return list(Refusal.objects.order_by("pk").values_list("record", "reason"))


@pytest.mark.parametrize(
    ("columns", "named"),
    [
        (
            "Title,Wortlaut,Datum",
            "no column is called body. Its columns are Title, Wortlaut, Datum.",
        ),
        ("title;As told;Day", "no column is called body. Its columns are title, As told, Day."),
        ("\ufeffTITLE\tWhat it says\tDay", "Its columns are TITLE, What it says, Day."),
    ],
)
def test_a_table_whose_text_has_a_name_of_its_own_is_refused_with_its_columns(tmp_path, columns, named):
    delimiter = next(char for char in ",;\t" if char in columns)
    row = delimiter.join(("Gauge reads high", "The river rose at noon.", "2021-03-04"))

    ((record, reason),) = find_refusals(tmp_path, f"{columns}\n{row}\n")

    assert record == "line 2"
    assert named in reason
    assert not Article.objects.exists()


def test_rows_with_an_empty_text_are_refused_and_the_others_go_in(tmp_path):
    rows = "title,text\nOne,The river rose.\nTwo,\nThree,  \nFour,It fell again.\n"

    reasons = find_refusals(tmp_path, rows)

    assert [record for record, _ in reasons] == ["line 3", "line 4"]
    assert all("its column text is empty" in reason for _, reason in reasons)
    assert list(Article.objects.order_by("title").values_list("title", flat=True)) == [
        "Four",
        "One",
    ]


def test_a_table_of_hundreds_of_columns_is_refused_in_a_few_lines(tmp_path):
    columns = ",".join(f"column number {number}" for number in range(300))

    ((_, reason),) = find_refusals(tmp_path, f"title,{columns}\nOne{',x' * 300}\n")

    assert "column number 38 and 261 more." in reason
    assert len(reason) < 1_000


def test_what_was_exported_as_a_table_comes_back_with_the_reason_that_it_has_no_text(tmp_path, client):
    factories.article("Gauge reads high", body="The river rose at noon.")
    exported = b"".join(client.get("/search.csv?q=").streaming_content).decode()

    ((_, reason),) = find_refusals(tmp_path, exported)

    assert "no column is called body. Its columns are identifier, address, title," in reason
