"""A process that takes in one article after the other until a file tells it to stop."""

import sys
from pathlib import Path

import django


def main(folder: Path, stop: Path) -> None:
    """Take in new articles; now and then one of two captures."""
    django.setup()
    from tests.ingest.file_reading import ingest_paths

    number = 0
    while not stop.exists():
        number += 1
        page = folder / f"page-{number}.md"
        page.write_text(
            f"---\nurl: https://gazette.example/{number - number % 2}\n---\n# Page {number}\n\n"
            f"Ship {number} lay in the harbour and nobody knew for how long it would stay there.\n"
        )
        ingest_paths([page])


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
