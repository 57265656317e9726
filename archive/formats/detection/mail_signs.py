"""Signs of mail: is a text a message, a mailbox, or a page that a browser saved in the form of one?"""

import re
from typing import Final

MAX_HEAD: Final = 60_000  # characters in which the header fields are looked for
MBOX_LINE: Final = re.compile(
    r"From (?:-|\S{1,200}(?: \S{1,100}){0,2})? {1,3}(?:[A-Za-z]{3},? )?"
    r"(?:[A-Za-z]{3} [ \d]?\d|\d{1,2} [A-Za-z]{3}|\d{4}-\d\d)"
    r"[^\r\n]{4,80}\r?\n?"
)
"""The line before each message of a mailbox: `From - Tue Feb 02 10:00:00 2021`."""
_FIELD: Final = re.compile(r"([!-9;-~]{1,70}):(?:[ \t]|\r?\n)")
_EMLX_COUNT: Final = re.compile(r"\d{1,10} *\r?\n")
_SAVED_BY: Final = re.compile(r"^from:[ \t]*\"?<?\"?saved by\b", re.IGNORECASE | re.MULTILINE)
_MAIL_SUFFIXES: Final = frozenset({".eml", ".mail", ".email", ".mai", ".msg"})
_PAGE_SUFFIXES: Final = frozenset({".mht", ".mhtml"})
_TRANSPORT_FIELDS: Final = frozenset(
    "received return-path delivered-to dkim-signature message-id x-mozilla-status list-unsubscribe list-id"
    " authentication-results x-gmail-labels newsgroups in-reply-to x-received".split()
)
_PAGE_FIELDS: Final = frozenset({"snapshot-content-location", "x-unmht-save-command", "x-maf-information"})


def detect_mail(text: str, suffix: str) -> str:
    """Return `mail`, `mbox`, `emlx` or `mhtml` by the first characters of a file; empty if it is none of them."""
    text = text.lstrip("\ufeff \t\r\n")[:MAX_HEAD]
    if text.startswith("From ") and (line := MBOX_LINE.match(text)) and _read_fields(text[line.end() :]):
        return "mbox"
    if (count := _EMLX_COUNT.match(text)) and suffix == ".emlx":
        return "emlx" if _read_fields(text[count.end() :]) else ""
    fields = _read_fields(text)
    if not fields:
        return ""
    if fields & _PAGE_FIELDS or _SAVED_BY.search(text, 0, 4000):
        return "mhtml"
    if fields & _TRANSPORT_FIELDS:
        return "mail" if {"from", "date", "subject", "to", "sender"} & fields else ""
    is_sent = bool({"to", "cc", "bcc", "reply-to"} & fields) and "from" in fields
    if "mime-version" in fields and not is_sent:
        return "mail" if suffix in _MAIL_SUFFIXES else "mhtml"
    is_mail = is_sent and bool({"date", "subject"} & fields) and ("mime-version" in fields or "@" in text[:2000])
    if suffix in _PAGE_SUFFIXES and not is_mail:
        return "mhtml"
    return "mail" if is_mail or suffix in _MAIL_SUFFIXES else ""


def _read_fields(text: str) -> set[str]:
    """Return the names of the header fields that a text begins with; none if there are not two of them."""
    names: set[str] = set()
    for line in text.splitlines()[:400]:
        if not line.strip():
            break
        if field := _FIELD.match(f"{line}\n"):
            names.add(field[1].lower())
        elif line[0] not in " \t":
            return set()
    return names if len(names) > 1 else set()
