"""Triggers of the database that record the rows of a change by an editor.

Why triggers: a change of ten thousand articles is one `update()`, a deletion cascades, a merge moves rows of other
features. Signals see neither, and a service that lists what it touches forgets something. The database sees every row.

A trigger writes only while `archive_openchange` names a change, which one transaction inserts and deletes again before
it commits (`archive.curation.changes`); all other writes pay for a look into an empty table.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.apps import apps
from django.db import connections
from django.db.backends.utils import CursorWrapper
from django.db.models import BinaryField, Model

UNTRACKED_MODELS: Final = frozenset(
    {
        "alertedarticle", "alertmail", "annotation", "apitoken", "archiveevent", "batch", "change", "citedsearch",
        "indexchange", "listentry", "maintenancetask", "openchange", "payloadfault", "qualitysnapshot", "readinglist",
        "refusal", "rowchange", "runningprocess", "savedsearch", "searchalert", "termcounts", "webhook",
        "webhookmessage", "workclaim",
    }
)  # fmt: skip
"""Journals, queues and their receivers, readers' own rows, what checks found, and totals of the archive."""

_PREFIX: Final = "record_"
_OPEN: Final = "EXISTS (SELECT 1 FROM archive_openchange)"
_INTO: Final = "INSERT INTO archive_rowchange (change_id, table_name, row_key, operation, before, after)"
_POSTGRESQL_FUNCTION: Final = f"""
CREATE OR REPLACE FUNCTION archive_record_row() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
  old_row jsonb; new_row jsonb; old_values jsonb; new_values jsonb; key text;
BEGIN
  IF NOT {_OPEN} THEN RETURN NULL; END IF;
  IF TG_OP <> 'INSERT' THEN old_row := to_jsonb(OLD); key := old_row->>TG_ARGV[0]; END IF;
  IF TG_OP <> 'DELETE' THEN new_row := to_jsonb(NEW); key := coalesce(key, new_row->>TG_ARGV[0]); END IF;
  IF TG_OP = 'DELETE' THEN old_values := old_row; END IF;
  IF TG_OP = 'UPDATE' THEN
    SELECT jsonb_object_agg(o.key, o.value), jsonb_object_agg(o.key, new_row->o.key) INTO old_values, new_values
      FROM jsonb_each(old_row) AS o WHERE o.value IS DISTINCT FROM new_row->o.key;
    IF old_values IS NULL THEN RETURN NULL; END IF;
  END IF;
  {_INTO} SELECT change_id, TG_TABLE_NAME, key, lower(TG_OP), old_values, new_values FROM archive_openchange;
  RETURN NULL;
END $body$
"""  # noqa: S608 -- constants


def get_tracked_models() -> dict[str, type[Model]]:
    """Return the models whose rows are recorded, by table: all of the archive but UNTRACKED_MODELS."""
    models = apps.get_app_config("archive").get_models(include_auto_created=True)
    return {model._meta.db_table: model for model in models if model._meta.model_name not in UNTRACKED_MODELS}


def install_triggers(using: str, **_: Any) -> None:
    """Create the triggers that are missing or no longer fit their table; receiver of `post_migrate`."""
    connection = connections[using]
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        if not {"archive_openchange", "archive_rowchange"} <= tables:  # migrated back to before them
            drop_triggers(using)
            return
        models = {table: model for table, model in get_tracked_models().items() if table in tables}
        if connection.vendor == "postgresql":
            _install_postgresql(cursor, models)
        else:
            _install_sqlite(cursor, models)


def drop_triggers(using: str, plan: Any = True, **_: Any) -> None:  # noqa: FBT002 -- the signal's argument
    """Drop the triggers before migrations change the tables they name; receiver of `pre_migrate`."""
    connection = connections[using]
    if not plan:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for name, table in _list_postgresql(cursor):
                cursor.execute(f'DROP TRIGGER "{name}" ON "{table}"')
        else:
            for name in _list_sqlite(cursor):
                cursor.execute(f'DROP TRIGGER "{name}"')


def _install_postgresql(cursor: CursorWrapper, models: dict[str, type[Model]]) -> None:
    cursor.execute(_POSTGRESQL_FUNCTION)
    present = {table for _, table in _list_postgresql(cursor)}
    for table in sorted(models.keys() - present):
        key = models[table]._meta.pk.column
        cursor.execute(
            f'CREATE TRIGGER {_PREFIX}row AFTER INSERT OR UPDATE OR DELETE ON "{table}"'
            f" FOR EACH ROW EXECUTE FUNCTION archive_record_row('{key}')"
        )


def _list_postgresql(cursor: CursorWrapper) -> list[tuple[str, str]]:
    cursor.execute(
        "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
        " WHERE tgname = %s AND pg_table_is_visible(tgrelid)",
        [f"{_PREFIX}row"],
    )
    return cursor.fetchall()


def _install_sqlite(cursor: CursorWrapper, models: dict[str, type[Model]]) -> None:
    present = _list_sqlite(cursor)
    wanted: dict[str, str] = {}
    for table, model in models.items():
        cursor.execute("SELECT name FROM pragma_table_info(%s)", [table])
        wanted |= dict(_build_sqlite_triggers(model, [name for (name,) in cursor.fetchall()]))
    for name in present.keys() - wanted.keys():
        cursor.execute(f'DROP TRIGGER "{name}"')
    for name, sql in wanted.items():
        if present.get(name) != sql:
            cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"')
            cursor.execute(sql)


def _list_sqlite(cursor: CursorWrapper) -> dict[str, str]:
    pattern = _PREFIX.replace("_", r"\_") + "%"
    cursor.execute(r"SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s ESCAPE '\'", [pattern])
    return dict(cursor.fetchall())


def _build_sqlite_triggers(model: type[Model], columns: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield name and SQL of the three triggers of a table."""
    table, key = model._meta.db_table, model._meta.pk.column
    blobs = {field.column for field in model._meta.local_fields if isinstance(field, BinaryField)}
    names = [column for column in columns if column != key]

    def select(row: str, condition: str = "") -> str:
        """Return SQL for a JSON object of the columns of OLD or NEW; JSON has no blobs, so these are hexadecimal."""
        terms = [_select_column(row, name, is_blob=name in blobs) + condition.format(name=name) for name in names]
        return f"(SELECT json_group_object(k, v) FROM ({' UNION ALL '.join(terms)}))"  # noqa: S608 -- the model's own names

    differs = ' WHERE OLD."{name}" IS NOT NEW."{name}"'
    values = {
        "insert": ("NEW", "NULL", "NULL", ""),
        "update": ("OLD", select("OLD", differs), select("NEW", differs), _differ(names)),
        "delete": ("OLD", select("OLD"), "NULL", ""),
    }
    for operation, (row, before, after, condition) in values.items():
        name, header = (
            f"{_PREFIX}{operation}_{table}",
            f'AFTER {operation.upper()} ON "{table}" WHEN {_OPEN}{condition}',
        )
        key_text = f'CAST({row}."{key}" AS TEXT)'
        source = f"SELECT change_id, '{table}', {key_text}, '{operation}', {before}, {after} FROM archive_openchange"  # noqa: S608 -- the model's own names
        yield name, f'CREATE TRIGGER "{name}" {header} BEGIN {_INTO} {source}; END'


def _select_column(row: str, name: str, *, is_blob: bool) -> str:
    value = f'hex({row}."{name}")' if is_blob else f'{row}."{name}"'
    return f"SELECT '{name}' AS k, {value} AS v"


def _differ(names: Iterable[str]) -> str:
    return " AND (" + " OR ".join(f'OLD."{name}" IS NOT NEW."{name}"' for name in names) + ")"
