"""Forms sent after the session ended, or by a page of another session: nothing is lost, and what to do is said."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from archive.models import Annotation, SavedSearch
from tests import factories
from tests.web.pages import get_texts, parse_page

pytestmark = pytest.mark.django_db

PASSWORD = "a long password of her own"
PAGE = "/search/?q=harbour"


@pytest.fixture
def lena():
    return User.objects.create_user("lena", password=PASSWORD)


def log_in(client, login_url):
    return client.post(login_url, {"username": "lena", "password": PASSWORD})


def test_who_logs_in_after_sending_a_form_comes_back_to_its_page(client, lena):
    response = client.post("/saved/save/?q=harbour", headers={"referer": f"http://testserver{PAGE}"})

    assert get_texts(parse_page(client.get(response["Location"])), ".messages li") == [
        "You were logged out, so nothing was saved. Log in, then send it again."
    ]
    assert log_in(client, response["Location"])["Location"] == PAGE
    assert not SavedSearch.objects.exists()


@pytest.mark.parametrize("referer", ["https://evil.example/search/", "//evil.example/", "javascript:alert(1)", ""])
def test_the_login_leads_to_no_page_of_another_site(client, lena, referer):
    response = client.post("/saved/save/?q=harbour", headers={"referer": referer})

    assert log_in(client, response["Location"])["Location"] == "/"


def test_the_text_of_a_note_outlives_the_session(client, lena):
    form = f"/my/notes/new/{factories.article('Harbour closed', body='Nobody said why.').identifier}/"
    page = f"{form}?paragraph=1"
    response = client.post(
        form, {"note": "Long <thoughts>", "paragraph": "1"}, headers={"referer": f"http://testserver{page}"}
    )

    assert log_in(client, response["Location"])["Location"] == page
    assert parse_page(client.get(page)).select_one("#note").text.strip() == "Long <thoughts>"
    assert parse_page(client.get(page)).select_one("#note").text.strip() == ""
    assert not Annotation.objects.exists()


def test_a_form_of_another_session_is_refused_in_the_look_of_the_site(lena):
    client = Client(enforce_csrf_checks=True)
    client.force_login(lena)

    response = client.post("/saved/save/?q=harbour")

    assert response.status_code == 403
    assert get_texts(parse_page(response), "h1") == ["Please send the form again"]


def test_an_address_that_only_takes_forms_says_so_to_who_opens_it(client, lena):
    client.force_login(lena)

    response = client.get("/saved/save/")

    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert get_texts(parse_page(response), "h1") == ["Nothing to show here"]


def test_a_form_that_cannot_be_used_leads_back_to_its_page(client, lena):
    client.force_login(lena)

    page = parse_page(client.post("/my/lists/new/", {"name": " "}))

    assert get_texts(page, "h1") == ["Please check what you entered"]
    assert get_texts(page, "main [role=alert]") == ["A list needs a name."]
    assert page.select_one("main a.button")["href"] == "/my/"


def test_a_list_that_is_not_there_takes_nothing(client, lena):
    client.force_login(lena)
    article = factories.article("Harbour closed")

    for number in ("x", "-1", "9" * 23, "12"):
        response = client.post("/my/lists/add/", {"identifier": article.identifier, "list": number})
        assert response.status_code == 404, number
