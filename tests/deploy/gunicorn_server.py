"""The archive served by gunicorn as the README says, in a process of its own."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
from contextlib import closing, contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PIECE = b"0123456789abcde\n" * 4096
PATIENCE = 30
"""Seconds that a reader's request may take on a busy machine; what stands still takes for ever."""


def build_environment(home, **more):
    """The environment of an archive in `home`."""
    return os.environ | {"CUTTINGS_HOME": str(home), "CUTTINGS_MODE": "local"} | more


def run_command(home, *arguments, **variables):
    """Run a command of the archive in `home`; returns the finished process."""
    return subprocess.run(
        [sys.executable, "manage.py", *map(str, arguments)],
        cwd=ROOT,
        env=build_environment(home, **variables),
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )


def create_articles(home):
    """Make an archive of a few short articles."""
    lines = [
        {"title": f"Report {number} on the harbour", "text": "The harbour was closed. " * 20} for number in range(5)
    ]
    path = home / "articles.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    run_command(home, "ingest", path, "--no-comparing").check_returncode()


@contextmanager
def serve_archive(home, application="archive.wsgi", **variables):
    """Serve the archive in `home`, with one worker by default; gives the port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    variables = {"CUTTINGS_WORKERS": "1"} | variables
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "-c", "python:archive.deploy.gunicorn", application],
        cwd=ROOT,
        env=build_environment(home, CUTTINGS_BIND=f"127.0.0.1:{port}", CUTTINGS_GREETING="ready", **variables),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        umask=0o022,
    )
    try:
        assert server.stdout.readline() == "ready\n"
        yield port
    finally:
        server.send_signal(signal.SIGTERM)
        try:
            server.wait(timeout=30)
        finally:
            server.kill()
            server.stdout.close()


@contextmanager
def request_page(port, path, version=11, **headers):
    """Request a page; gives the response, its body not read yet. Version 10 is HTTP/1.0."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as connection:
        connection._http_vsn, connection._http_vsn_str = version, f"HTTP/1.{version % 10}"
        connection.request("GET", path, headers=headers)
        with connection.getresponse() as answer:
            yield answer


def read_page(port, path):
    """The body of a page."""
    with request_page(port, path) as answer:
        assert answer.status == 200, path
        return answer.read()
