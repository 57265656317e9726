"""Fixity check: compare every payload of the store with its digest. Read-only."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from django.conf import settings

from archive.models import Payload
from archive.provenance.payloads import PIECE, path_of

State = Literal["sound", "damaged", "missing", "extra"]


@dataclass(frozen=True, slots=True)
class Checked:
    """Result for one file of the store."""

    state: State
    path: Path
    note: str = ""


@dataclass(slots=True)
class FixityReport:
    """Result for the whole store: number of sound files, and the faulty ones."""

    sound: int = 0
    faults: list[Checked] = field(default_factory=list)

    def count(self, state: State) -> int:
        """Return the number of files in this state."""
        return self.sound if state == "sound" else sum(f.state == state for f in self.faults)

    def add(self, checked: Checked) -> None:
        """Add the result of one file."""
        if checked.state == "sound":
            self.sound += 1
        else:
            self.faults.append(checked)

    @property
    def is_sound(self) -> bool:
        """Whether every payload is there and unchanged; extra files are no fault."""
        return not (self.count("damaged") or self.count("missing"))


def walk(after: str = "") -> Iterator[Checked]:
    """Check each payload in the order of digests, then yield the files that no payload names.

    An interrupted check resumes `after` the last digest it yielded.
    """
    for payload in Payload.objects.filter(sha256__gt=after).order_by("sha256").iterator():
        yield _check(payload)
    yield from _extra()


def _check(payload: Payload) -> Checked:
    place = path_of(payload.sha256)
    try:
        digest, size = _measure(place)
    except FileNotFoundError:
        return Checked("missing", place, "the file is not there")
    except OSError as error:
        return Checked("damaged", place, f"the file cannot be read: {error.strerror}")
    if digest != payload.sha256:
        return Checked("damaged", place, f"its {size} bytes have the digest {digest}")
    return Checked("sound", place)


def _measure(place: Path) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with place.open("rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
            size += len(piece)
    return digest.hexdigest(), size


def _extra() -> Iterator[Checked]:
    root = Path(settings.PAYLOAD_ROOT)
    for place in sorted(path for path in root.rglob("*") if not path.is_dir()):
        if place != path_of(place.name) or not Payload.objects.filter(sha256=place.name).exists():
            yield Checked("extra", place, "no payload of the database is this file")
