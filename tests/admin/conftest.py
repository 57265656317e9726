"""People of each group, logged in, and the forms they send."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse


@pytest.fixture
def desk(db):
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
def editor(desk):
    return desk("Editor")


@pytest.fixture
def curator(desk):
    return desk("Curator")


@pytest.fixture
def reader(desk):
    return desk("Reader")


def page(client, address, **data):
    """The parsed page at an address that must answer."""
    response = client.get(address, data)
    assert response.status_code == 200, f"{address}: {response.status_code}"
    return BeautifulSoup(response.content.decode(), "html5lib")


def list_of(model):
    return reverse(f"admin:archive_{model}_changelist")


def page_of(row, deed="change"):
    kind = f"{row._meta.app_label}_{row._meta.model_name}"
    return reverse(f"admin:{kind}_{deed}", args=[row.pk])


def as_shown(client, address):
    """What a browser would send back if its reader pressed Save at once, line ends and all."""
    form = page(client, address).select_one("#content-main form")
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


def save(client, row, **changes):
    """Open the page of `row`, change some fields, press Save; the answer."""
    address = page_of(row)
    return client.post(address, as_shown(client, address) | changes)


def errors(response):
    """The messages at the fields and above them."""
    soup = BeautifulSoup(response.content.decode(), "html5lib")
    return [item.text.strip() for item in soup.select(".errorlist li")]


def told(response):
    """What the next page says at its top."""
    return [str(message) for message in response.context["messages"]]


def rows(client, model, **chosen):
    """The first column of a list, as read."""
    soup = page(client, list_of(model), **chosen)
    return [cell.text.strip() for cell in soup.select("#result_list tbody th")]
