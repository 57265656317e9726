"""Clients logged in as members of each group, and the forms they send."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse


@pytest.fixture
def login_as(db):
    """Log in a new member of the named group; returns the client."""

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
    return BeautifulSoup(response.content.decode(), "lxml")


def get_list_address(model):
    return reverse(f"admin:archive_{model}_changelist")


def get_row_address(row, action="change"):
    kind = f"{row._meta.app_label}_{row._meta.model_name}"
    return reverse(f"admin:{kind}_{action}", args=[row.pk])


def read_form(client, address):
    """The values a browser sends for the form at `address` when nothing was edited, with CRLF line ends."""
    form = get_page(client, address).select_one("#content-main form")
    values = {}
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
            if field.has_attr("value"):  # one of several boxes of this name
                value = [*values.get(field["name"], []), field["value"]]
        else:
            value = field.get("value", "")
        values[field["name"]] = value
    return values


def save_row(client, row, **changes):
    """Open the page of `row`, change some fields, press Save; the answer."""
    address = get_row_address(row)
    return client.post(address, read_form(client, address) | changes)


def get_errors(response):
    """The messages at the fields and above them."""
    soup = BeautifulSoup(response.content.decode(), "lxml")
    return [item.text.strip() for item in soup.select(".errorlist li")]


def get_messages(response):
    """The messages at the top of the next page, but for the link to the change that was made."""
    texts = [str(message) for message in response.context["messages"]]
    return [text for text in texts if "/admin/archive/change/" not in text]


def get_list_rows(client, model, **chosen):
    """The texts in the first column of a list."""
    soup = get_page(client, get_list_address(model), **chosen)
    return [cell.text.strip() for cell in soup.select("#result_list tbody th")]
