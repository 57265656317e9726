"""Predecessors and successors of outlets: edited on both sides, shown on both pages, moved by merges."""

import pytest

from archive.curation.merge import merge_records
from archive.errors import CurationError
from archive.models import Outlet, OutletSuccession
from tests import factories
from tests.admin.conftest import get_errors, save_row
from tests.web.pages import get_links, parse_page

pytestmark = pytest.mark.django_db


def follow(predecessor, successor, date="", note=""):
    return OutletSuccession.objects.create(predecessor=predecessor, successor=successor, date=date, note=note)


def list_pairs():
    return sorted(OutletSuccession.objects.values_list("predecessor__name", "successor__name", "date"))


def add_succession(client, outlet, side, other, **values):
    """Add a row to the predecessors (`earlier`) or successors (`later`) of an outlet."""
    prefix, field = {
        "earlier": ("earlier_successions", "predecessor"),
        "later": ("later_successions", "successor"),
    }[side]
    row = {f"{prefix}-0-{name}": value for name, value in ({field: other.pk} | values).items()}
    return save_row(client, outlet, **{f"{prefix}-TOTAL_FORMS": 1, **row})


@pytest.fixture
def outlets():
    return [factories.outlet(name) for name in ("Morning Post", "Daily Post", "The Post")]


@pytest.mark.parametrize("side", ["earlier", "later"])
def test_an_editor_adds_a_succession_on_either_side_and_both_pages_show_it(editor, client, outlets, side):
    morning, daily, _ = outlets
    outlet, other = (daily, morning) if side == "earlier" else (morning, daily)

    response = add_succession(editor, outlet, side, other, date="1923~", note="renamed")

    assert response.status_code == 302, get_errors(response)
    assert list_pairs() == [("Morning Post", "Daily Post", "1923~")]
    earlier, later = (parse_page(client.get(row.get_absolute_url())).select_one(".facts") for row in (morning, daily))
    assert "Followed by Daily Post (about 1923, renamed)" in " ".join(earlier.text.split())
    assert "Preceded by Morning Post (about 1923, renamed)" in " ".join(later.text.split())
    assert get_links(later, "a") == [morning.get_absolute_url()]


def test_no_outlet_follows_itself_directly_or_by_way_of_others(editor, outlets):
    morning, daily, post = outlets
    follow(morning, daily)
    follow(daily, post)

    loop = add_succession(editor, post, "later", morning)
    itself = add_succession(editor, morning, "earlier", morning)

    assert "‘The Post’ would come both before and after ‘Morning Post’" in " ".join(get_errors(loop))
    assert "‘Morning Post’ cannot follow itself" in " ".join(get_errors(itself))
    assert len(list_pairs()) == 2


def test_the_two_sides_of_one_form_are_checked_together(editor, outlets):
    morning, daily, _ = outlets

    response = save_row(
        editor,
        morning,
        **{
            "earlier_successions-TOTAL_FORMS": 1,
            "earlier_successions-0-predecessor": daily.pk,
            "later_successions-TOTAL_FORMS": 1,
            "later_successions-0-successor": daily.pk,
        },
    )

    assert "both before and after" in " ".join(get_errors(response))
    assert list_pairs() == []


@pytest.mark.parametrize("date", ["soon", "1923-13", "9" * 70])
def test_a_date_that_is_none_is_refused_in_words(editor, outlets, date):
    response = add_succession(editor, outlets[0], "later", outlets[1], date=date)

    assert get_errors(response)
    assert list_pairs() == []


@pytest.mark.parametrize(
    ("typed", "date"), [("May 1923", "1923-05"), ("3 February 2016", "2016-02-03"), ("about 1923", "1923~"), ("", "")]
)
def test_a_date_is_taken_as_the_search_takes_it(editor, outlets, typed, date):
    add_succession(editor, outlets[0], "later", outlets[1], date=typed)

    assert list_pairs() == [("Morning Post", "Daily Post", date)]


def test_a_merge_moves_successions_and_names_those_that_cannot_be(outlets):
    morning, daily, post = outlets
    weekly = factories.outlet("Weekly")
    follow(morning, daily, "1923")
    follow(daily, post, "1950")
    follow(weekly, daily, "1930")

    (result,) = merge_records(keep=morning, others=[daily], user=None, reason="One paper.")

    assert list_pairs() == [("Morning Post", "The Post", "1950"), ("Weekly", "Morning Post", "1930")]
    assert result.dropped_values == ("that ‘Daily Post’ followed ‘Morning Post’",)


def test_a_merge_by_which_an_outlet_would_come_before_itself_is_refused(outlets):
    morning, daily, post = outlets
    follow(morning, daily)
    follow(daily, post)

    with pytest.raises(CurationError, match="both before and after"):
        merge_records(keep=morning, others=[post], user=None, reason="One paper.")

    assert Outlet.objects.count() == 3
    merge_records(keep=morning, others=Outlet.objects.exclude(pk=morning.pk), user=None, reason="One paper.")
    assert list_pairs() == []
