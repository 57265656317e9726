"""Dates in a query as people type them, without quotation marks; impossible ones with the nearest there are."""

from datetime import date

import pytest

from archive.errors import QuerySyntaxError
from archive.search.query.nodes import AddedClause, And, DateClause, Term
from archive.search.query.parser import parse_query
from tests.web.pages import parse_page

TODAY = date(2024, 6, 12)  # a Wednesday
FEBRUARY = (date(2016, 2, 1), date(2016, 2, 29))
THIRD = (date(2016, 2, 3), date(2016, 2, 3))


@pytest.mark.parametrize(
    ("typed", "bounds"),
    [
        ("2016-2", FEBRUARY),
        ("2016/2", FEBRUARY),
        ("2/2016", FEBRUARY),
        ("Feb 2016", FEBRUARY),
        ("Sept. 2016", (date(2016, 9, 1), date(2016, 9, 30))),
        ("فبراير 2016", FEBRUARY),
        ("2016/02/03", THIRD),
        ("3.2.2016", THIRD),
        ("3rd Feb 2016", THIRD),
        ("February 3, 2016", THIRD),
        ("Wednesday, 3 February 2016", THIRD),
        ("٣ فبراير ٢٠١٦", THIRD),
        ("3 février 2016", THIRD),
        ("13/2/2016", (date(2016, 2, 13), date(2016, 2, 13))),
        ("2/13/2016", (date(2016, 2, 13), date(2016, 2, 13))),
        ("1980s", (date(1980, 1, 1), date(1989, 12, 31))),
        ("2016-2017", (date(2016, 1, 1), date(2017, 12, 31))),
        ("2016–17", (date(2016, 1, 1), date(2017, 12, 31))),
        ("2016 to 2017", (date(2016, 1, 1), date(2017, 12, 31))),
        ("from Feb 2016 to 3 Mar 2016", (date(2016, 2, 1), date(2016, 3, 3))),
        ("[13/2/2016 TO 2/15/2016]", (date(2016, 2, 13), date(2016, 2, 15))),
        ("13/2/2016..15/2/2016", (date(2016, 2, 13), date(2016, 2, 15))),
        ("since 2015", (date(2015, 1, 1), None)),
        ("yesterday", (date(2024, 6, 11), date(2024, 6, 11))),
        ("3 days ago", (date(2024, 6, 9), date(2024, 6, 9))),
        ("last week", (date(2024, 6, 3), date(2024, 6, 9))),
        ("this month", (date(2024, 6, 1), date(2024, 6, 30))),
        ("last 30 days", (date(2024, 5, 13), TODAY)),
        ("الشهر الماضي", (date(2024, 5, 1), date(2024, 5, 31))),
        ("آخر 30 يوما", (date(2024, 5, 13), TODAY)),
    ],
)
def test_a_date_is_read_as_it_is_typed(typed, bounds):
    assert parse_query(f"date:{typed}", TODAY).node == DateClause(*bounds)
    assert parse_query(f"siege date:{typed} talks", TODAY).node == And(
        (Term("siege"), DateClause(*bounds), Term("talks"))
    )
    assert parse_query(f"added:{typed}", TODAY).node == AddedClause(*bounds)


@pytest.mark.parametrize(
    ("text", "proposed"),
    [
        ("date:5/6/2024", ("date:2024-06-05", "date:2024-05-06")),
        ("before:5-6-2024 siege", ("before:2024-06-05 siege", "before:2024-05-06 siege")),
        ('date:"30 February 2016"', ("date:2016-02-29",)),
        ("date:30 Feb 2016 siege", ("date:2016-02-29 siege",)),
        ("date:2016-13-05", ("date:2016-05-13", "date:2016-12-05")),
        ("date:[2016-02-30 TO 2016-03-05]", ("date:[2016-02-29 TO 2016-03-05]",)),
        ("date:2016-02-30..2016-03", ("date:2016-02-29..2016-03",)),
        ("date:>=2016-02-30", ("date:>=2016-02-29",)),
        ("date:Febuary 2016", ("date:2016-02",)),
        ("year:0000", ("year:0001",)),
        ("date:2017-2016", ("date:[2016-01-01 TO 2017-12-31]",)),
        ("date:nonsense", ()),
    ],
)
def test_what_no_calendar_has_or_may_be_two_days_is_refused_with_the_nearest_there_are(text, proposed):
    with pytest.raises(QuerySyntaxError) as caught:
        parse_query(text, TODAY)

    error = caught.value
    assert error.code == "bad-date"
    assert tuple(filter(None, (error.suggestion, *error.others))) == proposed
    assert all(parse_query(query, TODAY).node for query in proposed)


@pytest.mark.django_db
def test_both_readings_are_offered_as_links(client):
    page = client.get("/search/", {"q": "date:5/6/2024"})

    assert page.status_code == 400
    for day in ("2024-06-05", "2024-05-06"):
        assert f'href="/search/?q=date%3A{day}"' in page.content.decode()


@pytest.mark.parametrize(
    ("typed", "days"),
    [("5/6/2024", ["2024-06-05", "2024-05-06"]), ("30 Feb 2016", ["2016-02-29"]), ("Febuary 2016", ["2016-02"])],
)
@pytest.mark.django_db
def test_the_date_fields_of_a_page_ask_in_the_same_words(typed, days, client):
    page = client.get("/search/compose/", {"q": "siege", "from": typed})
    found = client.get("/search/", {"q": f'date:"{typed}"'})

    assert (page.status_code, found.status_code) == (400, 400)
    links = [one["href"] for one in parse_page(page).select("main a[href*=from]")]
    assert [link.rpartition("from=")[2] for link in links] == days
    assert all(client.get(link).status_code == 302 for link in links)
