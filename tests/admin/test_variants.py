"""Names with variants: editors own the table."""

import pytest
from django.urls import reverse

from archive.models import NameVariant, VariantGroup
from tests.web.pages import get_texts, parse_page

pytestmark = pytest.mark.django_db


def save_group(client, address, spellings, **fields):
    """Post a group with these new spellings."""
    rows = {f"variants-{number}-spelling": spelling for number, spelling in enumerate(spellings)}
    form = {"variants-TOTAL_FORMS": len(spellings), "variants-INITIAL_FORMS": 0}
    return client.post(address, {"name": "Selworth", "note": "", **form, **rows, **fields})


def test_a_fresh_archive_has_common_names_and_no_spelling_twice():
    assert VariantGroup.objects.count() >= 60
    assert NameVariant.objects.get(key="hizballah").group.name == "Hezbollah"
    assert NameVariant.objects.count() == len({*NameVariant.objects.values_list("key", flat=True)})


def test_an_editor_adds_a_name_with_its_spellings(admin_client):
    answer = save_group(admin_client, reverse("admin:archive_variantgroup_add"), ["Selworth", " Zelvorth "])

    assert answer.status_code == 302
    group = VariantGroup.objects.get(name="Selworth")
    assert [one.spelling for one in group.variants.all()] == ["Selworth", "Zelvorth"]


@pytest.mark.parametrize(
    ("spellings", "error_message"),
    [
        (["Selworth", "Hizballah"], "is a spelling of ‘Hezbollah’ already"),
        (["Selworth", "SELWORTH"], "reads the same"),
        (["…"], "has no letters"),
    ],
)
def test_a_spelling_means_one_name_only(admin_client, spellings, error_message):
    answer = save_group(admin_client, reverse("admin:archive_variantgroup_add"), spellings)

    assert answer.status_code == 200
    assert error_message in " ".join(get_texts(parse_page(answer), ".errorlist"))
    assert not VariantGroup.objects.filter(name="Selworth").exists()


def test_names_are_found_by_any_spelling(admin_client):
    page = parse_page(admin_client.get(reverse("admin:archive_variantgroup_changelist"), {"q": "hizbul"}))

    assert get_texts(page, "#result_list th.field-name") == ["Hezbollah"]
