"""`manage.py ingest PATH…`: ingest files, folders, URLs and standard input."""

import json
import time
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db import OperationalError, ProgrammingError
from rich.console import Console

from archive.errors import IndexLocked, MappingError, SearchError
from archive.ingest import uploads
from archive.ingest.documents import Reading
from archive.ingest.fields import keys_with
from archive.ingest.formats import NAMES
from archive.ingest.outlets import near_names, outlet_named
from archive.ingest.pipeline import OnOutcome, ingest, usual_reading
from archive.ingest.report import IngestReport, Outcome
from archive.ingest.slugs import find_or_create
from archive.ingest.sources import SCHEMES, Sources
from archive.management.archive_state import ArchiveState
from archive.management.base import USABLE, ArchiveCommand, make_archive
from archive.management.comparing import compare_what_waits
from archive.management.outcomes import as_json, preview
from archive.management.progress import bar, lines
from archive.models import Batch, Collection, Outlet
from archive.search import indexing


class Command(ArchiveCommand):
    help = (
        "Take in articles from files, folders, addresses (https://…) or standard input (-): web"
        " pages, MHTML, WARC, ARC, WACZ, feeds, plain text, Markdown, JSON Lines, CSV, and ZIP, tar"
        " or gzip of these. Run again, it takes in only what is new. Exit status 1 if anything was"
        " refused."
    )
    accepted = USABLE | {ArchiveState.MISSING}

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "paths",
            nargs="*",
            metavar="PATH",
            help="a file, a folder, an address, or - for standard input",
        )
        parser.add_argument(
            "--retry",
            type=int,
            metavar="BATCH",
            help="try again what that run refused, with its options",
        )
        self._add_reading(parser)
        self._add_writing(parser)

    def _add_reading(self, parser: ArgumentParser) -> None:
        """Add the options on how documents are read, and on their outlet."""
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

    def _add_writing(self, parser: ArgumentParser) -> None:
        """Add the options on what is written."""
        parser.add_argument(
            "--dry-run", action="store_true", help="write nothing; say what would be written"
        )
        parser.add_argument(
            "--report", metavar="FILE.jsonl", help="write one JSON object a document to this file"
        )
        parser.add_argument(
            "--collection", metavar="SLUG", help="put the articles into this collection"
        )
        parser.add_argument(
            "--no-comparing",
            action="store_true",
            help="leave quotations, near copies and stories to the worker or to `find_…`",
        )

    def make_archive(self, options: Mapping[str, Any]) -> None:
        """Create an empty archive if there is input; in memory for a dry run."""
        if options["retry"] is not None or not any(map(_is_there, options["paths"])):
            raise CommandError(
                "There is no archive yet, and nothing to make one of: name a file, a folder or an"
                " address that is there."
            )
        make_archive(in_memory=options["dry_run"])
        if not options["dry_run"]:
            self._remark(f"A new archive was made in {settings.CUTTINGS_HOME}.")

    def handle(
        self, *, paths: list[str], dry_run: bool, report: str | None, told: str | None, **options
    ) -> None:
        if options["retry"] is not None:
            batch = _run(options["retry"])
            if uploads.again(batch):
                self.stdout.write("The refused files of that upload wait; `work` takes them in.")
                return
            paths, told = _retried(batch, options, told)
        if not paths:
            raise CommandError(
                "Name what to take in: a file, a folder, an address, or - for a pipe."
            )
        reading = _reading(options["map"])
        with ExitStack() as stack:
            stack.enter_context(_database_explained())
            outlet = _outlet(options["outlet"], create=options["create_outlet"], dry_run=dry_run)
            collection = _collection(options["collection"])
            written = stack.enter_context(_report_file(report)) if report else None
            sources = stack.enter_context(Sources(paths, told, kept=not dry_run))
            shown = stack.enter_context(self._progress(sources))
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
        if not dry_run and not options["no_comparing"]:
            self._compare()
        if result.refused:
            raise SystemExit(1)

    def _tell(
        self, outcome: Outcome, shown: OnOutcome, written: IO[str] | None, *, dry_run: bool
    ) -> None:
        """Report an outcome to the progress, the report file, and in a dry run the output."""
        shown(outcome)
        if written is not None:
            written.write(json.dumps(as_json(outcome, dry_run=dry_run), ensure_ascii=False) + "\n")
        if dry_run and outcome.article is not None:
            self.stdout.write(preview(outcome))

    def _progress(self, sources: Sources) -> AbstractContextManager[OnOutcome]:
        """Show a bar on a terminal, a line now and then elsewhere."""
        console = Console(stderr=True)
        sources.measure()
        if console.is_terminal and self.stdout.isatty():
            return bar(sources, console)
        return lines(sources, self._remark)

    def _remark(self, text: str) -> None:
        """Print to stderr what is neither result nor error, without the colour of errors."""
        self.stderr.write(text, style_func=str)

    def _index(self, result: IngestReport, *, dry_run: bool) -> None:
        """Index the new articles, and apply what an interrupted run left in the queue."""
        if dry_run:
            return
        try:
            if result.article_ids:
                self._remark(f"Indexing {_articles(len(result.article_ids))}")
                indexing.index_articles(result.article_ids)
            indexing.apply_queue()
        except IndexLocked as error:
            self.stderr.write(
                f"{error} The articles are in; the index learns of them as soon as it is free."
            )
        except SearchError as error:
            self._conclude(result, dry_run=False)
            raise CommandError(
                f"The articles are in, but the index is not up to date: {error}"
            ) from error

    def _compare(self) -> None:
        """Find quotations, near-duplicates and stories; print a line only if any were read."""
        began = time.monotonic()
        if read := compare_what_waits():
            spent = time.monotonic() - began
            self._remark(
                f"{_articles(read)} compared with the others in {spent:,.0f} s:"
                " quotations, near copies, stories"
            )

    def _conclude(self, result: IngestReport, *, dry_run: bool) -> None:
        for refusal in result.refusals:
            place = f"{refusal.source}, {refusal.record}" if refusal.record else refusal.source
            self.stderr.write(f"refused: {place}: {refusal.reason}")
        for hint in _hints([refusal.reason for refusal in result.refusals]):
            self._remark(hint)
        if result.passed_over:
            self._remark(
                f"{result.passed_over:,} passed over: hidden files, pictures,"
                " redirects, the like (--report lists them)"
            )
        self.stdout.write(f"{result}{' (dry run: nothing was written)' if dry_run else ''}")


_HINTS = {
    "to the field": "--map FIELD=KEY maps a column or key to a field: --map title=headline_main",
    "or map its columns": "--map FIELD=COLUMN maps a column to a field: --map title=headline_main",
    "one JSON document": "`jq -c '.[]' FILE` writes a list as JSON Lines, `jq -c . FILE` an object",
    "larger than": "CUTTINGS_MAX_DOCUMENT_MB and CUTTINGS_MAX_CONTAINER_MB raise the limits",
    "it holds more than": "CUTTINGS_MAX_CONTAINER_MB raises the limit of what a file may hold",
    "No reader knows": "--format text or --format jsonl reads a file anyhow",
    "public net": "CUTTINGS_ALLOW_PRIVATE_ADDRESSES=true allows addresses of private networks",
}
"""Phrases of refusals, which web pages show too, to hints that only help an operator."""


def _hints(reasons: list[str]) -> list[str]:
    """Return the shell commands and settings that help against these refusals, each once."""
    return [hint for words, hint in _HINTS.items() if any(words in reason for reason in reasons)]


def _articles(count: int) -> str:
    return "1 article" if count == 1 else f"{count:,} articles"


_NOTED = ("outlet", "map", "collection")
"""Options stored with the batch, beside the format."""


def _given(**options: object) -> dict[str, object]:
    return {name: value for name, value in options.items() if value}


def _reading(options: list[str]) -> Reading:
    try:
        return Reading(today=usual_reading().today, keys=keys_with(options))
    except MappingError as error:
        raise CommandError(str(error)) from error


def _run(number: int) -> Batch:
    try:
        return Batch.objects.get(pk=number)
    except Batch.DoesNotExist:
        raise CommandError(f"There is no run {number}. The admin lists them.") from None


def _retried(
    batch: Batch, options: dict[str, Any], told: str | None
) -> tuple[list[str], str | None]:
    """Return the refused sources that still exist; options not given default to the batch's."""
    sources = dict.fromkeys(batch.refusals.order_by("pk").values_list("source", flat=True))
    paths = list(filter(_is_there, sources))
    if not paths:
        raise CommandError("Nothing that this run refused is still there to be tried again.")
    for name in _NOTED:
        options[name] = options[name] or batch.options.get(name) or options[name]
    return paths, told or batch.options.get("format")


def _is_there(path: str) -> bool:
    return path == "-" or path.startswith(SCHEMES) or Path(path).exists()


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
        f"No outlet ‘{name}’{f' (near: {near})' if near else ''}."
        " Add it in the admin first or pass --create-outlet."
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
    """Turn database errors and Ctrl-C into command errors; what was ingested stays."""
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
