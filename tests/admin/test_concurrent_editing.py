"""Two editors of one record: each has the form open, one after the other presses Save."""

import re

import pytest
from bs4 import BeautifulSoup
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.urls import reverse

from archive.curation import bulk_edit
from archive.models import (
    Article,
    Author,
    Byline,
    Collection,
    Outlet,
    OutletAlias,
    Redirect,
    Speaker,
    Story,
    VariantGroup,
)
from tests import factories
from tests.admin.conftest import get_errors, get_messages, get_page, get_row_address, read_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def maud(login_as):
    """An editor with a name of her own."""
    client = login_as("Editor")
    User.objects.filter(pk=client.user.pk).update(first_name="Maud", last_name="Ellery")
    return client


@pytest.fixture
def lena(login_as):
    client = login_as("Curator")
    User.objects.filter(pk=client.user.pk).update(first_name="Lena", last_name="Hartog")
    return client


def open_form(client, row):
    """The values that the unedited form of a row sends."""
    return read_form(client, get_row_address(row))


def send_form(client, row, form, **changes):
    return client.post(get_row_address(row), form | changes, follow=True)


def parse_page(response):
    return BeautifulSoup(response.content.decode(), "lxml")


def get_words(node):
    return re.sub(r"\s+", " ", node.text).strip()


def get_conflicts(response):
    """The conflicts of a page: by their label, what either editor set, and who the other was."""
    found = {}
    for box in parse_page(response).select(".conflict"):
        theirs, mine = box.select(".side")
        found[get_words(box.legend)] = (
            get_words(mine.select_one(".side-value")),
            get_words(theirs.select_one(".side-value")),
            get_words(theirs.select_one(".secondary-text")),
        )
    return found


def read_shown_form(response):
    """The values that the form in a response sends, without the answers to conflicts."""
    form = parse_page(response).select_one("#content-main form")
    values = {}
    for field in form.select("input[name], textarea[name], select[name]"):
        kind = field.get("type")
        if kind in {"submit", "radio"} or "__prefix__" in field["name"]:
            continue
        if kind == "checkbox" and not field.has_attr("checked"):
            continue
        if field.name == "textarea":
            values[field["name"]] = field.text.removeprefix("\n")
        elif field.name == "select":
            chosen = field.select_one("option[selected]")
            values[field["name"]] = chosen["value"] if chosen else ""
        else:
            values[field["name"]] = field.get("value", "on" if kind == "checkbox" else "")
    return values


def get_evidence(article):
    return sorted(article.evidence.values_list("field", "value", "recorded_by__first_name"))


# Articles


def test_changes_to_different_fields_are_both_kept_and_the_second_editor_is_told(maud, lena):
    article = factories.article("Harbour closed", section="Home", body="One.\n\nTwo.")
    older = open_form(lena, article)
    send_form(maud, article, open_form(maud, article), section="World", body="One.\n\nThree.")

    response = send_form(lena, article, older, title="Harbour shut")

    article.refresh_from_db()
    assert (article.title, article.section, article.body) == (
        "Harbour shut",
        "World",
        "One.\n\nThree.",
    )
    message = [words for words in get_messages(response) if "meanwhile" in words]
    assert len(message) == 2
    assert any("Section, from ‘Home’ to ‘World’ (Maud Ellery, " in words for words in message)
    assert get_evidence(article) == [
        ("body", "One.\n\nThree.", "Maud"),
        ("section", "World", "Maud"),
        ("title", "Harbour shut", "Lena"),
    ]
    lenas = LogEntry.objects.filter(user=lena.user).get()
    assert lenas.get_change_message() == "Changed Headline."


def test_saving_an_older_form_untouched_changes_nothing(maud, lena):
    article = factories.article("Harbour closed", section="Home", by=(factories.author(),))
    older = open_form(lena, article)
    send_form(maud, article, open_form(maud, article), section="World", title="Harbour shut")
    before = get_evidence(article)

    send_form(lena, article, older)

    article.refresh_from_db()
    assert (article.title, article.section) == ("Harbour shut", "World")
    assert get_evidence(article) == before
    assert LogEntry.objects.get(user=lena.user).change_message == "[]"


def test_what_both_changed_is_shown_side_by_side_and_not_saved(maud, lena):
    article = factories.article("Harbour closed", section="Home")
    older = open_form(lena, article)
    send_form(maud, article, open_form(maud, article), title="Harbour shut", section="World")

    response = send_form(lena, article, older, title="Port closed", standfirst="Nobody was told.")

    article.refresh_from_db()
    assert response.status_code == 409
    assert (article.title, article.standfirst) == ("Harbour shut", "")
    ((label, (mine, theirs, who)),) = get_conflicts(response).items()
    assert (label, mine, theirs) == ("Headline", "Port closed", "Harbour shut")
    assert who.startswith("Set by Maud Ellery, ")
    assert len(get_errors(response)) == 1
    form = read_shown_form(response)
    assert (form["title"], form["standfirst"], form["section"]) == (
        "Port closed",
        "Nobody was told.",
        "World",
    )
    assert "Maud Ellery" in get_words(parse_page(response).select_one(".conflicts ul"))


@pytest.mark.parametrize(("choice", "title"), [("mine", "Port closed"), ("theirs", "Harbour shut")])
def test_the_editor_chooses_between_the_two_values(maud, lena, choice, title):
    article = factories.article("Harbour closed")
    older = open_form(lena, article)
    send_form(maud, article, open_form(maud, article), title="Harbour shut")
    conflict = send_form(lena, article, older, title="Port closed", standfirst="Nobody was told.")

    form = read_shown_form(conflict) | {"choose-title": choice}
    response = send_form(lena, article, form)

    article.refresh_from_db()
    assert response.status_code == 200
    assert (article.title, article.standfirst) == (title, "Nobody was told.")
    by = dict(article.evidence.current().values_list("field", "recorded_by__first_name"))
    assert by == {"title": "Lena" if choice == "mine" else "Maud", "standfirst": "Lena"}


def test_the_own_value_may_be_changed_while_choosing(maud, lena):
    article = factories.article("Harbour closed")
    older = open_form(lena, article)
    send_form(maud, article, open_form(maud, article), title="Harbour shut")
    conflict = send_form(lena, article, older, title="Port closed")

    send_form(lena, article, read_shown_form(conflict) | {"choose-title": "mine", "title": "Port shut"})

    assert Article.objects.get().title == "Port shut"


@pytest.mark.parametrize("choice", [{}, {"choose-title": ""}, {"choose-title": "both"}])
def test_without_a_choice_the_question_stands(maud, lena, choice):
    article = factories.article("Harbour closed")
    older = open_form(lena, article)
    send_form(maud, article, open_form(maud, article), title="Harbour shut")
    conflict = send_form(lena, article, older, title="Port closed")

    response = send_form(lena, article, read_shown_form(conflict) | choice)

    assert response.status_code == 409
    assert list(get_conflicts(response)) == ["Headline"]
    assert Article.objects.get().title == "Harbour shut"


def test_a_third_change_while_choosing_is_asked_about_again(maud, lena):
    article = factories.article("Harbour closed")
    older = open_form(lena, article)
    send_form(maud, article, open_form(maud, article), title="Harbour shut")
    conflict = send_form(lena, article, older, title="Port closed")
    send_form(maud, article, open_form(maud, article), title="Harbour open")

    response = send_form(lena, article, read_shown_form(conflict) | {"choose-title": "mine"})

    assert response.status_code == 409
    assert get_conflicts(response)["Headline"][:2] == ("Port closed", "Harbour open")
    assert Article.objects.get().title == "Harbour open"


def test_theirs_is_what_stands_there_when_it_is_chosen(maud, lena):
    article = factories.article("Harbour closed")
    older = open_form(lena, article)
    send_form(maud, article, open_form(maud, article), title="Harbour shut")
    conflict = send_form(lena, article, older, title="Port closed")
    send_form(maud, article, open_form(maud, article), title="Harbour open")

    response = send_form(lena, article, read_shown_form(conflict) | {"choose-title": "theirs"})

    assert Article.objects.get().title == "Harbour open"
    assert any("from ‘Harbour shut’ to ‘Harbour open’" in message for message in get_messages(response)) or any(
        "‘Harbour open’" in message for message in get_messages(response)
    )


def test_two_editors_who_type_the_same_agree(maud, lena):
    article = factories.article("Harbour closed")
    older = open_form(lena, article)
    send_form(maud, article, open_form(maud, article), title="Harbour shut")

    response = send_form(lena, article, older, title="Harbour shut ")

    assert response.status_code == 200
    assert Article.objects.get().title == "Harbour shut"
    assert [row.recorded_by for row in article.evidence.all()] == [maud.user]


FIELDS = {
    "title": ("Harbour closed", "Harbour shut", "Port closed"),
    "standfirst": ("", "A.\r\nB.", "C."),
    "body": ("One.\r\n\r\nTwo.", "One.", ""),
    "section": ("Home", "", "World"),
    "dateline": ("", "GENEVA", "BASEL"),
    "language": ("en", "fr", "pt-BR"),
    "published": ("2016", "2016-02", "2016-02-04"),
    "canonical_url": ("", "https://example.org/a", "https://example.org/b"),
    "review_status": ("unreviewed", "reviewed", "queried"),
}


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("theirs", [0, 1, 2])
@pytest.mark.parametrize("mine", [0, 1, 2])
def test_of_every_field_the_one_change_is_kept_and_of_two_none_wins_unasked(maud, lena, field, theirs, mine):
    values = FIELDS[field]
    article = factories.article(**{"title": "T", field: values[0].replace("\r\n", "\n")})
    older = open_form(lena, article)
    send_form(maud, article, open_form(maud, article), **{field: values[theirs]})

    response = send_form(lena, article, older, **{field: values[mine]})

    is_asked = theirs != mine and theirs != 0 and mine != 0
    expected = values[theirs] if is_asked or mine == 0 else values[mine]
    article.refresh_from_db()
    assert getattr(article, field) == expected.replace("\r\n", "\n")
    assert (response.status_code == 409) == is_asked
    assert len(get_conflicts(response)) == is_asked


def test_outlets_are_shown_by_name(maud, lena):
    courier, gazette = factories.outlet("Courier"), factories.outlet("Gazette")
    article = factories.article()
    older = open_form(lena, article)
    bulk_edit.set_outlet(Article.objects.all(), courier, user=maud.user)

    response = send_form(lena, article, older, outlet=gazette.pk)

    assert get_conflicts(response)["Outlet"][:2] == ("Gazette", "Courier")
    assert "Maud Ellery" in get_conflicts(response)["Outlet"][2]  # a change from the list, too


def test_a_change_by_the_program_is_kept_and_nobody_is_named(lena):
    article = factories.article(section="Home")
    older = open_form(lena, article)
    Article.objects.update(section="World")

    response = send_form(lena, article, older, title="New")

    article.refresh_from_db()
    assert (article.title, article.section) == ("New", "World")
    (message,) = (words for words in get_messages(response) if "meanwhile" in words)
    assert message.endswith("Section, from ‘Home’ to ‘World’.")


def test_of_what_others_changed_nothing_is_lost_when_a_field_is_refused(maud, lena):
    article = factories.article("Harbour closed", section="Home")
    older = open_form(lena, article)
    send_form(maud, article, open_form(maud, article), section="World")

    refused = send_form(lena, article, older, published="last Tuesday")
    send_form(lena, article, read_shown_form(refused), published="2016")

    article.refresh_from_db()
    assert (article.section, article.published) == ("World", "2016")


# Bylines


def build_byline_fields(number, author, **values):
    row = {"position": number, "author": author.pk, "role": "author", "credited_as": ""} | values
    return {"bylines-TOTAL_FORMS": number + 1} | {f"bylines-{number}-{name}": value for name, value in row.items()}


def get_byline_names(article):
    return sorted(article.bylines.values_list("author__name", flat=True))


def test_a_byline_added_meanwhile_stays(maud, lena):
    ann, bob, cem = (factories.author(name) for name in ("Ann", "Bob", "Cem"))
    article = factories.article(by=(ann,))
    older = open_form(lena, article)
    send_form(maud, article, open_form(maud, article), **build_byline_fields(1, bob))

    response = send_form(lena, article, older, **build_byline_fields(1, cem, position=2))

    assert get_byline_names(article) == ["Ann", "Bob", "Cem"]
    assert any("Byline" in message and "Bob" in message for message in get_messages(response))


def test_the_same_byline_added_twice_stands_once(maud, lena):
    ann, bob = factories.author("Ann"), factories.author("Bob")
    article = factories.article(by=(ann,))
    older = open_form(lena, article)
    send_form(maud, article, open_form(maud, article), **build_byline_fields(1, bob))

    response = send_form(lena, article, older, **build_byline_fields(1, bob))

    assert response.status_code == 200
    assert get_byline_names(article) == ["Ann", "Bob"]


def test_a_byline_removed_meanwhile_stays_removed(maud, lena):
    ann, bob = factories.author("Ann"), factories.author("Bob")
    article = factories.article(by=(ann, bob))
    older = open_form(lena, article)
    send_form(maud, article, open_form(maud, article), **{"bylines-0-DELETE": "on"})

    response = send_form(lena, article, older, section="World")

    assert get_byline_names(article) == ["Bob"]
    article.refresh_from_db()
    assert article.section == "World"
    assert any("Byline" in message and "Ann" in message for message in get_messages(response))
    assert [row.recorded_by for row in article.evidence.filter(field="author")] == [maud.user]


def test_a_byline_both_removed_is_gone(maud, lena):
    article = factories.article(by=(factories.author("Ann"),))
    older = open_form(lena, article)
    send_form(maud, article, open_form(maud, article), **{"bylines-0-DELETE": "on"})

    response = send_form(lena, article, older, **{"bylines-0-DELETE": "on"})

    assert response.status_code == 200
    assert get_byline_names(article) == []


def test_different_fields_of_one_byline_are_both_kept(maud, lena):
    article = factories.article(by=(factories.author("Ann"),))
    older = open_form(lena, article)
    send_form(maud, article, open_form(maud, article), **{"bylines-0-credited_as": "A. Nyman"})

    send_form(lena, article, older, **{"bylines-0-role": "photographer"})

    assert article.bylines.values_list("credited_as", "role").get() == ("A. Nyman", "photographer")


@pytest.mark.parametrize(("choice", "role"), [("mine", "editor"), ("theirs", "translator")])
def test_one_field_of_a_byline_that_both_changed_is_asked_about(maud, lena, choice, role):
    article = factories.article(by=(factories.author("Ann"),))
    older = open_form(lena, article)
    send_form(maud, article, open_form(maud, article), **{"bylines-0-role": "translator"})

    conflict = send_form(lena, article, older, **{"bylines-0-role": "editor"})
    assert conflict.status_code == 409
    assert [(mine, theirs) for mine, theirs, _ in get_conflicts(conflict).values()] == [("editor", "translator")]
    name = parse_page(conflict).select_one(".conflict input")["name"]
    send_form(lena, article, read_shown_form(conflict) | {name: choice})

    assert article.bylines.get().role == role


@pytest.mark.parametrize(("choice", "left"), [("mine", []), ("theirs", ["Ann"])])
def test_removing_a_byline_that_others_changed_is_asked_about(maud, lena, choice, left):
    article = factories.article(by=(factories.author("Ann"),))
    older = open_form(lena, article)
    send_form(maud, article, open_form(maud, article), **{"bylines-0-credited_as": "A. Nyman"})

    conflict = send_form(lena, article, older, **{"bylines-0-DELETE": "on"})
    assert conflict.status_code == 409
    ((mine, theirs, _),) = get_conflicts(conflict).values()
    assert mine == "removed"
    assert "A. Nyman" in theirs
    name = parse_page(conflict).select_one(".conflict input")["name"]
    form = read_shown_form(conflict) | {name: choice}
    if choice == "mine":
        form["bylines-0-DELETE"] = "on"
    send_form(lena, article, form)

    assert get_byline_names(article) == left


@pytest.mark.parametrize(("choice", "left"), [("mine", ["Ann"]), ("theirs", [])])
def test_changing_a_byline_that_others_removed_is_asked_about(maud, lena, choice, left):
    article = factories.article(by=(factories.author("Ann"),))
    older = open_form(lena, article)
    send_form(maud, article, open_form(maud, article), **{"bylines-0-DELETE": "on"})

    conflict = send_form(lena, article, older, **{"bylines-0-credited_as": "A. Nyman"})
    assert conflict.status_code == 409
    ((mine, theirs, who),) = get_conflicts(conflict).values()
    assert "A. Nyman" in mine
    assert theirs == "removed"
    assert "Maud Ellery" in who
    name = parse_page(conflict).select_one(".conflict input")["name"]
    unanswered = send_form(lena, article, read_shown_form(conflict))
    assert unanswered.status_code == 409
    response = send_form(lena, article, read_shown_form(unanswered) | {name: choice})

    assert response.status_code == 200
    assert get_byline_names(article) == left


def test_an_author_merged_meanwhile_stays_credited(maud, lena):
    kept, retired = factories.author("Maud Ellery"), factories.author("M. Ellery")
    article = factories.article(by=(retired,))
    older = open_form(lena, article)
    sent_to = reverse("admin:archive_author_changelist")
    lena.post(
        sent_to,
        {
            "action": "merge_people",
            "_selected_action": [kept.pk, retired.pk],
            "confirmed": "yes",
            "keep": kept.pk,
            "reason": "One person.",
        },
    )
    assert Author.objects.count() == 1

    response = send_form(lena, article, older, section="World")

    assert response.status_code == 200
    assert get_byline_names(article) == ["Maud Ellery"]


# Other records


def test_outlets_are_merged_field_by_field_with_their_other_names(maud, lena):
    outlet = factories.outlet("Gazette", slug="gazette")
    outlet.aliases.create(name="G.")
    older = open_form(lena, outlet)
    send_form(
        maud,
        outlet,
        open_form(maud, outlet),
        slug="the-gazette",
        country="Malta",
        **{"aliases-TOTAL_FORMS": 2, "aliases-1-name": "The Gazette"},
    )

    response = send_form(lena, outlet, older, kind="newspaper", **{"aliases-0-name": "Gaz."})

    outlet.refresh_from_db()
    assert (outlet.slug, outlet.country, outlet.kind) == ("the-gazette", "Malta", "newspaper")
    assert sorted(alias.name for alias in outlet.aliases.all()) == ["Gaz.", "The Gazette"]
    assert Redirect.objects.count() == 1
    message = " ".join(get_messages(response))
    assert "Address (slug), from ‘gazette’ to ‘the-gazette’ (Maud Ellery, " in message
    assert "The Gazette" in message


def test_an_outlet_renamed_by_two_is_asked_about(maud, lena):
    outlet = factories.outlet("Gazette")
    older = open_form(lena, outlet)
    send_form(maud, outlet, open_form(maud, outlet), name="Harbour Gazette")

    response = send_form(lena, outlet, older, name="The Gazette")

    assert response.status_code == 409
    mine, theirs, who = get_conflicts(response)["Name"]
    assert (mine, theirs) == ("The Gazette", "Harbour Gazette")
    assert "Maud Ellery" in who


@pytest.mark.parametrize(
    ("make", "first", "second"),
    [
        (lambda: factories.author("Ann"), {"sort_name": "Nyman, Ann"}, {"name": "Ann Nyman"}),
        (lambda: Story.objects.create(name="S"), {"is_pinned": "on"}, {"name": "Strike"}),
        (
            lambda: Collection.objects.create(name="C", slug="c"),
            {"description": "Some."},
            {"name": "Harbour"},
        ),
        (
            lambda: Speaker.objects.create(name="Ann", slug="ann"),
            {"slug": "ann-nyman"},
            {"name": "Ann Nyman"},
        ),
        (
            lambda: VariantGroup.objects.create(name="Nyman"),
            {"note": "A party."},
            {"name": "Niman"},
        ),
        (
            lambda: Redirect.objects.create(old_path="/a/", new_path="/b/"),
            {"new_path": "/c/"},
            {"old_path": "/d/"},
        ),
        (lambda: Group.objects.create(name="G"), {"permissions": ["1"]}, {"name": "Guests"}),
        (
            lambda: User.objects.create_user("guest"),
            {"email": "guest@example.org"},
            {"first_name": "Guest"},
        ),
    ],
)
def test_every_other_record_keeps_what_others_changed_meanwhile(admin_client, make, first, second):
    row = make()
    older = open_form(admin_client, row)
    send_form(admin_client, row, open_form(admin_client, row), **first)

    response = send_form(admin_client, row, older, **second)

    assert response.status_code == 200
    then = open_form(admin_client, row)
    for name, value in (first | second).items():
        assert then[name] == value
    assert any("meanwhile, and kept" in message for message in get_messages(response))


def test_rights_given_by_two_at_once_are_asked_about(admin_client):
    group = Group.objects.create(name="G")
    older = open_form(admin_client, group)
    send_form(admin_client, group, open_form(admin_client, group), permissions=["1", "2"])

    response = send_form(admin_client, group, older, permissions=["3"])

    assert response.status_code == 409
    assert set(group.permissions.values_list("pk", flat=True)) == {1, 2}


def test_spellings_of_a_name_are_merged_row_by_row(admin_client):
    group = VariantGroup.objects.create(name="Nyman")
    one, two = (group.variants.create(spelling=word) for word in ("Nymann", "Niman"))
    older = open_form(admin_client, group)
    send_form(admin_client, group, open_form(admin_client, group), **{"variants-0-DELETE": "on"})

    send_form(admin_client, group, older, **{"variants-1-spelling": "Neuman"})

    assert list(group.variants.values_list("pk", "spelling")) == [(two.pk, "Neuman")]
    assert one.pk != two.pk


def test_a_story_of_which_others_put_articles_in_meanwhile_keeps_them(lena, maud):
    story = Story.objects.create(name="Strike")
    one, two = factories.article(), factories.article()
    older = open_form(lena, story)
    send_form(maud, story, open_form(maud, story), also=one.identifier)

    send_form(lena, story, older, also=two.identifier)

    assert set(story.articles.all()) == {one, two}


# Forms that are older than the archive itself, or made by hand


def test_a_record_deleted_meanwhile_has_a_page_that_says_so_and_gives_the_words_back(lena, maud):
    article = factories.article("Harbour closed", by=(factories.author("Ann"),))
    address, older = get_row_address(article), open_form(maud, article)
    lena.post(get_row_address(article, "delete"), {"post": "yes"})

    response = maud.post(address, older | {"standfirst": "Much <b>work</b>"})

    assert response.status_code == 404
    body = parse_page(response).select_one("#content")
    assert "It was deleted while you had its form open (Lena Hartog, " in get_words(body)
    assert "Much <b>work</b>" in body.text
    assert "Author: Ann" in get_words(body) or "Ann" in get_words(body)
    assert not body.select("b")
    assert Article.objects.count() == 0


def test_a_form_with_the_state_of_another_record_is_refused(lena):
    one, two = factories.article("One"), factories.article("Two")
    form = open_form(lena, two) | {"form_state": open_form(lena, one)["form_state"]}

    assert lena.post(get_row_address(two), form | {"title": "New"}).status_code == 400
    assert Article.objects.get(pk=two.pk).title == "Two"


@pytest.mark.parametrize("forged", ["", "x", "a:b:c", "é:é:é", "\x00", "W10:1tXYZ0:abc", ":" * 9999])
def test_a_forged_state_is_refused(lena, forged):
    article = factories.article("Kept")
    form = open_form(lena, article) | {"form_state": forged, "title": "New"}

    assert lena.post(get_row_address(article), form).status_code == 400
    assert Article.objects.get().title == "Kept"


def test_a_form_without_a_state_asks_about_all_that_differs(lena):
    article = factories.article("Harbour closed", section="World")
    form = open_form(lena, article)
    del form["form_state"]

    conflict = send_form(lena, article, form, title="Port closed", section="Home")
    assert conflict.status_code == 409
    assert set(get_conflicts(conflict)) == {"Headline", "Section"}
    choices = {"choose-title": "mine", "choose-section": "theirs"}
    send_form(lena, article, read_shown_form(conflict) | choices)

    article.refresh_from_db()
    assert (article.title, article.section) == ("Port closed", "World")


def test_a_form_without_a_state_that_changes_nothing_is_saved(lena):
    article = factories.article("Harbour closed", by=(factories.author(),))
    form = open_form(lena, article)
    del form["form_state"]

    assert lena.post(get_row_address(article), form).status_code == 302
    assert article.evidence.count() == 0


def test_what_a_form_does_not_send_stays_as_it_is(lena):
    article = factories.article("Harbour closed", section="World", by=(factories.author(),))
    form = {"form_state": open_form(lena, article)["form_state"], "title": "Port closed"}

    assert lena.post(get_row_address(article), form).status_code == 302

    article.refresh_from_db()
    assert (article.title, article.section, article.bylines.count()) == ("Port closed", "World", 1)


def test_an_editor_is_asked_about_an_own_older_form_too(lena):
    article = factories.article("Harbour closed")
    older = open_form(lena, article)
    send_form(lena, article, older, title="Harbour shut")

    response = send_form(lena, article, older, title="Port closed")

    assert response.status_code == 409
    assert "Lena Hartog" in get_conflicts(response)["Headline"][2]


def test_values_of_two_editors_are_shown_as_words_not_as_markup(maud, lena):
    article = factories.article("Harbour closed")
    older = open_form(lena, article)
    send_form(maud, article, open_form(maud, article), title="<script>alert(1)</script>")

    response = send_form(lena, article, older, title="<img src=x onerror=alert(2)>")

    assert get_conflicts(response)["Headline"][:2] == (
        "<img src=x onerror=alert(2)>",
        "<script>alert(1)</script>",
    )
    assert not parse_page(response).select(".conflicts script, .conflicts img")


def test_who_may_only_look_sees_no_state_and_changes_nothing(reader, lena):
    article = factories.article("Kept")
    form = open_form(lena, article)

    assert not get_page(reader, get_row_address(article)).select("[name=form_state]")
    assert reader.post(get_row_address(article), form | {"title": "New"}).status_code == 403


def test_a_new_record_needs_no_state(lena):
    address = reverse("admin:archive_outlet_add")

    assert not get_page(lena, address).select("[name=form_state]")
    assert lena.post(address, read_form(lena, address) | {"name": "New"}).status_code == 302
    assert Outlet.objects.get().name == "New"


def test_the_page_of_a_record_asks_no_more_for_its_state(lena, django_assert_max_num_queries):
    article = factories.article(by=tuple(factories.author() for _ in range(6)))
    outlet = factories.outlet()
    for number in range(6):
        OutletAlias.objects.create(outlet=outlet, name=f"Name {number}")
    lena.get(get_row_address(article))

    for row in (article, outlet):
        with django_assert_max_num_queries(20):
            lena.get(get_row_address(row))
    assert Byline.objects.count() == 6


# Questions about several records, and the review of one


def open_action(client, action, *articles):
    """The values that the confirmation page of an action sends."""
    chosen = {"action": action, "_selected_action": [one.pk for one in articles], "index": "0"}
    form = parse_page(client.post(reverse("admin:archive_article_changelist"), chosen)).select_one("#content-main form")
    hidden = form.select("input[type=hidden]")
    values = {field["name"]: [] for field in hidden}
    for field in hidden:
        values[field["name"]].append(field["value"])
    return values


def confirm_action(client, form, **answer):
    return client.post(reverse("admin:archive_article_changelist"), form | {"confirmed": "yes"} | answer)


def test_a_change_to_many_stops_where_one_was_changed_since_it_was_asked(maud, lena):
    one, two = factories.article("One"), factories.article("Two")
    courier, gazette = factories.outlet("Courier"), factories.outlet("Gazette")
    form = open_action(lena, "set_outlet", one, two)
    send_form(maud, two, open_form(maud, two), outlet=courier.pk)

    stopped = confirm_action(lena, form, outlet=gazette.pk)

    assert stopped.status_code == 409
    message = get_words(parse_page(stopped).select_one("[role=alert]"))
    assert "1 of these was changed by others" in message
    assert "Two Courier, undated" in message
    assert not Article.objects.filter(outlet=gazette).exists()
    again = {field["name"]: field["value"] for field in parse_page(stopped).select("[name=asked_at]")}
    confirm_action(lena, form | again, outlet=gazette.pk)
    assert Article.objects.filter(outlet=gazette).count() == 2


def test_a_withdrawal_stops_where_the_article_was_changed_since_it_was_asked(maud, lena):
    article = factories.article("One")
    form = open_action(lena, "withdraw_articles", article)
    send_form(maud, article, open_form(maud, article), body="Corrected.")

    assert confirm_action(lena, form, reason="Wrong.").status_code == 409
    assert Article.objects.get().withdrawn_at is None


def test_a_question_answered_in_time_is_done(lena):
    article = factories.article("One")
    form = open_action(lena, "set_language", article)

    assert confirm_action(lena, form, language="fr").status_code == 302
    assert Article.objects.get().language == "fr"


def test_a_question_with_a_forged_moment_is_refused(lena):
    article = factories.article("One")
    form = open_action(lena, "set_language", article) | {"asked_at": "2999-01-01"}

    assert confirm_action(lena, form, language="fr").status_code == 400
    assert Article.objects.get().language == ""


def test_a_review_is_not_noted_over_what_others_did_meanwhile(maud, lena):
    article = factories.article("One")
    how = reverse("admin:archive_article_how", args=[article.pk])
    older = read_form(lena, how)
    maud.post(how, read_form(maud, how) | {"answer": "queried"})

    stopped = lena.post(how, older | {"answer": "reviewed"})

    assert stopped.status_code == 409
    assert "Your answer was not noted" in get_errors(stopped)[0]
    message = get_words(parse_page(stopped).select_one(".change-warning"))
    assert "Maud Ellery" in message
    assert "Review status set to ‘has a question’" in message
    assert Article.objects.get().review_status == "queried"
    assert lena.post(how, read_shown_form(stopped) | {"answer": "reviewed"}).status_code == 302
    assert Article.objects.get().review_status == "reviewed"
