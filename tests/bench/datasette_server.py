"""Datasette over FTS5 on the same articles: what the pages are measured beside."""

import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterable
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

TABLE = "/archive/articles"
FACETS = [("_facet", "outlet"), ("_facet", "author"), ("_facet", "year"), ("_facet", "language")]
Row = tuple[str, str, str, str, str, str, str, str]
"""Identifier, title, text, outlet, author, day, year, language."""


def write(path: Path, rows: Iterable[Row]) -> None:
    """A database with one table of articles and FTS5 over title and text, indexed for browsing."""
    with sqlite3.connect(path) as database:
        database.execute(
            "CREATE TABLE articles (id TEXT PRIMARY KEY, title TEXT, text TEXT, outlet TEXT,"
            " author TEXT, day TEXT, year TEXT, language TEXT)"
        )
        database.executemany("INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
        for column in ("outlet", "author", "day", "year", "language"):
            database.execute(f"CREATE INDEX articles_{column} ON articles ({column})")
        database.execute(
            "CREATE VIRTUAL TABLE articles_fts USING fts5(title, text, content=articles,"
            " content_rowid=rowid, tokenize='porter unicode61')"
        )
        database.execute("INSERT INTO articles_fts (articles_fts) VALUES ('rebuild')")
        database.execute("ANALYZE")
    database.close()


def search(words: str) -> str:
    """The address of a search with the facets our own page has."""
    return f"{TABLE}?{urlencode([('_search', words), ('_size', '20'), *FACETS])}"


def browse(day: str) -> str:
    """The address of a day's articles."""
    return f"{TABLE}?{urlencode([('day', day), ('_size', '20'), ('_facet', 'outlet')])}"


class Datasette:
    """Datasette on that database, for the length of a block."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> "Datasette":
        """Start it and wait until it answers."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        command = [sys.executable, "-m", "datasette", "serve", "-i", str(self.path)]
        settings = ["--setting", "facet_time_limit_ms", "2000", "--setting", "sql_time_limit_ms"]
        self.process = subprocess.Popen(
            [*command, "-p", str(port), *settings, "5000"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.connection = HTTPConnection("127.0.0.1", port, timeout=60)
        for _ in range(200):
            try:
                self.get("/-/versions.json")
            except OSError:
                self.connection.close()
                time.sleep(0.1)
            else:
                return self
        sys.exit("Datasette does not answer.")

    def __exit__(self, *_: object) -> None:
        """End it."""
        self.process.terminate()
        self.process.wait(timeout=30)

    def get(self, path: str) -> bytes:
        """The page; anything but 200 ends the bench."""
        self.connection.request("GET", path)
        answer = self.connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            sys.exit(f"{path} answered {answer.status}")
        return body
