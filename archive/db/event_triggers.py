"""Triggers of the database that write events, for the programs that are told of changes.

Why triggers: as `archive.db.row_triggers` says, neither signals nor services see every row that changes. An event
commits with the change that it tells of, or not at all.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.db import connections
from django.db.backends.utils import CursorWrapper

_PREFIX: Final = "event_"
_EVENTS: Final = "archive_archiveevent"
_COLUMNS: Final = "kind, subject, article_key, outlet_key, capture_key, search_key, happened_at, is_latest"
_NOW: Final = {"sqlite": "strftime('%Y-%m-%d %H:%M:%f', 'now')", "postgresql": "clock_timestamp()"}
_ARTICLE_COLUMNS: Final = (
    "outlet_id", "title", "standfirst", "body", "language", "section", "dateline", "canonical_url", "published",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class EventTrigger:
    """A trigger: what sets it off, and the events that it writes, as a source of rows in SQL.

    `{row}` stands for the row that was written. Of updates those count that change one of `columns`.
    """

    name: str
    table: str
    operation: str
    values: str
    source: str = ""
    columns: tuple[str, ...] = ()

    def build_condition(self) -> str:
        """Return the SQL that is true of an update that counts."""
        return " OR ".join(f'OLD."{name}" IS DISTINCT FROM NEW."{name}"' for name in self.columns)

    def build_insert(self, vendor: str) -> str:
        """Return the SQL that writes the events."""
        row = "OLD" if self.operation == "DELETE" else "NEW"
        values, source = (text.format(row=row) for text in (self.values, self.source))
        return f"INSERT INTO {_EVENTS} ({_COLUMNS}) SELECT {values}, {_NOW[vendor]}, {_FALSE[vendor]} {source}"


_FALSE: Final = {"sqlite": "0", "postgresql": "false"}
_OF_ARTICLE: Final = "'{kind}', a.identifier, a.id, a.outlet_id, NULL, NULL"


def _write_article(kind: str) -> str:
    return f"{kind}, {{row}}.identifier, {{row}}.id, {{row}}.outlet_id, NULL, NULL"


def _iter_article_triggers() -> Iterator[EventTrigger]:
    article = "archive_article"
    withdrawn = "CASE WHEN NEW.withdrawn_at IS NULL THEN 'article.restored' ELSE 'article.withdrawn' END"
    yield EventTrigger("article_added", article, "INSERT", _write_article("'article.added'"))
    yield EventTrigger(
        "article_corrected", article, "UPDATE", _write_article("'article.corrected'"), columns=_ARTICLE_COLUMNS
    )
    yield EventTrigger("article_withdrawn", article, "UPDATE", _write_article(withdrawn), columns=("withdrawn_at",))
    yield EventTrigger("article_deleted", article, "DELETE", _write_article("'article.deleted'"))


def _iter_related_triggers() -> Iterator[EventTrigger]:
    """Yield the triggers of rows that belong to articles."""
    corrected, collected = (_OF_ARTICLE.format(kind=f"article.{kind}") for kind in ("corrected", "collected"))
    of_row = "FROM archive_article AS a WHERE a.id = {row}.article_id"
    of_outlet = "FROM archive_article AS a WHERE a.outlet_id = {row}.id"
    of_author = (
        "FROM archive_article AS a WHERE a.id IN (SELECT article_id FROM archive_byline WHERE author_id = {row}.id)"
    )
    byline_columns = ("author_id", "role", "position", "article_id")
    for operation in ("INSERT", "UPDATE", "DELETE"):
        columns = byline_columns if operation == "UPDATE" else ()
        yield EventTrigger(f"byline_{operation}", "archive_byline", operation, corrected, of_row, columns)
    for operation in ("INSERT", "DELETE"):
        yield EventTrigger(f"collection_{operation}", "archive_collection_articles", operation, collected, of_row)
    yield EventTrigger("outlet_renamed", "archive_outlet", "UPDATE", corrected, of_outlet, ("name",))
    yield EventTrigger("author_renamed", "archive_author", "UPDATE", corrected, of_author, ("name", "sort_name"))
    captured = "'capture.added', a.identifier, a.id, a.outlet_id, {row}.id, NULL"
    yield EventTrigger("capture_added", "archive_capture", "INSERT", captured, of_row)
    yield EventTrigger("capture_moved", "archive_capture", "UPDATE", captured, of_row, ("article_id",))
    matched = "'search.matched', a.identifier, a.id, a.outlet_id, NULL, s.saved_search_id"
    of_alert = (
        "FROM archive_article AS a, archive_searchalert AS s WHERE a.id = {row}.article_key AND s.id = {row}.alert_id"
    )
    yield EventTrigger("search_matched", "archive_alertedarticle", "INSERT", matched, of_alert)


def _iter_record_triggers() -> Iterator[EventTrigger]:
    """Yield the triggers of statements and stories."""
    statement = "'statement.changed', {row}.identifier, NULL, NULL, NULL, NULL"
    story = "'story.changed', {row}.identifier, NULL, NULL, NULL, NULL"
    of_story = "'story.changed', s.identifier, NULL, NULL, NULL, NULL"
    counted = ("words", "speaker_id", "printing_count", "outlet_count", "earliest")
    for operation in ("INSERT", "UPDATE", "DELETE"):
        is_update = operation == "UPDATE"
        yield EventTrigger(
            f"statement_{operation}", "archive_quotation", operation, statement, columns=counted if is_update else ()
        )
        yield EventTrigger(
            f"story_{operation}",
            "archive_story",
            operation,
            story,
            columns=("name", "merged_into_id") if is_update else (),
        )
        source = "FROM archive_story AS s WHERE s.id = {row}.story_id"
        columns = ("story_id", "article_id") if is_update else ()
        yield EventTrigger(f"membership_{operation}", "archive_storymembership", operation, of_story, source, columns)


TRIGGERS: Final = (*_iter_article_triggers(), *_iter_related_triggers(), *_iter_record_triggers())


def install_triggers(using: str, **_: Any) -> None:
    """Create the triggers anew; receiver of `post_migrate`."""
    connection = connections[using]
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        _drop_all(cursor, connection.vendor)
        if _EVENTS not in tables:  # migrated back to before it
            return
        for trigger in TRIGGERS:
            if trigger.table in tables:
                for sql in _build_statements(trigger, connection.vendor):
                    cursor.execute(sql)


def drop_triggers(using: str, plan: Any = True, **_: Any) -> None:  # noqa: FBT002 -- the signal's argument
    """Drop the triggers before migrations change the tables they name; receiver of `pre_migrate`."""
    connection = connections[using]
    if plan:
        with connection.cursor() as cursor:
            _drop_all(cursor, connection.vendor)


def _build_statements(trigger: EventTrigger, vendor: str) -> Iterator[str]:
    name = f"{_PREFIX}{trigger.name.lower()}"
    of_columns = f" OF {', '.join(trigger.columns)}" if trigger.columns else ""
    condition = f" WHEN ({trigger.build_condition()})" if trigger.columns else ""
    header = (
        f'CREATE TRIGGER "{name}" AFTER {trigger.operation}{of_columns} ON "{trigger.table}" FOR EACH ROW{condition}'
    )
    insert = trigger.build_insert(vendor)
    if vendor == "postgresql":
        yield (
            f'CREATE OR REPLACE FUNCTION "archive_{name}"() RETURNS trigger LANGUAGE plpgsql AS $body$'
            f" BEGIN {insert}; RETURN NULL; END $body$"
        )
        yield f'{header} EXECUTE FUNCTION "archive_{name}"()'
    else:
        yield f"{header.replace('IS DISTINCT FROM', 'IS NOT')} BEGIN {insert}; END"


def _drop_all(cursor: CursorWrapper, vendor: str) -> None:
    pattern = _PREFIX.replace("_", r"\_") + "%"
    if vendor == "postgresql":
        cursor.execute(
            "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
            " WHERE tgname LIKE %s AND NOT tgisinternal AND pg_table_is_visible(tgrelid)",
            [pattern],
        )
        for name, table in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}" ON "{table}"')
        return
    cursor.execute(r"SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s ESCAPE '\'", [pattern])
    for (name,) in cursor.fetchall():
        cursor.execute(f'DROP TRIGGER "{name}"')
