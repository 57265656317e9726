"""The systems that the search bench compares, each running the same queries in its own way.

Every method is one call of the engine with the query built or parsed, the first ten hits (keys
and scores, no rows and no texts) and the total; `facets` and `newest` with counts by outlet, author
and month as well.
"""

import sqlite3
from datetime import date
from pathlib import Path

from archive.search.engines.base import EngineQuery, HistogramInterval
from archive.search.engines.whoosh.engine import WhooshSearchEngine
from archive.search.query.nodes import And, Near, Or, Phrase, Term, Wildcard
from archive.search.query.request import FacetName, SortOrder

CACHE_BYTES = 256_000_000
DISTANCE = 5
_FACETS = (FacetName.OUTLET, FacetName.AUTHOR)


def month_of(entry) -> str:
    """The month an article begins in; empty where it has no day."""
    return date.fromordinal(entry.earliest).isoformat()[:7] if entry.earliest else ""


class Cuttings:
    """Our engine, without the database."""

    name = "cuttings"

    def __init__(self, home: Path) -> None:
        self.folder = home / "engine"
        self.engine = WhooshSearchEngine(self.folder, CACHE_BYTES)

    def index(self, entries) -> None:
        self.engine.rebuild(entries, lambda _: ((), ()))

    def relevance(self, words) -> None:
        self._find(_node(words))

    def facets(self, words) -> None:
        self._find(_node(words), facets=_FACETS, step=HistogramInterval.MONTH)

    def newest(self, words) -> None:
        self._find(_node(words), facets=_FACETS, step=HistogramInterval.MONTH, sort=SortOrder.NEWEST)

    def phrase(self, pair) -> None:
        self._find(Phrase(" ".join(pair)))

    def proximity(self, pair) -> None:
        self._find(Near((Term(pair[0]), Term(pair[1])), DISTANCE))

    def _find(self, node, facets=(), step=None, sort=SortOrder.RELEVANCE) -> None:
        self.engine.find(EngineQuery(query=node, limit=10, facets=facets, interval=step, sort=sort))


def _node(words):
    parts = tuple(Term(word) for word in words.words)
    if words.prefix:
        return Wildcard(f"{words.words[0][:5]}*")
    if len(parts) == 1:
        return parts[0]
    return Or(parts) if words.any else And(parts)


class Tantivy:
    """The Rust library, through its Python binding, total count and aggregations on."""

    name = "tantivy"

    def __init__(self, home: Path) -> None:
        import tantivy

        self.tantivy, self.folder = tantivy, home / "tantivy"
        self.folder.mkdir(exist_ok=True)
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("text", stored=True, tokenizer_name="en_stem")
        for facet in ("outlet", "author", "month"):
            builder.add_text_field(facet, fast=True, tokenizer_name="raw", index_option="basic")
        builder.add_integer_field("day", fast=True)
        self.schema = builder.build()
        self.searchable = tantivy.Index(self.schema, path=str(self.folder))
        self.counts = {n: {"terms": {"field": n, "size": 50}} for n in ("outlet", "author", "month")}

    def index(self, entries) -> None:
        writer = self.searchable.writer(256_000_000, 2)
        for document in entries:
            row = self.tantivy.Document(
                text=f"{document.title}\n{document.text}",
                outlet=str(document.outlet),
                month=month_of(document),
                author=[str(author) for author in document.authors],
                day=document.earliest or 0,
            )
            writer.add_document(row)
        writer.commit()
        writer.wait_merging_threads()
        self.searchable.reload()

    def relevance(self, words) -> None:
        self._searcher.search(self._query(words), 10, count=True)

    def facets(self, words) -> None:
        query = self._query(words)
        self._searcher.search(query, 10, count=True)
        self._searcher.aggregate(query, self.counts)

    def newest(self, words) -> None:
        query = self._query(words)
        self._searcher.search(query, 10, count=True, order_by_field="day")
        self._searcher.aggregate(query, self.counts)

    def phrase(self, pair) -> None:
        self._searcher.search(self.searchable.parse_query(f'"{" ".join(pair)}"', ["text"]), 10)

    def proximity(self, pair) -> None:
        text = f'"{" ".join(pair)}"~{DISTANCE - 1}'
        self._searcher.search(self.searchable.parse_query(text, ["text"]), 10)

    @property
    def _searcher(self):
        return self.searchable.searcher()

    def _query(self, words):
        if words.prefix:
            return self.tantivy.Query.regex_query(self.schema, "text", f"{words.words[0][:5]}.*")
        return self.searchable.parse_query((" OR " if words.any else " AND ").join(words.words), ["text"])


class Fts5:
    """SQLite's own full text search: `bm25()`; a join and group for each facet."""

    name = "sqlite-fts5"

    def __init__(self, home: Path) -> None:
        self.folder = home / "fts5"
        self.folder.mkdir(exist_ok=True)
        self.database = sqlite3.connect(self.folder / "fts5")

    def index(self, entries) -> None:
        run = self.database.execute
        run("CREATE VIRTUAL TABLE words USING fts5(title, body, tokenize='porter')")
        run("CREATE TABLE article (id INTEGER PRIMARY KEY, outlet, author, month, day)")
        for document in entries:
            run(
                "INSERT INTO words(rowid, title, body) VALUES (?, ?, ?)",
                (document.pk, document.title, document.text),
            )
            author = document.authors[0] if document.authors else None
            row = (document.pk, document.outlet, author, month_of(document), document.earliest)
            run("INSERT INTO article VALUES (?, ?, ?, ?, ?)", row)
        self.database.commit()

    def relevance(self, words) -> None:
        self._best(_match(words))

    def facets(self, words) -> None:
        self._best(_match(words))
        self._groups(_match(words))

    def newest(self, words) -> None:
        self._rows(f"SELECT id {_JOINED} ORDER BY day DESC LIMIT 10", _match(words))
        self._rows("SELECT COUNT(*) FROM words WHERE words MATCH ?", _match(words))
        self._groups(_match(words))

    def phrase(self, pair) -> None:
        self._best(f'"{" ".join(pair)}"')

    def proximity(self, pair) -> None:
        self._best(f"NEAR({' '.join(pair)}, {DISTANCE - 1})")

    def _best(self, match: str) -> None:
        best = "SELECT rowid FROM words WHERE words MATCH ? ORDER BY bm25(words) LIMIT 10"
        self._rows(best, match)
        self._rows("SELECT COUNT(*) FROM words WHERE words MATCH ?", match)

    def _groups(self, match: str) -> None:
        for facet in ("outlet", "author", "month"):
            self._rows(f"SELECT {facet}, COUNT(*) {_JOINED} GROUP BY {facet}", match)

    def _rows(self, sql: str, match: str) -> None:
        self.database.execute(sql, (match,)).fetchall()


_JOINED = "FROM words JOIN article ON article.id = words.rowid WHERE words MATCH ?"


def _match(words) -> str:
    if words.prefix:
        return f"{words.words[0][:5]}*"
    return (" OR " if words.any else " AND ").join(f'"{word}"' for word in words.words)


class Stock:
    """Haystack on Whoosh as they come, over the same fields."""

    name = "stock-haystack"

    def __init__(self, home: Path) -> None:
        from haystack import connections

        self.folder = home / "stock"
        connections.connections_info["stock"] = {
            "ENGINE": "haystack.backends.whoosh_backend.WhooshEngine",
            "PATH": str(self.folder),
        }
        self.backend = connections["stock"].get_backend()

    def index(self, entries) -> None:
        self.backend.silently_fail = False
        self.backend.update(_PreparedIndex(), entries)

    def relevance(self, words) -> None:
        self._search(words)

    def facets(self, words) -> None:
        self._search(words, facets={"outlet": {}, "authors": {}})

    def newest(self, words) -> None:
        self._search(words, facets={"outlet": {}, "authors": {}}, sort_by=["-earliest"])

    def phrase(self, pair) -> None:
        self.backend.search(f'"{" ".join(pair)}"', end_offset=10)

    def proximity(self, pair) -> None:
        self.backend.search(f'"{" ".join(pair)}"~{DISTANCE}', end_offset=10)

    def _search(self, words, **options) -> None:
        text = f"{words.words[0][:5]}*" if words.prefix else None
        text = text or (" OR " if words.any else " AND ").join(words.words)
        self.backend.search(text, end_offset=10, **options)


class _PreparedIndex:
    """Stand-in for a Haystack index: documents are prepared already."""

    def full_prepare(self, document):
        return {
            "id": f"archive.article.{document.pk}",
            "django_ct": "archive.article",
            "django_id": str(document.pk),
            "text": document.text,
            "title": document.title,
            "language": document.language,
            "outlet": document.outlet,
            "authors": list(document.authors),
            "earliest": date.fromordinal(document.earliest) if document.earliest else None,
        }
