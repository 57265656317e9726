"""The help on quotations says what the program does, for every rule, kind and difference."""

from archive.quotations import views
from archive.quotations.attribution.quoted_passages import AttributionRule, PassageKind, read_quotations
from archive.quotations.differences import DifferenceKind


def test_every_rule_kind_and_difference_is_explained():
    assert set(views.RULE_SENTENCES) == set(AttributionRule)
    assert set(views.KIND_DESCRIPTIONS) == set(PassageKind)
    assert set(views.DIFFERENCE_WORDINGS) == set(DifferenceKind)


def test_each_rule_reads_its_own_sentence():
    read = {rule: read_quotations(text, "en")[-1].speaker for rule, text in views.RULE_SENTENCES.items()}

    assert {rule: speaker.rule for rule, speaker in read.items()} == {rule: rule for rule in AttributionRule}
    assert {speaker.name for speaker in read.values()} == {"Ada Vry"}


def test_each_difference_has_the_name_it_is_shown_under():
    for kind, _, wording in views.build_difference_examples():
        assert wording.kinds == (kind,)


def test_the_page_opens_without_asking_the_database(client, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        page = client.get("/help/quotations/").content.decode()

    assert all(name in page for name in DifferenceKind)
