"""A demonstration archive served by a process of its own, as a newcomer starts it."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OURS = ("CUTTINGS_", "DATABASE_URL", "DJANGO_", "PYTHON")


def get_outside_environment() -> dict[str, str]:
    """The environment without the variables of the archive, Django and Python."""
    return {name: value for name, value in os.environ.items() if not name.startswith(OURS)}


class Demo:
    """A running `demo`; leaving the block presses Ctrl-C."""

    def __init__(
        self,
        home: Path,
        program=(sys.executable, "manage.py"),
        folder=ROOT,
        variable="CUTTINGS_HOME",
    ):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.process = subprocess.Popen(
            [*map(str, program), "demo", "--port", str(self.port)],
            cwd=folder,
            env=get_outside_environment() | {variable: str(home)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def __enter__(self):
        self.printed = ""
        for line in self.process.stdout:
            self.printed += line
            if "Ctrl-C ends it" in line:
                return self
        raise AssertionError(f"the demo never listened:\n{self.printed}")

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGINT)
        self.rest = self.process.communicate(timeout=30)[0]
        self.status = self.process.returncode

    def get(self, path: str) -> tuple[int, str, dict]:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)) as connection:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode(), dict(answer.getheaders())

    @property
    def password(self) -> str:
        return re.search(r"with the password (\S+)\)", self.printed)[1]
