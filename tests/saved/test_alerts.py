"""Alerts: mails about new articles that a saved search finds; nothing twice, and nothing lost in silence."""

import smtplib
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from archive.models import AlertedArticle, AlertMail, Article, SearchAlert
from archive.saved import alert_runs
from archive.search.indexing.change_queue import apply_queue
from tests import factories
from tests.saved.mail_server import MailServer
from tests.web.pages import get_links, get_texts, parse_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def alert(client):
    """A daily alert on `harbour closed`, begun an hour ago, after the only such article came in."""
    factories.article("Harbour closed before")
    reader = User.objects.create_user("lena", "lena@archive.example")
    client.force_login(reader)
    row = reader.saved_searches.create(query="harbour closed", seen_at=timezone.now())
    client.post(f"/saved/{row.pk}/alert/", {"frequency": "daily"})
    return rewind(SearchAlert.objects.get())


def rewind(alert, **ago) -> SearchAlert:
    """Let an alert have begun a while ago, after what there is, and be due."""
    moment = timezone.now() - timedelta(**(ago or {"hours": 1}))
    Article.objects.update(added_at=moment - timedelta(days=2), changed_at=moment - timedelta(days=2))
    SearchAlert.objects.update(began_at=moment, seen_until=moment, next_run_at=moment)
    alert.refresh_from_db()
    return alert


def make_due():
    SearchAlert.objects.update(next_run_at=timezone.now() - timedelta(minutes=1))


def run() -> list:
    """Run what is due, as the worker does; returns the mails."""
    before = len(mail.outbox)
    while alert_runs.run_next_alert():
        pass
    return mail.outbox[before:]


def test_the_worker_sends_new_articles_with_why_they_were_found(alert, settings):
    settings.SITE_NAME = "Cuttings"
    new = factories.article(
        "Quay\nnews", body="The harbour was closed.", outlet=factories.outlet("Gazette"), published="2024-03-14"
    )
    factories.article("Trams", body="None.")

    call_command("work", "--once")

    (message,) = mail.outbox
    assert message.to == ["lena@archive.example"]
    assert message.subject == "1 new article: harbour closed · Cuttings"
    assert message.content_subtype == "plain"
    assert not getattr(message, "alternatives", [])
    assert "1. Quay news\n   Gazette, 14 March 2024\n   The *harbour* was *closed*.\n" in message.body
    assert f"http://testserver/articles/{new.identifier}/" in message.body
    assert "Trams" not in message.body
    assert "before" not in message.body
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message.extra_headers["List-Unsubscribe"].startswith("<http://testserver/saved/alerts/")
    assert SearchAlert.objects.get().next_run_at > timezone.now() + timedelta(hours=20)


def test_where_any_word_will_do_the_mail_marks_the_words_of_a_compound(alert):
    alert.saved_search.query, alert.saved_search.narrowed = "cease-fire", "match=any"
    alert.saved_search.save()
    factories.article("Quay", body="There was a fire.")

    (message,) = run()

    assert "There was a *fire*." in message.body


def test_an_article_is_sent_once_whatever_is_corrected_in_it(alert):
    article = factories.article("Harbour closed")
    late = factories.article("Quay", body="Nothing yet.")
    withdrawn = factories.article("Harbour closed, too", withdrawn_at=timezone.now())
    assert len(run()) == 1

    article.body = "The harbour was closed again."
    article.save()
    make_due()
    assert run() == []
    late.body = "The harbour was closed."  # a correction, by which it is found now
    late.save()
    make_due()
    (message,) = run()
    assert "1. Quay" in message.body
    assert withdrawn.pk not in AlertedArticle.objects.values_list("article_key", flat=True)
    make_due()
    assert run() == []


def test_what_the_index_waits_for_is_sent_later(alert, monkeypatch):
    monkeypatch.setattr("archive.search.indexing.change_queue.apply_queue", lambda *_, **__: None)
    factories.article("Harbour closed")
    assert run() == []

    monkeypatch.undo()
    SearchAlert.objects.update(seen_until=SearchAlert.objects.get().seen_until + alert_runs.OVERLAP)
    apply_queue()
    make_due()
    assert len(run()) == 1


class ProcessKilled(BaseException):
    """Stands for the end of the process."""


@pytest.mark.parametrize("is_sent", [False, True])
def test_a_worker_killed_while_it_sends_sends_nothing_twice_and_the_reader_is_told(is_sent, alert, client, monkeypatch):
    article = factories.article("Harbour closed")
    send = EmailBackend.send_messages

    def send_and_die(backend, messages):
        if is_sent:
            send(backend, messages)
        raise ProcessKilled

    monkeypatch.setattr(EmailBackend, "send_messages", send_and_die)
    with pytest.raises(ProcessKilled):
        run()
    monkeypatch.setattr(EmailBackend, "send_messages", send)
    assert run() == []  # the claim holds for a while
    make_due()

    assert run() == []
    assert len(mail.outbox) == is_sent
    page = parse_page(client.get("/saved/"))
    assert "perhaps not sent" in page.select_one("form.note-state").text
    assert get_links(page, "form.note-state a") == [article.get_absolute_url()]
    client.post(page.select_one("form.note-state")["action"])
    assert not parse_page(client.get("/saved/")).select("form.note-state")
    factories.article("Harbour closed again")
    make_due()
    (message,) = run()
    assert "1. *Harbour* *closed* again" in message.body
    assert "\n2. " not in message.body


@pytest.mark.parametrize(
    ("method", "fault"),
    [
        ("open", OSError("no route")),
        ("send_messages", smtplib.SMTPDataError(550, b"no")),
        ("send_messages", smtplib.SMTPRecipientsRefused({})),
    ],
)
def test_a_mail_that_was_surely_not_sent_is_sent_later(method, fault, alert, client, monkeypatch):
    factories.article("Harbour closed")

    def refuse(*_):
        raise fault

    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, method, refuse)
        assert run() == []
    assert not AlertMail.objects.exists()
    assert "could not be sent" in parse_page(client.get("/saved/")).select_one(".note-state").text
    make_due()
    assert len(run()) == 1
    assert not parse_page(client.get("/saved/")).select(".note-state")


def test_a_connection_that_breaks_leaves_the_mail_unconfirmed(alert, monkeypatch):
    factories.article("Harbour closed")

    def break_off(*_):
        raise smtplib.SMTPServerDisconnected("gone")

    monkeypatch.setattr(EmailBackend, "send_messages", break_off)
    run()
    make_due()
    run()

    assert AlertMail.objects.get().state == AlertMail.State.UNCONFIRMED


def test_one_alert_is_run_by_one_worker(alert, monkeypatch):
    """Another worker that has read the same alert as due does not get it."""
    factories.article("Harbour closed")
    stale = SearchAlert.objects.get()
    assert len(run()) == 1
    assert not SearchAlert.objects.filter(pk=stale.pk, next_run_at=stale.next_run_at).update(fault="x")


def test_a_search_that_cannot_be_asked_waits_and_says_so(alert, client):
    factories.article("Harbour closed")
    alert.saved_search.query = "bogus:x"
    alert.saved_search.save()

    assert run() == []
    assert SearchAlert.objects.get().failures == 1


def test_the_link_in_a_mail_ends_the_alert_with_one_click_and_not_by_being_opened(alert):
    factories.article("Harbour closed")
    (message,) = run()
    url = message.extra_headers["List-Unsubscribe"][1:-1]
    assert url in message.body
    visitor = Client(enforce_csrf_checks=True)

    assert get_texts(parse_page(visitor.get(url)), "h1") == ["End these mails"]
    assert SearchAlert.objects.exists()
    assert visitor.post(url, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not SearchAlert.objects.exists()
    assert get_texts(parse_page(visitor.post(url)), "h1") == ["These mails have ended"]
    assert visitor.post("/saved/alerts/forged:x:y/").status_code == 404


@pytest.mark.parametrize("name", ["Two\r\nBcc: x@example.org", "x" * 100, "تنبيه"])
def test_no_name_of_a_search_writes_a_header(name, alert, client):
    client.post(f"/saved/{alert.saved_search_id}/name/", {"name": name})
    alert.saved_search.query = "harbour\nclosed"
    alert.saved_search.save()
    factories.article("Harbour closed")

    (message,) = run()
    sent = message.message()
    assert sent["Bcc"] is None
    assert "\n" not in message.subject
    assert message.recipients() == ["lena@archive.example"]


def test_an_address_that_no_header_can_hold_is_a_fault_of_the_alert(alert):
    User.objects.update(email="lena@archive.example\nBcc: x@example.org")
    factories.article("Harbour closed")

    assert run() == []
    assert SearchAlert.objects.get().fault


def test_many_articles_are_counted_and_the_latest_named(alert, monkeypatch):
    monkeypatch.setattr(alert_runs, "MAX_LISTED", 2)
    for number in range(5):
        factories.article(f"Harbour closed {number}")

    (message,) = run()
    assert message.subject.startswith("5 new articles")
    assert "3 more articles were found." in message.body
    assert AlertedArticle.objects.count() == 5


def test_an_alert_needs_a_mail_address_and_a_known_frequency(client, db):
    reader = User.objects.create_user("ann")
    client.force_login(reader)
    row = reader.saved_searches.create(query="harbour", seen_at=timezone.now())

    assert "needs a mail address" in parse_page(client.get("/saved/")).text
    assert client.post(f"/saved/{row.pk}/alert/", {"frequency": "daily"}).status_code == 400
    User.objects.update(email="ann@archive.example")
    assert client.post(f"/saved/{row.pk}/alert/", {"frequency": "hourly"}).status_code == 400
    client.post(f"/saved/{row.pk}/alert/", {"frequency": "weekly"})
    client.post(f"/saved/{row.pk}/alert/", {"frequency": ""})
    assert not SearchAlert.objects.exists()


def test_nobody_changes_the_alert_of_another(alert):
    visitor = Client()
    visitor.force_login(User.objects.create_user("other", "other@archive.example"))

    assert visitor.post(f"/saved/{alert.saved_search_id}/alert/", {"frequency": ""}).status_code == 404
    assert visitor.post(f"/saved/{alert.saved_search_id}/name/", {"name": "x"}).status_code == 404
    assert SearchAlert.objects.exists()


@pytest.fixture
def mail_server(settings):
    with MailServer() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        yield server


def test_a_mail_server_is_given_each_alert_once_as_text_that_any_program_shows(alert, mail_server):
    factories.article("Harbour closed – für immer", body="The harbour was closed.\n.\nA dot alone.")
    run()
    make_due()
    run()

    (message,) = mail_server.messages
    assert message["To"] == "lena@archive.example"
    assert message["Message-ID"]
    assert "1. *Harbour* *closed* – für immer" in message.get_content()
    assert "The *harbour* was *closed*." in message.get_content()


def test_a_mail_that_the_server_refuses_is_kept_and_sent_when_it_takes_it(alert, mail_server):
    factories.article("Harbour closed")
    mail_server.refusal = "451 not now"
    run()
    assert mail_server.messages == []

    mail_server.refusal = ""
    make_due()
    run()

    assert [message["To"] for message in mail_server.messages] == ["lena@archive.example"]
