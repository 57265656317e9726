"""The address of a client, with and without proxies."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from archive.web.clients import client_address_middleware, get_client_address, get_login_limit_key

PROXY = "127.0.0.1"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, None, PROXY),
        (0, "203.0.113.9", PROXY),  # nobody in front is trusted to say so
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "10.0.0.1, 203.0.113.9", "203.0.113.9"),  # what the client itself sent stands before
        (1, "10.0.0.1,203.0.113.9", "203.0.113.9"),
        (1, "203.0.113.9:51442", "203.0.113.9"),
        (1, "2001:db8::7", "2001:db8::7"),
        (1, "[2001:db8::7]:51442", "2001:db8::7"),
        (1, "[2001:db8::7]", "2001:db8::7"),
        (1, "2001:DB8:0:0::7", "2001:db8::7"),
        (1, "fe80::7%eth0", "fe80::7"),
        (1, "::ffff:203.0.113.9", "203.0.113.9"),
        (1, "203.0.113.9, unknown", ""),
        (1, "203.0.113.9, _hidden", ""),
        (1, "203.0.113.9,", ""),
        (1, "203.0.113.999", ""),
        (1, "", ""),
        (1, None, ""),
        (2, "203.0.113.9, 198.51.100.2", "203.0.113.9"),
        (2, "10.0.0.1, 203.0.113.9, 198.51.100.2", "203.0.113.9"),
        (2, "198.51.100.2", ""),
    ],
)
def test_the_client_is_whom_the_outermost_of_our_proxies_was_asked_by(proxies, forwarded, address, settings):
    settings.PROXIES = proxies
    headers = {} if forwarded is None else {"x-forwarded-for": forwarded}
    request = RequestFactory().get("/", headers=headers, REMOTE_ADDR=PROXY)

    client_address_middleware(lambda _: None)(request)

    assert request.META["REMOTE_ADDR"] == address


@pytest.mark.parametrize(
    ("peer", "forwarded", "address", "is_secure"),
    [
        ("10.0.0.1", "203.0.113.9", "203.0.113.9", True),
        ("10.0.0.1", "198.51.100.2, 203.0.113.9, 10.9.9.9", "203.0.113.9", True),  # two of ours, however many there are
        ("127.0.0.1", "10.9.9.9", "", True),  # from a proxy itself
        ("10.0.0.1", None, "", True),
        ("10.0.0.1", "203.0.113.9, unknown", "", True),
        ("192.0.2.7", "203.0.113.9", "192.0.2.7", False),  # none of ours: it speaks for itself
        ("192.0.2.7", None, "192.0.2.7", False),
        ("", "203.0.113.9", "203.0.113.9", True),  # over a socket of this machine
        ("fd00::1", "2001:db8::7", "2001:db8::7", True),
    ],
)
def test_only_proxies_of_ours_are_believed_where_their_addresses_are_set(peer, forwarded, address, is_secure, settings):
    settings.PROXIES = 1
    settings.PROXY_NETWORKS = [ip_network(text) for text in ("127.0.0.1", "10.0.0.0/8", "fd00::/8")]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    headers = {"x-forwarded-proto": "https"} | ({} if forwarded is None else {"x-forwarded-for": forwarded})
    request = RequestFactory().get("/", headers=headers, REMOTE_ADDR=peer)

    client_address_middleware(lambda _: None)(request)

    assert request.META["REMOTE_ADDR"] == address
    assert request.is_secure() is is_secure


@given(sent=st.text(max_size=60), address=st.ip_addresses())
def test_nothing_a_client_sends_makes_it_another(sent, address):
    from django.test import override_settings

    with override_settings(PROXIES=1):
        found = get_client_address({"HTTP_X_FORWARDED_FOR": f"{sent}, {address}"})

    assert found == (getattr(address, "ipv4_mapped", None) or address)


@given(address=st.ip_addresses(), other=st.integers(0, 2**64 - 1))
def test_one_subscriber_is_one_however_many_addresses_there_are(address, other):
    request = RequestFactory().get("/", REMOTE_ADDR=str(address))
    counted = ip_address(get_login_limit_key(request))

    if isinstance(address, IPv4Address):
        assert counted == address
    elif address.ipv4_mapped:
        assert counted == address.ipv4_mapped
    else:
        assert counted == IPv6Address(int(address) >> 64 << 64)
        moved = IPv6Address((int(address) >> 64 << 64) + other)
        if not moved.ipv4_mapped:
            request.META["REMOTE_ADDR"] = str(moved)
            assert ip_address(get_login_limit_key(request)) == counted


@pytest.mark.parametrize("address", ["", "localhost", None])
def test_over_a_socket_nobody_is_known(address):
    request = RequestFactory().get("/")
    request.META["REMOTE_ADDR"] = address

    assert get_login_limit_key(request) is None
