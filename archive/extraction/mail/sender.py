"""The sender of a mail: a person, an outlet, or a person of an outlet."""

import re
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Final

from archive.extraction.mail.opened_mail import MailField, OpenedMail
from archive.text.author_fields import parse_author_field
from archive.text.names import PrintedName, is_probable_name
from archive.text.normalize import clean_line, name_key

_ROLE_ACCOUNT: Final = re.compile(
    r"(?:no-?reply|do-?not-?reply|news|newsletters?|info|hello|hi|mail|mailer|mailings?|editors?|editorial|redaktion"
    r"|redaccion|redaction|redazione|redactie|press|presse|prensa|briefing|daily|weekly|today|morning|evening|alerts?"
    r"|updates?|digest|contact|kontakt|service|support|team|office|admin|notifications?|marketing|members?|subscriptions?"
    r"|subscribe|abo|bounces?|list|announce|publicity|media|headlines|breaking|email|e)(?:[._+-].{0,60}|\d{0,4})",
    re.IGNORECASE,
)
_JOINT: Final = re.compile(
    r"\s+(?:from|at|of|via|bei|von|de|chez|@|\||–|—|-|·|/)\s+|,\s+|\s+\((?=[^()]+\)\Z)", re.IGNORECASE
)
_QUOTES: Final = "\"'“”‘’ "
_OUTLET_JOINTS: Final = frozenset("from at via bei von de chez".split())
_OBSCURED: Final = re.compile(r".{1,100}\bat\b.{1,100}\((?P<name>[^()]{2,80})\)\s*")
_LIST_ID: Final = re.compile(r"\s*\"?(?P<name>[^<\"]{2,120}?)\"?\s*<(?P<id>[^<>]{1,200})>")
_GENERIC_NAMES: Final = frozenset(
    "newsletter newsletters news info noreply no-reply mail email mailer admin team editor editors press office"
    " redaktion presse update updates alert alerts digest".split()
)


@dataclass(frozen=True, slots=True)
class MailSender:
    """The sender of a mail as the header names it: an outlet with its rule, a person; each with its place or None."""

    outlet: str = ""
    outlet_rule: str = ""
    outlet_start: int | None = None
    person: PrintedName | None = None


def read_sender(mail: OpenedMail, *, is_bulk: bool) -> MailSender:
    """Return the sender by the header fields From and List-Id (or Newsgroups); `is_bulk`: it went to many."""
    sender = mail.get_field("from")
    name, address = split_address(sender.value)
    list_name = _read_list_name(mail, address)
    at = sender.value.find(name)
    start = sender.start + at if name and at >= 0 else None
    return classify_sender(name, address, start, list_name, is_bulk=is_bulk)


def split_address(value: str) -> tuple[str, str]:
    """Return the display name and the address of a sender."""
    if obscured := _OBSCURED.fullmatch(value[:300]):
        return clean_line(obscured["name"]), ""
    name, address = parseaddr(value.replace("\\", "")[:1000])
    if "@" not in address:
        bare, _, rest = value.partition("<")
        name, address = (bare, rest.strip("<> ")) if rest else (name or value, "")
    if not name and "[mailto:" in value:
        name = value.partition("[mailto:")[0]
    name = clean_line(name).strip('"“” ')
    name = name[1:-1] if len(name) > 1 and name[0] == name[-1] == "'" else name
    return ("" if "@" in name and " " not in name else name), address.lower()


def classify_sender(
    name: str, address: str, start: int | None, list_name: MailField | None, *, is_bulk: bool
) -> MailSender:
    """Return whether a display name is an outlet's, a person's, or both."""
    for joint in _JOINT.finditer(name):
        left, right = name[: joint.start()].strip(_QUOTES), name[joint.end() :].rstrip(")").strip(_QUOTES)
        is_outlet = not looks_like_person(right) or joint.group().strip().lower() in _OUTLET_JOINTS
        if looks_like_person(left) and is_outlet and name_key(right) not in _GENERIC_NAMES:
            right_start = start + name.index(right, joint.end()) if start is not None else None
            return MailSender(right, "the sender's name names it", right_start, _read_person(left, start))
    person = _read_person(name, start) if is_person(name, address, is_bulk=is_bulk) else None
    is_role = _ROLE_ACCOUNT.fullmatch(address.partition("@")[0]) is not None
    if list_name is not None and not is_role:
        return MailSender(list_name.value, "the mail comes from a list of this name", list_name.start, person)
    if person is not None or not name or name_key(name) in _GENERIC_NAMES:
        return MailSender(person=person)
    return MailSender(name, "the sender of the mail", start)


def looks_like_person(name: str) -> bool:
    """Return whether words look like the name of one person, in spoken or filed order."""
    is_filed = name.count(",") == 1 and is_probable_name(" ".join(reversed(name.split(","))).strip())
    return is_probable_name(name) or is_filed


def is_person(name: str, address: str, *, is_bulk: bool) -> bool:
    """Return whether a display name is a person's: it looks like one, and the address does not speak against it.

    Of mails to many, the address must speak for it: `jane.doe@`, `jane@`. `quaynotes@` may be a paper of that name.
    """
    local, _, domain = address.partition("@")
    words = [word for word in name_key(name).split() if len(word) > 2]
    if not looks_like_person(name):
        return len(words) > 1 and all(word in re.split(r"[._-]", local) for word in words)  # ann.poe@
    if _ROLE_ACCOUNT.fullmatch(local) or any(word in domain for word in words if len(word) > 3):
        return False
    parts = re.split(r"[._+-]", local)
    return not is_bulk or not address or any(word in parts for word in words)


def _read_person(name: str, start: int | None) -> PrintedName | None:
    names = parse_author_field(name).names
    if len(names) != 1:
        return None
    person = names[0]
    offset = start or 0
    return PrintedName(person.name, person.printed, offset + person.start, offset + person.end, person.filed_name)


def _read_list_name(mail: OpenedMail, address: str) -> MailField | None:
    """Return the name of the list or newsgroup a mail went to."""
    list_id = mail.get_field("list-id")
    if match := _LIST_ID.match(list_id.value):
        is_account = re.fullmatch(r"[\w.-]{16,}", match["name"]) or "@" in match["name"] or match["name"].isdigit()
        if not is_account and address.partition("@")[0] != match["name"].lower():
            return MailField(match["name"], list_id.start + match.start("name"))
    groups = mail.get_field("newsgroups")
    if groups.value:
        return MailField(groups.value.partition(",")[0].strip(), groups.start)
    return None
