"""A page of the web as it was at a time, by Memento (RFC 7089)."""

import re

import pytest

from archive.models import Article
from tests import factories

pytestmark = pytest.mark.django_db
PAGE = "https://pilot.example/ferry?id=7"
MOMENT = re.compile(r"[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} GMT")


@pytest.fixture
def captures():
    row = factories.article("Ferry stops", canonical_url=PAGE)
    years = (2019, 2021, 2024)
    return [factories.capture(row, url=PAGE, captured_at=f"{year}-03-14T12:00:00+00:00") for year in years]


def parse_links(text: str) -> dict[str, list[dict[str, str]]]:
    """Links by relation: each with its address and attributes."""
    links: dict[str, list[dict[str, str]]] = {}
    for address, rest in re.findall(r'<([^>]*)>((?:; [a-z]+="[^"]*")+)', text):
        attributes = dict(re.findall(r'; ([a-z]+)="([^"]*)"', rest))
        for relation in attributes["rel"].split():
            links.setdefault(relation, []).append(attributes | {"address": address})
    return links


@pytest.mark.parametrize(
    ("wanted", "index"),
    [("Thu, 01 Jan 2015 00:00:00 GMT", 0), ("Fri, 01 Jan 2021 00:00:00 GMT", 1), ("", 2)],
)
def test_the_time_gate_leads_to_the_capture_nearest_to_a_time(wanted, index, client, captures):
    headers = {"Accept-Datetime": wanted} if wanted else {}
    response = client.get(f"/timegate/{PAGE}", headers=headers)

    assert response.status_code == 302
    assert response["Location"] == f"http://testserver/captures/{captures[index].pk}/original/"
    assert "accept-datetime" in response["Vary"].lower()
    assert "Memento-Datetime" not in response
    links = parse_links(response["Link"])
    assert links["original"][0]["address"] == PAGE
    assert links["timemap"][0]["address"] == f"http://testserver/timemap/link/{PAGE}"


def test_the_time_map_lists_every_capture_with_its_time(client, captures):
    factories.capture(captures[0].article, url="")  # from a file, of no address
    response = client.get(f"/timemap/link/{PAGE}")

    assert response["Content-Type"] == "application/link-format"
    links = parse_links(response.content.decode())
    assert [link["address"] for link in links["memento"]] == [
        f"http://testserver/captures/{capture.pk}/original/" for capture in captures
    ]
    assert all(MOMENT.fullmatch(link["datetime"]) for link in links["memento"])
    assert (links["first"][0], links["last"][0]) == (links["memento"][0], links["memento"][2])
    assert links["self"][0]["from"] == links["first"][0]["datetime"]


def test_a_capture_says_when_it_was_made_and_names_its_neighbours(client, captures, settings):
    digest = captures[1].payload_id
    path = settings.PAYLOAD_ROOT / digest[:2] / digest[2:4] / digest
    path.parent.mkdir(parents=True)
    path.write_bytes(b"x" * 100)

    response = client.get(f"/captures/{captures[1].pk}/original/")

    assert response["Memento-Datetime"] == "Sun, 14 Mar 2021 12:00:00 GMT"
    assert "sandbox" in response["Content-Security-Policy"]
    links = parse_links(response["Link"])
    assert links["first"][0]["datetime"] == links["prev"][0]["datetime"] == "Thu, 14 Mar 2019 12:00:00 GMT"
    assert links["next"][0]["datetime"] == links["last"][0]["datetime"] == "Thu, 14 Mar 2024 12:00:00 GMT"
    assert links["timegate"][0]["address"] == f"http://testserver/timegate/{PAGE}"


def test_a_page_that_is_unknown_or_withdrawn_is_not_found_and_a_wrong_time_is_refused(client, captures):
    for address in ("/timegate/https://elsewhere.example/", "/timegate/ftp://x/", "/timegate/", "/timemap/link/%00"):
        assert client.get(address).status_code == 404
    assert client.get(f"/timegate/{PAGE}", headers={"Accept-Datetime": "last week"}).status_code == 400
    Article.objects.update(withdrawn_at="2024-01-01T00:00Z")
    assert client.get(f"/timemap/link/{PAGE}").status_code == 404
