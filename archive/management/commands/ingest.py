"""`manage.py ingest PATH…`: ingest files, folders, URLs and standard input."""

import json
import time
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import OperationalError, ProgrammingError, connection
from rich.console import Console

from archive.curation.claims import show_process
from archive.db.statistics import renew_statistics
from archive.errors import IndexLocked, RefusalReason, Remedy, SearchError
from archive.formats.fields import build_field_keys
from archive.formats.file_formats import FORMAT_NAMES
from archive.ingest import uploads
from archive.ingest.authority import find_or_create, find_outlet, suggest_outlet_slugs
from archive.ingest.pipeline import OutcomeCallback, default_extraction_options, ingest
from archive.ingest.reports import IngestOutcome, IngestReport
from archive.ingest.sources import URL_SCHEMES, SourceReader
from archive.management import long_runs
from archive.management.archive_command import IN_MEMORY, USABLE_STATES, ArchiveCommand, ArchiveState, format_count
from archive.models import Batch, Collection, Outlet
from archive.search.indexing import change_queue, maintenance

_HINTS = {
    Remedy.MAP_FIELDS: "--map FIELD=KEY maps a column or key to a field: --map title=headline_main",
    Remedy.RAISE_LIMITS: "CUTTINGS_MAX_DOCUMENT_MB and CUTTINGS_MAX_CONTAINER_MB raise the limits",
    Remedy.ALLOW_PRIVATE_ADDRESSES: "CUTTINGS_ALLOW_PRIVATE_ADDRESSES=true allows addresses of private networks",
    Remedy.ALLOW_PORTS: "CUTTINGS_FETCH_PORTS=80,443,8080 allows other ports, CUTTINGS_FETCH_PORTS=any all",
    Remedy.INSTALL_PACKS: (
        "`pip install 'cuttings[packs]'` and the system's libarchive (Debian: `apt install libarchive13`; macOS: `brew"
        " install libarchive`) unpack 7z and RAR"
    ),
    Remedy.INSTALL_OCR: (
        "`apt install tesseract-ocr tesseract-ocr-LANGUAGE` (Debian, Ubuntu) or `brew install tesseract-lang` (macOS)"
        " has pictures and scans read"
    ),
    Remedy.INSTALL_OFFICE: "`apt install libreoffice-writer-nogui` (Debian, Ubuntu) has old Word documents read",
    Remedy.GIVE_ADDRESS: "given the address instead of the file, the command fetches the page itself",
}
"""What a shell says against refusals that whoever runs the archive can mend; pages do not say it."""
_STORED_OPTIONS = ("outlet", "map", "collection")
"""Options stored with the batch, beside the format."""


class Command(ArchiveCommand):
    help = (
        "Take in articles from files, folders, addresses (https://…) or standard input (-): web pages, MHTML, WARC,"
        " ARC, WACZ, feeds, plain text, Markdown, JSON Lines, CSV, PDF, Word, OpenDocument, RTF, EPUB, pictures of"
        " cuttings, mail (.eml, .msg, mbox), exports of WordPress, Evernote, Zotero, EndNote and BibTeX (with the files"
        " beside them), NITF, NewsML, web archives of Safari, and ZIP, tar, gzip, bzip2, xz, 7z or RAR of these. Run"
        " again, it takes in only what is new. Exit status 1 if anything was refused."
    )
    accepted_states = USABLE_STATES | {ArchiveState.MISSING}

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "paths", nargs="*", metavar="PATH", help="a file, a folder, an address, or - for standard input"
        )
        parser.add_argument(
            "--retry", type=int, metavar="BATCH", help="try again what that run refused, with its options"
        )
        parser.add_argument("--outlet", help="slug or name of the outlet that published them all")
        parser.add_argument("--create-outlet", action="store_true", help="make that outlet if there is none")
        parser.add_argument(
            "--format", choices=sorted(FORMAT_NAMES), dest="source_format", help="read every file as this"
        )
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="FIELD=KEY|FILE.json",
            help="which key of a JSON line is which field; may be given again",
        )
        parser.add_argument("--dry-run", action="store_true", help="write nothing; say what would be written")
        parser.add_argument("--report", metavar="FILE.jsonl", help="write one JSON object a document to this file")
        parser.add_argument("--collection", metavar="SLUG", help="put the articles into this collection")
        no_comparing_help = "leave quotations, near copies and stories to the worker or to `find_…`"
        parser.add_argument("--no-comparing", action="store_true", help=no_comparing_help)

    def make_archive(self, options: Mapping[str, Any]) -> None:
        """Create an empty archive if there is input; in memory for a dry run."""
        if options["retry"] is not None or not any(map(_is_available, options["paths"])):
            raise CommandError(
                "There is no archive yet, and nothing to make one of: name a file, a folder or an"
                " address that is there."
            )
        if options["dry_run"] and connection.vendor == "sqlite":
            connection.settings_dict["NAME"] = IN_MEMORY  # nothing was opened before
        call_command("migrate", verbosity=0, interactive=False)
        if not options["dry_run"]:
            self.print_remark(f"A new archive was made in {settings.CUTTINGS_HOME}.")

    def handle(
        self, *, paths: list[str], dry_run: bool, report: str | None, source_format: str | None, **options
    ) -> None:
        if options["retry"] is not None:
            batch = Batch.objects.filter(pk=options["retry"]).first()
            if batch is None:
                raise CommandError(f"There is no run {options['retry']}. The admin lists them.")
            if uploads.retry_refused(batch):
                self.stdout.write("The refused files of that upload wait; `work` takes them in.")
                return
            paths, source_format = _read_retry_options(batch, options, source_format)
        if not paths:
            raise CommandError("Name what to take in: a file, a folder, an address, or - for a pipe.")
        stored_options = [("format", source_format), *((name, options[name]) for name in _STORED_OPTIONS)]
        field_keys = build_field_keys(options["map"])
        with ExitStack() as stack:
            stack.enter_context(_explain_database_errors())
            if not dry_run:
                stack.enter_context(show_process("ingest"))
            outlet = _resolve_outlet(options["outlet"], create=options["create_outlet"], dry_run=dry_run)
            collection = _get_collection(options["collection"]) if options["collection"] else None
            report_file = stack.enter_context(_open_report_file(report)) if report else None
            sources = stack.enter_context(SourceReader(paths, source_format, store_containers=not dry_run))
            advance = stack.enter_context(self._show_progress(sources))
            stack.enter_context(change_queue.defer_indexing())
            ingest_report = ingest(
                sources.iter_items(),
                source="\n".join(paths),
                extraction_options=replace(default_extraction_options(), keys=field_keys),
                outlet=outlet,
                collection=collection,
                options={name: value for name, value in stored_options if value},
                dry_run=dry_run,
                on_outcome=lambda outcome: self._report_outcome(outcome, advance, report_file, dry_run=dry_run),
            )
        if not dry_run:
            renew_statistics(ingest_report.added)
            self._update_index(ingest_report)
        self._print_summary(ingest_report, dry_run=dry_run)
        if not dry_run and not options["no_comparing"]:
            self._compare_articles()
        if ingest_report.refused:
            raise SystemExit(1)

    def _report_outcome(
        self, outcome: IngestOutcome, advance: OutcomeCallback, report_file: IO[str] | None, *, dry_run: bool
    ) -> None:
        advance(outcome)
        if report_file is not None:
            entry = long_runs.serialize_outcome(outcome, dry_run=dry_run)
            report_file.write(json.dumps(entry, ensure_ascii=False) + "\n")
        if dry_run and outcome.article is not None:
            self.stdout.write(long_runs.format_preview(outcome))

    def _show_progress(self, sources: SourceReader) -> AbstractContextManager[OutcomeCallback]:
        """Show a bar on a terminal, a line now and then elsewhere."""
        console = Console(stderr=True)
        sources.measure_size()
        if console.is_terminal and self.stdout.isatty():
            return long_runs.show_ingest_bar(sources, console)
        return nullcontext(long_runs.write_ingest_lines(sources, self.print_remark))

    def _update_index(self, ingest_report: IngestReport) -> None:
        """Index the new articles, and apply what an interrupted run left in the queue."""
        try:
            if ingest_report.article_ids:
                self.print_remark(f"Indexing {format_count(len(ingest_report.article_ids), 'article')}")
                maintenance.index_articles(ingest_report.article_ids)
            change_queue.apply_queue()
        except IndexLocked as error:
            self.stderr.write(f"{error} The articles are in; the index learns of them as soon as it is free.")
        except SearchError as error:
            self._print_summary(ingest_report, dry_run=False)
            raise CommandError(f"The articles are in, but the index is not up to date: {error}") from error

    def _compare_articles(self) -> None:
        """Find quotations, near-duplicates and stories; print a line only if any were read."""
        started = time.monotonic()
        if count := long_runs.compare_pending(self.print_remark):
            elapsed = time.monotonic() - started
            self.print_remark(
                f"{format_count(count, 'article')} compared with the others in {elapsed:,.0f} s:"
                " quotations, near copies, stories"
            )

    def _print_summary(self, ingest_report: IngestReport, *, dry_run: bool) -> None:
        for refusal in ingest_report.refusals:
            place = f"{refusal.source}, {refusal.record}" if refusal.record else refusal.source
            self.stderr.write(f"refused: {place}: {refusal.reason}")
        for hint in find_hints(refusal.reason for refusal in ingest_report.refusals):
            self.print_remark(hint)
        for sentence in ingest_report.describe_unused_keys():
            self.print_remark(sentence)
        if ingest_report.passed_over:
            self.print_remark(
                f"{ingest_report.passed_over:,} skipped: hidden files, pictures,"
                " redirects, the like (--report lists them)"
            )
        self.stdout.write(f"{ingest_report}{' (dry run: nothing was written)' if dry_run else ''}")


def find_hints(reasons: Iterable[str]) -> list[str]:
    """Return the shell commands and settings that help against these refusals, each once."""
    remedies = {reason.remedy for reason in reasons if isinstance(reason, RefusalReason)}
    return [hint for remedy, hint in _HINTS.items() if remedy in remedies]


def _read_retry_options(
    batch: Batch, options: dict[str, Any], source_format: str | None
) -> tuple[list[str], str | None]:
    """Return the refused sources that still exist; options not given default to the batch's."""
    sources = dict.fromkeys(batch.refusals.order_by("pk").values_list("source", flat=True))
    paths = list(filter(_is_available, sources))
    if not paths:
        raise CommandError("Nothing that this run refused is still there to be tried again.")
    for name in _STORED_OPTIONS:
        options[name] = options[name] or batch.options.get(name) or options[name]
    return paths, source_format or batch.options.get("format")


def _is_available(path: str) -> bool:
    return path == "-" or path.startswith(URL_SCHEMES) or Path(path).exists()


def _resolve_outlet(name: str | None, *, create: bool, dry_run: bool) -> Outlet | None:
    if not name:
        return None
    if (outlet := find_outlet(name)) is not None:
        return outlet
    if create:
        return Outlet(name=name) if dry_run else find_or_create(Outlet, name, lambda: find_outlet(name))
    similar_names = ", ".join(suggest_outlet_slugs(name))
    raise CommandError(
        f"No outlet ‘{name}’{f' (near: {similar_names})' if similar_names else ''}."
        " Add it in the admin first or pass --create-outlet."
    )


def _get_collection(slug: str) -> Collection:
    try:
        return Collection.objects.get(slug=slug)
    except Collection.DoesNotExist:
        raise CommandError(f"No collection ‘{slug}’. Add it in the admin first.") from None


def _open_report_file(path: str) -> IO[str]:
    try:
        return Path(path).open("w", encoding="utf-8")
    except OSError as error:
        raise CommandError(f"The report {path} cannot be written ({error.strerror}). Choose another file.") from error


@contextmanager
def _explain_database_errors() -> Iterator[None]:
    """Turn database errors and Ctrl-C into command errors; what was ingested stays."""
    try:
        yield
    except (OperationalError, ProgrammingError) as error:
        raise CommandError(
            f"The database could not be written ({error}). What is in stays in: mend it, as by freeing space or running"
            " `migrate`, then run the same command again."
        ) from error
    except KeyboardInterrupt:
        raise CommandError("Interrupted. What is in stays in; run the same command again for the rest.") from None
