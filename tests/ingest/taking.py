"""Bytes under a name, as `ingest` reads them."""

from archive.formats.documents import RefusedItem, SkippedItem, SourceDocument
from archive.ingest.sources import SourceReader


def taken(folder, content, name="a", **options):
    """What one file of these bytes gives: documents, refusals, things passed over."""
    path = folder / name
    path.write_bytes(content)
    with SourceReader([str(path)], store_containers=False, **options) as sources:
        return list(sources.iter_items())


def documents(items):
    return [item for item in items if isinstance(item, SourceDocument)]


def refused(items):
    return [(item.record, item.reason) for item in items if isinstance(item, RefusedItem)]


def passed(items):
    return [item.record for item in items if isinstance(item, SkippedItem)]
