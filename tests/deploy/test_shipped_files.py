"""The files that deployments start from: units of systemd, compose file, sites of nginx."""

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "archive" / "deploy"
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())


def test_every_variable_that_is_named_is_one_the_archive_reads():
    known = (ROOT / "archive" / "settings.py").read_text() + (DEPLOY / "gunicorn.py").read_text()

    for path in DEPLOY.iterdir():
        if path.suffix in {".yaml", ".service", ".conf"} or path.name == "Containerfile":
            for name in re.findall(r"CUTTINGS_[A-Z_]+", path.read_text()):
                assert f'"{name}"' in known, f"{path.name}: {name}"


@pytest.mark.parametrize("name", COMPOSE["services"])
def test_every_service_has_what_it_depends_on(name):
    service = COMPOSE["services"][name]

    assert set(service.get("depends_on", ())) <= set(COMPOSE["services"])
    for volume in service["volumes"]:
        source = volume.partition(":")[0]
        assert source in COMPOSE["volumes"] or source == "./certificates" or (DEPLOY / source).is_file(), volume
    assert service["restart"] == "unless-stopped"


def test_only_the_proxy_is_reached_from_outside_and_it_says_who_asks():
    assert [name for name, service in COMPOSE["services"].items() if "ports" in service] == ["proxy"]

    for name in ("nginx.conf", "nginx-compose.conf"):
        text = (DEPLOY / name).read_text()
        assert "proxy_set_header X-Forwarded-For $remote_addr;" in text
        assert "proxy_set_header X-Forwarded-Proto $scheme;" in text
