"""Fixity checks of the payload store."""

import io

import pytest
from django.core.management import CommandError, call_command

from archive.management.commands import check_payloads
from archive.models import Payload
from archive.storage import payloads
from archive.storage.payloads import FixityReport, check_store, get_payload_path
from tests.storage.stored_payloads import store_payload

pytestmark = pytest.mark.django_db


def run_check():
    report = FixityReport()
    for checked in check_store():
        report.add_result(checked)
    return report


@pytest.fixture
def stored():
    return [store_payload(io.BytesIO(content), "text/plain") for content in (b"one", b"two", b"three")]


def flip_a_bit(payload):
    path = get_payload_path(payload.sha256)
    content = bytearray(path.read_bytes())
    content[0] ^= 1
    path.chmod(0o644)
    path.write_bytes(content)


def test_a_sound_store_is_sound(stored):
    report = run_check()

    assert (report.sound, report.faults, report.is_sound) == (3, [], True)


def test_one_flipped_bit_is_named(stored):
    flip_a_bit(stored[1])

    (fault,) = run_check().faults

    assert (fault.state, fault.path) == ("damaged", get_payload_path(stored[1].sha256))


def test_a_missing_file_is_named(stored):
    get_payload_path(stored[0].sha256).unlink()

    (fault,) = run_check().faults

    assert (fault.state, fault.path) == ("missing", get_payload_path(stored[0].sha256))


def test_extra_files_are_named_and_harm_nothing(stored, settings):
    (settings.PAYLOAD_ROOT / "incoming").mkdir(exist_ok=True)
    (settings.PAYLOAD_ROOT / "incoming" / "1-half").write_bytes(b"half")
    (settings.PAYLOAD_ROOT / "stray.txt").write_bytes(b"stray")

    report = run_check()

    assert report.count_state("extra") == 2
    assert report.is_sound


def test_the_command_tells_and_says_by_its_exit_status(stored, capsys):
    call_command("check_payloads")
    assert "3 sound, 0 damaged, 0 missing, 0 extra" in capsys.readouterr().out

    flip_a_bit(stored[2])
    with pytest.raises(CommandError, match="not sound") as caught:
        call_command("check_payloads")

    assert caught.value.returncode == 1
    assert f"damaged: {get_payload_path(stored[2].sha256)}" in capsys.readouterr().err


def test_a_check_that_is_cut_off_goes_on_where_it_was(settings, capsys, monkeypatch):
    stored = sorted(store_payload(io.BytesIO(b"%d" % n), "text/plain").sha256 for n in range(6))
    monkeypatch.setattr(check_payloads, "NOTE_INTERVAL", 2)
    flip_a_bit(Payload.objects.get(pk=stored[0]))
    read = []

    def cut_off(payload, check=payloads._check_payload):
        if len(read) == 5:
            read.append("cut off")
            raise KeyboardInterrupt
        read.append(payload.sha256)
        return check(payload)

    monkeypatch.setattr(payloads, "_check_payload", cut_off)
    with pytest.raises(KeyboardInterrupt):
        call_command("check_payloads")
    with pytest.raises(CommandError, match="not sound"):
        call_command("check_payloads", "--resume")

    assert read == [*stored[:5], "cut off", *stored[4:]]
    assert "5 sound, 1 damaged, 0 missing, 0 extra" in capsys.readouterr().out
    assert not (settings.CUTTINGS_HOME / "check_payloads.json").exists()
