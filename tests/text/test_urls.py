"""URLs: two links to one page are one address, those of two pages are two."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text.urls import address_key, canonicalize_url, fold_address, get_domain

PAGE = "https://www.gazette.example/port/boom?id=3"


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


@pytest.mark.parametrize(
    "url",
    [
        "http://gazette.example/port/boom?id=3",
        "https://m.gazette.example/port/boom?id=3",
        "https://mobile.gazette.example/port/boom/?id=3",
        "https://amp.gazette.example/port/boom?id=3",
        "https://gazette.example/amp/port/boom?id=3",
        "https://gazette.example/port/boom/amp?id=3",
        "https://gazette.example/port/boom.amp?id=3",
        "https://gazette.example/port/boom?amp=1&id=3",
        "https://gazette.example/port/boom?outputType=amp&id=3",
        "https://gazette.example/port/boom?id=3&utm_source=x&fbclid=y#top",
        "https://www-gazette-example.cdn.ampproject.org/c/s/www.gazette.example/port/boom?id=3",
        "https://www.google.com/amp/s/gazette.example/port/boom?id=3",
        "https://GAZETTE.example:443/port/boom?id=3",
    ],
)
def test_forms_of_one_address_are_one(url):
    assert fold_address(url) == "gazette.example/port/boom?id=3"
    assert address_key(url) == address_key(PAGE)


@pytest.mark.parametrize(
    "url",
    [
        "https://www.gazette.example/port/boom?id=4",
        "https://www.gazette.example/port/boom2?id=3",
        "https://observer.example/port/boom?id=3",
        "https://news.gazette.example/port/boom?id=3",
        "https://www.gazette.example/ampere/port/boom?id=3",
        "https://www.gazette.example/port/boom?id=3&page=2",
    ],
)
def test_addresses_of_two_pages_are_two(url):
    assert address_key(url) != address_key(PAGE)


def test_the_order_of_a_query_does_not_matter():
    assert address_key("https://a.example/x?b=2&a=1") == address_key("https://a.example/x?a=1&b=2")


@pytest.mark.parametrize("url", ["", "nonsense", "https://gazette.example/", "mailto:a@b.example"])
def test_what_is_no_address_of_an_article_has_no_key(url):
    assert address_key(url) == ""


@pytest.mark.parametrize("host", ["m.example", "www.com", "amp.dev"])
def test_a_host_of_two_labels_keeps_both(host):
    assert fold_address(f"https://{host}/a") == f"{host}/a"


@given(st.text(max_size=60))
def test_any_text_has_a_key_or_none(text):
    assert len(address_key(f"https://a.example/{text}")) in {0, 64}
    assert len(address_key(text)) in {0, 64}


@given(
    st.sampled_from(["amp", "m.", "/s/", "?", "&", "=", "/", "a", ".", "amp/"]).flatmap(
        lambda part: st.lists(st.just(part) | st.sampled_from("ab/.&"), max_size=12)
    )
)
def test_folding_folds_once_and_for_all(parts):
    url = f"https://gazette.example/x{''.join(parts)}"

    assert fold_address(f"https://m.gazette.example/x{''.join(parts)}") == fold_address(url)
