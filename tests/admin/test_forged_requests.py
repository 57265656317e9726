"""Forged keys and counts in requests are refused and change nothing."""

from itertools import cycle, product

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.urls import reverse

from archive.models import Collection, Quotation, QuotedPassage, Redirect, Speaker, Story
from tests import factories
from tests.admin.conftest import get_errors, get_row_address, read_form

pytestmark = pytest.mark.django_db

FORGED = [
    "abc",
    "1\x00",
    "9" * 40,
    "-1",
    "1.5",
    "1 OR 1=1",
    "é",
    "[]",
    "9223372036854775808",
    "1" * 5000,
]


@pytest.fixture
def one_of_each(db):
    """A record of every kind that has a form."""
    outlet, author = factories.outlet("Gazette"), factories.author("Maud Ellery")
    article = factories.article("Kept", outlet=outlet, by=(author,))
    outlet.aliases.create(name="G.")
    author.aliases.create(name="M. E.")
    outlet.later_successions.create(successor=factories.outlet("Later"))
    story = Story.objects.create(name="Strike")
    story.memberships.create(article=article)
    speaker = Speaker.objects.create(name="Ann", slug="ann")
    speaker.aliases.create(name="Ann")
    quotation = Quotation.objects.create(words="No.", key="no")
    QuotedPassage.objects.create(
        article=article,
        start=0,
        end=3,
        passage=0,
        paragraph=1,
        kind="direct",
        words="No.",
        speaker=speaker,
        quotation=quotation,
    )
    return [
        article,
        outlet,
        author,
        story,
        speaker,
        quotation,
        Collection.objects.create(name="Some"),
        Redirect.objects.create(old_path="/a/", new_path="/b/"),
        Group.objects.create(name="Guests"),
        User.objects.create_user("guest"),
    ]


@pytest.mark.parametrize("model", admin.site._registry, ids=lambda model: model._meta.model_name)
def test_an_action_on_forged_keys_is_refused_in_every_list(admin_client, one_of_each, model):
    kind = f"{model._meta.app_label}_{model._meta.model_name}"
    address = reverse(f"admin:{kind}_changelist")
    request = type("Request", (), {"user": User.objects.get(username="admin"), "GET": {}})()
    actions = admin.site.get_model_admin(model).get_actions(request)
    forged = FORGED if model._meta.model_name != "payload" else ["1\x00"]  # named by any text

    for action in actions:
        for key in forged:
            for form in ({"index": "0"}, {"confirmed": "yes", "post": "yes"}):
                chosen = {"action": action, "_selected_action": [key], **form}
                assert admin_client.post(address, chosen).status_code == 400, (action, key[:30])


CHOSEN = {"outlet", "author", "predecessor", "successor", "kind", "review_status", "is_pinned", "groups", "permissions"}
"""Fields of which the value is chosen, beside those of rows."""


def test_no_forged_choice_and_no_forged_row_is_a_fault_of_the_program(admin_client, one_of_each):
    for row in one_of_each:
        form = read_form(admin_client, get_row_address(row))
        names = sorted(CHOSEN.intersection(form) | {name for name in form if "-" in name})
        counts = [name for name in names if name.endswith("_FORMS")]  # without which no row is read at all
        others = [name for name in names if name not in counts]
        forged = [*zip(counts, cycle(("abc", "9" * 40))), *product(others, ("abc", "9" * 40))]
        for name, value in forged:
            answer = admin_client.post(get_row_address(row), form | {name: value})
            assert answer.status_code in {200, 302, 400, 409}, (row, name, value)
        for left_out in (counts, others[::3], others[1::3], others[2::3]):
            part = {name: value for name, value in form.items() if name not in left_out}
            assert admin_client.post(get_row_address(row), part).status_code in {200, 302, 400, 409}, left_out


FORGED_NAMES = [
    "outlet",
    "bylines-0-author",
    "bylines-0-id",
    "bylines-0-article",
    "bylines-TOTAL_FORMS",
    "bylines-INITIAL_FORMS",
    "evidence-TOTAL_FORMS",
]


def test_a_forged_key_or_count_in_the_form_of_an_article_is_refused(admin_client, one_of_each):
    article = one_of_each[0]
    form = read_form(admin_client, get_row_address(article)) | {"title": "New"}

    for name in FORGED_NAMES:
        for key in FORGED:
            assert admin_client.post(get_row_address(article), form | {name: key}).status_code == 400, (name, key)
    article.refresh_from_db()
    assert (article.title, article.bylines.count()) == ("Kept", 1)


def test_a_byline_of_another_article_is_refused(admin_client, one_of_each):
    article = one_of_each[0]
    other = factories.article(by=(factories.author(),))
    form = read_form(admin_client, get_row_address(article))

    for forged in (
        {"bylines-0-id": other.bylines.get().pk},
        {"bylines-0-id": ""},
        {"bylines-0-article": other.pk},
        {"bylines-INITIAL_FORMS": "0"},
        {"bylines-TOTAL_FORMS": "2", "bylines-INITIAL_FORMS": "2", "bylines-1-id": form["bylines-0-id"]},
    ):
        assert admin_client.post(get_row_address(article), form | forged).status_code == 400
    assert other.bylines.count() == 1


@pytest.mark.parametrize("key", ["9" * 40, "9223372036854775808", "abc", "\x00"])
@pytest.mark.parametrize(("row", "field"), [(-2, "permissions"), (-1, "groups")])
def test_forged_keys_among_several_are_refused(admin_client, one_of_each, row, field, key):
    address = get_row_address(one_of_each[row])

    answer = admin_client.post(address, read_form(admin_client, address) | {field: ["1", key]})

    assert answer.status_code == 400


@pytest.mark.parametrize("key", FORGED)
def test_a_forged_outlet_of_an_upload_or_a_new_article_is_refused(admin_client, key):
    for name in ("archive_article_add", "archive_batch_upload"):
        address = reverse(f"admin:{name}")
        answer = admin_client.post(address, {"title": "New", "outlet": key})
        assert answer.status_code == 400


@pytest.mark.parametrize("key", ["9" * 40, "-9223372036854775809", "1,9223372036854775808"])
@pytest.mark.parametrize("name", ["outlet__id__exact", "author", "id__in", "batch"])
def test_a_list_narrowed_to_a_number_beyond_all_keys_is_no_fault_of_the_program(admin_client, name, key):
    address = reverse("admin:archive_article_changelist")

    assert admin_client.get(address, {name: key}).status_code in {200, 302, 400}


def test_a_number_that_is_searched_for_is_no_key(admin_client):
    address = reverse("admin:archive_article_changelist")

    assert admin_client.get(address, {"q": "9" * 40}).status_code == 200


def test_a_spelling_that_means_another_speaker_is_refused_in_words(editor):
    ann, bob = (Speaker.objects.create(name=name, slug=name[:3].lower()) for name in ("Ann Nyman", "Bob Ek"))
    ann.aliases.create(name="Ann Nyman")
    form = read_form(editor, get_row_address(bob))

    answer = editor.post(get_row_address(bob), form | {"aliases-TOTAL_FORMS": 1, "aliases-0-name": "ANN NYMAN"})

    assert "‘ANN NYMAN’ already means the speaker ‘Ann Nyman’." in get_errors(answer)[0]


def test_two_spellings_of_a_speaker_that_read_the_same_are_one_too_many(editor):
    ann = Speaker.objects.create(name="Ann Nyman", slug="ann")
    twice = {"aliases-TOTAL_FORMS": 2, "aliases-0-name": "Mr Ek", "aliases-1-name": "Ek"}

    answer = editor.post(get_row_address(ann), read_form(editor, get_row_address(ann)) | twice)

    assert answer.status_code in {200, 302}
