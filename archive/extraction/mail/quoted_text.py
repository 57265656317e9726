"""Quoted replies, forwarded messages and signatures in a mail."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

MAX_FIELD_LINES: Final = 16
MAX_SIGNATURE_LINES: Final = 15
_FORWARD_MARK: Final = re.compile(
    r"[>\s]*-{2,}\s*(?:forwarded message|original message|weitergeleitete nachricht|ursprüngliche nachricht|message"
    r" transféré|message d[’']origine|mensaje reenviado|mensaje original|messaggio inoltrato|messaggio originale"
    r"|doorgestuurd bericht|oorspronkelijk bericht|mensagem encaminhada|mensagem original|vidarebefordrat meddelande"
    r"|videresendt (?:meddelelse|melding))\b.{0,40}-{2,}\s*"
    r"|[>\s]*(?:begin forwarded message|début du message (?:réexpédié|transféré)|anfang der weitergeleiteten"
    r" (?:nachricht|e-mail)|inizio messaggio inoltrato|begin doorgestuurd bericht|inicio del mensaje reenviado)\s*:\s*",
    re.IGNORECASE,
)
_FORWARD_SUBJECT: Final = re.compile(r"\s*(?:fwd?|fw|wg|tr|rv|i|enc|vs|doorst)\s*:", re.IGNORECASE)
_REPLY_SUBJECT: Final = re.compile(r"\s*(?:re|aw|sv|antw|rép|ynt|odp|回复|答复)\s*(?:\[\d{1,3}\])?:", re.IGNORECASE)
_FIELD: Final = re.compile(r"[>\s*]*(?P<label>[^\W\d_][\w -]{0,14}?)\s{0,2}:\*?\s*(?P<value>.*\S)?\s*")
_LABELS: Final = {
    **dict.fromkeys("from de von da van från fra от 发件人 差出人".split(), "from"),
    **dict.fromkeys(
        "date sent datum gesendet envoyé fecha enviado data inviato verzonden skickat sendt дата 日期 日時".split(),
        "date",
    ),
    **dict.fromkeys(
        "subject betreff objet sujet asunto oggetto onderwerp assunto ämne emne тема 主题 件名".split(), "subject"
    ),
    **dict.fromkeys("to an à pour para a aan till til кому 收件人 宛先 cc bcc kopie copie".split(), "to"),
    **dict.fromkeys(("reply-to", "antwort an"), "to"),
}
_ATTRIBUTION: Final = re.compile(
    r"[>\s]*(?:on|am|le|el|il giorno|il|op|em|den|w dniu)\b.{5,250}\b(?:wrote|schrieb|a écrit|escribió|ha scritto"
    r"|schreef|escreveu|skrev|napisał\w*)\b.{0,120}:\s*"
    r"|[>\s]*[^\n]{3,120}<[^<>\s]{3,100}@[^<>\s]{3,100}>\s+(?:wrote|schrieb|writes)\s*:\s*"
    r"|[>\s]*(?:in (?:article|message) <[^<>]{3,200}>|[^\n:]{3,80}\([^()]{3,80}\)).{0,80}\b(?:wrote|writes)\s*:\s*",
    re.IGNORECASE | re.DOTALL,
)
_QUOTE_MARK: Final = re.compile(r"\s{0,3}>")
_SIGNATURE: Final = re.compile(r"--\s?")
_LIST_FOOTER: Final = re.compile(r"_{20,}")
QUOTED: Final = "left out: a mail quoted in the reply"
SIGNATURE: Final = "left out: the signature"


@dataclass(frozen=True, slots=True)
class ForwardedPart:
    """A message forwarded in a mail: the lines of its head, and header fields by name with their line numbers."""

    start: int
    end: int
    fields: dict[str, tuple[int, str]] = field(default_factory=dict)


def is_forward_subject(subject: str) -> bool:
    """Return whether a subject says that the mail forwards another."""
    return _FORWARD_SUBJECT.match(subject) is not None


def is_reply_subject(subject: str) -> bool:
    """Return whether a subject says that the mail answers another."""
    return _REPLY_SUBJECT.match(subject) is not None


def strip_subject(subject: str) -> str:
    """Return a subject without the marks of replies, forwards and lists before it."""
    for _ in range(8):
        mark = _REPLY_SUBJECT.match(subject) or _FORWARD_SUBJECT.match(subject) or _LIST_TAG.match(subject)
        if mark is None or mark.end() == len(subject):
            break
        subject = subject[mark.end() :].lstrip()
    return subject.strip()


_LIST_TAG: Final = re.compile(r"\s*\[(?:[\w.-]{2,30}(?: \d{1,6})?|ext(?:ernal)?|extern)\](?=\s*\S)", re.IGNORECASE)


def find_forwarded_part(lines: Sequence[str], *, is_forward: bool) -> ForwardedPart | None:
    """Return the first message forwarded in the lines; without its usual mark only if the subject says so."""
    for number, line in enumerate(lines):
        mark = _FORWARD_MARK.fullmatch(line[:200]) is not None
        if not mark and not is_forward:
            continue
        first = _skip_blank(lines, number + 1) if mark else number
        end, fields = _read_fields(lines, first)
        if "from" in fields and len(fields) > 1:
            return ForwardedPart(number, end, fields)
    return None


def find_quoted_head(lines: Sequence[str]) -> int | None:
    """Return the number of the line from which on a reply quotes another mail by its header fields."""
    for number in range(len(lines)):
        _, fields = _read_fields(lines, number)
        if {"from", "date", "subject"} <= set(fields):
            return number
    return None


def find_quoted_lines(lines: Sequence[str], *, is_reply: bool) -> dict[int, str]:
    """Return the lines of plain text that quote another mail, or are the signature, with the rule."""
    left_out: dict[int, str] = {}
    for number, line in enumerate(lines):
        end = _find_attribution_end(lines, number, line)
        if end and _is_quoted(lines, _skip_blank(lines, end)):
            is_reply = True
            left_out.update(dict.fromkeys(range(number, end), QUOTED))
    if is_reply:
        left_out |= {number: QUOTED for number, line in enumerate(lines) if _QUOTE_MARK.match(line)}
    if (start := _find_signature(lines)) is not None:
        left_out |= {number: SIGNATURE for number in range(start, len(lines)) if number not in left_out}
    return left_out


def _find_attribution_end(lines: Sequence[str], number: int, line: str) -> int:
    """Return the number of the line below one that says who wrote what is quoted, or two such; 0 if it does not."""
    if _ATTRIBUTION.fullmatch(line):
        return number + 1
    return number + 2 if _ATTRIBUTION.fullmatch("\n".join(lines[number : number + 2])) else 0


def is_attribution(line: str) -> bool:
    """Return whether a line says who wrote the mail that is quoted below."""
    return len(line) <= 400 and _ATTRIBUTION.fullmatch(line) is not None


def _find_signature(lines: Sequence[str]) -> int | None:
    """Return the number of the line that begins the signature, or the footer of a mailing list."""
    first = max(0, len(lines) - MAX_SIGNATURE_LINES)
    for number in range(first, len(lines)):
        if number and (_SIGNATURE.fullmatch(lines[number]) or _LIST_FOOTER.fullmatch(lines[number].strip())):
            return number
    return None


def _is_quoted(lines: Sequence[str], number: int) -> bool:
    return number < len(lines) and _QUOTE_MARK.match(lines[number]) is not None


def _skip_blank(lines: Sequence[str], number: int) -> int:
    while number < len(lines) and not lines[number].strip("> \t"):
        number += 1
    return number


def _read_fields(lines: Sequence[str], first: int) -> tuple[int, dict[str, tuple[int, str]]]:
    """Return the number of the line below a block of header fields, and the fields; a value may stand a line lower."""
    fields: dict[str, tuple[int, str]] = {}
    number = first
    while number < min(first + MAX_FIELD_LINES, len(lines)):
        pair = _FIELD.fullmatch(lines[number][:1000])
        name = _LABELS.get(pair["label"].strip().lower()) if pair else None
        is_folded = number > first and lines[number].startswith((" ", "\t")) and bool(lines[number].strip())
        if name is None or pair is None:
            if not is_folded:
                break
        elif pair["value"] or number + 1 >= len(lines):
            fields.setdefault(name, (number, pair["value"] or ""))
        else:
            number += 1
            fields.setdefault(name, (number, lines[number].strip()))
        number += 1
    return number, fields
