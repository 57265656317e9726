"""Small pieces of a list or a form, each a template: markup stays out of Python."""

from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import urlencode


def cell(piece: str, **context: Any) -> str:
    """The piece `templates/admin/archive/cells/PIECE.html`, filled in and escaped."""
    return render_to_string(f"admin/archive/cells/{piece}.html", context)


def page_link(address: str, name: str, *, withdrawn: datetime | None = None) -> str:
    """A link to the public page of the thing called `name`, and whether it was withdrawn."""
    return cell("page_link", address=address, name=name, withdrawn=withdrawn)


def list_link(model: str, words: str, **chosen: Any) -> str:
    """`words` as a link to the list of `model`, narrowed to what is `chosen`."""
    return cell("link", address=list_address(model, **chosen), words=words)


def list_address(model: str, **chosen: Any) -> str:
    """The address of a list of ours, narrowed to what is `chosen`."""
    address = reverse(f"admin:archive_{model}_changelist")
    return f"{address}?{urlencode(chosen)}" if chosen else address


def counted(number: int, noun: str) -> str:
    """`1 article`, `1,204 articles`."""
    return f"{number:,} {noun if number == 1 else noun + 's'}"
