"""The archive served as in production, for a bench that asks it."""

import http.client
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable


class Server:
    """The archive behind gunicorn with so many workers, for the length of a block."""

    def __init__(self, workers: int = 1) -> None:
        self.workers = workers

    def __enter__(self):
        """Start it and wait until it listens."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        environment = os.environ | {
            "CUTTINGS_HASHED_STATIC": "true",
            "CUTTINGS_WORKERS": str(self.workers),
            "CUTTINGS_BIND": f"127.0.0.1:{self.port}",
            "CUTTINGS_GREETING": "ready",
        }
        manage = [sys.executable, "manage.py", "collectstatic", "--no-input", "-v0"]
        subprocess.run(manage, env=environment, check=True)
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "gunicorn",
                "-c",
                "python:archive.deploy.gunicorn",
                "archive.wsgi",
            ],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self.process.stdout.readline()
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        return self

    def __exit__(self, *_: object) -> None:
        """Press Ctrl-C."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(timeout=30)

    def get(self, path: str) -> str:
        """The page; anything but 200 ends the bench."""
        status, body = self.answer(path)
        if status != 200:
            sys.exit(f"{path} answered {status}")
        return body.decode()

    def answer(self, path: str, **headers: str) -> tuple[int, bytes]:
        """Whatever the server answers, read to its end: status and bytes."""
        self.connection.request("GET", path, headers=headers)
        answer = self.connection.getresponse()
        return answer.status, answer.read()

    def getter(self, path: str) -> Callable[[], str]:
        """A call that gets this page."""
        return lambda: self.get(path)
