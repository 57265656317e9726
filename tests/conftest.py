"""What every test may use: an index, a payload store and a home of its own."""

import shutil

import haystack
import pytest

from tests.environment import CORPORA


@pytest.hookimpl(tryfirst=True)  # before -m chooses
def pytest_collection_modifyitems(items):
    """Mark what uses the database; skip, in words, tests on real data where the data is not."""
    for item in items:
        if {"db", "transactional_db"} & set(item.fixturenames) or "django_db" in item.keywords:
            item.add_marker("database")
    if CORPORA.is_dir():
        return
    absent = pytest.mark.skip(reason="../shared/corpora is not on this machine")
    for item in items:
        if "corpora" in item.keywords:
            item.add_marker(absent)


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


def forget_connections():
    """Each thread keeps its own Haystack connection: drop this thread's."""
    for name in list(vars(haystack.connections.thread_local)):
        delattr(haystack.connections.thread_local, name)
