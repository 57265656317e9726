"""Fixtures of all tests: an index, a payload store and a home folder for each test."""

import os
import shutil
from collections import Counter

import haystack
import pytest
from hypothesis import settings as hypothesis_settings

from archive.models import ArchiveEvent
from tests.browser.chromium import CHROMIUM
from tests.environment import CORPORA
from tests.search.opensearch_server import NO_OPENSEARCH

hypothesis_settings.register_profile("same every run", derandomize=True)
hypothesis_settings.load_profile("same every run")  # so that a run fails for what was changed, not for its luck

NO_CHROMIUM = "no Chromium here: install Debian's chromium, or name one in the variable CHROMIUM"
NO_CORPORA = "../shared/corpora is not on this machine"


@pytest.hookimpl(tryfirst=True)  # before -m chooses
def pytest_collection_modifyitems(items):
    """Mark what uses the database; skip, in words, what needs a thing this machine has not."""
    left_out = {"corpora": not CORPORA.is_dir() and NO_CORPORA}
    if os.environ.get("CI", "").casefold() not in ("true", "1"):  # there nothing may be left out
        left_out["browser"] = not CHROMIUM and NO_CHROMIUM
    for item in items:
        if {"db", "transactional_db"} & set(item.fixturenames) or "django_db" in item.keywords:
            item.add_marker("database")
        for kind, reason in left_out.items():
            if reason and kind in item.keywords:
                item.add_marker(pytest.mark.skip(reason=reason))


def pytest_terminal_summary(terminalreporter):
    """Print skipped tests, one line a reason; in this hook, so that it works with `-n`, too."""
    skipped = terminalreporter.stats.get("skipped", ())
    reasons = Counter(report.longrepr[2].removeprefix("Skipped: ") for report in skipped)
    for reason in (NO_CHROMIUM, NO_CORPORA, *NO_OPENSEARCH):
        if count := reasons[reason]:
            terminalreporter.write_line(f"{count} test{'s' * (count > 1)} skipped: {reason}")


@pytest.fixture(autouse=True)
def own_store(settings, tmp_path):
    """Index and payloads in the test's own folder, also for the threads of a live server."""
    settings.CUTTINGS_HOME = tmp_path
    settings.PAYLOAD_ROOT = tmp_path / "payloads"
    settings.INDEX_ROOT = tmp_path / "index"
    settings.UPLOAD_ROOT = tmp_path / "uploads"
    settings.PAYLOAD_ROOT.mkdir()
    settings.INGEST_PROCESSES = 1
    haystack.connections.connections_info["default"]["PATH"] = str(settings.INDEX_ROOT)
    forget_connections()
    yield
    forget_connections()
    shutil.rmtree(settings.INDEX_ROOT, ignore_errors=True)


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    """Passwords hashed at once: the hashes of production are slow by design, and no test is about them."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def no_former_events(request):
    """No events in the archive at first: those of the rows that a flush deleted may be left, as triggers see them."""
    marker = request.node.get_closest_marker("django_db")
    if {"live_server", "transactional_db"} & set(request.fixturenames) or (marker and marker.kwargs.get("transaction")):
        request.getfixturevalue("transactional_db")
        ArchiveEvent.objects.all().delete()


def forget_connections():
    """Each thread keeps its own Haystack connection: drop this thread's."""
    for name in list(vars(haystack.connections.thread_local)):
        delattr(haystack.connections.thread_local, name)
