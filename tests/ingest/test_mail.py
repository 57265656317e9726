"""Mail: newsletters, letters, forwards, mailboxes and the files in them."""

import base64
import hashlib
import io
import zipfile
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from archive.formats.detection.detection import detect_format
from archive.formats.mail.mail import iter_mbox
from archive.formats.mail.mail_headers import decode_words
from archive.formats.mail.mail_parts import open_message, parse_message
from archive.formats.media_types import MAIL_TYPE
from archive.ingest.pipeline import default_extraction_options
from archive.ingest.rereading import reextract
from archive.ingest.workers import extract_document
from archive.models import Article, Capture
from archive.storage.payloads import read_record_bytes, read_record_text
from tests.formats import outlook_builders as outlook
from tests.ingest.article_reading import are_spans_exact, get_authors, get_findings, make_document
from tests.ingest.file_reading import get_documents, get_refusals, get_skipped_records, ingest_paths, read_items
from tests.ingest.mail_messages import PAGE, PLAIN, TEXT, build_attachments, build_mail, build_mbox, build_page_mail


def read_mails(folder, content, name="a.eml"):
    """The articles, or the reasons why there are none, of the documents in a file."""
    options = default_extraction_options()
    return [extract_document(document, options) for document in get_documents(read_items(folder, content, name))]


def read_one(folder, content, name="a.eml"):
    (article,) = read_mails(folder, content, name)
    assert not isinstance(article, str), article
    return article


def test_a_newsletter_is_its_article_without_the_furniture_around_it(tmp_path):
    article = read_one(
        tmp_path,
        build_page_mail(
            '<div style="display:none;max-height:0">What you read in the list of mails</div>'
            '<table><tr><td><a href="v">View this email in your browser</a></td></tr><tr><td><h1>Swimming hall to close'
            f"</h1><p>By Arne Holm</p>{PAGE}</td></tr><tr><td><a>Share</a> <a>Tweet</a></td></tr><tr><td>Copyright ©"
            " 2024 Osterby Gazette, All rights reserved.<br>You are receiving this email because you signed up.<br>"
            "14 Quay Street<br>Osterby 1234<br><a>Unsubscribe</a> | <a>Update your preferences</a>"
            '<img src="https://t.example/o.gif" width=1 height=1></td></tr></table>'
        ),
    )

    assert (article.title, article.body) == ("Swimming hall to close", TEXT)
    assert (article.outlet, get_authors(article), article.published) == (
        "Osterby Gazette",
        ["Arne Holm"],
        "2024-03-05",
    )
    left_out = {words for _, words, _ in get_findings(article, "body")}
    assert {"View this email in your browser", "14 Quay Street"} <= left_out


def test_a_newsletter_of_plain_text_is_its_article_too(tmp_path):
    rule = "=" * 60
    body = (
        f"View this email in your browser (https://mailchi.mp/x/abc)\n\n** Swimming hall to close\n{'-' * 60}\n"
        f"By Arne Holm\n\n{PLAIN}\n\n{rule}\n** Twitter (https://twitter.example/x)\n** Website"
        " (https://osterbygazette.example)\nCopyright © 2024 Osterby Gazette, All rights reserved.\n\nOur address"
        " is:\nOsterby Gazette\n14 Quay Street\nOsterby 1234\n\nYou can ** update your preferences"
        " (https://x.example/p)\nor ** unsubscribe from this list (https://x.example/u).\n"
    )

    article = read_one(tmp_path, build_mail(body, subject="Swimming hall to close | Osterby Gazette"))

    assert (article.title, article.body, get_authors(article)) == ("Swimming hall to close", TEXT, ["Arne Holm"])


@pytest.mark.parametrize(
    "line",
    [
        "Unsubscribe",
        "Unsubscribe | View in browser",
        "Privacy policy · Abmelden",
        "You are receiving this email because you subscribed at osterby.example.",
        "If you no longer wish to receive these emails, unsubscribe here: https://u.example/1",
        "Was this email forwarded to you? Sign up here.",
        "This message was sent to reader@home.example",
        "Sie erhalten diese E-Mail, weil Sie sich angemeldet haben. Hier abmelden: https://u.example/1",
        "Vous recevez ce message car vous êtes inscrit. Se désabonner : https://u.example/1",
        "Ha recibido este correo porque está suscrito. Darse de baja: https://u.example/1",
        "Ricevi questa email perché sei iscritto. Annulla l'iscrizione: https://u.example/1",
        "U ontvangt deze nieuwsbrief. Klik hier om u af te melden: uitschrijven https://u.example/1",
    ],
)
def test_lines_about_the_mail_are_no_text_in_any_language(line, tmp_path):
    assert read_one(tmp_path, build_mail(f"{PLAIN}\n\n{line}\n")).body == TEXT


def test_a_text_about_unsubscribing_is_text(tmp_path):
    told = "Thousands of readers chose to unsubscribe from the bulletin last week, after it printed an address."

    article = read_one(tmp_path, build_page_mail(f"<h2>Readers leave</h2><p>{told}</p>{PAGE}", subject="Readers leave"))

    assert article.body == f"{told}\n\n{TEXT}"


@pytest.mark.parametrize(
    ("sender", "extra", "outlet", "authors"),
    [
        ("The Osterby Gazette <news@gazette.example>", "", "The Osterby Gazette", []),
        ("Greta Lindqvist <greta.lindqvist@home.example>", "", "", ["Greta Lindqvist"]),
        ('"Lindqvist, Greta" <greta@home.example>', "", "", ["Greta Lindqvist"]),
        ("Greta Lindqvist from Quay Notes <quaynotes@s.example>", "", "Quay Notes", ["Greta Lindqvist"]),
        ("Greta Lindqvist, The Osterby Gazette <x@g.example>", "", "The Osterby Gazette", ["Greta Lindqvist"]),
        ("'Greta Lindqvist' via Hall talk <hall-talk@groups.example>", "", "Hall talk", ["Greta Lindqvist"]),
        ("OSTERBY Playbook <osterbyplaybook@mail.osterby.example>", "", "OSTERBY Playbook", []),
        ("news@gazette.example", "", "", []),
        ("Newsletter <noreply@gazette.example>", "", "", []),
        (
            "Greta Lindqvist <greta.lindqvist@home.example>",
            "List-Id: The hall talk <hall.lists.example>\r\n",
            "The hall talk",
            ["Greta Lindqvist"],
        ),
        ("=?utf-8?Q?Der_K=C3=BCstenbote?= <post@bote.example>", "", "Der Küstenbote", []),
        ("Osterby Morning <hello@m.example>", "List-Unsubscribe: <https://u.example>\r\n", "Osterby Morning", []),
    ],
)
def test_the_sender_is_the_outlet_or_the_author(sender, extra, outlet, authors, tmp_path):
    article = read_one(tmp_path, build_mail(PLAIN, sender=sender, extra=extra))

    assert (article.outlet, get_authors(article)) == (outlet, authors)
    outlet_status = "stated" if "Unsubscribe" in extra else "inferred"  # a newsletter says who publishes it
    assert all(status == outlet_status for status, value, _ in get_findings(article, "outlet") if value)
    assert all(status == "inferred" for status, value, _ in get_findings(article, "author") if value)


def test_the_day_is_that_of_the_senders_zone_and_an_impossible_one_is_none(tmp_path):
    assert read_one(tmp_path, build_mail(PLAIN, date="Thu, 03 Jun 2021 23:40:00 -0400")).published == "2021-06-03"
    assert read_one(tmp_path, build_mail(PLAIN, date="Thu, 03 Jun 2021 00:10:00 +1000")).published == "2021-06-03"
    assert read_one(tmp_path, build_mail(PLAIN, date="Sat, 31 Feb 2099 25:00:00")).published == ""


def test_of_two_alternatives_the_richer_one_is_read(tmp_path):
    for page, expected in ((f"<h2>A hall</h2>{PAGE}", TEXT), ("<img src=a.png><p>View in browser</p>", TEXT)):
        message = build_attachments()
        message.set_content(PLAIN if expected in page or "img" in page else "See the HTML version.")
        message.add_alternative(f"<html><body>{page}</body></html>", subtype="html")
        article = read_one(tmp_path, message.as_bytes())
        assert article.body == expected


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1252", "iso-8859-1", "utf-16"])
def test_texts_in_other_encodings_are_decoded_as_their_part_says(encoding, tmp_path):
    words = "Der Rat schließt die Schwimmhalle für immer, sagte Frau Müller am Dienstag in Osterby. " * 3
    body = base64.encodebytes(words.encode(encoding))
    content = build_mail(body, media_type=f"text/plain; charset={encoding}").replace(b"8bit", b"base64")

    article = read_one(tmp_path, content)

    assert article.body == words.strip()


def test_subjects_are_decoded_however_they_are_written():
    encoded = base64.b64encode("Совет закрывает".encode("koi8-r")).decode()

    assert decode_words(f"=?koi8-r?B?{encoded}?=\r\n =?koi8-r?Q?_=C2?=") == "Совет закрывает б"
    assert decode_words("=?utf-8?Q?caf=C3?= =?utf-8?Q?=A9?=") == "café"
    assert decode_words("=?nowhere?Q?caf=E9?= and =?utf-8?B?!!?=").startswith("café and")
    assert decode_words("plain = ? text") == "plain = ? text"


@pytest.mark.parametrize("is_page", [True, False])
def test_a_forwarded_mail_is_its_senders_and_of_its_day(is_page, tmp_path):
    head = (
        "---------- Forwarded message ---------",
        "From: The Selworth Courier <news@selworthcourier.example>",
        "Date: Mon, Mar 4, 2024 at 7:30 AM",
        "Subject: Swimming hall to close",
        "To: <greta@home.example>",
    )
    facts = {"sender": "Greta Lindqvist <greta@home.example>", "subject": "Fwd: Swimming hall to close"}
    if is_page:
        lines = "<br>".join(line.replace("<", "&lt;") for line in head)
        content = build_page_mail(f'Look!<div class="gmail_quote"><div>{lines}</div><br>{PAGE}</div>', **facts)
    else:
        content = build_mail("Look!\r\n\r\n" + "\r\n".join(head) + f"\r\n\r\n{PLAIN}\r\n", **facts)

    article = read_one(tmp_path, content)

    assert (article.title, article.body) == ("Swimming hall to close", TEXT)
    assert (article.outlet, get_authors(article), article.published) == ("The Selworth Courier", [], "2024-03-04")
    assert ("inferred", "Look!", "Look!") in get_findings(article, "body")


def test_a_forward_of_thunderbird_has_its_head_in_a_table(tmp_path):
    rows = "".join(
        f"<tr><th>{label} : </th><td>{value}</td></tr>"
        for label, value in (
            ("Sujet", "Fermeture"),
            ("Date", "Mon, 4 Mar 2024 07:30:00 +0100"),
            ("De", "Le Courrier du Quai &lt;info@courrier.example&gt;"),
            ("Pour", "greta@home.example"),
        )
    )
    head = f"<p>Pour info</p>-------- Message transféré --------<table>{rows}</table>"

    article = read_one(tmp_path, build_page_mail(head + PAGE, subject="TR: Fermeture"))

    assert (article.title, article.body) == ("Fermeture", TEXT)
    assert (article.outlet, article.published) == ("Le Courrier du Quai", "2024-03-04")


def test_the_messages_of_a_digest_are_read_each_by_itself(tmp_path):
    messages = b"".join(
        b"--E\n\nFrom: %s\nTo: l@x.example\nSubject: %s\nDate: Mon, 4 Mar 2024 10:00:00 +0000\n\n%s\n\n"
        % (sender, subject, PLAIN.encode())
        for sender, subject in (
            (b"Jane Roe <jane@x.example>", b"The hall"),
            (b"Ann Poe <ann.poe@x.example>", b"Re: It"),
        )
    )
    content = (
        b"From: l-request@x.example\nTo: l@x.example\nSubject: Digest, Vol 3\nMIME-Version: 1.0\n"
        b"Content-Type: multipart/mixed; boundary=D\n\n--D\nContent-Type: text/plain\n\nToday's Topics:\n\n--D\n"
        b"Content-Type: multipart/digest; boundary=E\n\n" + messages + b"--E--\n\n--D--\n"
    )

    articles = read_mails(tmp_path, content)

    assert [(article.title, *get_authors(article)) for article in articles] == [
        ("The hall", "Jane Roe"),
        ("It", "Ann Poe"),
    ]


def test_a_reply_is_read_without_the_mail_it_quotes_and_the_signature(tmp_path):
    quoted = (
        "On Tue, Mar 5, 2024 at 7:30 AM Jane Roe <jane@x.example>\r\nwrote:\r\n\r\n> Is it really closing?\r\n> Tell!"
    )
    body = f"{quoted}\r\n\r\n{PLAIN}\r\n\r\n-- \r\nGreta Lindqvist\r\n+47 555 01\r\n"

    article = read_one(tmp_path, build_mail(body, subject="Re: [hall-talk] The hall"))

    assert (article.title, article.body) == ("The hall", TEXT)
    assert "> Tell!" in {words for _, words, _ in get_findings(article, "body")}


def test_a_mail_of_many_headlines_is_refused_by_what_it_is(tmp_path):
    items = "".join(
        f'<div><a href="https://n{n}.example">Council votes to close hall number {n}</a></div><div>It voted …</div>'
        for n in range(8)
    )

    (reason,) = read_mails(tmp_path, build_page_mail(items, subject="Alert - Osterby"))

    assert "‘Alert - Osterby’ lists 8 articles by headline and link" in reason


def test_files_in_a_mail_are_taken_in_each_by_itself(tmp_path):
    message = build_attachments()
    page = f"<html><head><title>Hall page</title></head><body><h1>Hall page</h1>{PAGE}</body></html>"
    pack = io.BytesIO()
    with zipfile.ZipFile(pack, "w") as writer:
        writer.writestr("page.html", page)
        writer.writestr("Thumbs.db", "x")
    text = f"Hall to close\n\nBy Arne Holm\n\n5 March 2024\n\n{PLAIN}"
    message.add_attachment(text.encode(), maintype="text", subtype="plain", filename="Bericht ä.txt")
    message.add_attachment(pack.getvalue(), maintype="application", subtype="zip", filename="pages.zip")
    message.add_attachment(
        b"\x89PNG\r\n\x1a\n" + bytes(50), maintype="image", subtype="png", filename="p.png", cid="<1>"
    )
    inner = EmailMessage()
    inner["From"], inner["To"], inner["Subject"] = "Arne Holm <arne@hall.example>", "a@b.example", "Inner mail"
    inner["Date"] = "Wed, 06 Mar 2024 09:00:00 +0000"
    inner.set_content(PLAIN)
    message.add_attachment(inner)

    items = read_items(tmp_path, message.as_bytes(), "a.eml")
    options = default_extraction_options()
    articles = [extract_document(document, options) for document in get_documents(items)]

    assert [article.title for article in articles] == ["Hall to close", "Hall page", "Inner mail"]
    assert [article.body for article in articles] == [TEXT] * 3
    assert get_skipped_records(items) == ["", "attachment pages.zip, Thumbs.db", "attachment p.png"]
    assert get_refusals(items) == []


@pytest.mark.parametrize("line", ["From - Tue Mar  5 07:30:00 2024", "From 17@xxx Tue Mar 05 07:30:00 +0000 2024"])
def test_a_mailbox_is_read_message_by_message(line, tmp_path):
    messages = [
        build_mail(
            f"{PLAIN}\n\n>From here on number {n}.", subject=f"Hall {n}", extra=f"X-Mozilla-Status: {status}\r\n"
        )
        for n, status in enumerate(("0001", "0009", "0001"))
    ]

    items = read_items(tmp_path, build_mbox(*messages, line=line), "Inbox")

    assert [document.record for document in get_documents(items)] == ["message 1, ‘Hall 0’", "message 3, ‘Hall 2’"]
    assert b"\nFrom here on number 2." in get_documents(items)[1].content
    assert get_skipped_records(items) == ["message 2, ‘Hall 1’"]


def test_a_message_of_apple_mail_is_read_without_its_properties(tmp_path):
    message = build_mail(PLAIN)
    content = f"{len(message)}      \n".encode() + message + b'<?xml version="1.0"?><plist><dict></dict></plist>\n'

    assert read_one(tmp_path, content, "12.emlx").body == TEXT


@pytest.mark.django_db
@pytest.mark.parametrize("is_page", [True, False])
def test_the_text_of_a_mail_is_read_again_with_its_edits(is_page, tmp_path):
    footer = "You are receiving this email because you signed up."
    content = build_page_mail(f"<h2>Swimming hall to close</h2>{PAGE}<p>{footer}</p>")
    (tmp_path / "a.eml").write_bytes(content if is_page else build_mail(f"{PLAIN}\n\n{footer}\n"))
    ingest_paths([tmp_path / "a.eml"])
    capture = Capture.objects.select_related("payload", "article").get()

    again = reextract(capture)

    assert again.article.body == again.build_body() == capture.article.body == TEXT
    assert "<p>" not in again.visible_text
    assert any(footer in again.get_removed_text(edit) for edit in again.edits)


def build_outlook_mail() -> bytes:
    """A message saved by Outlook with a file and a message in it."""
    inner = {outlook.SUBJECT: "Inner mail", outlook.BODY: PLAIN, outlook.CLASS: "IPM.Note", outlook.SENDER: "Arne Holm"}
    values = {
        outlook.SUBJECT: "A hall closes",
        outlook.CLASS: "IPM.Note",
        outlook.SENDER: "Greta Lindqvist",
        outlook.SENT: 133_541_946_000_000_000,
        outlook.HTML: f"<html><body>{PAGE}</body></html>".encode("cp1252"),
        outlook.BODY: PLAIN.replace("\n", "\r\n"),
    }
    text = {outlook.FILE_NAME: "a.txt", outlook.FILE_BYTES: f"Hall to close\n\n{PLAIN}".encode()}
    return outlook.build_outlook_message(values, [text, {"message": inner}])


def test_a_mail_saved_by_outlook_is_read_with_the_file_and_the_mail_in_it(tmp_path):
    articles = read_mails(tmp_path, build_outlook_mail(), "a.msg")

    assert [article.title for article in articles] == ["A hall closes", "Hall to close", "Inner mail"]
    assert [article.body for article in articles] == [TEXT] * 3
    assert [get_authors(article) for article in articles] == [["Greta Lindqvist"], [], ["Arne Holm"]]
    assert articles[0].published == "2024-03-06"


@pytest.mark.parametrize("length", [520, 1500, 3000])
def test_a_damaged_mail_of_outlook_is_refused_by_what_it_is(length, tmp_path):
    ((_, reason),) = get_refusals(read_items(tmp_path, build_outlook_mail()[:length], "a.msg"))

    assert reason.startswith("It is a mail saved by Outlook that is damaged")


@pytest.mark.django_db
def test_messages_and_their_files_are_found_again_in_the_store(tmp_path):
    message = build_attachments()
    message.add_attachment(f"Hall to close\n\n{PLAIN}".encode(), maintype="text", subtype="plain", filename="a.txt")
    mails = [build_page_mail(f"<h2>A hall &amp; more</h2>{PAGE}", subject="A hall & more"), message.as_bytes()]
    paths = [tmp_path / "mailbox", tmp_path / "a.msg"]
    paths[0].write_bytes(build_mbox(*mails))
    paths[1].write_bytes(build_outlook_mail())

    report = ingest_paths(paths)

    assert (report.added, report.known, report.refused, report.passed_over) == (4, 1, 0, 1)
    assert ingest_paths(paths).known == 5
    titles = {"A hall & more", "Hall to close", "A hall closes", "Inner mail"}
    assert set(Article.objects.values_list("title", flat=True)) == titles
    for capture in Capture.objects.select_related("payload"):
        content, text = read_record_bytes(capture), read_record_text(capture)
        assert hashlib.sha256(content).hexdigest() == capture.digest
        for evidence in capture.evidence.exclude(start=None):
            assert text[evidence.start : evidence.end] == evidence.words


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        (b"From: <Saved by Blink>\r\nSubject: x\r\nMIME-Version: 1.0\r\n\r\n", "a.eml", "mhtml"),
        (b'From: "Saved by Windows Internet Explorer 8"\r\nSubject: x\r\nMIME-Version: 1.0\r\n\r\n', "a", "mhtml"),
        (b"Snapshot-Content-Location: https://a.example/\r\nSubject: x\r\n\r\n", "a.mht", "mhtml"),
        (build_mail(PLAIN), "a.mht", "mail"),
        (build_mail(PLAIN), "page.txt", "mail"),
        (b"From: a@b.example\nTo: c@d.example\nSubject: x\n\nWords", "a", "mail"),
        (build_mbox(build_mail(PLAIN)), "Sent", "mbox"),
        (b"From the quay it was clear\nthat nobody came.\n", "a.txt", "text"),
        (b"Title: A hall\nAuthor: Jane Roe\n\nWords", "a.txt", "text"),
    ],
)
def test_mails_mailboxes_and_saved_pages_are_told_apart_by_their_heads(content, name, expected):
    detected = detect_format(content, name)

    assert detected is not None
    assert detected.file_format.name == expected


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (build_page_mail("<img src=a.png>"), "It is a mail without text"),
        (build_mail("x", media_type="multipart/encrypted; boundary=b"), "It is an encrypted mail"),
        (b"no head at all", "It has the name of a mail and no head of one"),
        (b"", "It is empty"),
    ],
)
def test_mails_that_hold_no_text_are_refused_by_what_they_are(content, reason, tmp_path):
    ((_, refusal),) = get_refusals(read_items(tmp_path, content, "a.eml"))

    assert refusal.startswith(reason)


def test_a_mail_of_endless_parts_is_refused_at_once(tmp_path):
    content = (
        b"From: a@b.example\nTo: c@d.example\nSubject: x\n"
        + b"Content-Type: multipart/mixed; boundary=b\n\n--b\n" * 5000
    )

    assert "more parts than any mail" in get_refusals(read_items(tmp_path, content, "a.eml"))[0][1]


@given(st.binary(max_size=400), st.integers(0, 400))
@hypothesis_settings(max_examples=40, deadline=None)
def test_no_bytes_in_a_mail_bring_the_reading_down(noise, at):
    content = build_page_mail(PAGE)[:600]
    broken = content[:at] + noise + content[at:]
    options = default_extraction_options()

    messages = list(iter_mbox(io.BytesIO(build_mbox(broken, broken)), 10_000))

    assert b"".join(content for _, _, content in messages) or not broken.strip()
    opened = open_message(parse_message(broken))
    article = extract_document(make_document(opened, media_type=MAIL_TYPE), options)
    if isinstance(article, str):
        assert "fault is the program" not in article
    else:
        assert are_spans_exact(article, opened.decode())


def test_messages_within_messages_without_end_are_refused_in_plain_words(tmp_path):
    within = "MIME-Version: 1.0\nContent-Type: message/rfc822\n\nFrom: a@b.example\nSubject: x\n"
    content = f"From: a@b.example\nSubject: x\n{within * 2000}\n\nWords"

    [(_, reason)] = get_refusals(read_items(tmp_path, content.encode(), "a.eml"))

    assert "more deeply than in any mail" in reason
