"""Words of refusals: a page shows them to librarians, so none gives advice that only a shell can follow."""

import ast
import re
from pathlib import Path

import pytest

from archive.errors import Remedy
from archive.management.commands.ingest import _HINTS, find_hints

ROOT = Path(__file__).resolve().parents[2] / "archive"
CALLS = frozenset(
    "UnreadableDocument UnknownFormat RefusedAddress LimitExceeded RefusalReason refuse refuse_broken RefusedItem"
    " UnreadKind".split()
)
SHELL_WORDS = re.compile(r"`|(?<!\w)--\w|\b(?:jq|pip|apt|brew|sudo|chmod)\b|CUTTINGS_|manage\.py")

pytestmark = pytest.mark.project


def collect_texts(node: ast.AST) -> list[str]:
    """The string constants within an expression."""
    return [part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str)]


def find_refusals() -> list[tuple[str, str]]:
    """Place and words of each refusal that the code writes out."""
    found = []
    for path in sorted(ROOT.rglob("*.py")):
        if path.relative_to(ROOT).parts[0] not in {"formats", "extraction", "ingest"}:
            continue
        for call in (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)):
            name = getattr(call.func, "attr", getattr(call.func, "id", ""))
            if name in CALLS:
                words = " ".join(text for part in ast.iter_child_nodes(call) for text in collect_texts(part))
                found.append((f"{path.name}:{call.lineno}", words))
    return found


def test_no_refusal_gives_advice_for_a_shell():
    refusals = find_refusals()

    assert len(refusals) > 150
    assert [place for place, words in refusals if SHELL_WORDS.search(words)] == []


def test_each_remedy_has_its_words_for_the_shell():
    assert set(_HINTS) == set(Remedy)
    assert find_hints(["It is larger than 10 MB."]) == []
