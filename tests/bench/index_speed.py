"""Speed of building the index: `python -m tests.bench.index_speed [--articles N] [--json]`.

Generated articles of about 420 words (see `zipf`). `index`: from texts in memory to an index on the
disk that answers, on all cores; beside it SQLite FTS5 (one core) and Tantivy (two threads), their
texts stored as they come. `rebuild`: `rebuild_index` from the database. `edit`: one article
changed, committed and found by a word that only the new text has, in the index just built.
"""

import argparse
import sqlite3
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

if not __package__:  # started by its path: the repository is not on the path yet
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.bench.common import make_scratch_archive, print_report, rate_row, timing_row
from tests.bench.zipf import articles

EDITS = 20
_ROWS_AT_ONCE = 2_000


def main() -> None:
    """Measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=20_000, help="how many; default: 20,000")
    parser.add_argument("--json", action="store_true", help="print one JSON object, nothing else")
    options = parser.parse_args()
    home, entries = make_scratch_archive(), list(articles(options.articles))
    rows = []
    for system in (Cuttings, Fts5, Tantivy):
        system_under_test = system(home)
        spent = _time_call(lambda system_under_test=system_under_test: system_under_test.index(entries))
        rows.append(rate_row(system_under_test.name, "index", len(entries), spent))
        rows.append(timing_row(system_under_test.name, "edit", _time_edits(system_under_test, entries)))
    rows.append(rate_row("cuttings", "rebuild", len(entries), _time_rebuild(entries)))
    print_report(rows, articles=len(entries), as_json=options.json)


class Cuttings:
    """Our engine, without the database."""

    name = "cuttings"

    def __init__(self, home: Path) -> None:
        from archive.search.engines.whoosh.engine import WhooshSearchEngine

        self.engine = WhooshSearchEngine(home / "engine", 256_000_000)

    def index(self, entries) -> None:
        self.engine.rebuild(entries, lambda _: ((), ()))

    def edit(self, entry) -> None:
        self.engine.write([entry])

    def count(self, word: str) -> int:
        from archive.search.engines.base import EngineQuery
        from archive.search.query.nodes import Term

        return self.engine.find(EngineQuery(query=Term(word))).total


class Fts5:
    """SQLite's own full text search."""

    name = "sqlite-fts5"

    def __init__(self, home: Path) -> None:
        self.database = sqlite3.connect(home / "fts5")
        self.database.execute("CREATE VIRTUAL TABLE w USING fts5(title, body, tokenize='porter')")

    def index(self, entries) -> None:
        rows = ((entry.pk, entry.title, entry.text) for entry in entries)
        self.database.executemany("INSERT INTO w(rowid, title, body) VALUES (?, ?, ?)", rows)
        self.database.commit()

    def edit(self, entry) -> None:
        changed = (entry.title, entry.text, entry.pk)
        self.database.execute("UPDATE w SET title = ?, body = ? WHERE rowid = ?", changed)
        self.database.commit()

    def count(self, word: str) -> int:
        found = self.database.execute("SELECT COUNT(*) FROM w WHERE w MATCH ?", (word,))
        return found.fetchone()[0]


class Tantivy:
    """The Rust library, through its Python binding."""

    name = "tantivy"

    def __init__(self, home: Path) -> None:
        import tantivy

        self.tantivy = tantivy
        builder = tantivy.SchemaBuilder()
        builder.add_unsigned_field("pk", indexed=True, stored=True)
        for field in ("title", "body"):
            builder.add_text_field(field, stored=True, tokenizer_name="en_stem")
        folder = home / "tantivy"
        folder.mkdir()
        self.searchable = tantivy.Index(builder.build(), path=str(folder))

    def index(self, entries) -> None:
        writer = self.searchable.writer(256_000_000, 2)
        for entry in entries:
            writer.add_document(self._document(entry))
        writer.commit()
        writer.wait_merging_threads()
        self.searchable.reload()

    def edit(self, entry) -> None:
        writer = self.searchable.writer(64_000_000, 1)
        writer.delete_documents("pk", entry.pk)
        writer.add_document(self._document(entry))
        writer.commit()
        writer.wait_merging_threads()
        self.searchable.reload()

    def count(self, word: str) -> int:
        query = self.searchable.parse_query(word, ["title", "body"])
        return self.searchable.searcher().search(query, 1, count=True).count

    def _document(self, entry):
        document = self.tantivy.Document(title=entry.title, body=entry.text)
        document.add_unsigned("pk", entry.pk)
        return document


def _time_edits(system_under_test, entries) -> list[float]:
    """Milliseconds of each edit until it is found."""
    from dataclasses import replace

    spent = []
    for number in range(EDITS):
        word = f"edited{chr(97 + number)}x"
        old = entries[number * len(entries) // EDITS]
        started = time.perf_counter()
        system_under_test.edit(replace(old, text=f"{old.text} {word}"))
        found = system_under_test.count(word)
        spent.append((time.perf_counter() - started) * 1000)
        assert found == 1, (system_under_test.name, word)
    return spent


def _time_rebuild(entries) -> float:
    """Seconds of a rebuild from the database, filled with the same articles."""
    from archive.models import Article, Author, Byline, Outlet
    from archive.search.indexing.maintenance import rebuild_index

    def create_rows(model, wanted):
        rows = (
            model(pk=pk, name=f"{model.__name__} {pk}", slug=f"{model.__name__.lower()}-{pk}") for pk in sorted(wanted)
        )
        model.objects.bulk_create(rows, batch_size=_ROWS_AT_ONCE)

    create_rows(Outlet, {entry.outlet for entry in entries})
    create_rows(Author, {author for entry in entries for author in entry.authors})
    Article.objects.bulk_create(map(_make_article, entries), batch_size=_ROWS_AT_ONCE)
    Byline.objects.bulk_create(
        (Byline(article_id=one.pk, author_id=author) for one in entries for author in one.authors),
        batch_size=_ROWS_AT_ONCE,
    )
    return _time_call(rebuild_index)


def _make_article(entry):
    from archive.models import Article

    day = date.fromordinal(entry.earliest)
    return Article(
        pk=entry.pk,
        title=entry.title,
        body=entry.text.rpartition("\x1e")[2],
        language=entry.language,
        outlet_id=entry.outlet,
        published=day.isoformat(),
        earliest=day,
        latest=day,
    )


def _time_call(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
