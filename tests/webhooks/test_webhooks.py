"""Other programs are told of changes by signed messages that are sent until they are taken."""

import base64
import hashlib
import hmac
import json
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.utils import timezone

from archive.events.feed import get_last_number
from archive.models import Article, Webhook, WebhookMessage
from archive.webhooks.services import RETRY_DELAYS, queue_messages, run_next_message
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def receiver(settings):
    """A receiver that answers with the statuses it is given, then 204, and keeps what it got."""
    settings.ALLOW_PRIVATE_ADDRESSES = True

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            server.received.append((dict(self.headers), body))
            self.send_response(server.statuses.pop(0) if server.statuses else 204)
            self.end_headers()

        def log_message(self, *_):
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.received, server.statuses = [], []
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def create_webhook(receiver, **fields) -> Webhook:
    url = f"http://127.0.0.1:{receiver.server_port}/told?by=archive"
    return Webhook.objects.create(name="Desk", url=url, site="https://archive.example", **fields)


def send_all() -> None:
    while run_next_message():
        pass


def verify_signature(headers, body: bytes, secret: str) -> bool:
    """Check a signature as Standard Webhooks describes it."""
    signed = b".".join([headers["webhook-id"].encode(), headers["webhook-timestamp"].encode(), body])
    key = base64.b64decode(secret.removeprefix("whsec_"))
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return f"v1,{expected}" in headers["webhook-signature"].split(" ")


def test_each_change_is_sent_once_signed_and_with_an_address(receiver):
    webhook = create_webhook(receiver)
    row = factories.article("Ferry stops")
    send_all()
    Article.objects.filter(pk=row.pk).update(title="Ferry runs")
    send_all()

    assert [json.loads(body)["type"] for _, body in receiver.received] == ["article.added", "article.corrected"]
    assert json.loads(receiver.received[0][1])["data"]["address"] == f"https://archive.example{row.permanent_path}"
    assert all(verify_signature(headers, body, webhook.secret) for headers, body in receiver.received)
    assert len({headers["webhook-id"] for headers, _ in receiver.received}) == 2


def test_what_is_not_taken_is_sent_again_later_under_the_same_identifier(receiver):
    create_webhook(receiver)
    receiver.statuses = [500, 302]
    factories.article()
    for attempt in range(3):
        send_all()
        assert len(receiver.received) == attempt + 1
        WebhookMessage.objects.update(next_attempt_at=timezone.now() - timedelta(seconds=1))

    message = WebhookMessage.objects.get()
    assert (message.state, message.attempts, message.status_code) == ("delivered", 3, 204)
    assert {headers["webhook-id"] for headers, _ in receiver.received} == {message.message_id}


def test_a_message_is_given_up_in_the_end_and_a_receiver_that_is_gone_is_left_alone(receiver):
    create_webhook(receiver)
    receiver.statuses = [503] * (len(RETRY_DELAYS) + 1) + [410]
    factories.article()
    for _ in range(len(RETRY_DELAYS) + 1):
        assert Webhook.objects.get().is_active
        send_all()
        WebhookMessage.objects.update(next_attempt_at=timezone.now())
    assert WebhookMessage.objects.get().state == "given up"
    assert Webhook.objects.get().fault.startswith("503")

    factories.article()
    send_all()
    assert not Webhook.objects.get().is_active


def test_nothing_is_missed_or_sent_twice_where_a_worker_ends_in_between(receiver):
    webhook = create_webhook(receiver)
    rows = [factories.article() for _ in range(3)]
    run_next_message()  # queues all, sends one
    queue_messages()
    webhook.refresh_from_db()

    assert webhook.last_number == get_last_number()
    send_all()
    told = [json.loads(body)["data"]["identifier"] for _, body in receiver.received]
    assert told == [row.identifier for row in rows]


def test_private_addresses_get_nothing(receiver, settings):
    settings.ALLOW_PRIVATE_ADDRESSES = False
    create_webhook(receiver)
    factories.article()
    send_all()

    assert receiver.received == []
    assert "127.0.0.1" in WebhookMessage.objects.get().answer


def test_a_webhook_is_told_of_what_it_wants_alone_and_of_nothing_before_it(receiver, admin_client):
    factories.article("Before")
    page = admin_client.get("/admin/archive/webhook/add/")
    form = page.context["adminform"].form
    values = {"name": "Desk", "url": f"http://127.0.0.1:{receiver.server_port}/", "secret": form["secret"].value()}
    created = admin_client.post(
        "/admin/archive/webhook/add/", values | {"kinds": ["article.withdrawn"], "is_active": "on"}
    )
    assert created.status_code == 302
    row = factories.article("After")
    Article.objects.filter(pk=row.pk).update(withdrawn_at="2024-01-01T00:00Z")
    send_all()
    assert [json.loads(body)["type"] for _, body in receiver.received] == ["article.withdrawn"]

    message = WebhookMessage.objects.get()
    log = admin_client.get("/admin/archive/webhookmessage/")
    assert "article.withdrawn" in log.content.decode()
    admin_client.post(
        "/admin/archive/webhookmessage/", {"action": "replay", "_selected_action": [message.pk]}, follow=True
    )
    send_all()
    assert len(receiver.received) == 2
    assert receiver.received[0][0]["webhook-id"] == receiver.received[1][0]["webhook-id"]


def test_whoever_polls_reads_the_same_in_pages(client):
    rows = [factories.article() for _ in range(5)]
    read, address = [], "/api/v1/changes?limit=2"
    for _ in range(3):
        page = client.get(address).json()
        read += page["items"]
        address = page["next"].removeprefix("http://testserver")
    assert [row["identifier"] for row in read] == [row.identifier for row in rows]
    assert [row["number"] for row in read] == [1, 2, 3, 4, 5]
    assert not page["more"]
    rows[0].delete()
    (change,) = client.get(address).json()["items"]
    assert (change["type"], change["address"]) == ("article.deleted", None)
    for wrong in ("since=-1", "since=x", "since=99999999999999999999", "limit=0", "sinse=1"):
        response = client.get(f"/api/v1/changes?{wrong}")
        assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
