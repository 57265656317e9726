"""The health check."""

import os
import re
import shutil
from datetime import timedelta
from ipaddress import ip_network
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from archive.models import Batch, IndexChange
from archive.pages import health
from archive.search.indexing.change_queue import get_engine
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
STRANGER = {"REMOTE_ADDR": "203.0.113.9"}


@pytest.fixture(autouse=True)
def no_former_report(monkeypatch):
    monkeypatch.setattr(health, "_last_report", None)


def test_a_sound_archive_says_so(client):
    factories.article("Minister orders harbour closed")
    client.get("/search/?q=harbour")

    answer = client.get("/healthz")

    assert answer.status_code == 200
    assert answer.json()["ok"] is True
    assert answer.json()["database"]["articles"] == 1
    assert answer.json()["index"]["documents"] == 1
    assert answer["Cache-Control"].startswith("max-age=0")


def test_a_lost_index_is_announced_with_the_repair(client):
    factories.article("Minister orders harbour closed")
    client.get("/search/?q=harbour")
    shutil.rmtree(settings.INDEX_ROOT)

    answer = client.get("/healthz")

    assert answer.status_code == 503
    assert "rebuild_index" in answer.json()["index"]["message"]


def test_a_damaged_index_is_announced_with_its_file_and_the_repair(client, transactional_db):
    factories.article("Aleppo")
    (path,) = get_engine().store.live_folder.glob("*.words")
    raw = bytearray(path.read_bytes())
    raw[raw.index(b"aleppo")] ^= 4
    path.write_bytes(raw)

    answer = client.get("/healthz")

    assert (answer.status_code, answer.json()["index"]["state"]) == (503, "broken")
    assert path.name in answer.json()["index"]["message"]
    assert "rebuild_index" in answer.json()["index"]["message"]


def test_a_lost_database_is_announced(client):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE archive_article RENAME TO archive_article_elsewhere")
    try:
        answer = client.get("/healthz")
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE archive_article_elsewhere RENAME TO archive_article")

    assert answer.status_code == 503
    assert "does not answer" in answer.json()["database"]["state"]


@pytest.mark.parametrize("path", ["/healthz", "/healthz/ready", "/healthz/live", "/metrics"])
def test_machines_are_answered_whatever_host_they_name(client, settings, path):
    settings.HEALTH_NETWORKS = [ip_network("10.0.0.0/8")]

    assert client.get(path, HTTP_HOST="10.0.0.7:8000").status_code == 200
    assert client.get(path, HTTP_HOST="10.0.0.7:8000", REMOTE_ADDR="10.0.0.1").status_code == 200
    assert client.get(path, HTTP_HOST="10.0.0.7:8000", **STRANGER).status_code == 400
    assert client.get(path, HTTP_HOST="10.0.0.7:8000", HTTP_X_FORWARDED_FOR="203.0.113.9").status_code == 400


def test_only_administrators_and_this_machine_are_told_details(client, admin_client):
    assert client.get("/healthz", **STRANGER).json() == {"ok": True}
    assert client.get("/healthz/live", **STRANGER).json() == {"ok": True}
    assert client.get("/metrics", **STRANGER).status_code == 404

    assert admin_client.get("/healthz", **STRANGER).json()["database"]["articles"] == 0
    assert b"cuttings_articles 0" in admin_client.get("/metrics", **STRANGER).content


def test_strangers_who_ask_often_are_given_one_report(client, django_assert_num_queries):
    assert client.get("/healthz/ready", **STRANGER).status_code == 200

    with django_assert_num_queries(0):
        client.get("/healthz/ready", **STRANGER)


def test_a_process_that_answers_is_alive_without_its_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/healthz/live").json()["ok"] is True
        assert client.get("/healthz/live", **STRANGER).json() == {"ok": True}


@pytest.mark.parametrize(
    ("free", "files", "state"), [(10, 1000, "full"), (10**6, 0, "full"), (10**6, 1000, "has room")]
)
def test_a_full_disk_is_announced(client, monkeypatch, free, files, state):
    disk = os.statvfs_result((4096, 4096, 2 * 10**6, free, free, 10_000, files, files, 0, 255))
    monkeypatch.setattr(os, "statvfs", lambda _: disk)

    answer = client.get("/healthz/ready")

    assert answer.json()["disk"]["state"] == state
    assert answer.status_code == (503 if state == "full" else 200)


def test_missing_style_sheets_are_announced_with_the_remedy(client, monkeypatch, settings, tmp_path):
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()
    monkeypatch.setattr(health, "staticfiles_storage", SimpleNamespace(hashed_files={"a.css": "a.1.css"}))

    before = client.get("/healthz/ready")
    (settings.STATIC_ROOT / "a.1.css").touch()

    assert before.status_code == 503
    assert "a.1.css" in before.json()["static"]["state"]
    assert "collectstatic" in before.json()["static"]["state"]
    assert client.get("/healthz/ready").status_code == 200


@pytest.mark.parametrize("kind", ["upload", "change"])
def test_a_queue_that_stands_still_is_announced_unless_a_run_is_under_way(client, kind):
    long_ago = timezone.now() - timedelta(hours=1)
    if kind == "upload":
        Batch.objects.create(source="upload: page.html", state=Batch.State.WAITING)
        Batch.objects.update(started_at=long_ago)
    else:
        factories.article("Minister orders harbour closed")
        IndexChange.objects.create(article_id=1)
        IndexChange.objects.update(queued_at=long_ago)

    answer = client.get("/healthz/ready")
    Batch.objects.create(source="a long run", state=Batch.State.RUNNING)

    assert answer.status_code == 503
    assert answer.json()["queue"]["state"].startswith("stuck")
    assert client.get("/healthz/ready").status_code == 200


def test_metrics_are_in_the_text_format_of_prometheus(client):
    factories.article("Minister orders harbour closed")

    answer = client.get("/metrics")

    lines = answer.content.decode().splitlines()
    assert answer["Content-Type"].startswith("text/plain; version=0.0.4")
    assert 'cuttings_check_ok{check="disk"} 1' in lines
    assert "cuttings_articles 1" in lines
    assert all(re.fullmatch(r'(# (HELP|TYPE) \w+ .+|\w+(\{\w+="[^"\\]*"\})? \d+)', line) for line in lines)
