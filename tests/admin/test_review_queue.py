"""The review queue: one article after the other, its values beside the words that say them."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from archive.curation.open_questions import list_open_questions
from archive.curation.undo import undo_change
from archive.models import Article, Change, Evidence
from archive.storage.payloads import get_payload_path
from tests import factories
from tests.admin.conftest import get_errors, get_list_rows, get_messages, get_page, read_form
from tests.ingest.article_reading import BODY
from tests.ingest.file_reading import ingest_paths

pytestmark = pytest.mark.django_db

QUEUE = reverse("admin:archive_article_review")


def get_evidence_address(article):
    return reverse("admin:archive_article_how", args=[article.pk])


@pytest.fixture
def ingested_articles(tmp_path):
    """Two articles ingested from files, both without an outlet."""
    for name in ("one", "two"):
        (tmp_path / f"{name}.txt").write_text(f"Title {name}\n\nBy Jane <b>Roe\n14 March 2024\n\n{BODY} {name}")
        ingest_paths([tmp_path / f"{name}.txt"])
    return list(Article.objects.order_by("pk"))


def create_complete_article(**fields):
    """Create an article with outlet, author and date."""
    return factories.article(published="2024-03-14", outlet=factories.outlet(), by=(factories.author(),), **fields)


def test_articles_that_lack_something_or_have_a_guess_wait(editor):
    good, guessed = create_complete_article(title="Good"), create_complete_article(title="Guessed")
    Evidence.objects.create(article=guessed, field="author", value="x", status="inferred", rule="r")
    Evidence.objects.create(
        article=good,
        field="author",
        value="x",
        status="inferred",
        rule="r",
        superseded_at=timezone.now(),
    )
    factories.article("Bare")
    factories.article("Seen", review_status="reviewed")
    factories.article("Withdrawn", withdrawn_at=timezone.now())

    assert sorted(get_list_rows(editor, "article", queue="yes")) == ["Bare", "Guessed"]


def test_each_value_stands_beside_the_words_of_the_original(editor, ingested_articles):
    soup = get_page(editor, get_evidence_address(ingested_articles[0]))

    marks = {row.h2.text: row.mark.text if row.mark else "" for row in soup.select(".question")}
    assert marks == {"Title": "Title one", "Outlet": "", "Author": "", "Date": "14 March 2024"}
    assert "nothing in the text says" in soup.select_one("#question-outlet").text
    assert "Missing" in soup.select_one("#question-outlet").text
    date_row = soup.select_one("#question-published")
    assert date_row.select_one("input")["value"] == "2024-03-14"
    assert re.search(r"Stated:.*\(characters \d+–\d+, one.txt\)", " ".join(date_row.text.split()))
    assert not date_row.select("[name=right]")  # nothing to decide
    text = soup.select_one(".marked-text .words")
    assert BODY in text.text
    assert "By Jane <b>Roe" in text.text.replace("Author", "")  # as words, not as markup
    assert not soup.select("#content b")


def test_each_field_leads_to_its_mark_in_the_text_and_back(editor, ingested_articles):
    soup = get_page(editor, get_evidence_address(ingested_articles[0]))
    row = soup.select_one("#question-published")

    place = soup.select_one(row.select_one(".excerpt a")["href"])
    mark = place.find_next("mark")

    assert mark.text == "14 March 2024"
    assert mark.find_next("a")["href"] == f"#{row.select_one('.question-evidence [id]')['id']}"
    assert mark.find_next("a").text == "Date"
    assert soup.select_one(".marked-text .words")["tabindex"] == "0"


def test_the_form_of_an_article_leads_from_each_field_to_the_marks(editor, ingested_articles):
    form = get_page(editor, reverse("admin:archive_article_change", args=[ingested_articles[0].pk]))
    links = [one["href"] for one in form.select(".note-place a")]

    marks = {
        one["id"]
        for one in get_page(editor, get_evidence_address(ingested_articles[0])).select(".marked-text .words [id]")
    }
    assert links
    assert {link.partition("#")[2] for link in links} <= marks


def test_of_a_long_original_the_parts_about_the_marks_are_shown(editor, tmp_path):
    text = f"Title\n\nBy Jane Roe\n14 March 2024\n\n{(BODY + chr(10) * 2) * 200}"
    (tmp_path / "long.txt").write_text(text)
    ingest_paths([tmp_path / "long.txt"])

    words = get_page(editor, get_evidence_address(Article.objects.get())).select_one(".marked-text .words").text

    assert len(words) < 10_000
    assert "characters not shown" in words


def test_a_page_shows_its_words_and_the_tags_that_say_something(editor, tmp_path):
    html = (
        "<html><head><title>Harbour closed at night</title>"
        "<meta name='author' content='Maud Ellery'></head><body><h1>Harbour closed at night</h1>"
        + "".join(f"<p>{part}</p>" for part in (BODY * 2).split("\n\n"))
        + "<script>alert(1)</script></body></html>"
    )
    (tmp_path / "page.html").write_text(html)
    ingest_paths([tmp_path / "page.html"])

    words = get_page(editor, get_evidence_address(Article.objects.get())).select_one(".marked-text .words")

    assert "Maud Ellery" in [mark.text for mark in words.select("mark")]
    assert "name='author'" in words.text
    assert "alert" not in words.text


def test_an_answer_is_noted_and_leads_to_the_next(editor, ingested_articles):
    first, second = ingested_articles

    start = editor.get(QUEUE)
    answer = editor.post(get_evidence_address(first), {"answer": "reviewed"}, follow=False)
    then = editor.get(answer["Location"])
    editor.post(get_evidence_address(second), {"answer": "queried"})
    end = editor.get(f"{QUEUE}?after={second.pk}", follow=True)

    first.refresh_from_db()
    second.refresh_from_db()
    assert start["Location"] == get_evidence_address(first)
    assert then["Location"] == get_evidence_address(second)
    assert (first.review_status, second.review_status) == ("reviewed", "queried")
    assert get_messages(end) == [
        "‘Title one’: reviewed.", "‘Title two’: has a question.", "The review queue ends here."
    ]  # fmt: skip


def test_an_article_may_be_skipped(editor, ingested_articles):
    skip = get_page(editor, get_evidence_address(ingested_articles[0])).find("a", string="Skip")["href"]

    assert editor.get(skip)["Location"] == get_evidence_address(ingested_articles[1])
    assert Article.objects.get(pk=ingested_articles[0].pk).review_status == "unreviewed"


def test_a_reader_looks_and_answers_nothing(reader, ingested_articles):
    page = get_page(reader, get_evidence_address(ingested_articles[0]))
    assert "Title one" in page.select_one("#question-title .question-value").text
    assert not page.select("#content button, #content input:not([type=hidden])")
    assert reader.post(get_evidence_address(ingested_articles[0]), {"answer": "reviewed"}).status_code == 403


@pytest.mark.parametrize("answer", ["", "perfect"])
def test_an_answer_that_is_none_changes_nothing(editor, ingested_articles, answer):
    assert editor.post(get_evidence_address(ingested_articles[0]), {"answer": answer}).status_code == 403


def test_bytes_that_are_gone_are_said_to_be(editor, ingested_articles):
    get_payload_path(ingested_articles[0].captures.get().payload_id).unlink()

    soup = get_page(editor, get_evidence_address(ingested_articles[0]))
    assert "administrator can check the originals" in soup.select_one("#question-title").text
    assert not soup.select(".marked-text")


def test_what_is_not_there_is_not_found(editor):
    assert editor.get(reverse("admin:archive_article_how", args=[9])).status_code == 404
    assert editor.get(f"{QUEUE}?after=x").status_code == 400


@pytest.fixture
def guessed_article():
    """An article whose outlet is missing, and whose date and author were guessed."""
    article = factories.article("Harbour closed", published="2016-02-04", by=(factories.author("Maud Ellery"),))
    for field, value in (("published", "2016-02-04"), ("author", "Maud Ellery")):
        article.evidence.create(field=field, value=value, status="inferred", rule="a guess", words="w", start=1, end=2)
    return article


def decide(client, article, decision, **corrections):
    """Open the page of an article, correct values, press a button."""
    address = get_evidence_address(article)
    return client.post(address, read_form(client, address) | decision | corrections)


def test_each_decision_leads_to_the_next_question_and_the_last_one_to_the_next_article(editor, guessed_article):
    page = get_page(editor, get_evidence_address(guessed_article))
    assert [button["value"] for button in page.select("[name=right]")] == ["outlet", "author", "published"]
    assert page.select_one("[autofocus]")["value"] == "outlet"

    first = decide(editor, guessed_article, {"right": "outlet"})
    assert first["Location"] == get_evidence_address(guessed_article)
    page = get_page(editor, first["Location"])
    assert page.select_one("[autofocus]")["value"] == "author"
    decide(editor, guessed_article, {"right": "author"})
    last = decide(editor, guessed_article, {"right": "published"})

    assert last["Location"].startswith(QUEUE)
    guessed_article.refresh_from_db()
    assert guessed_article.review_status == "reviewed"
    assert list_open_questions(guessed_article) == []
    found = guessed_article.evidence.current().get(field="published")
    assert (found.value, found.status, found.words, found.recorded_by) == ("2016-02-04", "editor", "w", editor.user)


def test_values_are_corrected_in_their_rows_with_the_decision(editor, guessed_article):
    courier = factories.outlet("Courier")
    corrections = {"title": "Harbour shut", "outlet": courier.pk, "published": "3 Feb 2016"}

    response = decide(editor, guessed_article, {"right": "published"}, **corrections)

    assert response["Location"] == get_evidence_address(guessed_article)
    guessed_article.refresh_from_db()
    assert (guessed_article.title, guessed_article.outlet, guessed_article.published) == (
        "Harbour shut", courier, "2016-02-03"
    )  # fmt: skip
    assert list_open_questions(guessed_article) == ["author"]
    assert guessed_article.evidence.current().get(field="published").former_value == "2016-02-04"


def test_a_decision_with_its_corrections_is_one_change_and_is_undone_as_one(editor, guessed_article):
    before = Article.objects.values("title", "published", "review_status").get()
    for field in ("outlet", "author"):
        decide(editor, guessed_article, {"right": field})

    decide(editor, guessed_article, {"right": "published"}, title="Harbour shut", published="3 Feb 2016")

    change = Change.objects.latest("pk")
    assert (Change.objects.count(), change.action) == (3, Change.Action.REVIEW)
    undo_change(change, user=editor.user)
    assert Article.objects.values("title", "published", "review_status").get() == before
    assert list_open_questions(guessed_article) == ["published"]


def test_a_missing_author_is_chosen_in_an_empty_row(editor):
    article, author = factories.article(published="2016", outlet=factories.outlet()), factories.author()

    response = decide(editor, article, {"right": "author"}, **{"bylines-0-author": author.pk})

    assert response["Location"].startswith(QUEUE)
    assert article.authors.get() == author


def test_what_makes_no_sense_is_refused_in_its_row_and_nothing_is_decided(editor, guessed_article):
    response = decide(editor, guessed_article, {"right": "published"}, published="30 February 2016")

    assert response.status_code == 200
    assert "There is no day 30 in February 2016 (‘2016-02-30’)." in get_errors(response)
    assert b"29 February 2016" in response.content
    assert len(list_open_questions(guessed_article)) == 3


def test_corrections_alone_are_saved_without_a_decision(editor, guessed_article):
    response = decide(editor, guessed_article, {"answer": "save"}, title="Harbour shut")

    assert response["Location"] == get_evidence_address(guessed_article)
    guessed_article.refresh_from_db()
    assert (guessed_article.title, guessed_article.review_status) == ("Harbour shut", "unreviewed")


def test_what_two_correct_differently_is_shown_side_by_side(editor, curator, guessed_article):
    older = read_form(editor, get_evidence_address(guessed_article))
    decide(curator, guessed_article, {"answer": "save"}, title="Port shut")

    stopped = editor.post(get_evidence_address(guessed_article), older | {"answer": "reviewed", "title": "Port closed"})

    assert stopped.status_code == 409
    assert b"Port shut" in stopped.content
    assert b"Port closed" in stopped.content
    assert Article.objects.get().review_status == "unreviewed"


def test_the_keys_are_told_on_the_page_and_can_be_switched_off(editor, guessed_article):
    keys = get_page(editor, get_evidence_address(guessed_article)).select_one("[data-review-keys]")

    assert [key.text for key in keys.select("kbd")] == ["t", "e", "Enter", "Esc", "j", "k", "r", "q", "s"]
    assert keys.select_one("input[type=checkbox]")["data-keys-switch"] == ""


@pytest.mark.parametrize("sent", [{"right": "body"}, {"right": "a\x00"}, {"right": "title", "form_state": "forged"}])
def test_a_forged_decision_changes_nothing(editor, guessed_article, sent):
    assert editor.post(get_evidence_address(guessed_article), sent).status_code in {400, 403}


def test_the_page_asks_few_questions(editor, ingested_articles, django_assert_max_num_queries):
    with django_assert_max_num_queries(20):
        get_page(editor, get_evidence_address(ingested_articles[0]))
