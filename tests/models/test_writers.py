"""Long runs and other writers: who waits to write is let in between two transactions."""

import threading
import time

import pytest
from django.db import connection

from archive.db import turns
from archive.db.bulk import run_in_batches
from archive.models import Outlet
from tests import factories

pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL lets many write at once")


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_while_nobody_writes():
    factories.outlet()

    assert not turns.is_writer_waiting()


@pytest.mark.django_db(transaction=True)
def test_editors_save_while_a_long_run_goes_on():
    """Each save of an editor is let in before the next batch, however many batches there are."""
    outlet = factories.outlet(name="Gazette 0")
    has_ended, saves, batches = threading.Event(), [], []

    def edit():
        for number in range(1, 6):
            Outlet.objects.filter(pk=outlet.pk).update(name=f"Gazette {number}")
            saves.append(number)
        has_ended.set()
        connection.close()

    def process(batch):
        if has_ended.is_set():
            return
        Outlet.objects.filter(pk=outlet.pk).update(name="Gazette of the run")
        batches.extend(batch)
        while not turns.is_writer_waiting() and not has_ended.is_set():
            time.sleep(0.001)

    editor = threading.Thread(target=edit)
    editor.start()
    run_in_batches(range(200), process, 1)
    editor.join()

    assert saves == [1, 2, 3, 4, 5]
    assert len(batches) < 20


@pytest.mark.django_db(transaction=True)
def test_a_stopped_writer_holds_a_long_run_up_for_a_moment_only(monkeypatch):
    monkeypatch.setattr(turns, "MAX_WAIT", 0.05)
    with turns._hold_place():
        assert turns.is_writer_waiting()
        run_in_batches([1, 2], list, 1)

    assert not turns.is_writer_waiting()


@pytest.mark.django_db(transaction=True)
def test_a_folder_that_takes_no_file_keeps_nobody_from_writing(settings, tmp_path):
    settings.CUTTINGS_HOME = tmp_path / "missing"

    factories.outlet()

    assert not turns.is_writer_waiting()
