import pytest
from bs4 import BeautifulSoup
from django.contrib.admin.models import LogEntry

from archive.models import Author, IndexChange, Outlet
from tests import factories
from tests.admin.conftest import get_errors, get_list_address, get_messages, get_page

pytestmark = pytest.mark.django_db

KINDS = [
    ("author", "merge_people", factories.author),
    ("outlet", "merge_publishers", factories.outlet),
]


def run_action(client, model, action, rows, **answer):
    form = {"action": action, "_selected_action": [row.pk for row in rows]} | answer
    form |= {"confirmed": "yes"} if answer else {"index": "0"}
    return client.post(get_list_address(model), form, follow=True)


def create_article_of(row):
    return factories.article(**({"by": (row,)} if isinstance(row, Author) else {"outlet": row}))


@pytest.mark.parametrize(("model", "action", "make"), KINDS)
def test_a_curator_makes_one_record_of_three(curator, model, action, make):
    keep, *others = make("Dot"), make("Dorothy"), make("D. F.")
    changed = {create_article_of(other).pk for other in others}
    create_article_of(keep)
    IndexChange.objects.all().delete()

    confirmation = BeautifulSoup(run_action(curator, model, action, [keep, *others]).content.decode(), "html5lib")
    response = run_action(curator, model, action, [keep, *others], keep=keep.pk)

    assert confirmation.h1.text == f"Merge: 3 {model}s"
    assert [choice.text.strip() for choice in confirmation.select("#id_keep label")] == [
        f"{row.name} ({row.slug}, 1 article)" for row in (others[1], others[0], keep)
    ]
    assert get_messages(response) == ["2 records merged into ‘Dot’: 2 articles."]
    assert type(keep).objects.get() == keep
    assert set(IndexChange.objects.values_list("article_id", flat=True)) == changed
    assert {entry.object_id for entry in LogEntry.objects.all()} == {str(keep.pk)}
    assert LogEntry.objects.count() == 2


@pytest.mark.parametrize(("model", "action", "make"), KINDS)
def test_one_record_alone_or_a_stranger_is_refused(curator, model, action, make):
    one, two, stranger = make(), make(), make()

    assert get_errors(run_action(curator, model, action, [one], keep=one.pk))
    assert get_errors(run_action(curator, model, action, [one, two], keep=stranger.pk))
    assert type(one).objects.count() == 3


@pytest.mark.parametrize(("model", "action", "make"), KINDS)
def test_an_editor_merges_nothing(editor, model, action, make):
    rows = [make(), make()]

    run_action(editor, model, action, rows, keep=rows[0].pk)

    offered = get_page(editor, get_list_address(model)).select("select[name=action] option")
    assert action not in {option["value"] for option in offered}
    assert type(rows[0]).objects.count() == 2


def test_the_page_of_a_merge_names_what_was_not_carried_over(curator):
    keep = factories.outlet("Kept", country="Velmora")
    other = factories.outlet("Other", country="Qasira")

    response = run_action(curator, "outlet", "merge_publishers", [keep, other], keep=keep.pk)

    assert get_messages(response) == ["1 record merged into ‘Kept’: 0 articles. Not carried over: country ‘Qasira’."]
    assert Outlet.objects.count() == 1
