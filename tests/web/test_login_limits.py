"""Limits on failed logins."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from tests.web.pages import parse_page

pytestmark = pytest.mark.django_db

HOME = "203.0.113.9"
ELSEWHERE = "198.51.100.2"
RIGHT = "a long password of her own"


@pytest.fixture(autouse=True)
def curator(settings):
    settings.PROXIES = 1
    return User.objects.create_superuser("maud", password=RIGHT)


def log_in(address, password="guessed", name="maud", where="/login/", **headers):
    """Post the login form from this address, through the proxy."""
    headers |= {"x-forwarded-for": f"10.0.0.1, {address}"}
    form = {"username": name, "password": password}
    return Client().post(where, form, headers=headers, REMOTE_ADDR="127.0.0.1")


def guess(address, times, **form):
    """Try wrong passwords; returns the last response."""
    return [log_in(address, **form) for _ in range(times)][-1]


@pytest.mark.parametrize("where", ["/login/", "/admin/login/"])
def test_who_guesses_too_often_is_told_when_to_try_again(where):
    assert guess(ELSEWHERE, 9, where=where).status_code == 200

    answer = log_in(ELSEWHERE, where=where)

    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 15 * 60
    page = parse_page(answer)
    assert page.h1.text == "Too many failed logins"
    assert "You can try again in 15 minutes." in page.select_one("[role=alert]").text
    assert log_in(ELSEWHERE, RIGHT, where=where).status_code == 429


def test_the_page_is_in_the_readers_language():
    answer = guess(ELSEWHERE, 10, **{"accept-language": "ar"})

    assert parse_page(answer).html["dir"] == "rtl"


@pytest.mark.parametrize("where", ["/login/", "/admin/login/"])
def test_the_owner_of_a_name_that_is_guessed_at_elsewhere_logs_in(where):
    guess(ELSEWHERE, 12, where=where)

    assert log_in(HOME, RIGHT, where=where).status_code == 302


def test_no_header_of_a_client_makes_it_another_one():
    for number in range(12):
        answer = log_in(ELSEWHERE, **{"x-real-ip": f"10.0.0.{number}", "user-agent": str(number)})

    assert answer.status_code == 429


def test_who_guesses_at_many_names_from_one_address_is_stopped_there():
    for number in range(49):
        assert log_in(ELSEWHERE, name=f"name{number}").status_code == 200

    assert log_in(ELSEWHERE, name="name49").status_code == 429
    assert log_in(ELSEWHERE, RIGHT).status_code == 429
    assert log_in(HOME, RIGHT).status_code == 302


def test_neighbours_in_one_network_of_ipv6_are_one_subscriber():
    for number in range(10):
        answer = log_in(f"2001:db8::{number:x}")

    assert answer.status_code == 429
    assert log_in("2001:db8:0:1::1", RIGHT).status_code == 302


def test_a_right_password_ends_the_count_of_its_name_and_of_no_other():
    User.objects.create_user("lena", password="another long password")
    guess(ELSEWHERE, 9)
    guess(ELSEWHERE, 9, name="lena")

    assert log_in(ELSEWHERE, RIGHT).status_code == 302

    assert log_in(ELSEWHERE).status_code == 200
    assert log_in(ELSEWHERE, name="lena").status_code == 429


def test_a_lock_ends_by_itself_whatever_is_tried_meanwhile():
    guess(ELSEWHERE, 10)
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=14))
    assert log_in(ELSEWHERE, RIGHT).status_code == 429

    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))

    assert log_in(ELSEWHERE, RIGHT).status_code == 302


def test_clients_that_cannot_be_told_apart_do_not_lock_each_other_out():
    """A proxy that says nothing: one name's guesses are counted, not those of all names."""
    for number in range(60):
        assert log_in("unknown", name=f"name{number}").status_code == 200

    assert log_in("unknown", RIGHT).status_code == 302


def test_the_log_says_from_where_and_neither_name_nor_password(caplog):
    guess(ELSEWHERE, 10)

    log = "\n".join(record.getMessage() for record in caplog.records)
    assert ELSEWHERE in log
    assert "maud" not in log
    assert "guessed" not in log


def test_guesses_from_everywhere_close_the_login_only_where_its_owner_was_never_seen(settings):
    settings.LOGIN_FAILURES_A_NAME = 12
    assert log_in(HOME, RIGHT).status_code == 302

    for number in range(12):
        assert log_in(f"192.0.2.{number}").status_code == (429 if number == 11 else 200)

    assert log_in("192.0.2.99", RIGHT).status_code == 429
    assert log_in(HOME, RIGHT).status_code == 302
    User.objects.create_user("lena", password="another long password")
    assert log_in("192.0.2.99", "another long password", name="lena").status_code == 302


def send_login(browser, address, password="guessed"):
    """Post the login form in a browser that keeps its cookies."""
    form = {"username": "maud", "password": password}
    return browser.post("/login/", form, headers={"x-forwarded-for": address}, REMOTE_ADDR="127.0.0.1")


def test_a_browser_its_owner_has_logged_in_with_is_open_at_a_closed_address_and_has_a_limit_of_its_own(settings):
    settings.LOGIN_FAILURES_AN_ADDRESS = 15
    browser = Client()
    assert send_login(browser, HOME, RIGHT).status_code == 302
    cookie = browser.cookies["known_browser"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    guess(HOME, 12)
    guess(HOME, 5, name="lena")
    assert log_in(HOME, RIGHT).status_code == 429

    assert send_login(browser, HOME, RIGHT).status_code == 302

    for _ in range(10):
        answer = send_login(browser, ELSEWHERE)
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 15 * 60
    assert send_login(browser, ELSEWHERE, RIGHT).status_code == 429


@pytest.mark.parametrize("forged", ["", "x", "W10:1:x", "[1, 2]", "\x00", "é" * 2000])
def test_no_forged_cookie_makes_a_browser_known(forged):
    guess(ELSEWHERE, 10)
    browser = Client()
    browser.cookies["known_browser"] = forged

    assert send_login(browser, ELSEWHERE, RIGHT).status_code == 429


def test_the_cookie_of_one_account_is_none_of_another():
    User.objects.create_user("lena", password="another long password")
    browser = Client()
    form = {"username": "lena", "password": "another long password"}
    browser.post("/login/", form, headers={"x-forwarded-for": ELSEWHERE}, REMOTE_ADDR="127.0.0.1")
    guess(ELSEWHERE, 10)

    assert send_login(browser, ELSEWHERE, RIGHT).status_code == 429
