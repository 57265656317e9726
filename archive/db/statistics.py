"""Statistics that the database plans its queries by, made anew after many rows came in.

PostgreSQL makes them by itself a minute or more later, and until then counts take seconds; SQLite never does.
"""

import logging
from typing import Final

from django.db import DatabaseError, connection

MIN_ROWS: Final = 1_000  # below, the former ones are near enough
_SQLITE_ROWS: Final = 1_000  # looked at in each index
_logger = logging.getLogger(__name__)


def renew_statistics(added_rows: int) -> bool:
    """Make the statistics anew if so many rows were added that it matters; return whether it was done."""
    if added_rows < MIN_ROWS or connection.in_atomic_block:
        return False
    try:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("ANALYZE (SKIP_LOCKED)")
            else:
                cursor.execute(f"PRAGMA analysis_limit={_SQLITE_ROWS}")
                cursor.execute("PRAGMA optimize")
    except DatabaseError as error:
        _logger.warning("The statistics of the database were not renewed: %s", error)
        return False
    return True
