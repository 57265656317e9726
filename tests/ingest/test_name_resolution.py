"""Printed names find their records; no record is made of a guess."""

import json
import unicodedata

import pytest

from archive.ingest.pipeline import ingest
from archive.models import Article, Author, AuthorAlias, Outlet, OutletAlias, OutletDomain
from tests import factories
from tests.ingest.article_reading import BODY, make_document

pytestmark = pytest.mark.django_db


def ingest_texts(*texts, **options):
    ingest([make_document(text) for text in texts], source="a test", **options)
    return list(Article.objects.order_by("pk"))


def build_text(outlet="", url="", byline="", title="Harbour closed", foot=""):
    front = f"outlet: {outlet}\n" * bool(outlet) + f"url: {url}\n" * bool(url)
    return f"---\n{front}section: x\n---\n# {title}\n\n{byline}\n\n{BODY}\n\n{foot}\n"


def outlet_evidence(article):
    return article.evidence.current().get(field="outlet")


@pytest.mark.parametrize(
    "printed",
    ["The Hask Observer", "hask-observer", "THE  HASK OBSERVER", "The Observer"],
)
def test_an_outlet_is_found_by_name_slug_and_alias(printed):
    outlet = factories.outlet("The Hask Observer", slug="hask-observer")
    OutletAlias.objects.create(outlet=outlet, name="The Observer")

    (article,) = ingest_texts(build_text(outlet=printed))

    assert article.outlet == outlet
    evidence = outlet_evidence(article)
    assert (evidence.status, evidence.value, evidence.words) == (
        "stated",
        "The Hask Observer",
        printed,
    )
    assert Outlet.objects.count() == 1


def test_a_name_alike_but_for_its_article_is_another_outlet_until_an_editor_merges_them():
    outlet = factories.outlet("The Nation")

    (article,) = ingest_texts(build_text(outlet="Nation"))

    assert article.outlet != outlet
    assert "a new record was made, much like ‘The Nation’: merge the two" in outlet_evidence(article).rule


def test_a_common_domain_joins_names_alike_but_for_their_article():
    outlet = factories.outlet("The Nation")
    outlet.domains.create(domain="nation.example")

    (article,) = ingest_texts(build_text(outlet="Nation", url="https://nation.example/a"))

    assert article.outlet == outlet


def test_a_stated_outlet_that_no_record_has_becomes_one():
    first, second = ingest_texts(
        build_text(outlet="Harbour Gazette"), build_text(outlet="Harbour Gazette", title="Other")
    )

    assert first.outlet == second.outlet == Outlet.objects.get()
    assert (first.outlet.name, first.outlet.slug) == ("Harbour Gazette", "harbour-gazette")
    assert "a new record was made" in outlet_evidence(first).rule
    assert "new record" not in outlet_evidence(second).rule


def test_a_footer_makes_an_outlet_with_its_domain():
    foot = "To contact the WSWS and the\nSocialist Equality Party visit:\n\nwsws.org"

    (article,) = ingest_texts(build_text(foot=foot))

    assert article.outlet.name == "WSWS"
    assert [row.domain for row in article.outlet.domains.all()] == ["wsws.org"]


def test_an_outlet_is_inferred_from_the_domain_of_the_address():
    outlet = factories.outlet("Harbour Gazette")
    OutletDomain.objects.create(outlet=outlet, domain="harbourgazette.example")
    url = "https://news.harbourgazette.example/port/boom"

    (article,) = ingest_texts(build_text(url=url))

    evidence = outlet_evidence(article)
    assert (article.outlet, evidence.status, evidence.words) == (outlet, "inferred", url)


def test_an_unknown_domain_makes_no_outlet():
    (article,) = ingest_texts(build_text(url="https://unknown.example/a"))

    assert article.outlet is None
    assert outlet_evidence(article).status == "unknown"
    assert "unknown.example" in outlet_evidence(article).rule


def test_an_inferred_outlet_is_taken_where_it_is_known_and_not_made_where_it_is_not():
    vna = factories.outlet("Velmora News Agency")
    OutletAlias.objects.create(outlet=vna, name="VNA")
    text = "# A {}\n\nTARNBY, April 9, 2025 ({}) — " + BODY

    known, unknown = ingest_texts(text.format("one", "VNA"), text.format("two", "XYZ"))

    assert (known.outlet, outlet_evidence(known).status) == (vna, "inferred")
    assert (unknown.outlet, outlet_evidence(unknown).status) == (None, "unknown")
    assert Outlet.objects.count() == 1


def test_what_the_operator_says_goes_before_what_the_text_says():
    given = factories.outlet("Given")

    (article,) = ingest_texts(build_text(outlet="Printed"), outlet=given)

    assert article.outlet == given
    evidence = outlet_evidence(article)
    assert (evidence.value, evidence.rule, evidence.start) == (
        "Given",
        "given for the whole run",
        None,
    )
    assert article.evidence.exclude(superseded_at=None).get(field="outlet").value == "Printed"
    assert Outlet.objects.count() == 1


@pytest.mark.parametrize("printed", ["Maud Ellery", "MAUD ELLERY", "M. Ellery", "Maud  Ellery"])
def test_an_author_is_found_by_name_and_alias(printed):
    author = factories.author("Maud Ellery")
    AuthorAlias.objects.create(author=author, name="M. Ellery")

    (article,) = ingest_texts(build_text(byline=f"By {printed}"))

    (byline,) = article.bylines.all()
    assert byline.author == author
    assert byline.credited_as == printed
    assert Author.objects.count() == 1


def test_a_new_author_has_an_ordinary_name_and_the_printed_one_on_the_byline():
    (article,) = ingest_texts(build_text(byline="By TOMAS BRANDT"))

    (byline,) = article.bylines.all()
    assert (byline.author.name, byline.author.sort_name) == ("Tomas Brandt", "Brandt, Tomas")
    assert (byline.author.slug, byline.credited_as) == ("tomas-brandt", "TOMAS BRANDT")


def test_of_two_authors_of_a_name_the_one_who_writes_for_the_outlet_is_meant():
    ledger = factories.outlet("Northern Ledger")
    factories.author("Jane Roe")
    theirs = factories.author("Jane Roe")
    factories.article("Earlier", outlet=ledger, by=(theirs,))

    *_, article = ingest_texts(build_text(outlet="Northern Ledger", byline="By Jane Roe"))

    assert article.bylines.get().author == theirs
    evidence = article.evidence.get(field="author")
    assert (evidence.status, evidence.rule) == (
        "inferred",
        "a byline; one of 2 authors of that name",
    )


def test_of_two_authors_of_a_name_the_first_is_meant_where_nothing_tells():
    first = factories.author("Jane Roe")
    factories.author("Jane Roe")

    (article,) = ingest_texts(build_text(byline="By Jane Roe"))

    assert article.bylines.get().author == first


def test_authors_whose_addresses_would_be_one_have_two():
    lines = [
        {"title": "a", "author": "Jo Ng", "text": "One."},
        {"title": "b", "author": "Jo Ng!", "text": "Another."},
    ]
    factories.author("Somebody Else", slug="jo-ng")

    ingest(
        [make_document(json.dumps(line), media_type="application/json") for line in lines],
        source="a test",
    )

    assert list(Author.objects.filter(name="Jo Ng").values_list("slug", flat=True)) == ["jo-ng-2"]


def test_a_person_printed_twice_has_one_byline():
    author = factories.author("Maud Ellery")
    AuthorAlias.objects.create(author=author, name="M. Ellery")

    (article,) = ingest_texts(build_text(byline="By Maud Ellery and M. Ellery"))

    assert [byline.author for byline in article.bylines.all()] == [author]


@pytest.mark.parametrize("byline", ["By Staff", "By Reuters in London", "By Agencies", "3 min read"])
def test_no_author_is_made_of_boilerplate(byline):
    ingest_texts(build_text(byline=byline))

    assert not Author.objects.exists()


@pytest.mark.parametrize("printed", ["El Pais", "El País", "EL PAIS", "El\N{NO-BREAK SPACE}Pais", "El Pai\u0301s"])
def test_of_outlets_alike_the_one_of_the_very_name_is_meant(printed):
    spanish, plain = factories.outlet("El País"), factories.outlet("El Pais")
    factories.outlet("País diario").aliases.create(name="El Pais")

    (article,) = ingest_texts(build_text(outlet=printed))

    assert article.outlet == (spanish if "í" in unicodedata.normalize("NFC", printed) else plain)
    assert Outlet.objects.count() == 3


def test_a_name_without_its_accents_is_of_the_outlet_alike_while_there_is_no_other():
    spanish = factories.outlet("El País")

    first, second = ingest_texts(build_text(outlet="El Pais"), build_text(outlet="EL PAÍS", title="Other"))

    assert first.outlet == second.outlet == spanish


def test_an_own_name_goes_before_an_alias_and_an_alias_before_a_slug():
    factories.outlet("Morning", slug="post")
    alias_owner = factories.outlet("Evening")
    alias_owner.aliases.create(name="Post")

    (by_alias,) = ingest_texts(build_text(outlet="Post"))
    owner = factories.outlet("POST")
    _, by_name = ingest_texts(build_text(outlet="Post", title="Other"))

    assert (by_alias.outlet, by_name.outlet) == (alias_owner, owner)


def test_of_authors_alike_the_one_of_the_very_name_is_meant():
    factories.author("José Pérez").aliases.create(name="Jose Perez")
    plain = factories.author("Jose Perez")

    (article,) = ingest_texts(build_text(byline="By Jose Perez"))

    assert article.bylines.get().author == plain
    assert "one of" not in article.evidence.get(field="author").rule
