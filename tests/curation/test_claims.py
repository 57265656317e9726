"""Claims on work by several workers, and rows of processes that say they are alive."""

import threading
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from archive.curation.claims import (
    LOST_TIME,
    claim_work,
    delete_lost_processes,
    describe_process,
    is_alive_elsewhere,
    show_process,
)
from archive.models import Batch, MaintenanceTask, RunningProcess, WorkClaim

pytestmark = pytest.mark.django_db


def create_process(host="another host", pid=1, *, seen=timedelta(0)):
    return RunningProcess.objects.create(host=host, pid=pid, began="1", kind="work", seen_at=timezone.now() - seen)


def test_work_is_claimed_by_one_process_until_it_is_done():
    one, other = create_process(pid=1), create_process(pid=2)

    with (
        claim_work(one, "comparing") as first,
        claim_work(other, "comparing") as second,
        claim_work(other, "tasks") as third,
    ):
        assert (first, second, third) == (True, False, True)

    with claim_work(other, "comparing") as later:
        assert later


def test_the_claims_of_a_dead_worker_return():
    alive, silent = create_process(pid=1), create_process(pid=2, seen=LOST_TIME + timedelta(seconds=1))
    gone = create_process(describe_process()["host"], 99_999_999)
    for process in (alive, silent, gone):
        WorkClaim.objects.create(name=f"work of {process.pk}", process=process)

    assert delete_lost_processes() == 2

    assert list(RunningProcess.objects.all()) == [alive]
    assert [claim.process for claim in WorkClaim.objects.all()] == [alive]


def test_a_process_is_shown_while_it_runs_and_renews_its_row(transactional_db, monkeypatch):
    renewed = threading.Event()
    monkeypatch.setattr("archive.curation.claims.RENEWAL_SECONDS", 0.01)
    with show_process("work") as process:
        RunningProcess.objects.update(seen_at=timezone.now() - LOST_TIME * 2)
        for _ in range(500):
            if RunningProcess.objects.get().seen_at > timezone.now() - LOST_TIME:
                break
            renewed.wait(0.01)
        else:
            pytest.fail("the row is not renewed")
        assert is_alive_elsewhere(process.host, process.pid, process.began)
        assert delete_lost_processes() == 0

    assert not RunningProcess.objects.exists()


def test_a_task_that_another_worker_does_is_left_to_it():
    MaintenanceTask.objects.create(kind=MaintenanceTask.Kind.CHECK_ORIGINALS)
    WorkClaim.objects.create(name="tasks", process=create_process())

    call_command("work", "--once")

    assert MaintenanceTask.objects.get().state == MaintenanceTask.State.WAITING


def test_one_page_shows_workers_and_queues(admin_client):
    create_process(pid=4711)
    create_process("lost host", seen=LOST_TIME * 2)
    Batch.objects.create(source="upload: page.html", state=Batch.State.WAITING)

    html = admin_client.get("/admin/archive/runningprocess/").content.decode()

    assert "another host" in html
    assert "4711" in html
    assert "lost host" not in html
    assert "What waits for workers" in html
