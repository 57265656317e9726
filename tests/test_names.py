"""Names and layout of the code: functions are verbs, classes are unique, packages import one way."""

import ast
import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FILES = sorted(path for path in (ROOT / "archive").rglob("*.py") if "migrations" not in path.parts)
TREES = {path: ast.parse(path.read_text()) for path in FILES}
TEST_TREES = {path: ast.parse(path.read_text()) for path in sorted((ROOT / "tests").rglob("*.py"))}

CONVENTIONAL_FILES = {"__init__.py", "services.py", "views.py", "urls.py", "admin.py", "feeds.py"}
CONVENTIONAL_CLASSES = {"Command", "Meta", "Media", "Kind", "State", "Status"}  # Django's, and choices within models
IRREGULAR_PARTICIPLES = frozenset(
    "begun bound built chosen done drawn driven fallen felt found given gone grown held hidden kept known laid led left"
    " lent lost made meant met paid said seen sent shown sold sought spent spoken stood stuck taken taught thought"
    " thrown told torn understood undone withdrawn won written".split()
)
NOT_PARTICIPLES = frozenset("embed exceed feed hundred need proceed seed speed succeed".split())
QUERYSET_NAMES = {"listed", "withdrawn", "undated", "unmerged"}  # as Django's own querysets have `none` and `alive`

pytestmark = pytest.mark.project


def find_participles(trees: dict[Path, ast.Module]) -> tuple[list[str], int]:
    """Names of functions that are a participle alone, and the number of all functions but tests."""
    nodes = [node for tree in trees.values() for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    names = [node.name.strip("_") for node in nodes if not node.name.startswith("test_")]
    single_words = [name for name in names if "_" not in name and name not in QUERYSET_NAMES]
    return [name for name in single_words if is_participle(name)], len(names)


def find_indirect_docstrings(trees: dict[Path, ast.Module]) -> list[str]:
    """First lines of docstrings that begin with a question word, where a noun or verb says it plainly."""
    openings = []
    for path, tree in trees.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and (docstring := ast.get_docstring(node)):
                first = docstring.split("\n")[0]
                if re.match(r"(What|Who|How|Which|Whether|Where|When|Why)\b", first):
                    openings.append(f"{path.relative_to(ROOT)}: {first}")
    return openings


def is_participle(word: str) -> bool:
    regular = len(word) > 3 and word.endswith("ed") and word not in NOT_PARTICIPLES
    return regular or word in IRREGULAR_PARTICIPLES


@pytest.mark.parametrize("trees", [TREES, TEST_TREES], ids=["archive", "tests"])
def test_functions_are_not_named_by_a_participle(trees):
    participles, count = find_participles(trees)

    assert len(participles) < 0.01 * count, participles


def test_no_public_class_name_is_used_twice():
    places = defaultdict(set)
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].add(str(path.relative_to(ROOT)))

    assert {name: paths for name, paths in places.items() if len(paths) > 1 and name not in CONVENTIONAL_CLASSES} == {}


def test_no_file_name_is_used_three_times():
    counts = Counter(path.name for path in FILES if path.name not in CONVENTIONAL_FILES)

    assert [name for name, count in counts.items() if count > 2] == []


@pytest.mark.parametrize("trees", [TREES, TEST_TREES], ids=["archive", "tests"])
def test_docstrings_say_plainly_what_a_thing_is(trees):
    openings = find_indirect_docstrings(trees)

    assert len(openings) < 10, openings


def test_no_packages_import_each_other_in_a_loop():
    imports = find_package_imports()
    reachable = {package: find_reachable(package, imports) for package in imports}

    assert [package for package in imports if package in reachable[package]] == []


def test_the_files_that_contributing_names_are_there():
    text = (ROOT / "CONTRIBUTING.md").read_text()
    named = set(re.findall(r"`((?:archive|templates|tests|static|requirements)/[\w./-]+)`", text))

    assert len(named) > 20
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []


def find_package_imports() -> dict[str, set[str]]:
    """By package the packages that its modules import; a module of `archive` itself counts as one."""
    modules = {".".join(path.relative_to(ROOT).with_suffix("").parts): path for path in FILES}
    packages = {name.removesuffix(".__init__") for name in modules if name.endswith(".__init__")}

    def package_of(module: str) -> str:
        return module if module in packages or module.count(".") == 1 else module.rpartition(".")[0]

    imports: dict[str, set[str]] = defaultdict(set)
    for name, path in modules.items():
        module = name.removesuffix(".__init__")
        for node in ast.walk(TREES[path]):
            if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "archive":
                for alias in node.names:
                    full = f"{node.module}.{alias.name}"
                    target = full if full in modules or full in packages else str(node.module)
                    if target != "archive" and package_of(target) != package_of(module):
                        imports[package_of(module)].add(package_of(target))
    return imports


def find_reachable(start: str, imports: dict[str, set[str]]) -> set[str]:
    reachable: set[str] = set()
    waiting = list(imports.get(start, ()))
    while waiting:
        package = waiting.pop()
        if package not in reachable:
            reachable.add(package)
            waiting.extend(imports.get(package, ()))
    return reachable
