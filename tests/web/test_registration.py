"""Registration of readers: closed unless a setting opens it, by mail where the archive sends mail."""

import re
import smtplib

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.cache import cache
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client

from archive.pages import registration
from tests.web.pages import get_links, get_texts, parse_page

pytestmark = pytest.mark.django_db
PASSWORD = "quite a long password"
ACCOUNT = {"username": "lena", "password1": PASSWORD, "password2": PASSWORD}


@pytest.fixture(autouse=True)
def open_archive(settings):
    settings.REGISTRATION_OPEN = True
    settings.SENDS_MAIL = False
    cache.clear()


def read_link() -> str:
    """The path of the link in the last mail."""
    return re.search(r"http://testserver(/register/\S+)", mail.outbox[-1].body)[1]


def test_it_is_closed_by_default(client, settings):
    settings.REGISTRATION_OPEN = False

    assert client.get("/register/").status_code == 404
    assert client.post("/register/", ACCOUNT).status_code == 404
    assert "/register/" not in get_links(parse_page(client.get("/login/")), "main a")
    assert not User.objects.exists()


def test_without_mail_a_reader_registers_at_once_and_has_no_rights(client):
    link = get_links(parse_page(client.get("/login/")), "main a")[0]
    forged = {"is_staff": "1", "is_superuser": "on", "groups": "1", "email": "x@archive.example"}

    response = client.post(link, ACCOUNT | forged)

    assert response["Location"] == "/my/"
    reader = User.objects.get()
    assert (reader.is_staff, reader.is_superuser, reader.email) == (False, False, "")
    assert not reader.groups.exists()
    assert get_texts(parse_page(client.get("/my/")), "h1") == ["My archive"]
    assert client.get("/admin/").status_code == 302
    assert client.get("/register/")["Location"] == "/my/"


@pytest.mark.parametrize(
    "values",
    [
        {"password1": "12345", "password2": "12345"},
        {"password2": "another"},
        {"username": "MAUD"},
        {"username": "a b"},
        {"username": "x" * 200},
        {"username": ""},
    ],
)
def test_bad_names_and_passwords_are_said_in_the_form(values, client):
    User.objects.create_user("maud")

    page = parse_page(client.post("/register/", ACCOUNT | values))

    assert page.select(".field-error")
    assert User.objects.count() == 1


def test_by_mail_the_address_is_confirmed_before_there_is_an_account(client, settings):
    settings.SENDS_MAIL = True

    page = parse_page(client.post("/register/", {"email": "lena@archive.example"}, follow=True))
    assert page.h1.text == "Check your mail"
    assert not User.objects.exists()
    assert parse_page(client.get(read_link())).h1.text == "Finish your registration"
    client.post(read_link(), ACCOUNT)

    assert User.objects.get().email == "lena@archive.example"
    assert Client().get(read_link())["Location"] == "/login/"


def test_nobody_learns_which_addresses_have_an_account(client, settings):
    settings.SENDS_MAIL = True
    User.objects.create_user("maud", "maud@archive.example")

    known, unknown = (
        client.post("/register/", {"email": f"{name}@archive.example"}, follow=True) for name in ("MAUD", "lena")
    )

    assert known.content == unknown.content
    assert "its name is maud" in mail.outbox[0].body
    assert "/register/" not in mail.outbox[0].body


def test_links_that_are_forged_or_old_lead_nowhere(client, settings, monkeypatch):
    settings.SENDS_MAIL = True
    client.post("/register/", {"email": "lena@archive.example"})

    assert client.get("/register/forged:a:b/").status_code == 404
    monkeypatch.setattr(registration, "LINK_AGE", -1)
    assert client.post(read_link(), ACCOUNT).status_code == 404


def test_mails_and_forms_are_limited(client, settings, monkeypatch):
    settings.SENDS_MAIL = True
    monkeypatch.setattr(registration, "MAX_REGISTRATIONS", 3)
    for _ in range(3):
        assert client.post("/register/", {"email": "lena@archive.example"}).status_code == 302

    assert len(mail.outbox) == 1
    assert client.post("/register/", {"email": "ann@archive.example"}).status_code == 429


def test_a_mail_that_cannot_be_sent_is_said(client, settings, monkeypatch):
    settings.SENDS_MAIL = True

    def refuse(*_):
        raise smtplib.SMTPServerDisconnected("gone")

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    page = parse_page(client.post("/register/", {"email": "lena@archive.example"}))

    assert "could not be sent" in page.select_one("[role=alert]").text
