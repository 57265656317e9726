"""Outlets and authors that may be one: suggested with reasons, merged by choice, or never suggested again."""

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from archive.curation.undo import undo_change
from archive.models import Author, Change, DistinctRecords, Outlet
from tests import factories
from tests.admin.conftest import get_list_address, get_messages, get_page

pytestmark = pytest.mark.django_db
OUTLETS, AUTHORS = "/admin/archive/outlet/duplicates/", "/admin/archive/author/duplicates/"


def read_groups(client, address, **data):
    """By group: the reasons, and the names, those that are ticked with a star."""
    return [
        (
            group.h2.text,
            [label.bdi.text + "*" * label.input.has_attr("checked") for label in group.select("label")],
        )
        for group in get_page(client, address, **data).select(".duplicate-group")
    ]


def decide(client, address, action, rows, **answer):
    form = {"action": action, "_selected_action": [row.pk for row in rows]} | answer
    return client.post(address, form, follow=True)


def test_the_lists_of_outlets_and_authors_lead_to_groups_with_their_reasons(curator):
    full, _ = factories.outlet("Reuters"), factories.outlet("Reuter")
    factories.outlet("El País"), factories.outlet("El Pais"), factories.outlet("Courier")
    full.aliases.create(name="Reuters News")
    factories.article(outlet=full, published="1999-01-01")
    factories.article(outlet=full, published="2016")
    for name in ("J. Smith", "John Smith", "James Smith", "Smith, John"):
        factories.author(name)

    links = [
        get_page(curator, get_list_address(model)).find("a", string="Find duplicates")["href"]
        for model in ("outlet", "author")
    ]

    assert links == [OUTLETS, AUTHORS]
    assert read_groups(curator, OUTLETS) == [
        ("The same name, but for case, accents and punctuation", ["El País*", "El Pais*"]),
        ("The same name, but for an s at the end", ["Reuters*", "Reuter*"]),
    ]
    assert read_groups(curator, AUTHORS) == [
        ("The same words in another order", ["John Smith*", "Smith, John*"]),
        ("Initials that fit the name", ["J. Smith", "John Smith", "James Smith", "Smith, John"]),
    ]
    text = " ".join(get_page(curator, OUTLETS).select_one("#content").text.split())
    assert f"2 articles, 1999–2016 · {full.slug} · also Reuters News" in text
    assert "Compared: the names of 5 outlets. Groups to look at: 2." in text


def test_a_group_is_merged_after_the_question_that_every_merge_asks(curator):
    full, short = factories.outlet("Reuters", kind="agency"), factories.outlet("Reuter")

    question = decide(curator, OUTLETS, "merge", [full, short])
    answer = {"confirmed": "yes", "keep": full.pk, "reason": "One agency."}
    response = decide(curator, OUTLETS, "merge", [full, short], **answer)

    assert "Which one is kept?" in question.content.decode()
    assert get_messages(response) == ["1 record merged into ‘Reuters’: 0 articles."]
    assert response.request["PATH_INFO"] == OUTLETS
    assert read_groups(curator, OUTLETS) == []
    assert Change.objects.get().reason == "One agency."
    assert LogEntry.objects.get().object_id == str(full.pk)


def test_what_is_not_the_same_is_remembered_also_after_a_merge_until_it_is_undone(curator):
    times, the_times, time = (factories.outlet(name) for name in ("Times", "The Times", "Time"))

    response = decide(curator, OUTLETS, "apart", [times, time])
    decide(curator, OUTLETS, "apart", [the_times, time])

    assert get_messages(response) == ["Not suggested again: ‘Time’, ‘Times’ are not the same."]
    assert read_groups(curator, OUTLETS)[0][1] == ["Times*", "The Times*"]
    answer = {"confirmed": "yes", "keep": times.pk, "reason": "One paper."}
    decide(curator, OUTLETS, "merge", [times, the_times], **answer)
    assert read_groups(curator, OUTLETS) == []
    assert DistinctRecords.objects.get().decided_by == curator.user
    for change in Change.objects.order_by("-pk"):
        undo_change(change, user=None)
    assert [len(names) for _, names in read_groups(curator, OUTLETS)] == [3]


def test_an_editor_tells_apart_but_does_not_merge_and_a_reader_only_looks(editor, reader):
    rows = [factories.author("Ann Poe"), factories.author("Poe, Ann")]
    buttons = {
        client.user.username: [
            button["value"] for button in get_page(client, AUTHORS).select(".duplicate-group button")
        ]
        for client in (editor, reader)
    }

    assert buttons == {"the-editor": ["apart"], "the-reader": []}
    assert decide(editor, AUTHORS, "merge", rows).status_code == 403
    assert decide(reader, AUTHORS, "apart", rows).status_code == 403
    assert (Author.objects.count(), DistinctRecords.objects.count()) == (2, 0)


@pytest.mark.parametrize("keys", [["abc"], ["1\x00"], ["9" * 40], ["-1"], [""]])
@pytest.mark.parametrize("action", ["merge", "apart", "burn"])
def test_forged_keys_and_actions_are_refused(curator, action, keys):
    response = curator.post(OUTLETS, {"action": action, "_selected_action": keys})

    assert response.status_code == 400


@pytest.mark.parametrize("answer", [{"keep": "9" * 40}, {"keep": "1\x00"}, {"keep": "abc"}, {"reason": "\x00"}, {}])
def test_a_forged_answer_merges_nothing(curator, answer):
    rows = [factories.outlet("Reuters"), factories.outlet("Reuter")]

    response = decide(curator, OUTLETS, "merge", rows, **{"confirmed": "yes", "reason": "One."} | answer)

    assert response.status_code in {200, 400}
    assert Outlet.objects.count() == 2


@pytest.mark.parametrize("rows", [0, 1, 60])
def test_too_few_or_too_many_are_refused_in_words(curator, rows):
    outlets = [factories.outlet() for _ in range(rows)]

    merge, apart = (decide(curator, OUTLETS, action, outlets) for action in ("merge", "apart"))

    assert "Choose between 2 and 50 records" in merge.content.decode()
    assert get_messages(apart) == ["Tick between 2 and 50 records of a group. Nothing was changed."]
    assert Outlet.objects.count() == rows
    assert not DistinctRecords.objects.exists()


@pytest.mark.parametrize("page", ["x", "0", "-1", "9" * 30, "1\x00"])
def test_a_forged_page_number_shows_a_page(curator, page):
    assert curator.get(OUTLETS, {"page": page}).status_code == 200


def test_the_page_costs_the_same_for_few_groups_and_for_many_and_has_further_pages(curator):
    costs = []
    for number in (2, 30):
        for name in range(number):
            factories.outlet(f"Paper{number} number{name}"), factories.outlet(f"PAPER{number} NUMBER{name}")
        with CaptureQueriesContext(connection) as queries:
            assert len(read_groups(curator, OUTLETS)) == min(number, 25)
        costs.append(len(queries))

    assert costs[0] == costs[1]
    assert len(read_groups(curator, OUTLETS, page=2)) == 7
    assert reverse("admin:archive_outlet_duplicates") == OUTLETS
