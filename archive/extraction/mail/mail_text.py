"""Text of a mail in lines, from its page or its plain text; what it quotes or forwards is told apart."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from archive.extraction.common.boilerplate import CAPTION
from archive.extraction.mail import quoted_text
from archive.extraction.mail.opened_mail import MailField, OpenedMail
from archive.extraction.mail.page_lines import MailLine, read_page_lines
from archive.extraction.plaintext.layout import LayoutUnit, split_units
from archive.text.normalize import clean_line

MAX_NOTE_WORDS: Final = 80  # words above a forwarded mail that are a note of who forwards it
_RULE_LINE: Final = re.compile(r"^[ \t]*(?:[-=_*~#+.][ \t]?){5,200}[ \t]*$|^\*\*(?= )", re.MULTILINE)
"""A line of dashes between the parts of a plain newsletter, and the mark that services put before headings."""
MAX_LINK_WORDS: Final = 8  # words of a line with an address that are the link
_FORWARD_NOTE: Final = "left out: a note above the mail that it forwards"


@dataclass(slots=True)
class MailText:
    """The lines of a mail's text, the lines left out with the rule, and the header fields of a forwarded mail."""

    lines: list[MailLine]
    left_out: list[tuple[LayoutUnit, str]] = field(default_factory=list)
    forwarded: dict[str, MailField] = field(default_factory=dict)
    is_newsletter: bool = False


def read_page_text(mail: OpenedMail) -> MailText:
    """Return the text of an HTML mail."""
    lines = read_page_lines(mail.body, mail.body_start)
    texts = [line.unit.raw if line.unit.raw == line.text else line.text for line in lines]
    mail_text = MailText(lines)
    subject = mail.get_field("subject").value
    if part := quoted_text.find_forwarded_part(texts, is_forward=quoted_text.is_forward_subject(subject)):
        words = sum(line.word_count for line in lines[: part.start])
        if words < MAX_NOTE_WORDS:
            mail_text.left_out += [(line.unit, _FORWARD_NOTE) for line in lines[: part.start]]
            mail_text.forwarded = _locate_fields(part, lines)
            mail_text.lines = lines[part.end :]
            return mail_text
        mail_text.left_out += [(line.unit, quoted_text.QUOTED) for line in lines[part.start :]]
        lines = lines[: part.start]
    elif (start := quoted_text.find_quoted_head(texts)) is not None and start:
        mail_text.left_out += [(line.unit, quoted_text.QUOTED) for line in lines[start:]]
        lines = lines[:start]
    mail_text.lines = []
    for line in lines:
        if line.is_quoted or quoted_text.is_attribution(line.text):
            mail_text.left_out.append((line.unit, quoted_text.QUOTED))
        elif line.is_caption:
            mail_text.left_out.append((line.unit, CAPTION.rule))
        else:
            mail_text.lines.append(line)
    return mail_text


def _locate_fields(part: quoted_text.ForwardedPart, lines: Sequence[MailLine]) -> dict[str, MailField]:
    """Return the header fields of a forwarded mail with their places."""
    fields = {}
    for name, (number, value) in part.fields.items():
        unit = lines[number].unit
        at = unit.raw.find(value)
        fields[name] = MailField(value, unit.start + at if at >= 0 else unit.start)
    return fields


def read_plain_text(mail: OpenedMail) -> MailText:
    """Return the text of a plain mail: quoted mails, signature and the head of a forwarded one are blanked first."""
    lines = _split_lines(mail.body, mail.body_start)
    texts = [text for _, text in lines]
    subject = mail.get_field("subject").value
    mail_text = MailText([])
    dropped: dict[int, str] = {}
    part = quoted_text.find_forwarded_part(texts, is_forward=quoted_text.is_forward_subject(subject))
    if part and sum(len(text.split()) for text in texts[: part.start]) < MAX_NOTE_WORDS:
        for name, (number, value) in part.fields.items():
            start, text = lines[number]
            mail_text.forwarded[name] = MailField(value, start + max(0, text.find(value)))
        dropped = dict.fromkeys(range(part.start), _FORWARD_NOTE)
        dropped |= dict.fromkeys(range(part.start, part.end), "")
        shift = part.end
    else:
        quoted_start = part.start if part else quoted_text.find_quoted_head(texts)
        if quoted_start:
            dropped = dict.fromkeys(range(quoted_start, len(lines)), quoted_text.QUOTED)
        shift = 0
    is_reply = quoted_text.is_reply_subject(subject)
    quoted_lines = quoted_text.find_quoted_lines(texts[shift:], is_reply=is_reply)
    dropped |= {number + shift: rule for number, rule in quoted_lines.items() if number + shift not in dropped}
    blanked = list(mail.text)
    for number, rule in dropped.items():
        start, text = lines[number]
        blanked[start : start + len(text)] = " " * len(text)
        if rule and text.strip():
            mail_text.left_out.append((LayoutUnit(start, start + len(text), text, text.strip()), rule))
    text = _RULE_LINE.sub(lambda rule: " " * len(rule.group()), "".join(blanked))
    units = split_units(text, mail.body_start)
    mail_text.lines = [_build_plain_line(unit) for unit in units]
    return mail_text


def _build_plain_line(unit: LayoutUnit) -> MailLine:
    """Return a line of plain text; its addresses stand for the links that HTML has."""
    bare, count = ADDRESS.subn(" ", unit.text)
    bare = clean_line(bare.replace("( )", " ").replace("<>", " ")).strip("*•·() ")
    return MailLine(unit, len(bare.split()) if count and len(bare.split()) <= MAX_LINK_WORDS else count, bare=bare)


def _split_lines(text: str, offset: int) -> list[tuple[int, str]]:
    lines = []
    for line in text.split("\n"):
        lines.append((offset, line))
        offset += len(line) + 1
    return lines


ADDRESS: Final = re.compile(r"<?(?:https?://|www\.)\S{4,2000}?>?(?=[\s)\]]|\Z)")
