"""The health check."""

import shutil

import pytest
from django.conf import settings
from django.db import connection

from archive.search.indexing.change_queue import get_engine
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


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
