"""The server that `serve` and `demo` share."""

import socket

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

from archive.management.administrators import build_login_hint, choose_administrator_name
from archive.management.commands.serve import find_free_address


def test_a_taken_port_is_refused_in_words():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]

        with pytest.raises(CommandError, match=f"Port {port} .* is taken"):
            find_free_address("127.0.0.1", port)


def test_the_greeting_shows_no_password_that_no_longer_works(db):
    first = build_login_hint("maud")
    maud = get_user_model().objects.get(username="maud")
    maud.set_password("one of my own choosing")
    maud.save()

    assert first.startswith("log in as maud with the password ")
    assert build_login_hint("maud") == "log in as maud with the password you chose"


def test_the_greeting_is_the_same_as_long_as_the_password_is(db):
    assert build_login_hint("maud") == build_login_hint("maud")


def test_another_archive_has_another_password(db):
    first = build_login_hint("maud")
    get_user_model().objects.all().delete()

    assert build_login_hint("maud") != first


def test_an_archive_with_an_administrator_gets_no_second_one(db):
    get_user_model().objects.create_superuser("orla", password="one of my own choosing")

    assert build_login_hint("admin") == "log in as orla with the password you chose"
    with pytest.raises(CommandError, match="has an administrator: orla"):
        call_command("createsuperuser", "--noinput", "--username", "admin", "--email", "")
    assert get_user_model().objects.get().username == "orla"

    call_command("createsuperuser", "--noinput", "--username", "lena", "--email", "", "--another", verbosity=0)
    assert build_login_hint("admin") == "log in as orla or lena with the password you chose"


def test_who_starts_an_archive_names_its_administrator(db, monkeypatch, settings):
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda _: " maud ")
    assert choose_administrator_name() == "maud"

    settings.IS_ADMINISTRATOR_NAMED, settings.ADMINISTRATOR = True, "lena"
    assert choose_administrator_name() == "lena"

    settings.IS_ADMINISTRATOR_NAMED = False
    get_user_model().objects.create_superuser("orla")
    assert choose_administrator_name() == "lena"  # nobody is asked for a name that is not needed


@pytest.mark.parametrize("name", ["two words", "x" * 151, "", "a\x00b"])
def test_a_name_that_nobody_could_log_in_with_is_refused_in_words(db, name):
    with pytest.raises(CommandError, match="cannot be the name of an administrator"):
        build_login_hint(name)
