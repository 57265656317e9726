from datetime import date
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from archive.models import Author, AuthorAlias, Collection, Outlet, OutletAlias, OutletDomain, SameAs
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("model", "name", "slug"),
    [
        (Outlet, "The Harbour Gazette", "the-harbour-gazette"),
        (Outlet, "Le Phare de l’Été", "le-phare-de-lété"),
        (Outlet, "***", "outlet"),
        (Author, "Bill Van Auken", "bill-van-auken"),
        (Author, "Unknown", "author"),
        (Collection, "Harbour closure", "harbour-closure"),
    ],
)
def test_a_slug_follows_from_the_name(model, name, slug):
    assert model.objects.create(name=name).slug == slug


@pytest.mark.parametrize("slug", ["unknown", "undated"])
@pytest.mark.parametrize("model", [Outlet, Author, Collection])
def test_words_with_a_meaning_of_their_own_are_no_slugs(model, slug):
    with pytest.raises(ValidationError, match="has a meaning of its own"):
        model(name="Name", slug=slug).full_clean()


@pytest.mark.parametrize("model", [Outlet, Author, Collection])
def test_a_slug_is_had_once_and_a_name_is_needed(model):
    model.objects.create(name="A", slug="a")

    for name, slug in (("B", "a"), ("", "b")):
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.create(name=name, slug=slug)


@pytest.mark.parametrize(
    ("name", "filed"),
    [
        ("Bill Van Auken", "Van Auken, Bill"),
        ("Thomas Gaist", "Gaist, Thomas"),
        ("Ludwig van der Berg", "van der Berg, Ludwig"),
        ("Prince", "Prince"),
        ("Auken, Bill", "Auken, Bill"),
    ],
)
def test_an_author_is_filed_under_the_last_name_with_its_particles(name, filed):
    assert Author.objects.create(name=name).sort_name == filed


def test_an_author_is_filed_as_told():
    assert factories.author("Bill Van Auken", sort_name="Auken").sort_name == "Auken"


@pytest.mark.parametrize("printed", ["THE  HARBOUR GAZETTE", "harbour-gazette", "H. G.", "h.g."])
def test_an_outlet_is_found_by_every_name_it_is_printed_under(printed):
    outlet = factories.outlet("The Harbour Gazette", slug="harbour-gazette")
    OutletAlias.objects.create(outlet=outlet, name="H. G.")

    assert list(Outlet.objects.filter_by_name(printed)) == [outlet]


@pytest.mark.parametrize("printed", ["", "…", "nobody"])
def test_a_name_nobody_has_finds_nobody(printed):
    factories.author("Maud Ellery")

    assert list(Author.objects.filter_by_name(printed)) == []


def test_an_author_is_found_once_by_spellings_that_read_the_same():
    author = factories.author("Hélène Marchetti")
    AuthorAlias.objects.create(author=author, name="Helene  MARCHETTI")
    AuthorAlias.objects.create(author=author, name="H. Marchetti")

    assert list(Author.objects.filter_by_name("helene marchetti")) == [author]


def test_keys_follow_a_renaming_also_when_few_fields_are_saved():
    author, outlet = factories.author("Old"), factories.outlet("Old")

    for row in (author, outlet):
        row.name = "New Name"
        row.save(update_fields=["name"])
        row.refresh_from_db()

    assert (author.key, outlet.key) == ("new name", "new name")


def test_another_name_of_an_outlet_means_one_outlet():
    OutletAlias.objects.create(outlet=factories.outlet(), name="VNA")

    with pytest.raises(IntegrityError), transaction.atomic():
        OutletAlias.objects.create(outlet=factories.outlet(), name="vna")


def test_two_authors_may_share_a_spelling_but_none_has_it_twice():
    first, second = factories.author(), factories.author()
    for author in (first, second):
        AuthorAlias.objects.create(author=author, name="J. Smith")

    with pytest.raises(IntegrityError), transaction.atomic():
        AuthorAlias.objects.create(author=first, name="J Smith")


@pytest.mark.parametrize(
    "make",
    [
        lambda: OutletAlias.objects.create(outlet=factories.outlet(), name="…"),
        lambda: AuthorAlias.objects.create(author=factories.author(), name="–"),
        lambda: OutletDomain.objects.create(outlet=factories.outlet(), domain="www."),
    ],
)
def test_other_names_and_domains_have_something_in_them(make):
    with pytest.raises(IntegrityError), transaction.atomic():
        make()


def test_a_domain_is_kept_as_it_is_compared_and_had_once():
    assert OutletDomain.objects.create(outlet=factories.outlet(), domain=" WWW.Example.ORG ").domain == "example.org"

    with pytest.raises(IntegrityError), transaction.atomic():
        OutletDomain.objects.create(outlet=factories.outlet(), domain="example.org")


def test_a_link_elsewhere_is_had_once():
    author = factories.author()
    SameAs.objects.create(author=author, url="https://viaf.example/1")

    with pytest.raises(IntegrityError), transaction.atomic():
        SameAs.objects.create(author=author, url="https://viaf.example/1")


def test_who_published_or_wrote_something_cannot_be_deleted():
    outlet, writer = factories.outlet(), factories.author()
    factories.article(outlet=outlet, by=(writer,))

    for row in (outlet, writer):
        with pytest.raises(ProtectedError):
            row.delete()


@pytest.mark.parametrize("model", ["outlet", "author"])
def test_coverage_counts_listed_articles_once(model):
    outlet, writer = factories.outlet(), factories.author()
    for published in ("2016-02-04", "2017", ""):
        article = factories.article(outlet=outlet, by=(writer,), published=published)
        article.bylines.create(author=writer, role="photographer")
    factories.article(outlet=outlet, by=(writer,), published="2020", withdrawn_at="2024-01-01T00:00Z")

    row = {"outlet": Outlet, "author": Author}[model].objects.with_coverage().get()

    assert (row.article_count, row.first_day, row.last_day) == (
        3,
        date(2016, 2, 4),
        date(2017, 12, 31),
    )


def test_names_of_an_earlier_version_are_found_by_every_apostrophe():
    author = factories.author("Sana`a Al-Ma\N{PRIME}arri")
    other = factories.author("Lena Hartog")
    Author.objects.filter(pk=author.pk).update(key="sana a al ma arri")
    migration = import_module("archive.migrations.0015_name_keys")

    migration.recompute_keys(apps, None)

    assert list(Author.objects.filter_by_name("Sana\N{RIGHT SINGLE QUOTATION MARK}a Al-Ma'arri")) == [author]
    assert list(Author.objects.filter_by_name("Lena Hartog")) == [other]
