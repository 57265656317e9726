"""Pages of long lists."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.web.page_errors import NotFound
from archive.web.paging import paginate


def build_paging(number: int, total: int, size: int = 20):
    return paginate(number, total, lambda page: f"?page={page}", size)


@pytest.mark.parametrize(
    ("number", "total", "shown"),
    [
        (1, 0, []),
        (1, 20, []),
        (1, 21, ["1*", "2"]),
        (1, 200, ["1*", "2", "3", "…10"]),
        (5, 200, ["1", "…3", "4", "5*", "6", "7", "…10"]),
        (10, 200, ["1", "…8", "9", "10*"]),
        (3, 100, ["1", "2", "3*", "4", "5"]),
    ],
)
def test_shows_the_first_the_last_and_those_near(number, total, shown):
    links = build_paging(number, total).links

    assert [f"{'…' if link.after_gap else ''}{link.number}{'*' if link.is_current else ''}" for link in links] == shown


def test_beyond_the_last_page_says_so_and_leads_to_it():
    with pytest.raises(NotFound) as refused:
        build_paging(999_999, 41)

    assert refused.value.message == "This list of 41 has 3 pages; there is no page 999,999."
    assert refused.value.suggested_url == "?page=3"


@settings(deadline=None)  # a busy machine is no fault of the list
@given(st.integers(0, 300), st.integers(1, 60))
def test_the_pages_of_a_list_hold_every_item_once(total, size):
    items = list(range(total))
    pages = max(1, -(-total // size))

    shown = [items[build_paging(number, total, size).slice] for number in range(1, pages + 1)]

    assert [item for page in shown for item in page] == items
    with pytest.raises(NotFound):
        build_paging(pages + 1, total, size)
