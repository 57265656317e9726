"""Script that prints the cells of a workbook given on standard input, one JSON list a line, within limits.

It runs in a process of its own: a small file can ask for more memory than there is, and then only this process ends.
"""

import json
import sys
from contextlib import suppress
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

import python_calamine

MAX_MEMORY = 2_000_000_000  # bytes
MAX_SECONDS = 60  # of computing
MAX_MERGED_ROWS = 100_000


def main() -> None:
    """Print `["sheet", name]` for each sheet, and `["row", number, cells]` for each of its rows."""
    limit_resources()
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(BytesIO(sys.stdin.buffer.read()))
        for index, sheet in enumerate(workbook.sheets_metadata):
            if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet:
                print_line("sheet", index, sheet.name)
                print_rows(workbook.get_sheet_by_index(index))
    except BrokenPipeError:
        sys.exit(0)
    except Exception as error:  # noqa: BLE001 - a library for other people's files may raise anything
        print_line("error", type(error).__name__, str(error)[:200])
    print_line("end")


def limit_resources() -> None:
    """Limit memory and computing where the system can."""
    with suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415 - not on every system

        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (MAX_SECONDS, MAX_SECONDS))


def print_rows(sheet: Any) -> None:
    """Print the rows that have cells; a cell merged over several rows is in each of them."""
    merged_values: dict[tuple[int, int], str] = {}
    first_column = (sheet.start or (0, 0))[1]
    tops = {}
    for (top, left), (bottom, _) in sheet.merged_cell_ranges or ():
        if bottom > top and bottom - top < MAX_MERGED_ROWS:
            tops[top, left - first_column] = bottom
    for number, row in enumerate(sheet.iter_rows()):
        cells = [format_cell(cell) for cell in row]
        for column, cell in enumerate(cells):
            if bottom := tops.get((number, column)):
                merged_values.update({(line, column): cell for line in range(number + 1, bottom + 1)})
            elif merged_values:
                cells[column] = cell or merged_values.pop((number, column), "")
        if any(cells):
            print_line("row", number + 1, cells)


def format_cell(cell: Any) -> str:
    """Return the value of a cell as text: days in ISO 8601, whole numbers without a fraction."""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(" ") if cell.time() != time() else cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date | time) else str(cell).strip()


def print_line(*values: object) -> None:
    """Print values as one line of JSON."""
    sys.stdout.write(json.dumps(values) + "\n")


if __name__ == "__main__":
    main()
