"""The first command of the README, as a newcomer runs it: a real process, a real server."""

import io
import json
import re

from archive.management.commands import demo as command
from tests.management.demo_process import Demo


def test_the_demo_serves_an_archive_that_says_it_is_invented_and_keeps_it(tmp_path):
    with Demo(tmp_path) as demo:
        status, page, headers = demo.get("/")
        _, health, _ = demo.get("/healthz")
        _, found, _ = demo.get("/search/?q=harbour")
        stylesheet = re.search(r'href="(/static/[^"]+\.css)"', page)[1]
        style_status, _, style_headers = demo.get(stylesheet)
    with Demo(tmp_path) as again:
        after = json.loads(again.get("/healthz")[1])["database"]["articles"]

    assert status == 200
    assert "are invented" in page
    assert json.loads(health)["ok"] is True
    assert json.loads(health)["database"]["articles"] >= 48
    assert "Harbour Gazette" in found
    assert style_status == 200
    assert "immutable" in style_headers["Cache-Control"]
    assert "'unsafe-inline'" not in headers["Content-Security-Policy"]
    assert demo.status == 0, demo.rest
    assert "Traceback" not in demo.printed + demo.rest
    assert after == json.loads(health)["database"]["articles"]
    assert again.password == demo.password
    assert len(again.password) >= 16
    assert "added" not in again.printed
    assert (tmp_path / "admin-login.txt").stat().st_mode & 0o077 == 0
    assert (tmp_path / "secret.key").stat().st_mode & 0o077 == 0


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_what_is_no_fault_has_not_the_colour_of_faults(tmp_path, db):
    (tmp_path / "gazette").mkdir()
    (tmp_path / "gazette" / "kept.md").write_text("# Harbour shut\n\nNothing moved today.\n")
    for name in ("authority", "collections"):
        (tmp_path / f"{name}.json").write_text("{}")
    remarks = Terminal()

    command.Command(stdout=io.StringIO(), stderr=remarks, force_color=True)._load_fixtures(tmp_path)

    assert "Indexing 1 article" in remarks.getvalue()
    assert "\x1b[" not in remarks.getvalue()
