"""Decisions of editors about quotations hold through every later run."""

import pytest
from django.contrib.auth.models import User

from archive.errors import CurationError
from archive.models import Quotation, QuotationDecision, QuotedPassage, Redirect, Speaker
from archive.quotations import merges, reading, services
from archive.search.name_resolution import find_articles_quoting

SAID = "“We will not open the harbour before the dredging is honest,” Adela Thorne said."
VARIED = "“We shall not open the harbour before the dredging is honest,” Adela Thorne said."
OTHER = "“The order is a padlock that is looking for a thief,” Jonas Reve said."
OTHERS = "“That order is a padlock looking for a thief,” Jonas Reve said."


@pytest.fixture
def editor(db):
    return User.objects.create_user("editor")


@pytest.fixture
def two_quotations(add_printing):
    """Two quotations of two printings each."""
    for outlet, body in (("Courier", SAID), ("Gazette", VARIED), ("Courier", OTHER)):
        add_printing(outlet, body)
    add_printing("Gazette", OTHERS)
    return list(Quotation.objects.order_by("pk"))


def read_all_again():
    ids = QuotedPassage.objects.values_list("article_id", flat=True)
    reading.read_articles(list(ids), again=True)


def get_printing_groups():
    return sorted(sorted(q.printings.values_list("pk", flat=True)) for q in Quotation.objects.all())


def test_joined_quotations_stay_joined_and_the_old_address_leads_on(two_quotations, editor):
    keep, other = two_quotations
    address = other.get_absolute_url()

    moved = merges.merge_quotations(keep=keep, others=[other], by=editor, reason="one breath")
    read_all_again()

    assert moved == 2
    assert [quotation.pk for quotation in Quotation.objects.all()] == [keep.pk]
    assert Quotation.objects.get().printing_count == 4
    assert Redirect.objects.get(old_path=address).new_path == keep.get_absolute_url()


def test_a_joined_printing_comes_back_after_its_article_was_withdrawn(two_quotations, editor):
    keep, other = two_quotations
    merges.merge_quotations(keep=keep, others=[other], by=editor, reason="one breath")
    article = QuotedPassage.objects.get(words__startswith="That order").article

    for moment in ("2032-03-20T12:00:00+00:00", None):
        article.withdrawn_at = moment
        article.save()
        reading.read_articles([article.pk])

    assert article.quoted_passages.get().quotation == keep


def test_what_was_split_off_is_not_joined_again(two_quotations, editor):
    quotation = two_quotations[0]
    passage = quotation.printings.order_by("pk").last()

    services.split_quotation([passage], by=editor, reason="said a year later")
    QuotedPassage.objects.filter(pk=passage.pk).update(quotation=None)
    read_all_again()

    passage.refresh_from_db()
    assert passage.quotation is None
    assert QuotationDecision.objects.get().decided_by == editor
    assert quotation not in Quotation.objects.multi_outlet()


def test_several_split_off_together_are_a_quotation_of_their_own(add_printing, editor):
    for outlet in ("Courier", "Gazette", "Radio", "Tribune"):
        add_printing(outlet, SAID)
    passages = list(QuotedPassage.objects.order_by("pk"))

    founded = services.split_quotation(passages[2:], by=editor, reason="")
    read_all_again()

    assert get_printing_groups() == [[p.pk for p in passages[:2]], [p.pk for p in passages[2:]]]
    assert founded.outlet_count == 2


def test_nothing_is_split_off_from_nothing(two_quotations, editor):
    passages = list(two_quotations[0].printings.all())

    with pytest.raises(CurationError, match="stay behind"):
        services.split_quotation(passages, by=editor, reason="")
    with pytest.raises(CurationError, match="several or none"):
        services.split_quotation(list(QuotedPassage.objects.all()), by=editor, reason="")


def test_a_rejected_passage_leaves_and_stays_away_until_it_is_taken_back(two_quotations):
    passage = two_quotations[0].printings.order_by("pk").last()

    services.reject_passages([passage])
    read_all_again()
    rejected = QuotedPassage.objects.listed().filter(pk=passage.pk).exists()
    services.restore_passages([passage])
    read_all_again()

    passage.refresh_from_db()
    assert not rejected
    assert passage.quotation == two_quotations[0]


def test_merged_speakers_keep_their_spellings_for_what_is_read_later(add_printing):
    add_printing("Courier", "“Nobody told us of it at all,” Muammar Gaddafi said.")
    add_printing("Gazette", "“The harbour is ours again today,” Moammar Qadhafi said.")
    keep, other = Speaker.objects.order_by("pk")

    merges.merge_speakers(keep=keep, others=[other], user=None, reason="one person")
    add_printing("Radio", "“We go on with it in any case,” Moammar Qadhafi said.")

    assert Speaker.objects.get() == keep
    assert set(QuotedPassage.objects.values_list("speaker", flat=True)) == {keep.pk}
    assert len(set(find_articles_quoting("qadhafi"))) == 3
