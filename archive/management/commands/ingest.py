"""`manage.py ingest PATH…`: files, folders and standard input into archive and index."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import IO

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, ProgrammingError
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from archive.errors import IndexLocked, MappingError, SearchError
from archive.ingest.documents import Reading
from archive.ingest.fields import keys_with
from archive.ingest.formats import NAMES
from archive.ingest.outlets import near_names, outlet_named
from archive.ingest.pipeline import OnOutcome, ingest, usual_reading
from archive.ingest.report import IngestReport, Outcome
from archive.ingest.slugs import find_or_create
from archive.ingest.sources import Sources
from archive.models import Collection, Outlet
from archive.search import indexing

EVERY = 2000  # documents between two lines of progress where there is no terminal


class Command(BaseCommand):
    help = (
        "Take in articles from files, folders or standard input (-): plain text, Markdown and"
        " JSON Lines."
        " Run again, it takes in only what is new. Exit status 1 if anything was refused."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "paths", nargs="+", metavar="PATH", help="a file, a folder, or - for standard input"
        )
        parser.add_argument("--outlet", help="slug or name of the outlet that published them all")
        parser.add_argument(
            "--create-outlet", action="store_true", help="make that outlet if there is none"
        )
        parser.add_argument(
            "--format", choices=sorted(NAMES), dest="told", help="read every file as this"
        )
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="FIELD=KEY|FILE.json",
            help="which key of a JSON line is which field; may be given again",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="write nothing; say what would be written"
        )
        parser.add_argument(
            "--report", metavar="FILE.jsonl", help="write one JSON object a document to this file"
        )
        parser.add_argument(
            "--collection", metavar="SLUG", help="put the articles into this collection"
        )

    def handle(
        self, *, paths: list[str], dry_run: bool, report: str | None, told: str | None, **options
    ) -> None:
        reading = _reading(options["map"])
        with ExitStack() as stack:
            stack.enter_context(_database_explained())
            outlet = _outlet(options["outlet"], create=options["create_outlet"], dry_run=dry_run)
            collection = _collection(options["collection"])
            written = stack.enter_context(_report_file(report)) if report else None
            sources = stack.enter_context(Sources(paths, told, kept=not dry_run))
            shown = stack.enter_context(self._shown(sources))
            stack.enter_context(indexing.held_back())
            result = ingest(
                sources.documents(),
                source=" ".join(paths),
                reading=reading,
                outlet=outlet,
                collection=collection,
                options=_given(format=told, **{name: options[name] for name in _NOTED}),
                dry_run=dry_run,
                on_outcome=lambda outcome: self._tell(outcome, shown, written, dry_run=dry_run),
            )
        self._index(result, dry_run=dry_run)
        self._conclude(result, dry_run=dry_run)

    def _tell(
        self, outcome: Outcome, shown: OnOutcome, written: IO[str] | None, *, dry_run: bool
    ) -> None:
        """One outcome: to the progress, to the report file, and in a dry run to the reader."""
        shown(outcome)
        if written is not None:
            written.write(json.dumps(_as_json(outcome, dry_run=dry_run), ensure_ascii=False) + "\n")
        if dry_run and outcome.article is not None:
            self.stdout.write(_preview(outcome))

    @contextmanager
    def _shown(self, sources: Sources) -> Iterator[OnOutcome]:
        """Progress: a bar on a terminal, a line now and then elsewhere."""
        console = Console(stderr=True)
        if not (console.is_terminal and self.stdout.isatty()):
            yield self._lines()
            return
        sources.measure()
        columns = ("{task.fields[count]:,} documents", "{task.fields[rate]:,.0f} a second")
        with Progress(
            BarColumn(),
            *(TextColumn(column) for column in columns),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=console,
            transient=True,
        ) as progress:
            task = progress.add_task("", total=sources.bytes_total or None, count=0, rate=0.0)

            def advance(_: Outcome) -> None:
                done = progress.tasks[0]
                count = done.fields["count"] + 1
                rate = count / (done.elapsed or 1)
                progress.update(task, completed=sources.bytes_read, count=count, rate=rate)

            yield advance

    def _lines(self) -> OnOutcome:
        count = 0

        def advance(_: Outcome) -> None:
            nonlocal count
            count += 1
            if count % EVERY == 0:
                self._remark(f"{count:,} documents so far")

        return advance

    def _remark(self, text: str) -> None:
        """What is no result and no fault: beside the output, not in the colour of errors."""
        self.stderr.write(text, style_func=str)

    def _index(self, result: IngestReport, *, dry_run: bool) -> None:
        """The index learns of what came in, and of what a run cut off had left to it."""
        if dry_run:
            return
        try:
            if result.article_ids:
                self._remark(f"Indexing {len(result.article_ids):,} articles")
                indexing.index_articles(result.article_ids)
            indexing.apply_queue()
        except IndexLocked as error:
            self.stderr.write(
                f"{error} The articles are in; the index learns of them as soon as it is free."
            )
        except SearchError as error:
            self._conclude(result, dry_run=False, refuse=False)
            raise CommandError(
                f"The articles are in, but the index is not up to date: {error}"
            ) from error

    def _conclude(self, result: IngestReport, *, dry_run: bool, refuse: bool = True) -> None:
        for refusal in result.refusals:
            place = f"{refusal.source}, {refusal.record}" if refusal.record else refusal.source
            self.stderr.write(f"refused: {place}: {refusal.reason}")
        if result.passed_over:
            self._remark(f"{result.passed_over:,} hidden or doubled files passed over")
        self.stdout.write(f"{result}{' (dry run: nothing was written)' if dry_run else ''}")
        if refuse and result.refused:
            raise SystemExit(1)


_NOTED = ("outlet", "map", "collection")
"""Options that the batch remembers, beside the format."""


def _given(**options: object) -> dict[str, object]:
    return {name: value for name, value in options.items() if value}


def _reading(options: list[str]) -> Reading:
    try:
        return Reading(today=usual_reading().today, keys=keys_with(options))
    except MappingError as error:
        raise CommandError(str(error)) from error


def _outlet(name: str | None, *, create: bool, dry_run: bool) -> Outlet | None:
    if not name:
        return None
    if (outlet := outlet_named(name)) is not None:
        return outlet
    if create:
        return (
            Outlet(name=name)
            if dry_run
            else find_or_create(Outlet, name, lambda: outlet_named(name))
        )
    near = ", ".join(near_names(name))
    raise CommandError(
        f"No outlet ‘{name}’{f' (near: {near})' if near else ''}. Add it in the admin first or"
        " pass --create-outlet."
    )


def _collection(slug: str | None) -> Collection | None:
    if not slug:
        return None
    try:
        return Collection.objects.get(slug=slug)
    except Collection.DoesNotExist:
        raise CommandError(f"No collection ‘{slug}’. Add it in the admin first.") from None


@contextmanager
def _report_file(path: str) -> Iterator[IO[str]]:
    try:
        file = Path(path).open("w", encoding="utf-8")  # noqa: SIM115 -- only the opening is explained
    except OSError as error:
        raise CommandError(
            f"The report {path} cannot be written ({error.strerror}). Choose another file."
        ) from error
    with file:
        yield file


@contextmanager
def _database_explained() -> Iterator[None]:
    """Faults of the database itself, and Ctrl-C, in words; what was taken in stays."""
    try:
        yield
    except (OperationalError, ProgrammingError) as error:
        raise CommandError(
            f"The database could not be written ({error}). What is in stays in: mend it, as by"
            " freeing"
            " space or running `migrate`, then run the same command again."
        ) from error
    except KeyboardInterrupt:
        raise CommandError(
            "Interrupted. What is in stays in; run the same command again for the rest."
        ) from None


def _as_json(outcome: Outcome, *, dry_run: bool) -> dict[str, object]:
    """One line of the report file."""
    article = outcome.article
    found: dict[str, object] = {
        "outcome": outcome.result,
        "source": outcome.source,
        "record": outcome.record,
        "id": outcome.identifier,
        "reason": outcome.reason,
    }
    if dry_run:
        found["dry_run"] = True
    if article is not None:
        found |= {
            "title": article.title,
            "authors": [credit.name for credit in article.authors],
            "published": article.published,
            "outlet": outcome.outlet,
            "findings": [asdict(finding) for finding in article.findings],
        }
    return found


def _preview(outcome: Outcome) -> str:
    """One line of a dry run: what would be written."""
    article = outcome.article
    if article is None:
        return ""
    what = "would add" if outcome.result == "added" else "would add a capture of"
    names = ", ".join(credit.name for credit in article.authors) or "no author"
    place = f"{outcome.source}, {outcome.record}" if outcome.record else outcome.source
    said = (article.title, names, article.published or "undated", outcome.outlet or "no outlet")
    return f"{what}: {' | '.join(said)} | {place}"
