"""Pages of one's own account: login, password, and a new one by mail."""

import re

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.cache import cache
from django.test import Client

from archive.errors import ConfigurationError
from archive.settings import _mail
from tests.web.pages import parse_page

pytestmark = pytest.mark.django_db

RIGHT = "a long password of her own"
MAIL_PAGES = ("/login/forgotten/", "/login/forgotten/sent/", "/login/forgotten/MQ/x-y/", "/login/forgotten/set/")


@pytest.fixture(autouse=True)
def maud(settings):
    settings.SENDS_MAIL = True
    cache.clear()
    return User.objects.create_user("maud", "maud@archive.example", RIGHT, is_staff=True)


def ask_for_mail(client, address="maud@archive.example"):
    return client.post("/login/forgotten/", {"email": address})


def read_link():
    """The path in the last mail."""
    return re.search(r"http://testserver(/\S+)", mail.outbox[-1].body)[1]


def test_a_new_password_is_set_by_mail_and_opens_a_login_that_was_closed(client):
    for _ in range(10):
        closed = client.post("/login/", {"username": "maud", "password": "guessed"})
    assert closed.status_code == 429
    link = parse_page(closed).select_one("main a[href='/login/forgotten/']")

    sent = client.post(link["href"], {"email": "MAUD@archive.example"}, follow=True)
    assert parse_page(sent).h1.text == "Look into your mail"
    assert mail.outbox[0].subject == "A new password for Cuttings"
    assert "Hello maud," in mail.outbox[0].body
    path = client.get(read_link(), follow=True).request["PATH_INFO"]
    new = "quite another long password"
    done = client.post(path, {"new_password1": new, "new_password2": new}, follow=True)

    assert parse_page(done).h1.text == "Your new password is set"
    assert client.post("/login/", {"username": "maud", "password": new}).status_code == 302
    assert parse_page(Client().get(read_link())).h1.text == "This link no longer works"


@pytest.mark.parametrize("path", MAIL_PAGES)
def test_an_archive_that_sends_no_mail_has_no_such_page_and_no_link_to_it(client, settings, path):
    settings.SENDS_MAIL = False

    assert client.get(path).status_code == 404
    assert client.post(path, {"email": "maud@archive.example"}).status_code == 404
    for login in ("/login/", "/admin/login/"):
        page = parse_page(client.get(login))
        assert not page.select("a[href^='/login/forgotten']")
        assert "The archive’s administrator can give you a new one." in page.main.text
    assert mail.outbox == []


def test_nobody_learns_which_mail_addresses_have_accounts_and_nobody_is_flooded(client):
    pages = [ask_for_mail(client, address) for address in ("maud@archive.example", "no@archive.example")]
    ask_for_mail(client)
    ask_for_mail(Client())

    assert [page.url for page in pages] == ["/login/forgotten/sent/"] * 2
    assert [message.to for message in mail.outbox] == [["maud@archive.example"]]


def test_who_asks_for_many_mails_is_told_when_to_ask_again(client):
    for number in range(20):
        assert ask_for_mail(client, f"n{number}@archive.example").status_code == 302

    answer = ask_for_mail(client, "more@archive.example")

    assert answer.status_code == 429
    assert int(answer["Retry-After"]) == 3600
    assert "You can ask again in 60 minutes." in parse_page(answer).main.text


@pytest.mark.parametrize("user", ["MQ", "abc", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5", "AA", "%00", "4pyT", "LTE"])
@pytest.mark.parametrize("token", ["x", "set-password", "%00-%00", "d1-" + "f" * 32, "9" * 400])
def test_a_forged_link_says_that_it_does_not_work(client, user, token):
    answer = client.get(f"/login/forgotten/{user}/{token}/")

    assert (answer.status_code, parse_page(answer).h1.text) == (200, "This link no longer works")
    assert client.post(f"/login/forgotten/{user}/{token}/", {"new_password1": "x"}).status_code == 200


def test_anybody_with_an_account_changes_their_own_password(client):
    client.force_login(User.objects.create_user("lena", password="another long password"))
    address = parse_page(client.get("/saved/")).select_one("a[href='/password/']")["href"]
    new = {"new_password1": "quite another long password", "new_password2": "quite another long password"}

    wrong = parse_page(client.post(address, new | {"old_password": "guessed"}))
    assert wrong.select_one("#id_old_password_error") is not None
    assert "id_old_password_error" in wrong.select_one("#id_old_password")["aria-describedby"]
    right = client.post(address, new | {"old_password": "another long password"}, follow=True)

    assert parse_page(right).h1.text == "Your password is changed"
    assert client.get("/saved/").status_code == 200
    assert Client().get(address).status_code == 302


BAD_PLACES = ("//evil.example/", "https://evil.example/", "javascript:alert(1)", "/\\evil.example")


@pytest.mark.parametrize("place", BAD_PLACES)
@pytest.mark.parametrize(("login", "own"), [("/login/", "/my/"), ("/admin/login/", "/admin/")])
def test_a_login_leads_to_no_other_site(client, place, login, own):
    form = {"username": "maud", "password": RIGHT, "next": place}

    assert client.get(login, {"next": place}).status_code == 200
    answer = client.post(login, form)

    assert (answer.status_code, answer.url) == (302, own)


def test_a_login_leads_back_to_where_it_was_asked_for(client):
    asked = client.get("/admin/archive/article/", follow=True)
    form = parse_page(asked).select_one("form.login")

    answer = client.post(
        asked.request["PATH_INFO"],
        {"username": "maud", "password": RIGHT, "next": form.select_one("[name=next]")["value"]},
    )

    assert answer.url == "/admin/archive/article/"
    assert client.get("/admin/login/").url == "/admin/"


def test_who_may_not_curate_is_told_so_at_the_login_of_curators(client):
    client.force_login(User.objects.create_user("lena"))

    page = parse_page(client.get("/admin/", follow=True))

    assert "You are logged in as lena, who may not see that page." in page.select_one("[role=alert]").text


@pytest.mark.parametrize("value", ["\x00", "a\x00b", "9" * 9000, "é", "[]"])
@pytest.mark.parametrize("path", ["/login/", "/admin/login/", "/login/forgotten/"])
def test_forged_values_of_a_login_are_errors_of_the_form(client, path, value):
    form = dict.fromkeys(("username", "password", "email", "next"), value)

    assert client.post(path, form).status_code in (200, 302)
    assert client.post(path, {}).status_code == 200
    assert (
        client.post(path, b"\xff\xfe=%ff&username[]=1", content_type="application/x-www-form-urlencoded").status_code
        == 200
    )


@pytest.mark.parametrize("url", ["nonsense", "ftp://mail.example", "smtp+tls://u:p@mail.example:abc", "smtp://"])
def test_a_mail_server_that_is_none_is_refused_in_words(url, monkeypatch):
    monkeypatch.setenv("CUTTINGS_EMAIL_URL", url)

    with pytest.raises(ConfigurationError, match="names no mail server"):
        _mail()


def test_a_mail_server_needs_a_sender(monkeypatch):
    monkeypatch.setenv("CUTTINGS_EMAIL_URL", "smtp+tls://maud:p%40ss@mail.example:587")
    with pytest.raises(ConfigurationError, match="CUTTINGS_EMAIL_FROM is not set"):
        _mail()

    monkeypatch.setenv("CUTTINGS_EMAIL_FROM", "archive@mail.example")

    assert {_mail()[f"EMAIL_{name}"] for name in ("HOST", "PORT", "HOST_USER", "HOST_PASSWORD", "USE_TLS")} == {
        "mail.example",
        587,
        "maud",
        "p@ss",
        True,
    }
