"""Files read as `ingest` reads them."""

from archive.formats.documents import RefusedItem, SkippedItem, SourceDocument
from archive.ingest.pipeline import ingest
from archive.ingest.reports import IngestReport
from archive.ingest.sources import SourceReader


def read_items(folder, content, name="a", **options):
    """Read one file with this content: documents, refused and skipped items."""
    path = folder / name
    path.write_bytes(content)
    with SourceReader([str(path)], store_containers=False, **options) as sources:
        return list(sources.iter_items())


def get_documents(items):
    return [item for item in items if isinstance(item, SourceDocument)]


def get_refusals(items):
    return [(item.record, item.reason) for item in items if isinstance(item, RefusedItem)]


def get_skipped_records(items):
    return [item.record for item in items if isinstance(item, SkippedItem)]


def ingest_paths(paths, **options) -> IngestReport:
    """Ingest files and folders, with the options of `ingest`."""
    names = [str(path) for path in paths]
    with SourceReader(names, store_containers=not options.get("dry_run")) as sources:
        return ingest(sources.iter_items(), source=" ".join(names), **options)
