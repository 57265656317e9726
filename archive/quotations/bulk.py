"""Many small rows in one statement, past the model layer, which takes ten times as long."""

from collections.abc import Iterable

from django.db import connection

from archive.models import PassageGram, QuotedPassage


def insert_grams(pairs: Iterable[tuple[int, int]]) -> None:
    """Add grams with the printings they lead to."""
    _many(
        f"INSERT INTO {_name(PassageGram._meta.db_table)} (gram, passage_id) VALUES (%s, %s)",  # noqa: S608 -- the model's own name
        pairs,
    )


def set_quotations(pairs: Iterable[tuple[int, int]]) -> None:
    """Give printings their quotations: pairs of quotation and printing."""
    _many(
        f"UPDATE {_name(QuotedPassage._meta.db_table)} SET quotation_id = %s WHERE id = %s",  # noqa: S608 -- the model's own name
        pairs,
    )


def _name(table: str) -> str:
    return connection.ops.quote_name(table)


def _many(statement: str, rows: Iterable[tuple[int, int]]) -> None:
    listed = list(rows)
    if listed:
        with connection.cursor() as cursor:
            cursor.executemany(statement, listed)
