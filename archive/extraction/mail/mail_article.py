"""A mail to an article: its text without furniture and quoted mails, its title, date and sender."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from archive.errors import UnreadableDocument
from archive.extraction.common.draft import ArticleDraft
from archive.extraction.mail import quoted_text
from archive.extraction.mail.furniture import RECIPIENT, SUBSCRIPTION, find_furniture
from archive.extraction.mail.mail_text import ADDRESS, MAX_NOTE_WORDS, MailText, read_page_text, read_plain_text
from archive.extraction.mail.opened_mail import MailField, OpenedMail, parse_opened_mail
from archive.extraction.mail.page_lines import MailLine
from archive.extraction.mail.sender import MailSender, classify_sender, read_sender, split_address
from archive.extraction.plaintext.article import add_units
from archive.formats.documents import ExtractionOptions, Finding, FindingStatus, ParsedArticle, SourceDocument
from archive.formats.mail.mail import parse_moment
from archive.text.dates import PrintedDate, find_date, find_day_without_year
from archive.text.encodings import INFERRED, decode_as
from archive.text.names import PrintedName, is_probable_name
from archive.text.normalize import name_key

RECIPE: Final = "mail/1"
MAX_LISTED: Final = 100  # lines left out that are listed one by one
MIN_HEADLINES: Final = 5  # linked headlines of a digest
WORDS_PER_HEADLINE: Final = 60  # fewer words a headline are a list of teasers
MIN_HEADLINE_WORDS: Final = 4
MAX_SALUTATION_WORDS: Final = 6
MAX_HEAD_LINES: Final = 6  # lines below the headline that may name the sender
MAX_DAY_LENGTH: Final = 30
MAX_LABEL_WORDS: Final = 2  # words of a heading that names a part of the newsletter
MAX_TITLE_LINES: Final = 12  # lines among which the headline stands
_SUBJECT_PART: Final = re.compile(r"\s+[|–—·-]\s+|:\s+")


def read_mail_message(document: SourceDocument, options: ExtractionOptions) -> ParsedArticle:
    """Return the article of a mail. Raises UnreadableDocument if it holds none."""
    mail = parse_opened_mail(decode_as(document.content, "utf-8"))
    subject = mail.get_field("subject")
    mail_text = read_page_text(mail) if mail.is_html else read_plain_text(mail)
    _drop_furniture(mail_text)
    if not mail_text.lines:
        raise UnreadableDocument(
            f"The mail ‘{subject.value[:80]}’ has no text of its own: it quotes another, or its words are pictures."
            " Take in the mail it answers, or its version on the web."
        )
    _reject_digest(mail_text, subject.value)
    draft = ArticleDraft(mail.text)
    sender = _read_sender(mail, mail_text)
    _add_title(draft, mail_text, subject, sender)
    _add_date(draft, mail, mail_text, options.today)
    if sender.outlet:
        span = _make_span(sender.outlet_start, sender.outlet)
        is_newsletter = mail.is_bulk or mail_text.is_newsletter  # whose sender publishes it
        status: FindingStatus = "stated" if is_newsletter and span and not sender.person else "inferred"
        draft.add_finding("outlet", sender.outlet, sender.outlet_rule, span=span, status=status)
    _separate_salutation(mail_text)
    _take_sender_line(draft, mail_text, sender)
    text, _ = add_units(draft, [line.unit for line in mail_text.lines], options)
    if sender.person is not None:
        _add_person(draft, sender, mail_text)
    _add_left_out(draft, mail_text)
    _add_header(draft, mail)
    article = draft.build_article(text, encoding="utf-8", recipe=RECIPE)
    return replace(article, findings=tuple(_drop_lost_span(finding, len(mail.text)) for finding in article.findings))


def _drop_furniture(mail_text: MailText) -> None:
    kinds = find_furniture(mail_text.lines)
    mail_text.is_newsletter = any(kind in {SUBSCRIPTION, RECIPIENT} for kind in kinds.values())
    mail_text.left_out += [(mail_text.lines[number].unit, kind.rule) for number, kind in sorted(kinds.items())]
    mail_text.lines = [line for number, line in enumerate(mail_text.lines) if number not in kinds]


def _reject_digest(mail_text: MailText, subject: str) -> None:
    """Raise UnreadableDocument for a mail that lists articles elsewhere: headlines with links and a few words each."""
    headlines = sum(
        (line.is_link and line.word_count >= MIN_HEADLINE_WORDS) or (bool(ADDRESS.search(line.text)))
        for line in mail_text.lines
    )
    words = sum(line.word_count for line in mail_text.lines)
    if headlines >= MIN_HEADLINES and words < headlines * WORDS_PER_HEADLINE:
        raise UnreadableDocument(
            f"The mail ‘{subject[:80]}’ lists {headlines} articles by headline and link, and holds the text of none."
            " Open those that you want from the mail, save each page in the browser, and take those in."
        )


def _read_sender(mail: OpenedMail, mail_text: MailText) -> MailSender:
    """Return the sender of the mail; of one that is forwarded, the sender that its head names."""
    is_bulk = mail.is_bulk or mail_text.is_newsletter
    if forwarded := mail_text.forwarded.get("from"):
        name, address = split_address(forwarded.value)
        at = forwarded.value.find(name)
        return classify_sender(name, address, forwarded.start + at if at >= 0 else None, None, is_bulk=is_bulk)
    return read_sender(mail, is_bulk=is_bulk)


def _add_title(draft: ArticleDraft, mail_text: MailText, subject: MailField, sender: MailSender) -> None:
    """Add the headline that the mail shows, else its subject."""
    if forwarded := mail_text.forwarded.get("subject"):
        subject = forwarded
    title = strip_outlet_name(quoted_text.strip_subject(subject.value), sender.outlet)
    at = subject.value.rfind(title)
    if (number := find_headline(mail_text.lines, title, sender.outlet)) is not None:
        unit = mail_text.lines[number].unit
        draft.add_finding("title", unit.text, "the headline in the mail", span=unit.words_span)
        mail_text.left_out += [(line.unit, "left out: a line above the headline") for line in mail_text.lines[:number]]
        mail_text.lines = mail_text.lines[number:]
    if title:
        draft.add_finding(
            "title", title, "the subject of the mail", span=(subject.start + at, subject.start + at + len(title))
        )
    elif "title" not in draft.values:
        draft.infer_title(mail_text.lines[0].text, "the mail has no subject; the text's beginning stands in")


def strip_outlet_name(subject: str, outlet: str) -> str:
    """Return a subject without the outlet's name at its beginning or end."""
    parts = _SUBJECT_PART.split(subject)
    if outlet and len(parts) > 1:
        if name_key(parts[-1]) == name_key(outlet):
            return subject[: -len(parts[-1])].rstrip(" |–—-:·")
        if name_key(parts[0]) == name_key(outlet):
            return subject[len(parts[0]) :].lstrip(" |–—-:·")
    return subject


def find_headline(lines: Sequence[MailLine], subject: str, outlet: str) -> int | None:
    """Return the number of the line that is the headline: a heading that the subject has, or the only large one."""
    headings = [
        number
        for number, line in enumerate(lines[:MAX_TITLE_LINES])
        if line.unit.mark == "heading" and line.word_count > 1 and name_key(line.text) != name_key(outlet)
    ]
    subject_words = set(name_key(subject).split())
    for number in headings:
        words = name_key(lines[number].text).split()
        if words and sum(word in subject_words for word in words) >= 0.6 * len(words):
            return number
    largest = [number for number in headings if lines[number].unit.level == 1]
    all_largest = sum(
        line.unit.level == 1
        and line.unit.mark == "heading"
        and line.word_count > MAX_LABEL_WORDS
        and name_key(line.text) != name_key(outlet)
        for line in lines
    )
    is_alone = len(largest) == 1 and all_largest == 1 and lines[largest[0]].word_count > MAX_LABEL_WORDS
    words_above = sum(line.word_count for line in lines[: largest[0]]) if is_alone else 0
    return largest[0] if is_alone and words_above < MAX_NOTE_WORDS else None


def _separate_salutation(mail_text: MailText) -> None:
    """Mark a line such as ‘Dear reader,’, which its comma would join to the text."""
    line = mail_text.lines[0]
    if line.text.endswith(",") and line.word_count <= MAX_SALUTATION_WORDS:
        mail_text.lines[0] = replace(line, unit=replace(line.unit, mark="strong"))


def _take_sender_line(draft: ArticleDraft, mail_text: MailText, sender: MailSender) -> None:
    """Take the sender's name and a day without a year out of the lines below the headline; a heading is standfirst."""
    names = {name_key(sender.person.name)} if sender.person else set()
    names |= {name_key(sender.outlet)} if sender.outlet and is_probable_name(sender.outlet) else set()
    first = 1 if mail_text.lines[0].unit.mark == "heading" else 0
    head = mail_text.lines[first : first + MAX_HEAD_LINES]
    taken = [line for line in head if name_key(line.text) in names or is_bare_day(line.text)]
    named = [line for line in taken if name_key(line.text) in names]
    if not named:
        return
    unit = named[0].unit
    draft.add_author(
        PrintedName(unit.text, unit.text, *unit.words_span),
        "the sender's name on a line above the text",
        status="inferred",
    )
    above = mail_text.lines[first : mail_text.lines.index(taken[0])]
    if len(above) == 1 and above[0].unit.mark == "heading":
        draft.add_finding("standfirst", above[0].text, "between title and byline", span=above[0].unit.words_span)
        taken.append(above[0])
    for line in taken:
        rule = "left out: the byline" if line in named else "left out: a day without its year"
        if line not in above:
            mail_text.left_out.append((line.unit, rule))
    mail_text.lines = [line for line in mail_text.lines if line not in taken]


def is_bare_day(text: str) -> bool:
    """Return whether a line is nothing but a day without its year, as `Mar 5`."""
    day = find_day_without_year(text) if len(text) <= MAX_DAY_LENGTH else None
    return day is not None and not (text[: day[0]] + text[day[1] :]).strip(" ,.·•|")


def _add_date(draft: ArticleDraft, mail: OpenedMail, mail_text: MailText, today: date) -> None:
    """Add the day the mail was sent, in the sender's zone; of a forwarded mail, the day its head names."""
    if forwarded := mail_text.forwarded.get("date"):
        printed_date = find_date(forwarded.value, today=today)
        if printed_date is not None:
            draft.add_located_date(printed_date, "the date of the forwarded mail", offset=forwarded.start)
    sent = mail.get_field("date")
    if not sent.value:
        return
    moment = parse_moment(sent.value)
    rule = "the day the mail was sent, in its own zone"
    if mail_text.forwarded:
        rule = "the day the mail was forwarded"
    if moment is None and (day := find_date(sent.value, today=today)) is not None and day.edtf:
        draft.add_located_date(day, f"{rule}, in words of another language", offset=sent.start)
        return
    if moment is None or moment.date() > today:
        draft.add_date(PrintedDate("", 0, len(sent.value), "it is no day there can be"), rule, span=sent.span)
        return
    is_inferred = bool(mail_text.forwarded)
    if is_inferred and "published" not in draft.values:
        return
    printed_date = PrintedDate(moment.date().isoformat(), 0, len(sent.value))
    draft.add_date(printed_date, rule, span=sent.span)


def _add_person(draft: ArticleDraft, sender: MailSender, mail_text: MailText) -> None:
    """Add the person who sent the mail as its author, unless a byline names one."""
    person = sender.person
    if person is None:
        return
    rule = "the sender of the forwarded mail, as its head says" if mail_text.forwarded else "the sender of the mail"
    span = (person.start, person.end)
    has_span = draft.original[slice(*span)] == person.printed
    if any(credit.role == "author" for credit in draft.credits):
        draft.add_rejected_author(person.name, rule, span if has_span else None)
    else:
        draft.add_author(person, rule, has_span=has_span, status="inferred")


def _add_left_out(draft: ArticleDraft, mail_text: MailText) -> None:
    for unit, rule in mail_text.left_out[:MAX_LISTED]:
        draft.add_note(unit.text[:200], rule, span=unit.span)
    if (count := len(mail_text.left_out) - MAX_LISTED) > 0:
        draft.add_note(str(count), "so many more lines left out")


def _add_header(draft: ArticleDraft, mail: OpenedMail) -> None:
    """Add what else the header states: language, address in an archive of mails, encoding of the text."""
    language, archived_at = mail.get_field("content-language"), mail.get_field("archived-at")
    if language.value:
        draft.add_value(
            "language", language.value.partition(",")[0], "Content-Language of the mail", span=language.span
        )
    if archived_at.value:
        draft.add_value(
            "canonical_url", archived_at.value.strip("<> "), "Archived-At of the mail", span=archived_at.span
        )
    charset = mail.get_field("content-type").value.partition("charset=")[2]
    if charset not in {"", "utf-8", "utf-8-sig"}:
        status = "inferred" if INFERRED in charset else "stated"
        draft.add_finding("body", "", f"the text is read as {charset}", status=status)  # type: ignore[arg-type]


def _make_span(start: int | None, value: str) -> tuple[int, int] | None:
    return (start, start + len(value)) if start is not None else None


def _drop_lost_span(finding: Finding, length: int) -> Finding:
    """Return a finding without its span where its words do not stand in the source in one piece."""
    if finding.start is not None and (finding.start >= length or not finding.words):
        return replace(finding, start=None, end=None, words="")
    return finding
