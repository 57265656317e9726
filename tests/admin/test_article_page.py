import re

import pytest
from bs4 import BeautifulSoup
from django.contrib.admin.models import LogEntry

from archive.models import Article, Evidence
from tests import factories
from tests.admin.conftest import get_errors, get_page, get_row_address, read_form, save_row

pytestmark = pytest.mark.django_db


def get_evidence(article):
    rows = article.evidence.current()
    return [(row.field, row.value, row.former_value, row.status) for row in rows]


def test_an_editors_outlet_is_evidence_and_the_former_one_is_kept(editor):
    article = factories.article(outlet=factories.outlet("RS21"))
    stated = article.evidence.create(field="outlet", value="RS21", status="stated", rule="a line")

    response = save_row(editor, article, outlet=factories.outlet("Courier").pk)

    assert response.status_code == 302
    article.refresh_from_db()
    stated.refresh_from_db()
    assert article.outlet.name == "Courier"
    assert get_evidence(article) == [("outlet", "Courier", "RS21", "editor")]
    assert stated.superseded_at is not None
    assert article.evidence.current().get().recorded_by == editor.user


@pytest.mark.parametrize(
    ("field", "typed", "expected"),
    [
        ("title", " A  new\theadline ", "A new headline"),
        ("standfirst", "Two\r\nlines", "Two\nlines"),
        ("body", "One.\r\n\r\nTwo.", "One.\n\nTwo."),
        ("section", "World", "World"),
        ("language", "pt-br", "pt-BR"),
        ("published", "[2016-02-03..2016-02-11]", "[2016-02-03..2016-02-11]"),
        ("canonical_url", "https://example.org/a?b=1", "https://example.org/a?b=1"),
    ],
)
def test_every_field_is_corrected_with_evidence(editor, field, typed, expected):
    article = factories.article()
    former = getattr(article, field)

    assert save_row(editor, article, **{field: typed}).status_code == 302

    article.refresh_from_db()
    assert getattr(article, field) == expected
    assert get_evidence(article) == [(field, expected, former, "editor")]


@pytest.mark.parametrize("body", ["One.\n\nTwo.", "\n One.\r\n\r\nTwo. \n", "One.\rTwo.", ""])
def test_saving_without_a_change_writes_nothing(editor, body):
    article = factories.article(
        "A  headline ",
        body=body,
        language="english",
        section="  Home",
        published="2016-02",
        canonical_url="news:odd",
        outlet=factories.outlet(),
        by=(factories.author(),),
    )
    before = Article.objects.values().get()

    assert save_row(editor, article).status_code == 302

    after = Article.objects.values().get()
    assert after.pop("changed_at") >= before.pop("changed_at")
    assert after == before
    assert Evidence.objects.count() == 0
    assert LogEntry.objects.get().change_message == "[]"


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("2016-02-30", "There is no day 30 in February 2016 (‘2016-02-30’)."),
        ("last Tuesday", "‘last Tuesday’ is not a date the archive knows. Write 3 February 2016"),
        ("2017/2016", "‘2017/2016’ ends before it begins. Turn the two dates round."),
        ("../..", "‘../..’ is open at both ends. Leave an unknown date empty."),
        ("9999-13", "There is no month 13"),
        ("x" * 61, "at most 60 characters"),
    ],
)
def test_a_bad_date_is_explained_at_its_field(editor, typed, message):
    article = factories.article(published="2016")

    response = save_row(editor, article, published=typed)

    assert response.status_code == 200
    field = BeautifulSoup(response.content.decode(), "lxml").select_one(".field-published .errorlist")
    assert message in field.text
    article.refresh_from_db()
    assert article.published == "2016"


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("title", "   ", "required"),
        ("title", "\u0007", "A headline is needed"),
        ("title", "x" * 1001, "at most 1000 characters"),
        ("title", "a\x00b", "Null characters"),
        ("language", "English, I think", "not a language tag"),
        ("canonical_url", "javascript:alert(1)", "is not a web address"),
        ("canonical_url", "example.org", "is not a web address"),
        ("outlet", "999999", "valid choice"),
        ("review_status", "perfect", "valid choice"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(editor, field, typed, message):
    article = factories.article("Kept")

    response = save_row(editor, article, **{field: typed})

    assert response.status_code == 200
    assert any(message in error for error in get_errors(response))
    article.refresh_from_db()
    assert article.title == "Kept"


def test_an_address_that_another_article_has_is_refused_by_that_articles_name(editor):
    other = factories.article("The other", canonical_url="https://example.org/a")

    response = save_row(editor, factories.article(), canonical_url="https://example.org/a")

    (error,) = get_errors(response)
    assert error.startswith(f"‘The other’ ({other.identifier}) has this address already.")


def test_bylines_are_corrected_with_evidence(editor):
    wrong, right = factories.author("3 min read"), factories.author("Maud Ellery")
    article = factories.article(by=(wrong,))

    save_row(
        editor,
        article,
        **{
            "bylines-0-DELETE": "on",
            "bylines-TOTAL_FORMS": 2,
            "bylines-1-author": right.pk,
            "bylines-1-position": 1,
            "bylines-1-role": "author",
            "bylines-1-credited_as": "M. Ellery",
        },
    )

    assert [byline.author for byline in article.bylines.all()] == [right]
    value = "Maud Ellery (printed “M. Ellery”)"
    assert get_evidence(article) == [("author", value, "3 min read", "editor")]


def test_someone_credited_twice_in_one_role_is_refused_in_words(editor):
    writer = factories.author()
    article = factories.article(by=(writer,))

    response = save_row(
        editor,
        article,
        **{
            "bylines-TOTAL_FORMS": 2,
            "bylines-1-author": writer.pk,
            "bylines-1-position": 1,
            "bylines-1-role": "author",
        },
    )

    assert response.status_code == 200
    assert any("duplicate" in error for error in get_errors(response))


def test_an_article_is_added_by_hand_with_evidence_for_what_was_typed(editor):
    address = "/admin/archive/article/add/"

    response = editor.post(address, read_form(editor, address) | {"title": "Typed", "body": "In."})

    assert response.status_code == 302
    assert get_evidence(Article.objects.get()) == [
        ("body", "In.", "", "editor"),
        ("title", "Typed", "", "editor"),
    ]


def test_what_is_known_stands_beside_the_field_and_is_escaped(editor):
    article = factories.article(published="2016-02-04")
    article.evidence.create(
        field="published",
        value="2016-02-04",
        status="inferred",
        rule="weekday and <month>",
        words="on <b>Thursday</b>",
        start=10,
        end=18,
    )

    soup = get_page(editor, get_row_address(article))

    note = re.sub(r"\s+", " ", soup.select_one("#id_published_helptext").text)
    assert "Inferred: “on <b>Thursday</b>” (characters 10–18 of the original). weekday" in note
    assert "As you would say it: 3 February 2016" in note
    assert soup.select_one("#id_published")["aria-describedby"] == "id_published_helptext"


def test_evidence_and_captures_are_shown_with_the_original_one_click_away(editor):
    article = factories.article()
    capture = factories.capture(article, source="in/paper.txt")
    article.evidence.create(
        field="title",
        value="Old",
        status="stated",
        rule="first line",
        words="Old",
        start=0,
        end=3,
        capture=capture,
        superseded_at="2024-01-02T00:00Z",
    )

    tables = get_page(editor, get_row_address(article)).select(".record-table")

    table_texts = [re.sub(r"\s+", " ", table.text) for table in tables]
    assert "superseded on 2 January 2024" in table_texts[0]
    assert "in/paper.txt" in table_texts[1]
    assert {link["href"] for table in tables for link in table.select("a")} == {
        f"/captures/{capture.pk}/original/",
        f"/captures/{capture.pk}/capture.warc.gz",
    }
    assert not tables[0].select("input:not([type=hidden]), textarea, select")


def test_the_public_page_is_one_click_away(editor):
    article = factories.article()

    links = get_page(editor, get_row_address(article)).select(".object-tools a.viewsitelink")

    assert [link["href"] for link in links] == [article.get_absolute_url()]


def test_what_follows_from_other_values_is_shown_and_not_typed(editor):
    article = factories.article(published="2016-02", body="One two three.")

    soup = get_page(editor, get_row_address(article))

    assert soup.select_one(".field-earliest .readonly").text.startswith("1 Feb")
    assert soup.select_one(".field-word_count .readonly").text == "3"
    assert soup.select_one(".field-identifier .readonly").text == article.identifier
    assert not soup.select("[name=identifier], [name=earliest], [name=word_count], [name=slug]")


def test_a_page_costs_the_same_with_two_and_with_twenty_rows_of_evidence(editor, django_assert_max_num_queries):
    article = factories.article()
    capture = factories.capture(article)

    def add(number):
        for _ in range(number):
            article.evidence.create(field="title", status="editor", rule="r", recorded_by=editor.user, capture=capture)

    add(2)
    editor.get(get_row_address(article))
    with django_assert_max_num_queries(40) as few:
        editor.get(get_row_address(article))
    add(18)
    with django_assert_max_num_queries(len(few)):
        editor.get(get_row_address(article))
