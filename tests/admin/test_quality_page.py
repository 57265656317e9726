"""The page on data quality: every number leads to a list of just as many articles."""

from datetime import date
from io import StringIO

import pytest
from django.contrib.admin import site
from django.core.management import call_command
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from archive.curation.quality import QUALITY_CHECKS
from archive.models import Article, Change, Evidence, NearDuplicate, PayloadFault, QualitySnapshot
from tests import factories
from tests.admin.conftest import get_list_address, get_page

pytestmark = pytest.mark.django_db

PAGE = reverse("admin:archive_article_quality")


@pytest.fixture
def poor_archive():
    """Articles of two outlets and of none, with everything that a check finds."""
    gazette, courier = factories.outlet("Harbour Gazette"), factories.outlet("Selworth Courier")
    first = factories.article("Bare", outlet=gazette, body="")
    second = factories.article("Of old", outlet=gazette, published="1066")
    third = factories.article("Nowhere", published="2024-03")
    factories.article("Sound", outlet=courier, by=(factories.author(),), published="2024-03-14")
    factories.article("Withdrawn", outlet=gazette, withdrawn_at=timezone.now())
    Evidence.objects.create(article=second, field="author", value="x", status="inferred", rule="r")
    PayloadFault.objects.create(payload=factories.capture(third).payload, state="missing")
    NearDuplicate.objects.create(
        first=first, second=third, kind="near", likeness=0.9, shared_words=9, shared_of_first=1, shared_of_second=1
    )


def read_numbers(page):
    """The numbers of the page and the addresses that they lead to."""
    return [(int(link.text), link["href"]) for link in page.select("td.numeric a")]


def count_listed(client, address):
    """The number of articles in a list of the admin (the list itself, without its page: there are many to ask)."""
    request = RequestFactory().get(address)
    request.user = client.user
    return site.get_model_admin(Article).get_changelist_instance(request).result_count


def test_every_number_leads_to_a_list_of_just_as_many(editor, poor_archive):
    page = get_page(editor, PAGE)

    numbers = read_numbers(page)
    assert len(numbers) > 2 * len(QUALITY_CHECKS)
    assert [(url, number) for number, url in numbers if count_listed(editor, url) != number] == []
    for key in QUALITY_CHECKS:
        assert any(f"quality={key}" in url for _number, url in numbers), key


def test_outlets_with_the_most_to_mend_come_first_and_the_total_is_their_sum(editor, poor_archive):
    table = get_page(editor, PAGE).select_one(".outlet-table")
    rows = [[cell.text.strip() for cell in row.select("th, td")] for row in table.select("tbody tr, tfoot tr")]

    assert [row[0] for row in rows] == ["Harbour Gazette", "no outlet", "Selworth Courier", "All outlets"]
    numbers = [[int(cell.replace("–", "0")) for cell in row[1:]] for row in rows]
    assert numbers[-1] == [sum(column) for column in zip(*numbers[:-1], strict=True)]


def test_a_pair_of_near_duplicates_is_decided_once_and_that_can_be_undone(curator, poor_archive):
    pairs = reverse("admin:archive_article_near_duplicates")
    assert get_page(curator, PAGE).select_one(f'.help a[href="{pairs}"]').text.strip() == "1 pair to decide on"
    page = get_page(curator, pairs)
    assert [item.bdi.text for item in page.select(".duplicate-group li")] == ["Bare", "Nowhere"]
    (keep,) = page.select("form.duplicate-actions")
    withdraw = page.select_one(".duplicate-group li form input[name=_selected_action]")["value"]

    curator.post(pairs, {"action": "keep", "_selected_action": keep.select_one("[name=_selected_action]")["value"]})

    assert not get_page(curator, pairs).select(".duplicate-group")
    change = Change.objects.latest("pk")
    assert change.summary == "Both stay, though alike: ‘Bare’ and ‘Nowhere’"
    curator.post(reverse("admin:archive_change_undo", args=[change.pk]))
    assert len(get_page(curator, pairs).select(".duplicate-group")) == 1
    answer = {"action": "withdraw", "_selected_action": withdraw, "reason": "The same."}
    assert "Withdraw" in curator.post(pairs, answer).content.decode()
    curator.post(pairs, answer | {"confirmed": "yes"})
    assert Article.objects.get(title="Bare").withdrawn_at
    assert not get_page(curator, pairs).select(".duplicate-group")


def test_the_counts_of_former_days_are_drawn_and_stand_in_a_table(editor, poor_archive):
    QualitySnapshot.objects.create(day=date(2024, 1, 31), counts={"articles": 9, "undated": 7})

    page = get_page(editor, PAGE)

    assert "no date: 7 at first, 1 now" in page.select_one(".quality-chart title").text
    first_row = page.select_one(".history-table tbody tr")
    assert [cell.text for cell in first_row.select("th, td")][:3] == ["31 Jan 2024", "9", "7"]


def test_the_worker_keeps_the_counts_of_each_day(poor_archive):
    call_command("work", "--once", stdout=StringIO())

    (snapshot,) = QualitySnapshot.objects.all()
    assert (snapshot.counts["articles"], snapshot.counts["undated"]) == (4, 1)


def test_without_former_days_there_is_no_chart(editor, poor_archive):
    assert not get_page(editor, PAGE).select(".quality-chart, .history-table")


def test_the_page_costs_the_same_however_many_outlets_there_are(editor, django_assert_num_queries):
    get_page(editor, PAGE)
    for number in (1, 60):
        for _ in range(number):
            factories.article(outlet=factories.outlet())
        with django_assert_num_queries(18):
            page = get_page(editor, PAGE)

    assert len(page.select(".outlet-table tbody tr")) == 50
    assert len(get_page(editor, PAGE, page="2").select(".outlet-table tbody tr")) == 11
    assert get_page(editor, PAGE, page="x\0").h1.text == "Data quality"


def test_what_names_no_check_is_refused(editor):
    assert editor.get(get_list_address("article") + "?quality=nonsense").status_code == 400


def test_who_may_not_see_articles_does_not_see_the_page(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("x", is_staff=True))

    assert client.get(PAGE).status_code == 403
