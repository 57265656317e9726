"""People of each group, logged in, and the forms they send."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse


@pytest.fixture
def login_as(db):
    """A logged-in client of somebody in the named group."""

    def open_desk(group: str) -> Client:
        user = User.objects.create_user(f"the-{group.lower()}", is_staff=True, last_name=group)
        user.groups.add(Group.objects.get(name=group))
        client = Client()
        client.force_login(user)
        client.user = user
        return client

    return open_desk


@pytest.fixture
def editor(login_as):
    return login_as("Editor")


@pytest.fixture
def curator(login_as):
    return login_as("Curator")


@pytest.fixture
def reader(login_as):
    return login_as("Reader")


def get_page(client, address, **data):
    """The parsed page at an address that must answer."""
    response = client.get(address, data)
    assert response.status_code == 200, f"{address}: {response.status_code}"
    return BeautifulSoup(response.content.decode(), "html5lib")


def get_list_address(model):
    return reverse(f"admin:archive_{model}_changelist")


def get_row_address(row, deed="change"):
    kind = f"{row._meta.app_label}_{row._meta.model_name}"
    return reverse(f"admin:{kind}_{deed}", args=[row.pk])


def read_form(client, address):
    """What a browser would send back if its reader pressed Save at once, line ends and all."""
    form = get_page(client, address).select_one("#content-main form")
    sent = {}
    for field in form.select("input[name], textarea[name], select[name]"):
        if "__prefix__" in field["name"] or field.get("type") in {"submit", "button"}:
            continue
        if field.name == "textarea":
            value = field.text.removeprefix("\n").replace("\n", "\r\n")
        elif field.has_attr("multiple"):
            value = [option["value"] for option in field.select("option[selected]")]
        elif field.name == "select":
            chosen = field.select_one("option[selected]")
            value = chosen["value"] if chosen else ""
        elif field.get("type") == "checkbox":
            if not field.has_attr("checked"):
                continue
            value = "on"
        else:
            value = field.get("value", "")
        sent[field["name"]] = value
    return sent


def save_row(client, row, **changes):
    """Open the page of `row`, change some fields, press Save; the answer."""
    address = get_row_address(row)
    return client.post(address, read_form(client, address) | changes)


def get_errors(response):
    """The messages at the fields and above them."""
    soup = BeautifulSoup(response.content.decode(), "html5lib")
    return [item.text.strip() for item in soup.select(".errorlist li")]


def get_messages(response):
    """What the next page says at its top."""
    return [str(message) for message in response.context["messages"]]


def get_list_rows(client, model, **chosen):
    """The first column of a list, as read."""
    soup = get_page(client, get_list_address(model), **chosen)
    return [cell.text.strip() for cell in soup.select("#result_list tbody th")]
