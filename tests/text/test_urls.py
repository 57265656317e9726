"""Two links to one page are one address."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text.urls import canonicalize_url, get_domain


@pytest.mark.parametrize(
    ("link", "address"),
    [
        (
            "HTTPS://WWW.Example.com:443/a/B?utm_source=x&id=3#top",
            "https://www.example.com/a/B?id=3",
        ),
        ("http://example.com:80/x", "http://example.com/x"),
        ("http://example.com:8080/x", "http://example.com:8080/x"),
        ("http://user:secret@example.com/x", "http://example.com/x"),
        ("https://example.com/a?fbclid=1&gclid=2", "https://example.com/a"),
        ("https://example.com/?p=17", "https://example.com/?p=17"),
        ("https://example.com/é ü", "https://example.com/%C3%A9%20%C3%BC"),
        ("  https://example.com/a\n", "https://example.com/a"),
    ],
)
def test_canonical(link, address):
    assert canonicalize_url(link) == address
    assert canonicalize_url(address) == address


@pytest.mark.parametrize(
    "link",
    [
        "",
        "example.com/a",
        "ftp://example.com/a",
        "javascript:alert(1)",
        "https://example.com",
        "https://example.com/",
        "https://example.com/#top",
        "http://[::1",
        "http://example.com:99999/a",
        "https:///a",
        "https://example.com/" + "a" * 3000,
    ],
)
def test_what_is_no_address_of_an_article_is_empty(link):
    assert canonicalize_url(link) == ""


@pytest.mark.parametrize(
    ("link", "domain"),
    [
        ("https://www.wsws.org/en/1", "wsws.org"),
        ("wsws.org/contact", "wsws.org"),
        ("WWW.Example.COM", "example.com"),
        ("localhost", ""),
        ("", ""),
    ],
)
def test_domain(link, domain):
    assert get_domain(link) == domain


@given(st.text(max_size=60), st.text(max_size=60))
def test_canonical_twice_is_canonical_once(path, query):
    once = canonicalize_url(f"https://example.com/{path}?{query}")

    assert canonicalize_url(once) == once
