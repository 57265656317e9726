"""Bytes under a name, as `ingest` reads them."""

from archive.ingest.documents import PassedOver, Refused, SourceDocument
from archive.ingest.sources import Sources


def taken(folder, content, name="a", **options):
    """What one file of these bytes gives: documents, refusals, things passed over."""
    path = folder / name
    path.write_bytes(content)
    with Sources([str(path)], kept=False, **options) as sources:
        return list(sources.documents())


def documents(items):
    return [item for item in items if isinstance(item, SourceDocument)]


def refused(items):
    return [(item.record, item.reason) for item in items if isinstance(item, Refused)]


def passed(items):
    return [item.record for item in items if isinstance(item, PassedOver)]
