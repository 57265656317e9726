"""The review queue: one article after the other, its values beside the words that say them."""

import pytest
from django.urls import reverse
from django.utils import timezone

from archive.models import Article, Evidence
from archive.storage.payloads import get_payload_path
from tests import factories
from tests.admin.conftest import get_list_rows, get_messages, get_page
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

    values_by_label = {
        row.th.text: (row.select("td")[0].text, row.mark.text if row.mark else "")
        for row in soup.select(".evidence-table tbody tr")
    }
    assert values_by_label["Title"][1] == "Title one"
    assert values_by_label["Date"][1] == "14 March 2024"
    assert "not known" in values_by_label["Outlet"][0]
    text = soup.select_one(".marked-text .words")
    assert BODY in text.text
    assert "By Jane <b>Roe" in text.text.replace("Author", "")  # as words, not as markup
    assert not soup.select(".evidence-layout b")


def test_each_field_leads_to_its_mark_in_the_text_and_back(editor, ingested_articles):
    soup = get_page(editor, get_evidence_address(ingested_articles[0]))
    row = next(row for row in soup.select(".evidence-table tbody tr") if row.th.text == "Date")

    place = soup.select_one(row.select_one(".excerpt a")["href"])
    mark = place.find_next("mark")

    assert mark.text == "14 March 2024"
    assert mark.find_next("a")["href"] == f"#{row['id']}"
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
    assert get_messages(end) == ["The review queue ends here."]


def test_an_article_may_be_skipped(editor, ingested_articles):
    skip = get_page(editor, get_evidence_address(ingested_articles[0])).find("a", string="Skip")["href"]

    assert editor.get(skip)["Location"] == get_evidence_address(ingested_articles[1])
    assert Article.objects.get(pk=ingested_articles[0].pk).review_status == "unreviewed"


def test_a_reader_looks_and_answers_nothing(reader, ingested_articles):
    assert not get_page(reader, get_evidence_address(ingested_articles[0])).select(".review-row")
    assert reader.post(get_evidence_address(ingested_articles[0]), {"answer": "reviewed"}).status_code == 403


@pytest.mark.parametrize("answer", ["", "perfect"])
def test_an_answer_that_is_none_changes_nothing(editor, ingested_articles, answer):
    assert editor.post(get_evidence_address(ingested_articles[0]), {"answer": answer}).status_code == 403


def test_bytes_that_are_gone_are_said_to_be(editor, ingested_articles):
    get_payload_path(ingested_articles[0].captures.get().payload_id).unlink()

    soup = get_page(editor, get_evidence_address(ingested_articles[0]))
    assert "keeper can check the originals" in soup.select_one(".evidence-table").text
    assert not soup.select(".marked-text")


def test_what_is_not_there_is_not_found(editor):
    assert editor.get(reverse("admin:archive_article_how", args=[9])).status_code == 404
    assert editor.get(f"{QUEUE}?after=x", follow=True).status_code == 200


def test_the_page_asks_few_questions(editor, ingested_articles, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        get_page(editor, get_evidence_address(ingested_articles[0]))
