"""Limits on forms that send mail or make accounts: how many one client sends, and how many mails one address gets."""

import hashlib

from django.core.cache import cache
from django.http import HttpRequest

from archive.web.clients import get_login_limit_key


def count_forms(name: str, request: HttpRequest, seconds: int) -> int:
    """Count a form sent from this client; return the number of those of this name within `seconds`."""
    key = f"{name}:{get_login_limit_key(request)}"
    cache.add(key, 0, seconds)
    return cache.incr(key)


def reserve_mail(name: str, address: str, seconds: int) -> bool:
    """Return whether a mail of this name may go to an address: False where one went within `seconds`."""
    return cache.add(_build_mail_key(name, address), 1, seconds)


def release_mail(name: str, address: str) -> None:
    """Undo `reserve_mail`, as the mail could not be sent."""
    cache.delete(_build_mail_key(name, address))


def _build_mail_key(name: str, address: str) -> str:
    return f"{name}:{hashlib.sha256(address.casefold().encode()).hexdigest()}"
