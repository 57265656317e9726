import pytest
from django.utils import timezone

from archive.curation.edit import read_values, record_corrections
from archive.models import Article, Byline, Evidence
from tests import factories

pytestmark = pytest.mark.django_db


def correct_article(article, by, **changes):
    """Set attributes, save, and record what that changed."""
    before = read_values(Article.objects.get(pk=article.pk))
    for name, value in changes.items():
        setattr(article, name, value)
    article.save()
    return record_corrections(article, former_values=before, user=by)


def test_every_field_of_evidence_can_be_corrected_but_quoted_credits():
    read_fields = set(read_values(factories.article()))

    assert set(Evidence.Field.values) - read_fields == {"credit"}


@pytest.mark.parametrize(
    ("name", "value", "former"),
    [
        ("title", "A new headline", "Old"),
        ("standfirst", "What it is about", ""),
        ("section", "World", "Home"),
        ("language", "", "en"),
        ("published", "2016-02", "2016-02-04"),
        ("canonical_url", "https://example.org/b", "https://example.org/a"),
        ("body", "Other words.", "Some words."),
    ],
)
def test_a_changed_value_is_the_editors_and_the_former_one_is_kept(curator, name, value, former):
    article = factories.article(
        "Old",
        section="Home",
        language="en",
        published="2016-02-04",
        canonical_url="https://example.org/a",
        body="Some words.",
    )

    (row,) = correct_article(article, curator, **{name: value})

    assert (row.field, row.value, row.former_value) == (name, value, former)
    assert (row.status, row.recorded_by, row.start, row.end) == ("editor", curator, None, None)
    assert article.evidence.current().get() == row


def test_the_rule_names_who_and_on_which_day(curator):
    article = factories.article()

    (row,) = correct_article(article, curator, section="Home")

    today = timezone.now()
    assert row.rule == f"Set in the admin by Orla Quint on {today.day} {today:%B %Y}"


def test_someone_without_a_full_name_is_named_by_the_login(curator):
    curator.first_name = curator.last_name = ""
    article = factories.article()

    (row,) = correct_article(article, curator, section="Home")

    assert row.rule.startswith("Set in the admin by orla on ")


def test_a_name_of_any_length_fits_the_rule(curator):
    curator.first_name, curator.last_name = "A" * 150, "B" * 150
    article = factories.article()

    (row,) = correct_article(article, curator, section="Home")

    row.full_clean()
    assert " on " in row.rule


def test_saving_without_a_change_writes_nothing(curator):
    article = factories.article("Old", by=(factories.author(),))
    Evidence.objects.create(article=article, field="title", value="Old", status="stated", rule="first line")

    assert correct_article(article, curator) == []
    assert article.evidence.current().count() == 1


def test_what_spoke_for_the_former_value_is_kept_as_superseded(curator):
    article = factories.article("Old", section="Home")
    stated = article.evidence.create(field="title", value="Old", status="stated", rule="first line")
    other = article.evidence.create(field="section", value="Home", status="stated", rule="a line")

    (row,) = correct_article(article, curator, title="New")

    stated.refresh_from_db()
    other.refresh_from_db()
    assert stated.superseded_at is not None
    assert other.superseded_at is None
    assert set(article.evidence.current()) == {row, other}


def test_an_earlier_correction_is_superseded_too(curator):
    article = factories.article("First")

    (once,) = correct_article(article, curator, title="Second")
    (twice,) = correct_article(article, curator, title="Third")

    assert [row.value for row in article.evidence.current()] == ["Third"]
    assert twice.former_value == "Second"
    assert Evidence.objects.get(pk=once.pk).superseded_at is not None


def test_an_outlet_is_recorded_by_its_name(curator):
    article = factories.article(outlet=factories.outlet("RS21"))

    (row,) = correct_article(article, curator, outlet=None)

    assert (row.field, row.value, row.former_value) == ("outlet", "", "RS21")


def test_bylines_are_recorded_in_order_with_print_and_role(curator):
    maud, lena = factories.author("Maud Ellery"), factories.author("Lena Hartog")
    article = factories.article(by=(maud,))
    before = read_values(article)
    article.bylines.update(credited_as="M. Ellery", position=2)
    Byline.objects.create(article=article, author=lena, role="photographer", position=1)

    (row,) = record_corrections(article, former_values=before, user=curator)

    assert row.field == "author"
    assert row.value == "Lena Hartog, photographer; Maud Ellery (printed “M. Ellery”)"
    assert row.former_value == "Maud Ellery"


def test_a_new_article_says_who_gave_each_value(curator):
    article = factories.article("Typed in", body="Words.", language="en")

    rows = record_corrections(article, former_values={}, user=curator)

    assert [(row.field, row.value, row.former_value) for row in rows] == [
        ("title", "Typed in", ""),
        ("language", "en", ""),
        ("body", "Words.", ""),
    ]
