"""Rows for tests: only what matters is given, the rest is made up."""

from itertools import count

from archive.models import Article, Author, Batch, Byline, Capture, Outlet, Payload

_number = count(1)


def outlet(name: str = "", **fields) -> Outlet:
    """A saved outlet."""
    number = next(_number)
    return Outlet.objects.create(name=name or f"The Outlet {number}", **{"slug": f"outlet-{number}", **fields})


def author(name: str = "", **fields) -> Author:
    """A saved author."""
    number = next(_number)
    return Author.objects.create(name=name or f"Writer {number}", **{"slug": f"writer-{number}", **fields})


def article(title: str = "", *, by: tuple[Author, ...] = (), **fields) -> Article:
    """A saved article, credited to `by` in order."""
    fields.setdefault("body", "The harbour was closed on Thursday.\n\nNobody had been told.")
    row = Article.objects.create(title=title or f"Headline {next(_number)}", **fields)
    for position, person in enumerate(by):
        Byline.objects.create(article=row, author=person, position=position)
    return row


def capture(of: Article, **fields) -> Capture:
    """A saved capture with a payload row (no bytes on disk)."""
    number = next(_number)
    digest = f"{number:064x}"
    defaults = {
        "payload": Payload.objects.create(sha256=digest, size=100, media_type="text/plain"),
        "batch": Batch.objects.create(source="a test"),
        "source": f"file-{number}.txt",
        "length": 100,
        "digest": digest,
        "encoding": "utf-8",
        "recipe": "plaintext/1",
        "captured_at": "2024-03-14T12:00:00+00:00",
    }
    return Capture.objects.create(article=of, **(defaults | fields))
