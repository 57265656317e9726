"""Mails for tests, as mail programs and newsletter services write them."""

import textwrap
from email.message import EmailMessage

TEXT = """\
The council of Osterby voted on Tuesday to close the swimming hall at the quay, eleven years after it was opened, and \
to sell the ground on which it stands.

“Nobody asked the swimmers,” said Greta Lindqvist, who has taught children there since the hall was built. A petition \
with 2,412 names was handed in the same evening, she said.

Neither the mayor nor the builder would say when work on the new houses would begin. The matter returns to the chamber \
after the harvest recess, a clerk said on Wednesday."""
PARAGRAPHS = TEXT.split("\n\n")
PLAIN = "\n\n".join(textwrap.fill(paragraph, 72) for paragraph in PARAGRAPHS)
PAGE = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)


def build_mail(
    body: str | bytes,
    *,
    sender="Osterby Gazette <news@osterbygazette.example>",
    subject="Swimming hall to close",
    date="Tue, 05 Mar 2024 23:30:00 -0500",
    media_type="text/plain; charset=utf-8",
    extra="",
) -> bytes:
    """A message of one part, as it went over the wire."""
    head = (
        f"Received: from a.example by b.example; {date}\r\nMessage-ID: <1@a.example>\r\nFrom: {sender}\r\n"
        f"To: reader@home.example\r\nSubject: {subject}\r\nDate: {date}\r\n{extra}MIME-Version: 1.0\r\n"
        f"Content-Type: {media_type}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    )
    return head.encode() + (body.encode() if isinstance(body, str) else body)


def build_page_mail(markup: str, **facts) -> bytes:
    """A message of HTML."""
    page = f"<html><head><title>x</title></head><body>{markup}</body></html>"
    return build_mail(page, media_type="text/html; charset=utf-8", **facts)


def build_attachments() -> EmailMessage:
    """A covering note, with files of several kinds; the caller adds them."""
    message = EmailMessage()
    message["From"] = "Press Office <press@hall.example>"
    message["To"] = "desk@home.example"
    message["Subject"] = "Cuttings of the week"
    message["Date"] = "Thu, 07 Mar 2024 09:00:00 +0000"
    message.set_content("Please find the cuttings attached.\n")
    return message


def build_mbox(*messages: bytes, line="From - Tue Mar  5 07:30:00 2024") -> bytes:
    """A mailbox of these messages, with the line before each."""
    return b"".join(f"{line}\n".encode() + message.replace(b"\r\n", b"\n") + b"\n\n" for message in messages)
