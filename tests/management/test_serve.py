"""The server that `serve` and `demo` share."""

import socket

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError

from archive.management.commands.serve import build_login_hint, find_free_address


def test_a_taken_port_is_refused_in_words():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]

        with pytest.raises(CommandError, match=f"Port {port} .* is taken"):
            find_free_address("127.0.0.1", port)


def test_the_greeting_shows_no_password_that_no_longer_works(db):
    first = build_login_hint()
    admin = get_user_model().objects.get(username="admin")
    admin.set_password("one of my own choosing")
    admin.save()

    assert "with the password" in first
    assert build_login_hint() == "log in as admin with the password you chose"


def test_the_greeting_is_the_same_as_long_as_the_password_is(db):
    assert build_login_hint() == build_login_hint()


def test_another_archive_has_another_password(db):
    first = build_login_hint()
    get_user_model().objects.all().delete()

    assert build_login_hint() != first
