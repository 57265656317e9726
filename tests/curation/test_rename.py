import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from archive.curation.merge import delete_shadowing_redirect, redirect_page
from archive.models import Redirect

pytestmark = pytest.mark.django_db


def get_redirects():
    return dict(Redirect.objects.values_list("old_path", "new_path"))


@pytest.mark.parametrize(
    ("moves", "expected"),
    [
        ([("/a/", "/b/")], {"/a/": "/b/"}),
        ([("/a/", "/a/")], {}),
        ([("/a/", "/b/"), ("/b/", "/c/")], {"/a/": "/c/", "/b/": "/c/"}),
        ([("/a/", "/b/"), ("/b/", "/a/")], {"/b/": "/a/"}),
        ([("/a/", "/b/"), ("/b/", "/c/"), ("/c/", "/a/")], {"/b/": "/a/", "/c/": "/a/"}),
        ([("/a/", "/b/"), ("/a/", "/c/")], {"/a/": "/c/"}),
        ([("/outlets/%C3%A9t%C3%A9/", "/outlets/ete/")], {"/outlets/été/": "/outlets/ete/"}),
    ],
)
def test_pages_move(moves, expected):
    for old, new in moves:
        redirect_page(old, new)

    assert get_redirects() == expected


def test_a_new_page_takes_its_address_back():
    redirect_page("/outlets/old/", "/outlets/new/")

    assert delete_shadowing_redirect("/outlets/old/") == 1
    assert delete_shadowing_redirect("/outlets/old/") == 0
    assert get_redirects() == {}


class Moves(TestCase):
    @settings(max_examples=60, deadline=None)
    @given(st.lists(st.tuples(st.integers(0, 2), st.sampled_from("abcdef")), max_size=12))
    def test_after_any_moves_every_former_address_leads_to_its_page_in_one_step(self, moves):
        """Three pages move among six addresses; the oracle remembers who lived where last."""
        where = {0: "a", 1: "b", 2: "c"}
        last_seen = {}
        for page, place in moves:
            if place in where.values():
                continue
            last_seen[where[page]] = page
            redirect_page(f"/{where[page]}/", f"/{place}/")
            where[page] = place

        for place, page in last_seen.items():
            if place not in where.values():
                assert get_redirects()[f"/{place}/"] == f"/{where[page]}/"
        for lived in where.values():
            assert f"/{lived}/" not in get_redirects()
