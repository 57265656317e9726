"""Quality of quotations and stories: `python -m tests.bench.comparison [--json]`.

Every measure is a function that gives rows of what was measured and what it must come to; each
feature has its own module of them, named in MODULES. `--only words` runs the measures whose name holds
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

from tests.bench.common import make_scratch_archive, print_report

MODULES = ("tests.bench.quotations", "tests.bench.stories", "tests.bench.reprints")
"""Each has MEASURES: functions that take the folder of the corpora and give rows; and SLOW: those
of them that take minutes."""


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: `must` is what it has to come to, as printed; `holds` whether it does."""

    measure: str
    value: object
    must: str
    holds: bool

    def as_row(self) -> dict[str, object]:
        """As a row of the object that every bench prints with `--json`."""
        return {
            "operation": self.measure,
            "value": self.value,
            "must": self.must,
            "holds": self.holds,
        }


Measure = Callable[[Path], Iterable[Row]]


def at_least(measure: str, value: float, least: float) -> Row:
    """A share or count that must not be lower."""
    return Row(measure, round(value, 4), f"≥ {least}", value >= least)


def at_most(measure: str, value: float, most: float) -> Row:
    """A share, a count or a time that must not be higher."""
    return Row(measure, round(value, 4), f"≤ {most}", value <= most)


def equal(measure: str, value: object, must: object) -> Row:
    """A value that must be exactly this."""
    return Row(measure, value, str(must), value == must)


def unbounded(measure: str, value: object) -> Row:
    """A figure without a bound."""
    return Row(measure, value, "–", holds=True)


def run_measures(modules: Iterable[str] = MODULES) -> None:
    """Measure, print; the exit code says whether all holds."""
    options = _arguments()
    make_scratch_archive()
    rows: list[Row] = []
    for measure in _measures(modules, options.only, quick=options.quick):
        for row in measure(options.corpora):
            rows.append(row)
            if not options.json:
                print(f"{'' if row.holds else '!':1} {row.measure:<66} {row.value!s:>10}  {row.must}")
    if options.json:
        from archive.models import Article

        reported = [{"system": "cuttings", **row.as_row()} for row in rows]
        print_report(reported, articles=Article.objects.count(), as_json=True)
    sys.exit(not all(row.holds for row in rows))


def _measures(modules: Iterable[str], only: str, *, quick: bool) -> list[Measure]:
    measures: list[Measure] = []
    for name in modules:
        if importlib.util.find_spec(name) is None:
            continue
        module = importlib.import_module(name)
        measures += [measure for measure in module.MEASURES if not (quick and measure in module.SLOW)]
    return [measure for measure in measures if only in measure.__name__.replace("_", " ")]


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
    options = parser.parse_args()
    if not options.corpora.is_dir():
        sys.exit(f"{options.corpora} is not on this machine: the bench measures on what is there.")
    return options


if __name__ == "__main__":
    run_measures()
