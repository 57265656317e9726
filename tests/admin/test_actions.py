import pytest
from bs4 import BeautifulSoup
from django.contrib.admin.models import LogEntry

from archive.admin import article_action_form
from archive.models import Article, Collection, Evidence, IndexChange
from tests import factories
from tests.admin.conftest import get_errors, get_list_address, get_messages, save_row

pytestmark = pytest.mark.django_db


def run_action(client, action, articles, across=False, where="", **answer):
    """Run an action on articles of their list; with an answer, confirm it."""
    form = {"action": action, "_selected_action": [article.pk for article in articles]}
    form["select_across"] = "1" if across else "0"
    if answer:
        form |= {"confirmed": "yes"} | answer
    else:
        form["index"] = "0"
    return client.post(get_list_address("article") + where, form, follow=True)


def preview(client, action, articles, **answer):
    """Ask for the preview; return its words, and the rows of its table."""
    form = {"action": action, "_selected_action": [one.pk for one in articles], "preview": "Preview"} | answer
    response = client.post(get_list_address("article"), form)
    soup = BeautifulSoup(response.content.decode(), "lxml")
    rows = [[cell.text.strip() for cell in row.select("th, td")] for row in soup.select(".preview-table tbody tr")]
    return " ".join(soup.select_one("#content-main").text.split()), rows


def get_queued_articles():
    return set(IndexChange.objects.values_list("article_id", flat=True))


def test_the_asking_page_says_how_many_and_which_and_changes_nothing(editor):
    articles = [factories.article(f"Headline {number:02}") for number in range(12)]

    response = run_action(editor, "set_outlet", articles)

    soup = BeautifulSoup(response.content.decode(), "lxml")
    assert soup.h1.text == "Set the outlet: 12 articles"
    assert sorted(row.th.text.strip() for row in soup.select(".preview-table tbody tr")) == [
        str(one) for one in articles
    ]
    assert {field["value"] for field in soup.select("[name=_selected_action]")} == {
        str(article.pk) for article in articles
    }
    assert Article.objects.filter(outlet=None).count() == 12


def test_the_preview_says_of_each_article_what_it_has_and_will_have(editor, curator):
    herald, times, maud, ann = (
        factories.outlet("Herald"),
        factories.outlet("Times"),
        factories.author("Maud"),
        factories.author("Ann"),
    )
    told = factories.article("A", outlet=herald, by=(maud,), language="en", published="2024-03", section="Home")
    plain = factories.article("B", language="fr", by=(ann,))
    shelf = Collection.objects.create(name="Shelf")
    shelf.articles.add(told)

    expected = {
        ("set_outlet", "outlet", times.pk): [["Herald", "Times"], ["none", "Times"]],
        ("set_outlet", "outlet", herald.pk): [["Herald", "stays"], ["none", "Herald"]],
        ("set_language", "language", "fr"): [["en", "fr"], ["fr", "stays"]],
        ("set_date", "published", "14 March 2024"): [["March 2024", "14 March 2024"], ["none", "14 March 2024"]],
        ("set_section", "section", ""): [["Home", "none"], ["none", "stays"]],
        ("set_review_status", "status", "reviewed"): [["not reviewed", "reviewed"]] * 2,
        ("add_to_collection", "collection", shelf.pk): [["Shelf", "stays"], ["none", "Shelf"]],
        ("remove_from_collection", "collection", shelf.pk): [["Shelf", "none"], ["none", "stays"]],
        ("withdraw_articles", "reason", "Wrong."): [["listed", "withdrawn"]] * 2,
    }
    for (action, name, value), cells in expected.items():
        assert [
            row[1:]
            for row in preview(curator if action[0] == "w" else editor, action, [told, plain], **{name: value})[1]
        ] == cells, action
    by = {"add": [["Maud", "stays"], ["Ann", "Ann; Maud"]], "set": [["Maud", "stays"], ["Ann", "Maud"]]}
    by["remove"] = [["Maud", "none"], ["Ann", "stays"]]
    for how, cells in by.items():
        words, rows = preview(editor, "set_authors", [told, plain], author=maud.pk, how=how)
        assert [row[1:] for row in rows] == cells, how
        assert "1 article changes; 1 stays as it is." in words
    assert set(Article.objects.values_list("outlet", "language")) == {(herald.pk, "en"), (None, "fr")}


def test_the_preview_counts_by_value_what_it_does_not_list(editor, django_assert_max_num_queries):
    herald = factories.outlet("Herald")
    articles = [factories.article(f"A{number:02}", outlet=herald if number % 3 else None) for number in range(60)]

    with django_assert_max_num_queries(40):
        words, rows = preview(editor, "set_outlet", articles, outlet=factories.outlet("Times").pk)

    assert len(rows) == 50
    assert "Outlet of all of them now: Herald: 40; none: 20" in words
    assert "60 articles change." in words
    assert "and 10 more" in words


def test_an_outlet_or_author_can_be_named_without_scripts(editor):
    article = factories.article("A")
    herald = factories.outlet("Harbour Herald")
    herald.aliases.create(name="H. H.")

    run_action(editor, "set_outlet", [article], outlet_named_outlet="harbour  herald")
    refused = run_action(editor, "set_outlet", [article], outlet_named_outlet="Herald")

    assert get_errors(refused) == ["No record is called ‘Herald’. Write the whole name. There are: Harbour Herald."]
    assert Article.objects.get().outlet == herald
    factories.author("Maud Ellery")
    save_row(
        editor,
        article,
        title="Another",
        outlet_named_outlet="h h",
        **{
            "bylines-TOTAL_FORMS": 1,
            "bylines-0-author_named_author": "maud ellery",
            "bylines-0-position": 0,
            "bylines-0-role": "author",
        },
    )
    assert list(article.bylines.values_list("author__name", flat=True)) == ["Maud Ellery"]
    response = save_row(editor, article, outlet_named_outlet="Nobody’s Paper", title="Never saved")
    assert get_errors(response) == [
        "No record is called ‘Nobody’s Paper’. Look it up in the list, and write the whole name."
    ]
    assert Article.objects.values_list("title", "outlet").get() == ("Another", herald.pk)


@pytest.mark.parametrize(
    ("action", "answer", "column", "value", "evidence"),
    [
        ("set_outlet", {"outlet": "OUTLET"}, "outlet__name", "Courier", ("outlet", "Courier")),
        ("set_language", {"language": "pt-br"}, "language", "pt-BR", ("language", "pt-BR")),
        ("set_review_status", {"status": "reviewed"}, "review_status", "reviewed", None),
        ("add_to_collection", {"collection": "COLLECTION"}, "collections__name", "Some", None),
    ],
)
def test_one_change_is_made_to_the_chosen_articles_only(editor, action, answer, column, value, evidence):
    stand_in = {
        "OUTLET": factories.outlet("Courier").pk,
        "COLLECTION": Collection.objects.create(name="Some").pk,
    }
    answer = {name: stand_in.get(given, given) for name, given in answer.items()}
    chosen, left = [factories.article(), factories.article()], factories.article()
    IndexChange.objects.all().delete()

    response = run_action(editor, action, chosen, **answer)

    changed = Article.objects.filter(**{column: value})
    assert set(changed) == set(chosen)
    assert get_messages(response)[-1].endswith(": 2 articles.")
    result = set(Evidence.objects.current().values_list("field", "value"))
    assert result == ({evidence} if evidence else set())
    searched = {article.pk for article in chosen} if evidence else set()
    assert get_queued_articles() == searched
    assert left.pk not in get_queued_articles()
    assert LogEntry.objects.filter(user=editor.user).count() == 2


def test_articles_that_say_so_already_are_counted_apart(editor):
    articles = [factories.article(language="fr"), factories.article()]

    response = run_action(editor, "set_language", articles, language="fr")

    assert get_messages(response) == ["Language set to fr: 1 article. 1 article needed no change."]


def test_all_articles_of_a_narrowed_list_can_be_chosen(editor):
    for _ in range(3):
        factories.article("Without")
    factories.article("With", outlet=factories.outlet("Gazette"))
    courier = factories.outlet("Courier")

    response = run_action(
        editor,
        "set_outlet",
        Article.objects.filter(outlet=None)[:1],
        across=True,
        where="?missing=outlet",
        outlet=courier.pk,
    )

    assert get_messages(response) == ["Outlet set to Courier: 3 articles."]
    assert courier.articles.count() == 3


@pytest.mark.parametrize(
    ("action", "answer", "message"),
    [
        ("set_outlet", {"outlet": ""}, "Choose an outlet, or tick that it is not known"),
        ("set_outlet", {"outlet": "0"}, "valid choice"),
        ("set_language", {"language": "the French one"}, "not a language tag"),
        ("set_review_status", {"status": "splendid"}, "valid choice"),
        ("add_to_collection", {"collection": "12345"}, "valid choice"),
    ],
)
def test_an_answer_that_makes_no_sense_is_asked_again(editor, action, answer, message):
    response = run_action(editor, action, [factories.article()], **answer)

    assert any(message in error for error in get_errors(response))
    assert Evidence.objects.count() == 0


def test_an_outlet_and_not_known_at_once_are_asked_again(editor):
    outlet = factories.outlet()

    response = run_action(editor, "set_outlet", [factories.article()], outlet=outlet.pk, unknown="on")

    assert any("one of the two" in error for error in get_errors(response))


def test_an_outlet_can_be_said_to_be_unknown(editor):
    article = factories.article(outlet=factories.outlet("RS21"))

    run_action(editor, "set_outlet", [article], unknown="on")

    article.refresh_from_db()
    assert article.outlet is None
    assert article.evidence.current().get().former_value == "RS21"


def test_articles_leave_a_collection(editor):
    collection = Collection.objects.create(name="Some")
    stays, goes = factories.article(), factories.article()
    collection.articles.add(stays, goes)

    run_action(editor, "remove_from_collection", [goes], collection=collection.pk)

    assert list(collection.articles.all()) == [stays]


def test_a_curator_withdraws_with_a_reason_and_restores(curator):
    article = factories.article()
    IndexChange.objects.all().delete()

    assert any(
        "required" in error for error in get_errors(run_action(curator, "withdraw_articles", [article], reason=" "))
    )
    run_action(curator, "withdraw_articles", [article], reason="A court said so.")

    article.refresh_from_db()
    assert article.withdrawn_reason == "A court said so."
    assert get_queued_articles() == {article.pk}
    run_action(curator, "restore_articles", [article], really="yes")
    article.refresh_from_db()
    assert article.withdrawn_at is None
    history = [entry.get_change_message() for entry in LogEntry.objects.order_by("pk")]
    assert history == ["Withdrawn: A court said so.", "Restored to the lists"]


def test_reindexing_queues_the_chosen_articles(editor):
    chosen, left = factories.article(), factories.article()
    IndexChange.objects.all().delete()

    response = run_action(editor, "reindex", [chosen])

    assert get_queued_articles() == {chosen.pk}
    assert get_messages(response) == ["1 article read anew for search."]
    assert left.pk not in get_queued_articles()


def test_more_articles_than_the_index_follows_at_once_wait_and_the_page_says_so(
    editor, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(article_action_form, "MAX_INDEXED_PER_REQUEST", 2)
    articles = [factories.article() for _ in range(3)]
    IndexChange.objects.all().delete()

    with django_capture_on_commit_callbacks(execute=True):
        response = run_action(editor, "set_language", articles, language="fr")

    (result,) = get_messages(response)
    assert "former values of 3 articles for some minutes more" in result
    assert get_queued_articles() == {article.pk for article in articles}
