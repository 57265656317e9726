"""Rules of the project: style, names, layers, types, templates, pinned dependencies, deployment."""

import os
import re
import runpy
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from archive.errors import ConfigurationError

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())

pytestmark = pytest.mark.project


def run_command(*command: str, **environment: str) -> str:
    """Run a command; returns its output, and fails the test with it where the command fails."""
    done = subprocess.run(
        [str(BIN / command[0]), *command[1:]],
        cwd=ROOT,
        env={name: v for name, v in os.environ.items() if name != "DJANGO_ALLOW_ASYNC_UNSAFE"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"
    return done.stdout + done.stderr


def run_in_empty_environment(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Python with nothing of our environment but the path; returns the finished process."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]} | environment,
        umask=0,
        capture_output=True,
        text=True,
        check=False,
    )


def test_code_keeps_the_style():
    run_command("ruff", "check", ".")
    run_command("ruff", "format", "--check", ".")


def test_imports_go_down_only():
    run_command("lint-imports", "--no-cache")


def test_types_hold():
    run_command("mypy")


def test_templates_are_well_formed():
    run_command("djangofmt", "check", "templates")


def test_every_dependency_is_declared_and_used():
    run_command("deptry", ".")


def test_migrations_say_what_the_models_say():
    run_command("python", "manage.py", "makemigrations", "--check", "--dry-run")


def test_a_production_deployment_passes_djangos_checklist(tmp_path):
    printed = run_command(
        "python",
        "manage.py",
        "check",
        "--deploy",
        "--fail-level",
        "INFO",
        CUTTINGS_MODE="production",
        CUTTINGS_HOME=str(tmp_path),
        CUTTINGS_SECRET_KEY="k3y-" * 20 + "8f!q",
        CUTTINGS_HOSTS="archive.example",
    )

    assert "no issues" in printed


@pytest.mark.parametrize(
    ("variable", "environment"),
    [
        ("CUTTINGS_SECRET_KEY", {}),
        ("CUTTINGS_SECRET_KEY", {"CUTTINGS_SECRET_KEY": "short", "CUTTINGS_HOSTS": "a.example"}),
        ("CUTTINGS_HOSTS", {"CUTTINGS_SECRET_KEY": "x" * 60}),
        ("CUTTINGS_HOSTS", {"CUTTINGS_SECRET_KEY": "x" * 60, "CUTTINGS_HOSTS": "*"}),
        ("CUTTINGS_HOSTS", {"CUTTINGS_SECRET_KEY": "x" * 60, "CUTTINGS_HOSTS": " , "}),
        ("CUTTINGS_MODE", {"CUTTINGS_MODE": "staging"}),
        ("CUTTINGS_DEBUG", {"CUTTINGS_DEBUG": "1", "CUTTINGS_SECRET_KEY": "x" * 60}),
    ],
)
def test_production_refuses_to_start_half_configured(variable, environment, tmp_path):
    done = run_in_empty_environment("-c", "import archive.wsgi", CUTTINGS_HOME=str(tmp_path), **environment)

    assert done.returncode != 0
    assert variable in done.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    "command",
    [
        ("-m", "gunicorn", "-c", "python:archive.deploy.gunicorn", "archive.wsgi"),
        ("manage.py", "check"),
    ],
)
def test_what_is_to_be_set_is_said_in_one_line_and_not_in_tracebacks(command, tmp_path):
    environment = {"CUTTINGS_MODE": "production", "CUTTINGS_SERVER_LOG_LEVEL": "warning"}

    done = run_in_empty_environment(*command, CUTTINGS_HOME=str(tmp_path), **environment)

    assert done.returncode != 0
    assert re.fullmatch(r"CUTTINGS_SECRET_KEY is not set: .* Set it in .*\n", done.stderr)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("CUTTINGS_SEARCH_CACHE_MB", "much"),
        ("CUTTINGS_SEARCH_SECONDS", "soon"),
        ("CUTTINGS_INGEST_PROCESSES", "-1"),
        ("CUTTINGS_LOG_LEVEL", "loud"),
        ("CUTTINGS_HOME", "/dev/null/archive"),
        ("CUTTINGS_URL_PREFIX", "https://archive.example/news"),
        ("CUTTINGS_TRUSTED_ORIGINS", "archive.example"),
        ("CUTTINGS_TIME_ZONE", "Berlin"),
        ("CUTTINGS_HSTS", "everywhere"),
        ("CUTTINGS_FETCH_PORTS", "http"),
        ("CUTTINGS_HEALTH_ADDRESSES", "localhost"),
        ("CUTTINGS_LOG_MB", "-1"),
    ],
)
def test_a_setting_that_cannot_be_is_named(variable, value, tmp_path, monkeypatch):
    monkeypatch.setenv("CUTTINGS_HOME", str(tmp_path))
    monkeypatch.setenv("CUTTINGS_TLS", "true")
    monkeypatch.setenv(variable, value)

    with pytest.raises(ConfigurationError, match=variable if variable != "CUTTINGS_HOME" else "Set CUTTINGS_HOME"):
        runpy.run_path(str(ROOT / "archive" / "settings.py"))


def test_a_setting_that_cannot_be_is_named_in_one_line_without_its_password(tmp_path):
    environment = {"CUTTINGS_HOME": str(tmp_path), "DATABASE_URL": "mongo://reader:hidden-word@host/name"}

    done = run_in_empty_environment("manage.py", "check", **environment)

    assert done.returncode == 1
    assert "DATABASE_URL" in done.stderr
    assert done.stderr.count("\n") == 1
    assert "hidden-word" not in done.stderr


@pytest.mark.parametrize(
    ("extent", "expected"),
    [
        ("", (31_536_000, False, False)),
        ("subdomains", (31_536_000, True, False)),
        ("preload", (31_536_000, True, True)),
        ("off", (0, False, False)),
    ],
)
def test_how_far_browsers_insist_on_https_is_a_setting(extent, expected, tmp_path, monkeypatch):
    monkeypatch.setenv("CUTTINGS_HOME", str(tmp_path))
    monkeypatch.setenv("CUTTINGS_TLS", "true")
    monkeypatch.setenv("CUTTINGS_HSTS", extent)

    settings = runpy.run_path(str(ROOT / "archive" / "settings.py"))

    names = ("SECONDS", "INCLUDE_SUBDOMAINS", "PRELOAD")
    assert tuple(settings[f"SECURE_HSTS_{name}"] for name in names) == expected


def test_everything_is_kept_in_the_home_whatever_its_name(tmp_path):
    homes = tmp_path / "homes"
    name = "a ملف 50%20#1?x=y"

    done = run_in_empty_environment("manage.py", "migrate", "-v0", CUTTINGS_HOME=str(homes / name))

    assert done.returncode == 0, done.stderr
    assert [path.name for path in homes.iterdir()] == [name]
    assert (homes / name / "cuttings.sqlite3").exists()
    assert not [path for path in homes.rglob("*") if path.stat().st_mode & 0o077 and path.name != "static"]


@pytest.mark.parametrize("name", ["run", "test", "bench"])
def test_every_declared_dependency_is_pinned_with_hashes_and_without_a_host(name):
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    declared = [*PROJECT["project"]["dependencies"]]
    if name == "test":
        declared += [*PROJECT["dependency-groups"]["test"], *PROJECT["dependency-groups"]["lint"]]
    if name == "bench":
        declared += PROJECT["dependency-groups"]["bench"]
    pinned = {
        canonicalize_name(match[1]): match[2]
        for match in re.finditer(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;]+)", text, re.MULTILINE)
    }

    for line in declared:
        requirement = Requirement(line)
        version = pinned.get(canonicalize_name(requirement.name))
        assert version, f"{requirement.name} is not pinned in requirements/{name}.txt"
        assert requirement.specifier.contains(version), line
    assert "://" not in text
    assert text.count("==") <= text.count("--hash=sha256:")


def test_browser_tests_are_skipped_in_one_line_where_there_is_no_chromium():
    one = "tests/browser/test_reader_journey.py::test_a_theme_once_chosen_stays"

    printed = run_command("pytest", "-n", "1", one, PATH="", CHROMIUM="", CI="")

    assert re.findall("^1 tests? skipped: no Chromium here: install .*$", printed, re.MULTILINE)


def test_every_bench_prints_one_object_of_one_form():
    benches = {
        path.name: path.read_text()
        for path in (ROOT / "tests" / "bench").glob("*.py")
        if "__main__" in path.read_text()
    }

    assert "search_speed.py" in benches
    for name, text in benches.items():
        assert re.search(r"report\(|run_measures\(", text), f"{name} prints rows of its own"
        assert "print(json" not in text, f"{name} prints JSON of its own"


def test_no_package_is_left_with_a_stub():
    stubs = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "archive").rglob("*.py")
        if re.search(r"\bTODO\b|\bFIXME\b|to be replaced|to be written", path.read_text())
    ]

    assert stubs == []


def test_no_markup_is_declared_safe_in_code_or_template():
    code = [path for path in (ROOT / "archive").rglob("*.py") if "mark_safe" in path.read_text()]
    pages = [
        path
        for path in (ROOT / "templates").rglob("*.html")
        if re.search(r"\|\s*safe\b|autoescape off", path.read_text())
    ]

    assert code + pages == []
