"""Names in bylines; none is invented."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text.names import find_byline_start, find_names, is_not_person, is_probable_name


def read_names(line, **options):
    return [found.name for found in find_names(line, start=find_byline_start(line) or 0, **options)]


@pytest.mark.parametrize(
    ("line", "people"),
    [
        ("By Thomas Gaist  ", ["Thomas Gaist"]),
        ("by Rosa Keller | 16 March 2024", ["Rosa Keller"]),
        ("**Bill Van Auken**", ["Bill Van Auken"]),
        ("**By Dorothy Farrow**", ["Dorothy Farrow"]),
        ("Par Hélène Marchetti", ["Hélène Marchetti"]),
        ("Par Hélène Marchetti et Bastien Corvo", ["Hélène Marchetti", "Bastien Corvo"]),
        ("Von Anna Schmidt und Karl Maier, Berlin", ["Anna Schmidt", "Karl Maier"]),
        ("Por Juan Pérez y Ana Gómez", ["Juan Pérez", "Ana Gómez"]),
        ("By Grant Hollis and Mei-Lin Frost", ["Grant Hollis", "Mei-Lin Frost"]),
        ("By John Smith, John Doe and Jane Roe", ["John Smith", "John Doe", "Jane Roe"]),
        ("By TOMAS BRANDT", ["Tomas Brandt"]),
        ("Par ODILE VERNE , LUC MARAN Envoyés spéciaux à Velm", ["Odile Verne", "Luc Maran"]),
        ("Por Inés Robledo Enviada especial a Velm", ["Inés Robledo"]),
        ("By Odd Farrow Staff Writer", ["Odd Farrow"]),
        ("By Odd Farrow Special to the Packet", ["Odd Farrow"]),
        ("By JANE ROE and TOM POE, Associated Press", ["Jane Roe", "Tom Poe"]),
        ("MAGGIE HABERMAN and RICHARD A. OPPEL JR.", ["Maggie Haberman", "Richard A. Oppel Jr."]),
        ("By Philip SHERWELL", ["Philip Sherwell"]),
        ("By Maud Ellery in Port Ansel", ["Maud Ellery"]),
        ("By Wilf Tranter, Tarnby", ["Wilf Tranter"]),
        ("By Maud Ellery, Port Ansel", ["Maud Ellery"]),
        ("By Jane Roe, New York", ["Jane Roe"]),
        ("By Jane Roe, Foreign Editor", ["Jane Roe"]),
        ("By Richard Wolf, and David Jackson, USA TODAY", ["Richard Wolf", "David Jackson"]),
        ("By Lyse Doucet, BBC News, Geneva", ["Lyse Doucet"]),
        ("By Dr. Jane Roe", ["Jane Roe"]),
        ("By José Ortega y Gasset", ["José Ortega y Gasset"]),
        ("By Anne-Marie d'Ancona and Yusuf al-Karimi", ["Anne-Marie d'Ancona", "Yusuf al-Karimi"]),
        ("By J.R.R. Tolkien", ["J.R.R. Tolkien"]),
        ("By Mark O'Neill", ["Mark O'Neill"]),
        ("By Emily Post", ["Emily Post"]),
        ("By Jane Roe jane@example.org", ["Jane Roe"]),
    ],
)
def test_names(line, people):
    assert read_names(line) == people


@pytest.mark.parametrize(
    "line",
    [
        "By Reuters",
        "By Staff",
        "By Reuters in London",
        "By Our Own Correspondent",
        "By AFP",
        "By Agencies",
        "By Harbour Tribune staff reporter",
        "Von Dorfzeitung Verlag",
        "By Staff and agencies",
        "By the time the talks began",
        "By noon",
        "3 min read",
        "Minutes Ago",
        "Photo credit: Fabrice Coffrini/Getty Images",
        "By A Correspondent",
        "By The Associated Press",
    ],
)
def test_names_nobody(line):
    assert read_names(line) == []


def test_a_place_the_text_speaks_of_is_no_second_author():
    prose = "The ships lay in Dar Sefin all night."

    assert read_names("By Ines Okafor, Dar Sefin", prose=prose) == ["Ines Okafor"]
    assert read_names("By Ines Okafor, Tom Sefin", prose=prose) == ["Ines Okafor", "Tom Sefin"]


@pytest.mark.parametrize(
    ("field", "people"),
    [
        ("Banksy", ["Banksy"]),
        ("AP", []),
        ("admin", []),
        ("Reuters", []),
        ("Cal Mankowski, Reutersd", ["Cal Mankowski"]),
        ("王小明", ["王小明"]),
    ],
)
def test_a_field_of_authors_may_hold_single_words(field, people):
    assert read_names(field, allow_single=True) == people


@pytest.mark.parametrize("line", ["Thomas Gaist", "**Bill Van Auken**", "Jane Roe in Tarnby"])
def test_a_line_that_may_be_a_name(line):
    assert is_probable_name(line)


@pytest.mark.parametrize(
    "line",
    [
        "The Guardian",
        "Foreign Policy",
        "Middle East Eye",
        "Port Ansel",
        "Human Rights",
        "a name",
        "Jane",
    ],
)
def test_a_line_that_is_an_outlet_or_a_section(line):
    assert not is_probable_name(line)


@given(st.text(max_size=120))
def test_a_name_is_exactly_the_words_printed(text):
    for found in find_names(text, start=find_byline_start(text) or 0):
        assert text[found.start : found.end] == found.printed
        assert not is_not_person(found.name)
