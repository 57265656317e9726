import re

import pytest

from archive.models import Batch, Refusal
from tests import factories
from tests.admin.conftest import get_list_address, get_list_rows, get_page, get_row_address

pytestmark = pytest.mark.django_db


def test_a_run_shows_its_counts_and_its_refusals(curator):
    batch = Batch.objects.create(source="news/", added=7, refused=2)
    for name in ("a.txt", "b.txt"):
        Refusal.objects.create(batch=batch, source=name, reason="The file is empty.")

    soup = get_page(curator, get_row_address(batch))

    assert soup.select_one(".field-added .readonly").text == "7"
    refused = soup.select(".record-table tbody tr")
    assert [row.th.text for row in refused] == ["a.txt", "b.txt"]
    assert get_list_rows(curator, "refusal", batch__id__exact=batch.pk) == ["a.txt", "b.txt"]


def test_refusals_for_the_same_reason_stand_together_the_most_frequent_first(curator):
    batch = Batch.objects.create(source="news/", refused=3)
    for name, reason in (("a.pages", "It is a document of Pages."), ("b.txt", "Empty."), ("c.txt", "Empty.")):
        Refusal.objects.create(batch=batch, source=name, reason=reason)

    table = get_page(curator, get_row_address(batch)).select_one(".record-table tbody")

    assert [row.th.text for row in table.select("tr")] == ["b.txt", "c.txt", "a.pages"]
    cells = [(cell["rowspan"], " ".join(cell.text.split())) for cell in table.select("td[rowspan]")]
    assert cells == [("2", "Empty. × 2"), ("1", "It is a document of Pages.")]


def test_a_run_that_refused_thousands_shows_the_first_hundred(curator, django_assert_max_num_queries):
    batch = Batch.objects.create(source="news/", refused=1500)
    Refusal.objects.bulk_create(Refusal(batch=batch, source=f"{number}.txt", reason="Empty.") for number in range(1500))

    with django_assert_max_num_queries(20):
        soup = get_page(curator, get_row_address(batch))

    assert len(soup.select(".record-table tbody tr")) == 100
    assert soup.select_one(".field-refusals_link a").text == "1,500 rejected files"


def test_kept_bytes_lead_to_their_captures(curator):
    capture = factories.capture(factories.article("Held"))

    (row,) = get_page(curator, get_list_address("payload")).select("#result_list tbody tr")

    link = row.select_one(".field-captures_link a")
    assert (link.text, row.select_one(".field-size_label").text) == ("1 capture", "100\xa0bytes")
    (found,) = get_page(curator, link["href"]).select("#result_list tbody tr")
    assert re.search(r"Held", found.text)
    assert found.select_one(".field-original a")["href"] == f"/captures/{capture.pk}/original/"


def test_evidence_is_searched_and_narrowed(curator):
    article = factories.article("Harbour closed")
    article.evidence.create(field="title", value="Harbour closed", status="stated", rule="r")
    article.evidence.create(
        field="outlet",
        value="Gazette",
        status="inferred",
        rule="r",
        superseded_at="2024-01-01T00:00Z",
    )

    assert len(get_list_rows(curator, "evidence")) == 2
    assert len(get_list_rows(curator, "evidence", status__exact="inferred")) == 1
    assert len(get_list_rows(curator, "evidence", speaking="yes")) == 1
    assert len(get_list_rows(curator, "evidence", q="gazette")) == 1
