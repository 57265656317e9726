"""Editors join, split, reject and merge in the lists of quotations."""

import pytest

from archive.models import Quotation, QuotationDecision, QuotedPassage, Speaker
from archive.quotations import reading
from tests import factories
from tests.admin.conftest import get_errors, get_list_address, get_messages, get_page, get_row_address

pytestmark = pytest.mark.django_db


@pytest.fixture
def quotations():
    for outlet in (factories.outlet("Courier"), factories.outlet("Gazette")):
        article = factories.article(
            outlet=outlet,
            published="2032-03-14",
            body="“The boom is down for good,” Ada Vry said.\n\n“We have waited long enough here,” Jonas Reve said.",
        )
        reading.read_articles([article.pk])
    return list(Quotation.objects.order_by("pk"))


def run_action(client, model, action, rows, **answer):
    form = {"action": action, "_selected_action": [row.pk for row in rows]} | answer
    form |= {"confirmed": "yes"} if answer else {"index": "0"}
    return client.post(get_list_address(model), form, follow=True)


def test_an_editor_joins_two_quotations(editor, quotations):
    keep, other = quotations

    response = run_action(editor, "quotation", "join", quotations, keep=keep.pk, reason="one breath")

    assert get_messages(response)[0].startswith("2 printings joined to")
    assert list(Quotation.objects.all()) == [keep]
    assert {row.reason for row in QuotationDecision.objects.all()} == {"one breath"}
    assert other.get_absolute_url() != keep.get_absolute_url()


def test_who_joins_what_another_has_joined_meanwhile_is_told_what_to_do(editor, curator, quotations):
    keep, other = quotations
    run_action(curator, "quotation", "join", quotations, keep=keep.pk, reason="one breath")

    response = run_action(editor, "quotation", "join", quotations, keep=other.pk, reason="the same")

    errors = get_errors(response)
    assert any("somebody has merged or deleted some meanwhile. Go back to the list" in error for error in errors)
    assert list(Quotation.objects.all()) == [keep]


def test_an_editor_splits_a_printing_off(editor, quotations):
    passage = quotations[0].printings.first()

    response = run_action(editor, "quotedpassage", "split", [passage], reason="another day")

    assert get_messages(response) == ["1 printing split off."]
    passage.refresh_from_db()
    assert passage.quotation is None


@pytest.mark.parametrize("which", ["all", "several"])
def test_a_split_that_makes_no_sense_is_refused_in_words(editor, quotations, which):
    rows = quotations[0].printings.all() if which == "all" else QuotedPassage.objects.all()

    response = run_action(editor, "quotedpassage", "split", rows, reason="?")

    words = " ".join([*get_messages(response), response.content.decode()])
    assert ("stay behind" if which == "all" else "printings of one quotation") in words
    assert not QuotationDecision.objects.exists()


def test_an_editor_rejects_a_passage_and_takes_it_back(editor, quotations):
    passage = quotations[0].printings.first()

    run_action(editor, "quotedpassage", "reject", [passage])
    rejected = list(Quotation.objects.multi_outlet())
    run_action(editor, "quotedpassage", "restore", [passage])

    assert rejected == [quotations[1]]
    assert set(Quotation.objects.multi_outlet()) == set(quotations)


def test_an_editor_merges_speakers(editor, quotations):
    keep, other = Speaker.objects.order_by("pk")

    response = run_action(editor, "speaker", "merge_speakers", [keep, other], keep=keep.pk, reason="One person.")

    assert get_messages(response) == ["2 statements moved to ‘Ada Vry’."]
    assert Speaker.objects.get() == keep


def test_the_lists_and_pages_open(editor, quotations):
    for row in (*quotations, QuotedPassage.objects.first(), Speaker.objects.first()):
        assert get_page(editor, get_list_address(row._meta.model_name)).select("#result_list tbody tr")
        assert not get_errors(editor.get(get_row_address(row)))


def test_a_reader_sees_no_quotations_in_the_admin(reader, quotations):
    assert reader.get(get_list_address("quotation")).status_code == 403
