"""Names of outlets and persons that may be one, and those that may not."""

import time

import pytest

from archive.text.name_likeness import (
    MAX_BLOCK,
    Likeness,
    NamedEntry,
    find_alike_authors,
    find_alike_outlets,
    registered_domain,
)


def compare(find_alike, *names, **addresses):
    entries = [NamedEntry(number, [name], addresses.get(f"of_{number}", ())) for number, name in enumerate(names)]
    return find_alike(entries).get((0, 1))


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        ("El País", "EL PAIS", Likeness.SAME_NAME),
        ("L’Express", "L'Express", Likeness.SAME_NAME),
        ("The Nation", "Nation", Likeness.SMALL_WORDS),
        ("De Volkskrant", "Volkskrant", Likeness.SMALL_WORDS),
        ("الأهرام", "أهرام", Likeness.SMALL_WORDS),
        ("Food & Wine", "Food and Wine", Likeness.SMALL_WORDS),
        ("Huff Post", "HuffPost", Likeness.SPACING),
        ("Harbor Gazette", "The Harbour Gazette", Likeness.SPELLING),
        ("Labor Defense Weekly", "Labour Defence Weekly", Likeness.SPELLING),
        ("Reuter", "Reuters", Likeness.PLURAL),
        ("The Northern Time", "Northern Times", Likeness.PLURAL),
        ("reuters.com", "Reuters", Likeness.ADDRESS),
        ("Post Morning", "Morning Post", None),
        ("Velmora News Agency", "VNA", Likeness.ACRONYM),
        ("Bank of the North", "BN", None),
        ("Morning Post", "Evening Post", None),
        ("…", "!!!", None),
    ],
)
def test_outlets(one, other, likeness):
    assert compare(find_alike_outlets, one, other) == likeness
    assert compare(find_alike_outlets, other, one) == likeness


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        ("José Pérez", "Jose Perez", Likeness.SAME_NAME),
        ("J. Smith", "John Smith", Likeness.INITIALS),
        ("J.R. Smith", "John Robert Smith", Likeness.INITIALS),
        ("J. P. Smith", "John Robert Smith", None),
        ("J. Smith", "J. R. Smith", Likeness.MIDDLE_NAMES),
        ("John Smith", "John R. Smith", Likeness.MIDDLE_NAMES),
        ("John P. Smith", "John R. Smith", None),
        ("Smith, John", "John Smith", Likeness.WORD_ORDER),
        ("Smith, J.", "John Smith", Likeness.INITIALS),
        ("Dr. Ann Poe", "Ann Poe", Likeness.TITLE),
        ("Jean-Paul Roe", "Jean Paul Roe", Likeness.SAME_NAME),
        ("Jeanpaul Roe", "Jean Paul Roe", Likeness.SPACING),
        ("John Smith", "James Smith", None),
        ("J. Smith", "Mary Smith", None),
        ("Madonna", "Prince", None),
        ("小暮ひさのり", "小暮 ひさのり", Likeness.SPACING),
    ],
)
def test_authors(one, other, likeness):
    assert compare(find_alike_authors, one, other) == likeness
    assert compare(find_alike_authors, other, one) == likeness


def test_domains_and_links_join_what_names_do_not():
    assert compare(find_alike_outlets, "One", "Two", of_0=["news.bbc.co.uk"], of_1=["bbc.co.uk"]) is Likeness.DOMAIN
    assert compare(find_alike_outlets, "One", "Two", of_0=["a.blogspot.com"], of_1=["b.blogspot.com"]) is None
    assert compare(find_alike_outlets, "HG", "Harbour Gazette", of_0=["harbourgazette.example"]) is Likeness.ADDRESS
    links = {"of_0": ["https://viaf.example/1"], "of_1": ["http://VIAF.example/1/"]}
    assert compare(find_alike_authors, "Dot", "Miss Farrow", **links) is Likeness.SAME_LINK


@pytest.mark.parametrize(
    ("host", "domain"),
    [("www.bbc.co.uk", "bbc.co.uk"), ("a.b.example.org", "example.org"), ("x.wordpress.com", "x.wordpress.com")],
)
def test_the_domain_of_a_host(host, domain):
    assert registered_domain(host) == domain


@pytest.mark.parametrize(
    ("find_alike", "template"),
    [(find_alike_outlets, "The Name{1} Others"), (find_alike_authors, "A{0} B C Smith"), (find_alike_authors, "J. Ng")],
)
def test_twenty_thousand_names_take_bounded_time_whatever_they_are(find_alike, template):
    entries = [NamedEntry(number, [template.format(number, number % 700)]) for number in range(20_000)]
    start = time.process_time()

    pairs = find_alike(entries)

    assert time.process_time() - start < 5
    assert len(pairs) <= len(entries) * MAX_BLOCK / 2
