"""A worker ends within seconds: with its server, and when it is told to, whatever it does."""

import signal
import subprocess
import sys
import time

import pytest

from tests.ingest.other_processes import ROOT, build_environment, create_archive

BUSY_WORKER = """
import time, sys
import django; django.setup()
from archive.curation import tasks
def compute():
    print("busy", flush=True)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            time.sleep(1)
        except KeyboardInterrupt:
            pass  # as a library that swallows it
tasks.run_next_task = compute
from django.core.management import call_command
call_command("work", *sys.argv[1:])
"""
SERVER = """
import os, subprocess, sys, time
worker = subprocess.Popen([sys.executable, "-c", sys.argv[1], "--beside", str(os.getpid())])
time.sleep(60)
"""


@pytest.mark.slow
def test_a_worker_ends_soon_after_its_server_though_it_is_busy(tmp_path):
    create_archive(tmp_path)
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER, BUSY_WORKER],
        cwd=ROOT,
        env=build_environment(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with server:
        assert server.stdout.readline() == "busy\n"
        began = time.monotonic()
        server.send_signal(signal.SIGKILL)

        assert server.stdout.read() == ""  # until the worker, which holds it too, has ended
    assert time.monotonic() - began < 10
