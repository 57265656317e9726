"""How well quotations and stories are found: `python -m tests.bench.comparison [--json]`.

Every measure is a function that gives rows of what was measured and what it must come to; each room
has its own module of them, named in MODULES. `--only words` runs the measures whose name holds
these words, `--corpora` reads other data of the same form, `--quick` leaves out those that take
minutes.
"""

import argparse
import importlib
import importlib.util
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

if not __package__:  # started by its path: the repository is not on the path yet
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.bench.common import report, scratch_archive

MODULES = ("tests.bench.quoting", "tests.bench.gathering")
"""Each has MEASURES: functions that take the folder of the corpora and give rows; and SLOW: those
of them that take minutes."""


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: `must` is what it has to come to, as printed; `holds` whether it does."""

    measure: str
    value: object
    must: str
    holds: bool

    def as_told(self) -> dict[str, object]:
        """As a row of the object that every bench prints with `--json`."""
        return {
            "operation": self.measure, "value": self.value, "must": self.must, "holds": self.holds,
        }  # fmt: skip


Measure = Callable[[Path], Iterable[Row]]


def at_least(measure: str, value: float, least: float) -> Row:
    """A share or count that must not be lower."""
    return Row(measure, round(value, 4), f"≥ {least}", value >= least)


def at_most(measure: str, value: float, most: float) -> Row:
    """A share, a count or a time that must not be higher."""
    return Row(measure, round(value, 4), f"≤ {most}", value <= most)


def equal(measure: str, value: object, must: object) -> Row:
    """What must come out exactly so."""
    return Row(measure, value, str(must), value == must)


def noted(measure: str, value: object) -> Row:
    """A figure that nothing is asked of."""
    return Row(measure, value, "–", holds=True)


def main() -> None:
    """Measure, print; the exit code says whether all holds."""
    given = _arguments()
    scratch_archive()
    rows: list[Row] = []
    for measure in _measures(given.only, quick=given.quick):
        for row in measure(given.corpora):
            rows.append(row)
            if not given.json:
                print(f"{'' if row.holds else '!':1} {row.measure:<66} {row.value!s:>10}  {row.must}")
    if given.json:
        from archive.models import Article

        told = [{"system": "cuttings", **row.as_told()} for row in rows]
        report(told, articles=Article.objects.count(), as_json=True)
    sys.exit(not all(row.holds for row in rows))


def _measures(only: str, *, quick: bool) -> list[Measure]:
    found: list[Measure] = []
    for name in MODULES:
        if importlib.util.find_spec(name) is None:
            continue
        module = importlib.import_module(name)
        found += [one for one in module.MEASURES if not (quick and one in module.SLOW)]
    return [one for one in found if only in one.__name__.replace("_", " ")]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object, nothing else")
    parser.add_argument("--only", default="", help="measures whose name holds these words")
    parser.add_argument("--quick", action="store_true", help="without those that take minutes")
    parser.add_argument(
        "--corpora",
        type=Path,
        default=Path(__file__).resolve().parents[3] / "shared" / "corpora",
        help="the folder of the corpora",
    )
    given = parser.parse_args()
    if not given.corpora.is_dir():
        sys.exit(f"{given.corpora} is not on this machine: the bench measures on what is there.")
    return given


if __name__ == "__main__":
    main()
