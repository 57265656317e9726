"""The page of the edits between an original and its text, with undo and redo."""

import hashlib
from collections import OrderedDict

import pytest
from django.contrib.auth.models import Permission

from archive.curation.edit import toggle_edit
from archive.errors import CurationError
from archive.ingest import rereading, rereading_limits
from archive.ingest.rereading import reextract
from archive.models import Article, Capture, Payload
from archive.storage.payloads import get_payload_path
from archive.text.edits import apply_edits
from tests import factories
from tests.ingest.file_reading import ingest_paths
from tests.text.inverses import invert_edits
from tests.web.pages import get_texts, parse_page

pytestmark = pytest.mark.django_db

TEXT = """Harbour closed after false soundings

By Maud Ellery

14 March 2024

The harbour was closed on Thursday after the soundings were found to be false, the ministry said.

Share this article

Nobody had been told, and the ships lay outside the boom all night with their lights on.
"""
HTML = (
    "<html><head><title>Harbour closed after false soundings</title></head><body><article>"
    "<h1>Harbour closed after false soundings</h1>"
    + "".join(f"<p>{part}</p>" for part in TEXT.split("\n\n")[3:])
    + "<p>The pilots &amp; the keepers of the <b>light</b> will meet on Friday, they said.</p>" * 3
    + "</article><footer>Imprint</footer></body></html>"
)


@pytest.fixture
def capture(tmp_path):
    (tmp_path / "page.txt").write_text(TEXT, encoding="utf-8")
    ingest_paths([tmp_path / "page.txt"])
    return Capture.objects.select_related("article", "payload").get()


@pytest.fixture
def curator(client, django_user_model):
    user = django_user_model.objects.create_user("lena", "", "secret")
    user.user_permissions.add(Permission.objects.get(codename="change_article"))
    client.force_login(user)
    return client


def test_original_and_edits_are_the_text_of_the_article(capture):
    read = reextract(capture)

    assert apply_edits(read.original, read.edits) == capture.article.body == read.build_body()
    assert apply_edits(read.build_body(), invert_edits(read.original, read.edits)) == read.original == TEXT


def test_a_page_of_markup_and_its_edits_are_its_text_too():
    content = HTML.encode()
    digest = hashlib.sha256(content).hexdigest()
    article = factories.article()
    payload = Payload.objects.create(sha256=digest, size=len(content), media_type="text/html")
    get_payload_path(digest).parent.mkdir(parents=True)
    get_payload_path(digest).write_bytes(content)
    capture = factories.capture(article, payload=payload, length=len(content), recipe="html/1", encoding="utf-8")

    read = reextract(capture)

    assert "The pilots & the keepers of the light" in read.build_body()
    assert apply_edits(read.original, read.edits) == read.build_body() == read.article.body
    assert apply_edits(read.build_body(), invert_edits(read.original, read.edits)) == HTML
    assert any(read.get_removed_text(one) == "Share this article" and "a button" in one.reason for one in read.edits)


def test_where_the_recipe_moved_paragraphs_they_are_named(client, capture):
    Article.objects.update(body="Put in by hand.\n\n" + capture.article.body)

    page = parse_page(client.get(f"/captures/{capture.pk}/text/"))

    assert "¶1 removed, ¶2–3 now ¶1–2" in " ".join(get_texts(page, "p"))


def test_every_line_that_is_not_in_the_text_is_listed_with_its_reason(client, capture):
    page = parse_page(client.get(f"/captures/{capture.pk}/text/"))

    assert "Share this article" in get_texts(page, "del")
    assert any("a button or notice of the page" in text for text in get_texts(page, ".edits li"))
    assert page.select("button[name=edit]") == []


def test_the_article_leads_to_it_and_to_the_capture_as_a_warc(client, capture):
    page = parse_page(client.get(capture.article.get_absolute_url()))
    warc = page.select_one(".captures a[download]")["href"]

    assert page.select(f".captures a[href='/captures/{capture.pk}/text/']")
    assert client.get(warc)["Content-Type"] in {"application/warc", "application/gzip"}


def test_a_button_of_an_older_page_does_not_turn_back_what_another_curator_did(curator, capture):
    at = f"/captures/{capture.pk}/text/"
    item = next(one for one in parse_page(curator.get(at)).select(".edits li") if "Share this" in one.get_text())
    older = {"edit": item.select_one("button")["value"]}
    curator.post(at, older)
    body = Article.objects.get().body

    answer = curator.post(at, older)

    assert answer.status_code == 409
    assert "This edit is undone already." in get_texts(parse_page(answer), "[role=alert]")
    assert Article.objects.get().body == body


@pytest.mark.parametrize("edit", ["", "undo", "undo:", "x:0-1", "redo:\x00", "undo:9-" + "9" * 40])
def test_a_forged_edit_is_none(curator, capture, edit):
    body = Article.objects.get().body

    answer = curator.post(f"/captures/{capture.pk}/text/", {"edit": edit})

    assert answer.status_code == 409
    assert "can no longer be undone" in parse_page(answer).get_text()
    assert Article.objects.get().body == body


def test_a_curator_undoes_an_edit_and_no_later_capture_takes_it_back(curator, capture, tmp_path):
    page = parse_page(curator.get(f"/captures/{capture.pk}/text/"))
    item = next(one for one in page.select(".edits li") if "Share this" in one.get_text())

    answer = curator.post(f"/captures/{capture.pk}/text/", {"edit": item.select_one("button")["value"]})

    article = Article.objects.get()
    assert answer.status_code == 302
    assert "\n\nShare this article\n\n" in article.body
    record = article.evidence.get(field="body", status="editor")
    assert record.words == "Share this article"
    assert record.rule.startswith("Undone by lena on ")
    again = parse_page(curator.get(f"/captures/{capture.pk}/text/"))
    assert any("undone" in text for text in get_texts(again, ".edits strong"))


def test_an_undone_edit_can_be_done_again_and_both_steps_stay_on_record(curator, capture):
    at = f"/captures/{capture.pk}/text/"
    before = capture.article.body

    def button():
        item = next(one for one in parse_page(curator.get(at)).select(".edits li") if "Share this" in one.text)
        return item.select_one("button")

    curator.post(at, {"edit": button()["value"]})
    assert button().text.startswith("Redo")
    curator.post(at, {"edit": button()["value"]})

    article = Article.objects.get()
    assert article.body == before
    assert button().text.startswith("Undo")
    steps = [row.rule.split(" by ")[0] for row in article.evidence.filter(status="editor")]
    assert sorted(steps) == ["Done again", "Undone"]
    assert not article.evidence.current().filter(status="editor").exists()


BROKEN = TEXT.replace("to be false,", "to be\nfalse,").replace("the boom", "the har-\nbour")


@pytest.mark.parametrize("stood", ["found to be\n\nfalse,", "the har-\n\nbour all night"])
def test_a_join_is_undone_and_done_again_with_its_record(curator, tmp_path, stood):
    (tmp_path / "broken.txt").write_text(BROKEN, encoding="utf-8")
    ingest_paths([tmp_path / "broken.txt"])
    capture = Capture.objects.get()
    at, before = f"/captures/{capture.pk}/text/", Article.objects.get().body

    def turn():
        joins = [one for one in parse_page(curator.get(at)).select(".edits li") if "joined:" in one.text]
        item = joins[0 if "false" in stood else 1]
        answer = curator.post(at, {"edit": item.select_one("button")["value"]})
        assert answer.status_code == 302, get_texts(parse_page(answer), "[role=alert]")
        return Article.objects.get()

    undone = turn()
    assert stood in undone.body
    record = undone.evidence.current().get(field="body", status="editor")
    assert record.rule.startswith("Undone by lena on ")
    assert record.rule.endswith(": joined: a page break inside a sentence")
    assert "\n" in BROKEN[record.start : record.end]
    moved = " ".join(get_texts(parse_page(curator.get(at)), ".moved"))
    assert ("¶2 now ¶3" in moved) == ("false" in stood)
    assert turn().body == before


def test_a_replacement_is_undone_and_what_the_original_has_stands_in_its_place(curator, capture):
    read = reextract(capture)
    edit = read.edits[0]
    words = next(one for one in read.edits if read.get_removed_text(one) == "Share this article")

    assert read.build_body({(edit.start, edit.end)}) != read.build_body()
    assert apply_edits(read.original, read.build_edits({(words.start, words.end)})) == read.build_body(
        {(words.start, words.end)}
    )
    assert read.build_body(()) == capture.article.body


def test_what_is_in_force_cannot_be_done_again(capture, django_user_model):
    lena = django_user_model.objects.create_user("lena")
    edit = next(one for one in reextract(capture).edits if "a button" in one.reason)
    body = capture.article.body

    with pytest.raises(CurationError, match="in force already"):
        toggle_edit(capture, edit, undo=False, words="x", former_body=body, new_body=body, user=lena)
    assert not capture.evidence.filter(status="editor").exists()


def test_who_may_not_change_articles_may_not_undo(client, capture):
    before = capture.article.body

    client.post(f"/captures/{capture.pk}/text/", {"edit": "0-36"})

    assert Article.objects.get().body == before


def test_where_an_editor_set_the_text_nothing_can_be_undone(curator, capture):
    Article.objects.update(body="Another text.")

    page = parse_page(curator.get(f"/captures/{capture.pk}/text/"))

    assert "an editor or another version" in get_texts(page, ".notice")[0]
    assert page.select("button[name=edit]") == []


def test_an_edit_that_is_not_there_is_said_to_be_missing(curator, capture):
    answer = curator.post(f"/captures/{capture.pk}/text/", {"edit": "7-9"})

    assert answer.status_code == 409
    assert "can no longer be undone" in get_texts(parse_page(answer), "[role=alert]")[0]


def test_bytes_that_are_gone_are_said_to_be(client, capture):
    Capture.objects.update(recipe="telegraph/1")

    assert client.get(f"/captures/{capture.pk}/text/").status_code == 404


def test_an_original_is_read_again_once_for_all_who_look_at_it(client, capture, monkeypatch):
    read = []
    extract = rereading.extract
    monkeypatch.setattr(rereading, "extract", lambda *given: read.append(given) or extract(*given))

    for _ in range(3):
        assert client.get(f"/captures/{capture.pk}/text/").status_code == 200

    assert len(read) <= 1


def test_an_original_that_would_take_long_to_read_again_is_not(client, capture, monkeypatch):
    monkeypatch.setattr(rereading_limits, "MAX_CHARACTERS", 100)
    monkeypatch.setattr(rereading_limits, "_cache", OrderedDict())

    response = client.get(f"/captures/{capture.pk}/text/")

    assert response.status_code == 404
    assert "too long to be read again" in response.content.decode()


def test_who_comes_while_others_are_read_again_is_told_when_to_try_again(client, capture, monkeypatch):
    monkeypatch.setattr(rereading_limits, "WAIT_SECONDS", 0.01)
    monkeypatch.setattr(rereading_limits, "_cache", OrderedDict())

    with rereading_limits._slots:
        response = client.get(f"/captures/{capture.pk}/text/")

    assert (response.status_code, response["Retry-After"]) == (503, "60")
    assert get_texts(parse_page(response), "h1") == ["The archive is busy"]
    assert client.get(f"/captures/{capture.pk}/text/").status_code == 200


def test_the_results_of_former_originals_make_room_for_new_ones(monkeypatch):
    monkeypatch.setattr(rereading_limits, "_cache", OrderedDict())

    for number in range(10):
        rereading_limits.compute_once(number, 900_000, lambda: None)

    assert list(rereading_limits._cache) == [6, 7, 8, 9]
