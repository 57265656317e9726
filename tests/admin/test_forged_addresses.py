"""Forged addresses of admin pages are refused, in words; lists and forms lead nowhere else."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from archive.models import Article
from tests import factories
from tests.admin.conftest import get_list_address, get_page

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("model", "parameters"),
    [
        ("quotation", {"earliest__year": "0"}),
        ("article", {"earliest__year": "0"}),
        ("article", {"earliest__year": "2024", "earliest__month": "13"}),
        ("article", {"earliest__year": "99999"}),
        ("article", {"earliest__gte": "abc"}),
        ("article", {"title__regex": "("}),
        ("article", {"title__iregex": "(a+)+$"}),
        ("article", {"added_at__date": "2024-13-45"}),
        ("article", {"added_at__week_day": "x"}),
        ("article", {"nothing_such": "1"}),
        ("batch", {"options__a": "1", "started_at__year": "0"}),
        ("article", {"id__range": "1,x"}),
        ("article", {"id": "abc"}),
        ("article", {"tit\x00le": "1"}),
        ("article", {"queue": "zzz"}),
        ("article", {"missing": "zzz"}),
        ("article", {"known": "zzz"}),
        ("batch", {"refusing": "zzz"}),
        ("change", {"undone": "zzz"}),
    ],
)
def test_a_list_that_no_row_could_be_in_is_refused_in_words(admin_client, model, parameters):
    factories.article("Kept")

    answer = admin_client.get(get_list_address(model), parameters)

    assert answer.status_code == 400


@pytest.mark.parametrize("page", ["2", "9" * 30, "-1", "0", "abc"])
def test_behind_the_last_page_of_a_list_is_its_last_page(admin_client, page):
    factories.article("Harbour shut")

    assert "Harbour shut" in get_page(admin_client, get_list_address("article"), p=page).text


@pytest.mark.parametrize(
    ("model", "parameters"),
    [
        ("article", {"outlet": "abc"}),
        ("article", {"outlet": "9" * 40}),
        ("article", {"outlet": "1\x00"}),
        ("speaker", {"author": "[]"}),
        ("article", {"title": "a\x00b"}),
    ],
)
def test_a_new_record_with_a_forged_value_in_its_address_is_refused(admin_client, model, parameters):
    assert admin_client.get(reverse(f"admin:archive_{model}_add"), parameters).status_code == 400


def test_a_new_record_takes_good_values_of_its_address(admin_client):
    outlet = factories.outlet("Gazette")

    page = get_page(admin_client, reverse("admin:archive_article_add"), outlet=outlet.pk, title="Harbour shut")

    assert page.select_one("#id_outlet option[selected]").text == "Gazette"
    assert "Harbour shut" in page.select_one("#id_title").text


@pytest.mark.parametrize("key", ["1", "abc", "1%00", "9" * 30])
def test_there_is_no_way_to_records_by_kind_and_number(admin_client, key):
    for kind in (1, ContentType.objects.get_for_model(Article).pk, "9" * 30):
        assert admin_client.get(f"/admin/r/{kind}/{key}/").status_code == 404
