"""Bytes in the store and their row, as a run of `ingest` makes them."""

from typing import IO

from archive.models import Payload
from archive.storage.payloads import stage_payload


def store_payload(stream: IO[bytes], media_type: str) -> Payload:
    """Store a stream and its row, equal bytes once."""
    staged = stage_payload(stream, media_type)
    staged.store()
    values = {"size": staged.size, "media_type": staged.media_type}
    return Payload.objects.get_or_create(sha256=staged.sha256, defaults=values)[0]
