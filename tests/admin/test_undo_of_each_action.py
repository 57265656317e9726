"""Everything an editor does on a page of the admin is one change with a summary, and one click takes it back."""

import pytest
from django.urls import reverse

from archive.models import (
    Article,
    Author,
    Change,
    Collection,
    Outlet,
    Quotation,
    QuotedPassage,
    Redirect,
    Speaker,
    Story,
    StoryMembership,
    VariantGroup,
)  # fmt: skip
from tests.admin.conftest import get_list_address, get_row_address, read_form
from tests.curation import test_undo, test_undo_in_any_order

pytestmark = pytest.mark.django_db


def act(model, action, number=2, *, address="", keeps=False, **values):
    """A function that runs an action on the first rows of a model."""

    def run(client):
        rows = list(model.objects.order_by("pk")[:number])
        answer = {"action": action, "_selected_action": [row.pk for row in rows], "reason": "One.", "confirmed": "yes"}
        kept = {"keep": rows[0].pk} if keeps else {}
        return client.post(address or get_list_address(model._meta.model_name), answer | kept | values)

    run.__name__ = f"{action}_{model.__name__}"
    return run


def save(model, **values):
    """A function that saves the form of the first row of a model with other values."""

    def run(client):
        address = get_row_address(model.objects.order_by("pk").first())
        return client.post(address, read_form(client, address) | values)

    run.__name__ = f"save_{model.__name__}_{'_'.join(values)}"
    return run


def add(model, **values):
    """A function that adds a row by its form."""

    def run(client):
        address = reverse(f"admin:archive_{model._meta.model_name}_add")
        return client.post(address, read_form(client, address) | values)

    run.__name__ = f"add_{model.__name__}"
    return run


def delete(model):
    """A function that deletes the first row of a model by its page."""

    def run(client):
        return client.post(get_row_address(model.objects.order_by("pk").first(), "delete"), {"post": "yes"})

    run.__name__ = f"delete_{model.__name__}"
    return run


DUPLICATES = "/admin/archive/author/duplicates/"
ACTIONS = [
    act(Outlet, "merge_publishers", keeps=True), act(Author, "merge_people", keeps=True),
    act(Story, "merge", keeps=True), act(Speaker, "merge_speakers", keeps=True), act(Quotation, "join", keeps=True),
    act(StoryMembership, "split", 1), act(StoryMembership, "take_out", 1), act(QuotedPassage, "split", 1),
    act(QuotedPassage, "reject"), act(Author, "apart", address=DUPLICATES),
    act(Article, "withdraw_articles"), act(Article, "set_section", section="World"),
    act(Article, "set_date", published="May 2018"), act(Article, "set_language", language="mt"),
    act(Article, "delete_selected", post="yes"),
    save(Outlet, name="The Gazette of Marden", slug="gazette-of-marden"), save(Author, name="Maud E. Ellery"),
    save(Collection, name="The harbour", slug="the-harbour"), save(Story, name="Named now"), save(Article, title="T"),
    save(VariantGroup, name="Ellery, Maud"), add(Redirect, old_path="/a/", new_path="/b/"), add(Outlet, name="Wire"),
    add(Collection, name="New", slug="new"), delete(Article), delete(Collection), delete(VariantGroup),
]  # fmt: skip


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.__name__)
def test_each_action_is_one_change_that_one_click_undoes(admin_client, action):
    test_undo_in_any_order.fill_archive()
    before = test_undo.dump_rows()

    action(admin_client)

    change = Change.objects.get()
    assert test_undo.dump_rows() != before
    assert change.summary
    answer = admin_client.post(reverse("admin:archive_change_undo", args=[change.pk]))
    assert answer.status_code == 302
    after = test_undo.dump_rows()
    assert {table for table in before if before[table] != after[table]} == set()
    assert admin_client.get(answer["Location"]).status_code == 200


def test_a_rejection_and_its_taking_back_are_undone_one_after_the_other(admin_client):
    test_undo_in_any_order.fill_archive()
    states = [test_undo.dump_rows()]
    for action in ("reject", "restore"):
        act(QuotedPassage, action)(admin_client)
        states.append(test_undo.dump_rows())

    for change, state in zip(Change.objects.order_by("-pk"), states[1::-1], strict=True):
        assert change.summary
        admin_client.post(reverse("admin:archive_change_undo", args=[change.pk]))
        after = test_undo.dump_rows()
        assert {table for table in state if state[table] != after[table]} == set()
