"""The API for writing: with a token, through the services of editors, and never over somebody else's work."""

import json

import brotli
import pytest
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile

from archive.errors import ReadingError
from archive.ingest.uploads import claim_next_batch, process_upload
from archive.models import ApiToken, Article, Batch, Change, Evidence
from archive.tokens.services import create_token, find_token, revoke_tokens
from tests import factories

API = "/api/v1/"
RIGHTS = ("change_article", "change_author", "change_outlet", "add_batch", "view_change")


@pytest.fixture
def editor(db):
    user = User.objects.create_user("maud", "maud@archive.example", "secret", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=RIGHTS))
    return User.objects.get(pk=user.pk)


@pytest.fixture
def reader(db):
    return User.objects.create_user("lena", "lena@archive.example", "secret")


def bearer(user, *scopes, days=30):
    return {"Authorization": f"Bearer {create_token(user, 'A test', scopes, days)[1]}"}


def send(client, method, path, data=None, status=200, **headers):
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    response = client.generic(
        method, API + path, json.dumps(data or {}), content_type="application/json", headers=headers
    )
    assert response.status_code == status, response.content
    return json.loads(response.content)


def test_a_correction_has_evidence_and_can_be_undone(client, editor):
    article = factories.article("Harbour closed", published="2024-03-14", outlet=factories.outlet("Gazette"))
    token = bearer(editor, "correct", "undo")
    read = client.get(f"{API}articles/{article.identifier}")

    done = send(
        client,
        "PATCH",
        f"articles/{article.identifier}",
        {"published": "15 March 2024", "authors": [{"name": "Maud Ellery"}], "reason": "The print says so."},
        If_Match=read["ETag"],
        **token,
    )

    assert set(done["changed"]) == {"published", "authors"}
    article.refresh_from_db()
    assert article.published == "2024-03-15"
    evidence = Evidence.objects.current().get(article=article, field="published")
    assert (evidence.status, evidence.recorded_by, evidence.former_value) == ("editor", editor, "2024-03-14")
    assert evidence.rule.startswith("Set through the API by maud")
    assert Change.objects.get(pk=done["change"]["id"]).reason == "The print says so."

    undone = send(client, "POST", f"changes/{done['change']['id']}/undo", **token)
    assert undone["kind"] == "undo"
    article.refresh_from_db()
    assert article.published == "2024-03-14"


def test_nobody_is_overwritten(client, editor):
    article = factories.article("Harbour closed", section="News")
    token, path = bearer(editor, "correct"), f"articles/{article.identifier}"
    version = json.loads(client.get(API + path).content)["version"]
    assert send(client, "PATCH", path, {"section": "Port"}, 428, **token)["code"] == "version-needed"
    article.section = "Elsewhere"
    article.save()
    assert send(client, "PATCH", path, {"section": "Port"}, 412, If_Match=f'"{version}"', **token)["code"] == (
        "changed-meanwhile"
    )
    article.refresh_from_db()
    assert article.section == "Elsewhere"
    send(client, "PATCH", path, {"review_status": "reviewed"}, If_Match="*", **token)
    assert Change.objects.first().action == "review"


@pytest.mark.parametrize(
    ("data", "where"),
    [
        ({"published": "some day"}, "body.Date"),
        ({"titel": "Wrong"}, "body.correction.titel"),
        ({"title": 3}, "body.correction.title"),
        ({"title": ""}, "body.correction.title"),
        ({"canonical_url": "ftp://x"}, "body.Address"),
        ({"authors": [{"name": "A; B"}]}, "body.correction.authors.0.name"),
    ],
)
def test_what_cannot_be_set_is_named(client, editor, data, where):
    article = factories.article("Harbour closed")
    problem = send(
        client, "PATCH", f"articles/{article.identifier}", data, 422, If_Match="*", **bearer(editor, "correct")
    )
    assert [error["where"] for error in problem["errors"]] == [where]
    assert not Change.objects.exists()


def test_a_token_does_what_it_may_and_no_more(client, editor, reader):
    article = factories.article("Harbour closed")
    path = f"articles/{article.identifier}"
    assert send(client, "PATCH", path, status=401)["code"] == "token-needed"
    assert send(client, "PATCH", path, status=403, **bearer(editor, "lists"))["code"] == "scope-needed"
    with pytest.raises(ReadingError):
        create_token(reader, "Too much", ["correct"], 30)
    token = bearer(editor, "correct")
    editor.user_permissions.clear()
    assert send(client, "PATCH", path, status=403, If_Match="*", **token)["code"] == "scope-needed"
    editor.is_active = False
    editor.save()
    assert send(client, "GET", "outlets", status=401, **token)["code"] == "invalid-token"


def test_tokens_end_and_are_kept_as_digests(client, reader):
    token, text = create_token(reader, "A test", ["lists"], 30)
    assert find_token(text) == token
    assert text not in json.dumps(list(ApiToken.objects.values()), default=str)
    assert ApiToken.objects.get().used_at
    revoke_tokens([token])
    for bad in (text, "cuttings_x", "cuttings_" + "x" * 500, "\x00", "é"):
        problem = send(client, "GET", "archive", status=401, Authorization=f"Bearer {bad}")
        assert problem["code"] == "invalid-token"


def test_changes_of_others_are_not_revealed(client, editor, reader):
    change = Change.objects.create(action="edit", made_by=editor, summary="Secret work")
    reader.user_permissions.add(Permission.objects.get(codename="change_article"))
    reader = User.objects.get(pk=reader.pk)
    for number in (change.pk, change.pk + 1):
        problem = send(client, "GET", f"changes/{number}", status=404, **bearer(reader, "undo"))
        assert problem["code"] == "not-found"
    assert send(client, "GET", f"changes/{change.pk}", **bearer(editor, "undo"))["summary"] == "Secret work"


def test_documents_are_taken_in_and_reported(client, editor, reader):
    text = b"Harbour closed after false soundings\n\nBy Maud Ellery\n\n14 March 2024\n\nThe harbour was closed."
    token = bearer(editor, "upload", "undo")
    files = {"files": SimpleUploadedFile("page.txt", text), "outlet": factories.outlet("Gazette").slug}
    response = client.post(f"{API}imports", files, headers=token)
    assert response.status_code == 202, response.content
    path = response["Location"].removeprefix(f"http://testserver{API}")
    assert send(client, "GET", path, **token)["state"] == "waiting"
    process_upload(claim_next_batch())
    report = send(client, "GET", path, **token)
    assert (report["state"], report["added"]) == ("finished", 1)
    send(client, "POST", f"changes/{report['change']}/undo", **token)
    assert not Article.objects.exists()
    assert client.post(f"{API}imports", {"files": "none"}, headers=token).status_code == 422
    reader.user_permissions.add(Permission.objects.get(codename="add_batch"))
    other = bearer(User.objects.get(pk=reader.pk), "upload")
    assert send(client, "GET", path, status=404, **other)["code"] == "not-found"
    assert Batch.objects.count() == 1


def test_lists_are_filled(client, reader):
    article, token = factories.article("Harbour closed"), bearer(reader, "lists")
    row = send(client, "POST", "lists", {"name": "Harbour"}, 201, **token)
    path = f"lists/{row['id']}/entries"
    added = send(client, "POST", path, {"identifiers": [article.identifier, "nothing"]}, **token)
    assert (added["added"], added["unknown"]) == (1, 1)
    assert send(client, "GET", "lists", **token)["items"][0]["entries"] == 1
    other = User.objects.create_user("callum")
    assert send(client, "POST", path, {"identifiers": []}, 404, **bearer(other, "lists"))["code"] == "not-found"


def test_bodies_that_are_too_large_or_no_json_are_problems(client, editor):
    article, token = factories.article("Harbour closed"), bearer(editor, "correct")
    for body in (b"x" * 10_000_000, b"{", b"[]", b"\xff", b"null", b"[" * 100_000):
        response = client.generic(
            "PATCH", f"{API}articles/{article.identifier}", body, content_type="application/json", headers=token
        )
        assert response.status_code in (400, 413, 422), response.status_code
        assert response["Content-Type"] == "application/problem+json"


def test_a_token_is_made_and_shown_once_on_its_page(client, reader):
    assert client.get("/my/tokens/").status_code == 302
    client.force_login(reader)
    made = client.post("/my/tokens/", {"name": "Notebook", "scope": ["lists"], "days": "30"})
    text = made.context["token_text"]
    assert text in made.content.decode()
    assert text not in client.get("/my/tokens/").content.decode()
    assert client.post("/my/tokens/", {"name": "x", "scope": ["correct"], "days": "30"}).status_code == 400
    assert client.post("/my/tokens/", {"name": "", "days": "9" * 400}).status_code == 400
    client.post(f"/my/tokens/{ApiToken.objects.get().pk}/revoke/")
    assert find_token(text) is None


def test_too_many_requests_wait(client, settings, db):
    settings.API_RATE = 2
    responses = [client.get(f"{API}archive", REMOTE_ADDR="198.51.100.7") for _ in range(3)]
    assert [response.status_code for response in responses] == [200, 200, 429]
    assert [response["RateLimit-Remaining"] for response in responses] == ["1", "0", "0"]
    assert int(responses[-1]["Retry-After"]) <= 60
    assert client.get("/outlets/", REMOTE_ADDR="198.51.100.7").status_code == 200


def test_other_sites_read_where_the_setting_lets_them(client, settings, db):
    origin = {"Origin": "https://notebook.example"}
    assert not client.get(f"{API}archive", headers=origin).has_header("Access-Control-Allow-Origin")
    settings.API_ORIGINS = ["https://notebook.example"]
    response = client.get(f"{API}archive", headers=origin)
    assert response["Access-Control-Allow-Origin"] == "https://notebook.example"
    assert "Origin" in response["Vary"]
    preflight = client.options(f"{API}articles/00000000", headers=origin)
    assert (preflight.status_code, "PATCH" in preflight["Access-Control-Allow-Methods"]) == (204, True)
    assert not client.get(f"{API}archive", headers={"Origin": "https://other.example"}).has_header(
        "Access-Control-Allow-Origin"
    )


def test_answers_are_compressed(client, db):
    plain = client.get(f"{API}openapi.json").content
    answer = client.get(f"{API}openapi.json", headers={"Accept-Encoding": "gzip, br"})
    assert answer["Content-Encoding"] == "br"
    assert brotli.decompress(answer.content) == plain
    assert client.get(f"{API}openapi.json", headers={"Accept-Encoding": "gzip"})["Content-Encoding"] == "gzip"
