from datetime import timedelta

import pytest
from django.utils import timezone

from archive.models import Article, Collection
from tests import factories
from tests.admin.conftest import get_list_address, get_list_rows, get_page

pytestmark = pytest.mark.django_db


def test_the_list_says_what_an_editor_asks(editor):
    gazette = factories.outlet("Gazette")
    article = factories.article(
        "Harbour closed",
        by=(factories.author("Maud Ellery"),),
        outlet=gazette,
        published="2024-03",
        body="One two.",
    )

    (row,) = get_page(editor, get_list_address("article")).select("#result_list tbody tr")

    cells = [cell.text.strip() for cell in row.select("th, td")[1:]]
    assert cells == [
        "Harbour closed",
        "Gazette",
        "Maud Ellery",
        "March 2024",
        "not reviewed",
        "2",
        "page",
    ]
    assert row.select_one(".field-page a")["href"] == article.get_absolute_url()


@pytest.fixture
def archive(db):
    """Five articles, each of which lacks something or was treated in some way."""
    outlet, writer = factories.outlet("Gazette"), factories.author("Maud Ellery")
    whole = {"outlet": outlet, "by": (writer,), "language": "en", "published": "2024-03-14"}
    articles = {
        name: factories.article(name, **(whole | changes))
        for name, changes in {
            "whole": {},
            "undated": {"published": ""},
            "rough": {"published": "2024-03"},
            "open": {"published": "2024-03-14/.."},
            "homeless": {"outlet": None},
            "anonymous": {"by": ()},
            "wordless": {"language": "", "body": ""},
        }.items()
    }
    articles["homeless"].evidence.create(field="outlet", status="inferred", rule="r")
    articles["rough"].evidence.create(field="published", status="inferred", rule="r", superseded_at="2024-01-01T00:00Z")
    long_ago = timezone.now() - timedelta(days=8)
    Article.objects.exclude(title__in=["whole"]).update(changed_at=long_ago, added_at=long_ago)
    Article.objects.filter(title="anonymous").update(withdrawn_at=long_ago)
    Collection.objects.create(name="Some").articles.add(articles["open"])
    return articles


@pytest.mark.parametrize(
    ("chosen", "titles"),
    [
        ({"missing": "date"}, ["undated"]),
        ({"missing": "exact-date"}, ["open", "rough"]),
        ({"missing": "outlet"}, ["homeless"]),
        ({"missing": "author"}, ["anonymous"]),
        ({"missing": "language"}, ["wordless"]),
        ({"missing": "text"}, ["wordless"]),
        ({"known": "inferred"}, ["homeless"]),
        ({"known": "editor"}, []),
        ({"recent": "changed-week"}, ["whole"]),
        ({"recent": "added-week"}, ["whole"]),
        ({"withdrawn": "yes"}, ["anonymous"]),
        ({"language": "-", "withdrawn": "no"}, ["wordless"]),
        ({"language": "en", "missing": "date"}, ["undated"]),
        ({"language": "xx"}, []),
        ({"review_status__exact": "queried"}, []),
        ({"outlet__isnull": "True"}, ["homeless"]),
        ({"q": "homeless"}, ["homeless"]),
        ({"q": "maud ELLERY"}, 6),
        ({"q": "nobody at all"}, []),
        ({"earliest__year": "2024", "earliest__month": "3", "earliest__day": "14"}, 5),
        ({"collection": "1"}, 1),
        ({"author": "999999999999"}, []),
        ({"author": "x' OR 1=1"}, []),
        ({"batch": "9" * 40}, []),
    ],
)
def test_the_list_answers_an_editors_questions(editor, archive, chosen, titles):
    if "collection" in chosen:
        chosen = {"collection": Collection.objects.get().pk}

    found = get_list_rows(editor, "article", **chosen)

    if isinstance(titles, int):
        assert len(found) == titles
    else:
        assert sorted(found) == titles


def test_a_question_that_the_list_does_not_know_is_refused(editor, archive):
    assert editor.get("/admin/archive/article/", {"missing": "nonsense"}).status_code == 400


def test_an_identifier_finds_its_article(editor, archive):
    assert get_list_rows(editor, "article", q=archive["rough"].identifier) == ["rough"]


def test_articles_of_a_run_are_listed(editor):
    capture = factories.capture(factories.article("Taken in"))
    factories.article("Typed in")

    assert get_list_rows(editor, "article", batch=capture.batch_id) == ["Taken in"]


def test_choosing_the_articles_of_an_author_can_be_lifted_again(editor, archive):
    author = archive["whole"].authors.get()

    soup = get_page(editor, get_list_address("article"), author=author.pk)

    assert "Maud Ellery" in soup.select_one("#changelist-filter").text
    assert not any(
        "author" in part.text and "no author" not in part.text
        for part in get_page(editor, get_list_address("article")).select("#changelist-filter summary")
    )


@pytest.mark.parametrize("model", ["article", "outlet", "author", "evidence", "capture"])
def test_a_list_costs_the_same_with_two_and_with_twenty_rows(
    admin_client, model, django_assert_num_queries, django_assert_max_num_queries
):
    def add(number):
        for _ in range(number):
            article = factories.article(
                by=(factories.author(), factories.author()), outlet=factories.outlet("Same name")
            )
            capture = factories.capture(article)
            article.evidence.create(field="title", status="stated", rule="r", capture=capture)

    add(2)
    admin_client.get(get_list_address(model))
    with django_assert_max_num_queries(16) as few:
        assert len(get_list_rows(admin_client, model)) in {2, 4}
    add(18)
    with django_assert_num_queries(len(few)):
        assert len(get_list_rows(admin_client, model)) in {20, 40}


def test_autocomplete_offers_outlets_and_authors_by_any_of_their_names(editor):
    outlet, author = factories.outlet("Velmora News Agency"), factories.author("Dot Farrow")
    outlet.aliases.create(name="VNA")
    author.aliases.create(name="Dorothy Farrow")
    parameters = {"app_label": "archive", "model_name": "article", "field_name": "outlet", "term": "vna"}

    def get_offers(**changes):
        answer = editor.get("/admin/autocomplete/", parameters | changes).json()
        return [result["text"] for result in answer["results"]]

    assert get_offers() == ["Velmora News Agency"]
    assert get_offers(model_name="byline", field_name="author", term="dorothy") == ["Dot Farrow"]
    assert get_offers(term="nobody") == []


@pytest.mark.parametrize(
    "query",
    [
        "q=%00", "q=%22", "q=%27%27%27", "language=%00", "author=%00", "batch=%00", "missing=%00",
        "outlet__id__exact=%00", "outlet__id__exact=x", "earliest__year=x", "earliest__year=99999",
        "p=x", "p=-1", "p=99999", "o=x", "o=99", "nonsense=1", "review_status__exact=%00",
        "review_status__exact=splendid", "all=x", "_facets=x", "q=" + "x" * 3000,
    ],
)  # fmt: skip
def test_an_address_that_makes_no_sense_is_answered_with_a_page(editor, archive, query):
    response = editor.get(f"{get_list_address('article')}?{query}", follow=True)

    assert response.status_code in {200, 400}


@pytest.mark.parametrize("term", ["\x00", "'", "%", "\\", "x" * 3000])
def test_any_letters_may_be_typed_into_a_box_of_names(editor, term):
    parameters = {"app_label": "archive", "model_name": "article", "field_name": "outlet", "term": term}

    response = editor.get("/admin/autocomplete/", parameters)

    assert response.status_code == 200
    assert response.json()["results"] == []


def test_no_record_has_a_nul_in_its_name(admin_client):
    for model in ("payload", "article", "outlet"):
        assert admin_client.get(f"/admin/archive/{model}/%00/change/").status_code == 302


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Feb 2016", ["A day", "A month", "A decade"]),
        ("3 February 2016", ["A day", "A month", "A decade"]),
        ("٢٠١٧", ["A decade", "Since 2017"]),
        ("2/3/2016", []),
        ("nonsense", []),
        ("a\u202e", []),
    ],
)
def test_a_list_is_narrowed_to_a_date_as_it_is_said(editor, typed, found):
    for title, published in {
        "A day": "2016-02-03", "A month": "2016-02", "A decade": "201X", "Since 2017": "2017-05/..", "Undated": "",
    }.items():  # fmt: skip
        factories.article(title, published=published)

    assert sorted(get_list_rows(editor, "article", dated=typed)) == sorted(found)


def test_of_two_dates_that_may_be_meant_the_list_offers_both(editor):
    factories.article("One", published="2016-03-02")

    soup = get_page(editor, get_list_address("article"), dated="2/3/2016", q="One")

    links = {link.text: link["href"] for link in soup.select(".period-filter li a")}
    assert list(links) == ["2 March 2016", "3 February 2016"]
    assert get_page(editor, get_list_address("article") + links["2 March 2016"]).select("#result_list tbody tr")
