"""The forms of articles and outlets in the order of an editor's work: dates as they are said, lists, withdrawal."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from archive.models import Outlet
from tests import factories
from tests.admin.conftest import get_errors, get_messages, get_page, get_row_address, read_form, save_row

pytestmark = pytest.mark.django_db

READING = reverse("admin:archive_article_date")


def get_offered_dates(response):
    soup = BeautifulSoup(response.content.decode(), "lxml")
    return {radio["value"]: " ".join(radio.parent.text.split()) for radio in soup.select(".date-choices input")}


def test_headline_outlet_date_and_authors_come_first_and_the_headline_has_the_focus(editor):
    article = factories.article(by=(factories.author(),), outlet=factories.outlet())

    soup = get_page(editor, get_row_address(article))

    names = [field["name"] for field in soup.select("#article_form [name]:not([type=hidden], [type=submit])")]
    names = [name for name in names if "_named_" not in name]  # for browsers without scripts
    assert names[:4] == ["title", "outlet", "published", "bylines-0-position"]
    assert names.index("bylines-0-author") < names.index("standfirst")
    assert soup.select_one("[autofocus]")["name"] == "title"


def test_the_field_that_was_refused_has_the_focus(editor):
    response = save_row(editor, factories.article(), published="nonsense")

    soup = BeautifulSoup(response.content.decode(), "lxml")
    assert [field["name"] for field in soup.select("[autofocus]")] == ["published"]


def test_a_date_in_words_is_kept_as_edtf_and_the_page_says_how_it_was_read(editor):
    article = factories.article()

    response = save_row(editor, article, published="about Feb 2016", _continue="1")

    article.refresh_from_db()
    assert article.published == "2016-02~"
    (message, _saved) = get_messages(editor.get(response["Location"]))
    assert message == "The date was read as about February 2016 (2016-02~)."
    assert "Read as: about February 2016" in get_page(editor, get_row_address(article)).select_one(".date-reading").text


def test_of_two_days_that_may_be_meant_the_editor_chooses_one(editor):
    article = factories.article(published="2024")

    asked = save_row(editor, article, published="5/6/2024")
    assert get_errors(asked) == ["‘5/6/2024’ can be read in several ways. Choose which is meant."]
    assert get_offered_dates(asked) == {"2024-06-05": "5 June 2024", "2024-05-06": "6 May 2024"}
    article.refresh_from_db()
    assert article.published == "2024"

    assert save_row(editor, article, published="5/6/2024", published_as="1999-01-01").status_code == 200
    assert save_row(editor, article, published="5/6/2024", published_as="2024-05-06").status_code == 302
    article.refresh_from_db()
    assert article.published == "2024-05-06"


def test_a_day_to_come_is_saved_once_it_is_confirmed_and_not_asked_about_again(editor):
    article = factories.article()
    day = (timezone.localdate() + timedelta(days=40)).isoformat()

    asked = save_row(editor, article, published=day)
    assert "is still to come" in get_errors(asked)[0]
    assert "(still to come)" in get_offered_dates(asked)[day]
    assert save_row(editor, article, published=day, published_as=day).status_code == 302

    article.refresh_from_db()
    assert article.published == day
    assert save_row(editor, article, section="News").status_code == 302


def test_another_wording_of_the_same_date_is_no_change(editor):
    article = factories.article(published="2016-02-03")

    assert save_row(editor, article, published="3 February 2016").status_code == 302

    assert not article.evidence.exists()


@pytest.mark.parametrize(
    ("text", "expected"),
    [("٣ فبراير ٢٠١٦", "Read as: 3 February 2016"), ("5/6/2024", "5 June 2024"), ("", ""), ("x" * 5000, "not a date")],
)
def test_how_a_date_is_read_is_told_while_it_is_typed(editor, text, expected):
    assert expected in get_page(editor, READING, name="published", text=text).text


@pytest.mark.parametrize("name", ["", "a b", "<b>", "x" * 61, "a\x00"])
def test_a_field_of_no_form_is_refused(editor, name):
    assert editor.get(READING, {"name": name, "text": "2016"}).status_code == 400


@pytest.mark.parametrize(
    ("typed", "tag"), [("French", "fr"), ("deutsch", "de"), ("Français", "fr"), ("pt-br", "pt-BR"), ("tlh", "tlh")]
)
def test_a_language_is_chosen_by_its_name_or_written_as_a_tag(editor, typed, tag):
    article = factories.article()

    assert save_row(editor, article, language=typed).status_code == 302

    article.refresh_from_db()
    assert article.language == tag
    options = get_page(editor, get_row_address(article)).select("#language-suggestions option")
    assert {"value": "fr", "label": "French"} in [option.attrs for option in options]


@pytest.mark.parametrize(("typed", "country"), [("germany", "Germany"), ("DE", "Germany"), ("Velmora", "Velmora")])
def test_a_country_is_chosen_from_the_list_or_written_freely(editor, typed, country):
    factories.outlet(country="Velmora")
    outlet = factories.outlet()

    assert save_row(editor, outlet, country=typed).status_code == 302

    assert Outlet.objects.get(pk=outlet.pk).country == country
    options = get_page(editor, get_row_address(outlet)).select("#country-suggestions option")
    assert {country, "Velmora", "France"} <= {option["value"] for option in options}
    assert len(options) > 200


def test_withdrawing_is_offered_before_deleting_and_then_restoring(curator):
    article = factories.article("Harbour closed")
    row = get_page(curator, get_row_address(article)).select_one(".submit-row")
    assert row.text.index("Withdraw…") < row.text.index("Delete")

    for answer in ({"reason": "A hoax."}, {}):
        form = get_page(curator, get_row_address(article)).select_one("form#withdrawal")
        sent = {field["name"]: field["value"] for field in form.select("input[name]")}
        curator.post(form["action"], sent | {"confirmed": "1"} | answer)
        article.refresh_from_db()
        assert bool(article.withdrawn_at) == bool(answer)


def test_who_may_not_withdraw_is_not_offered_it(editor):
    assert not get_page(editor, get_row_address(factories.article())).select("#withdrawal, .withdrawal")


def test_an_article_is_added_with_a_date_in_words(editor):
    address = reverse("admin:archive_article_add")

    editor.post(address, read_form(editor, address) | {"title": "Typed", "published": "1980s"})

    assert Outlet.objects.count() == 0
    assert get_page(editor, reverse("admin:archive_article_changelist"), q="Typed").find(string="1980s")
