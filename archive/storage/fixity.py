"""Fixity check: compare every payload of the store with its digest. Read-only."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from django.conf import settings

from archive.models import Payload
from archive.storage.payloads import get_payload_path, hash_stream

FixityState = Literal["sound", "damaged", "missing", "extra"]


@dataclass(frozen=True, slots=True)
class FixityResult:
    """Result for one file of the store."""

    state: FixityState
    path: Path
    note: str = ""


@dataclass(slots=True)
class FixityReport:
    """Result for the whole store: number of sound files, and the faulty ones."""

    sound: int = 0
    faults: list[FixityResult] = field(default_factory=list)

    def count_state(self, state: FixityState) -> int:
        """Return the number of files in this state."""
        return self.sound if state == "sound" else sum(f.state == state for f in self.faults)

    def add_result(self, result: FixityResult) -> None:
        """Add the result of one file."""
        if result.state == "sound":
            self.sound += 1
        else:
            self.faults.append(result)

    @property
    def is_sound(self) -> bool:
        """True if every payload is there and unchanged; extra files are no fault."""
        return not (self.count_state("damaged") or self.count_state("missing"))


def check_store(after: str = "") -> Iterator[FixityResult]:
    """Check each payload in the order of digests, then yield the files that no payload names.

    An interrupted check resumes `after` the last digest it yielded.
    """
    for payload in Payload.objects.filter(sha256__gt=after).order_by("sha256").iterator():
        yield _check_payload(payload)
    for path in sorted(path for path in Path(settings.PAYLOAD_ROOT).rglob("*") if not path.is_dir()):
        if path != get_payload_path(path.name) or not Payload.objects.filter(sha256=path.name).exists():
            yield FixityResult("extra", path, "no payload of the database is this file")


def _check_payload(payload: Payload) -> FixityResult:
    path = get_payload_path(payload.sha256)
    try:
        with path.open("rb") as file:
            digest, size = hash_stream(file)
    except FileNotFoundError:
        return FixityResult("missing", path, "the file is not there")
    except OSError as error:
        return FixityResult("damaged", path, f"the file cannot be read: {error.strerror}")
    if digest != payload.sha256:
        return FixityResult("damaged", path, f"its {size} bytes have the digest {digest}")
    return FixityResult("sound", path)
