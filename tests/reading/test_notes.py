"""Highlights and notes on passages: made with and without script, shown in the text, kept when it changes."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from archive.models import Annotation, Article
from archive.reading import annotations
from tests import factories
from tests.web.pages import get_texts, parse_page

pytestmark = pytest.mark.django_db
BODY = """The harbour was closed on Thursday. The gate had failed, they said.

## Aftermath

Nobody had been told, he said."""
HOSTILE = '<script>alert("1")</script>'


@pytest.fixture
def article(db):
    return factories.article("Harbour closed", body=BODY)


def mark(client, article, **values):
    return client.post(f"/my/notes/new/{article.identifier}/", values)


def read_marked(client, article) -> list[str]:
    """The highlighted words of the page, with the numbers of notes at their ends."""
    page = parse_page(client.get(article.get_absolute_url()))
    return ["".join(part.stripped_strings) for part in page.select("#text .highlight, #text .note-ref")]


def test_without_script_sentences_are_chosen_in_the_form_of_their_paragraph(reader, client, article):
    page = parse_page(client.get(article.get_absolute_url()))
    form = parse_page(client.get(page.select_one("#p1 .note-link")["href"])).select_one("main form")
    assert [label.get_text(strip=True) for label in form.select("fieldset label")] == [
        "The harbour was closed on Thursday.",
        "The gate had failed, they said.",
    ]

    response = client.post(form["action"], {"paragraph": "1", "sentence": "1", "note": "Which gate?"})

    row = Annotation.objects.get()
    assert response["Location"] == f"{article.get_absolute_url()}#note-{row.identifier}"
    assert (row.exact, row.paragraph, row.note) == ("The gate had failed, they said.", 1, "Which gate?")
    assert row.prefix.endswith("closed on Thursday. ")
    assert read_marked(client, article) == ["The gate had failed, they said.", "1"]
    page = parse_page(client.get(article.get_absolute_url()))
    assert get_texts(page, ".own-notes .note-text") == ["Which gate?"]


@pytest.mark.parametrize(
    ("values", "exact", "paragraph"),
    [
        ({"passage": "nobody  HAD been told", "paragraph": ""}, "Nobody had been told", 3),
        ({"passage": "said", "paragraph": "3", "before": "told, he "}, "said", 3),
        ({"passage": "said", "paragraph": "1", "before": "elsewhere"}, "said", 1),
        ({"passage": "they said.AftermathNobody", "paragraph": "1"}, "they said.\n\nAftermath\n\nNobody", 1),
    ],
)
def test_selected_or_pasted_words_are_found_as_they_stand(values, exact, paragraph, reader, client, article):
    mark(client, article, **values)

    row = Annotation.objects.get()
    assert (row.exact, row.paragraph) == (exact, paragraph)
    assert annotations.read_text(article).text[row.start : row.end] == exact


def test_words_that_do_not_stand_there_are_refused_and_nothing_typed_is_lost(reader, client, article):
    response = mark(client, article, passage="Somebody else", note="My thought", paragraph="1")
    page = parse_page(response)

    assert response.status_code == 400
    assert "do not stand in the text" in page.select_one("[role=alert]").text
    assert [box.text.strip() for box in page.select("textarea")] == ["Somebody else", "My thought"]
    assert mark(client, article).status_code == 400
    assert mark(client, article, passage="x" * 9000).status_code == 400
    assert mark(client, article, note="x" * 10_001).status_code == 400
    assert not Annotation.objects.exists()


def test_overlapping_highlights_and_hits_of_a_search_are_all_shown(reader, client, article):
    mark(client, article, passage="harbour was closed", paragraph="1")
    mark(client, article, passage="closed on Thursday", paragraph="1")

    page = parse_page(client.get(f"{article.get_absolute_url()}?q=thursday+closed"))

    paragraph = page.select_one("#p1")
    assert [mark.text for mark in paragraph.select(".highlight")] == ["harbour was ", "closed", " on ", "Thursday"]
    assert [ref.text for ref in paragraph.select(".note-ref")] == ["1", "2"]
    assert [hit.text for hit in paragraph.select("mark")] == ["closed", "Thursday"]
    assert (
        paragraph.get_text().replace("¶", "").replace("✎", "").startswith("The harbour was closed1 on Thursday2. The")
    )


def test_a_passage_is_shown_where_it_is_after_a_new_cleaning_and_kept_where_it_is_gone(reader, client, article):
    mark(client, article, passage="The gate had failed, they said.", paragraph="1")
    mark(client, article, passage="Nobody had been told, he said.", paragraph="3", note="Really?")

    Article.objects.filter(pk=article.pk).update(body="Share this\n\nThe gate  had failed, they said.")

    assert read_marked(client, article) == ["The gate  had failed, they said.", "1"]
    page = parse_page(client.get(article.get_absolute_url()))
    assert get_texts(page, ".own-notes .note-text") == ["Really?"]
    assert get_texts(page, ".note-state") == [
        "This passage is no longer in the text, which was changed since you marked it."
    ]
    Article.objects.filter(pk=article.pk).update(body=BODY)
    assert read_marked(client, article) == [
        "The gate had failed, they said.",
        "1",
        "Nobody had been told, he said.",
        "2",
    ]


def test_a_note_is_changed_and_deleted_by_its_own_reader_alone(reader, client, article):
    mark(client, article, note="On it all")
    row = Annotation.objects.get()
    other = Client()
    other.force_login(User.objects.create_user("other"))

    assert other.get(f"/my/notes/{row.identifier}/").status_code == 404
    assert other.post(f"/my/notes/{row.identifier}/", {"note": "x"}).status_code == 404
    assert other.post(f"/my/notes/{row.identifier}/delete/").status_code == 404
    assert "On it all" not in other.get(article.get_absolute_url()).content.decode()
    assert client.post(f"/my/notes/{row.identifier}/", {"note": " "}).status_code == 400
    client.post(f"/my/notes/{row.identifier}/", {"note": HOSTILE})
    page = client.get(article.get_absolute_url())
    assert HOSTILE not in page.content.decode()
    assert get_texts(parse_page(page), ".own-notes .note-text") == [HOSTILE]
    client.post(f"/my/notes/{row.identifier}/delete/")
    assert not Annotation.objects.exists()


def test_a_withdrawn_article_shows_no_passage_of_its_text(reader, client, article):
    mark(client, article, passage="Nobody had been told")
    Article.objects.filter(pk=article.pk).update(withdrawn_at=timezone.now())

    assert "Nobody had been told" not in client.get(article.get_absolute_url()).content.decode()
    assert client.get(f"/my/notes/new/{article.identifier}/").status_code == 404


def test_there_are_limits(reader, client, article, monkeypatch):
    monkeypatch.setattr(annotations, "MAX_ON_ARTICLE", 2)
    for note in "abc":
        response = mark(client, article, note=note)

    assert response.status_code == 400
    assert Annotation.objects.count() == 2


def test_who_has_not_logged_in_sees_no_notes_and_is_asked_to_log_in(client, article):
    page = parse_page(client.get(article.get_absolute_url()))

    assert not page.select(".note-link, .own-notes, [data-selection-bar]")
    assert client.get(page.select_one(".reader-tools a[href*=notes]")["href"])["Location"].startswith(
        "/login/?next=/my/notes/new/"
    )


def test_notes_cost_two_queries_of_a_page_however_many_there_are(
    reader, client, article, django_assert_max_num_queries
):
    for count in (0, 1, 20):
        for number in range(count):
            mark(client, article, passage="Nobody had been told", note=f"{number}")
        with django_assert_max_num_queries(14):
            client.get(article.get_absolute_url())
