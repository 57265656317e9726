"""A field of authors names each person whole, or keeps the words as printed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text.author_fields import parse_author_field


def read_names(text, **options):
    return [one.name for one in parse_author_field(text, **options).names]


def read_unclear_words(text, **options):
    return [text[start:end] for start, end in parse_author_field(text, **options).unclear_spans]


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Tranter, Wilf", ["Wilf Tranter"]),
        ("Tranter,Wilf", ["Wilf Tranter"]),
        ("“Tranter, Wilf”", ["Wilf Tranter"]),
        ("Tranter, Wilf Edwin", ["Wilf Edwin Tranter"]),
        ("Tranter, W.", ["W. Tranter"]),
        ("Tranter, W. E. F.", ["W. E. F. Tranter"]),
        ("Tranter, Wilf, Jr.", ["Wilf Tranter Jr."]),
        ("Tranter, Wilf Jr.", ["Wilf Tranter Jr."]),
        ("Tranter III, Wilf", ["Wilf Tranter III"]),
        ("Tranter, Wilf E.", ["Wilf E. Tranter"]),
        ("Tranter, Wilf, 1950-2001", ["Wilf Tranter"]),
        ("LI, Na", ["Na Li"]),
        ("Tranter, Wilf in Paris", ["Wilf Tranter"]),
        ("St. John, Emily", ["Emily St. John"]),
        ("Hoogen, Ludo de", ["Ludo de Hoogen"]),
        ("Tranter, Jr., Wilf", ["Wilf Tranter Jr."]),
        ("Tranter, Wilf, PhD", ["Wilf Tranter"]),
        ("Tranter, Dr. Wilf", ["Wilf Tranter"]),
        ("Tranter, Wilf (Reuters)", ["Wilf Tranter"]),
        ("TRANTER, Wilf", ["Wilf Tranter"]),
        ("ROBLEDO VEGA, Inés", ["Inés Robledo Vega"]),
        ("Robledo Vega, I.", ["I. Robledo Vega"]),
        ("Robledo y Vega, Inés", ["Inés Robledo y Vega"]),
        ("van der Meer, Joost", ["Joost van der Meer"]),
        ("de la Cruz, Ana María", ["Ana María de la Cruz"]),
        ("Van Auken, Bill", ["Bill Van Auken"]),
        ("Von Trotha, Lothar", ["Lothar Von Trotha"]),
        ("Hoogen, Ludo van", ["Ludo van Hoogen"]),
        ("O'Hara, Pat", ["Pat O'Hara"]),
        ("O`Hara, Pat", ["Pat O'Hara"]),
        ("O´Hara, Pat", ["Pat O'Hara"]),
        ("Ellery-Frost, Mei-Lin", ["Mei-Lin Ellery-Frost"]),
        ('Tranter, Edwin "Ned"', ['Edwin "Ned" Tranter']),
        ("Петренко, Ирина", ["Ирина Петренко"]),
        ("الخطيب، أحمد", ["أحمد الخطيب"]),
        ("Brazil, Rachel", ["Rachel Brazil"]),
    ],
)
def test_a_name_filed_under_the_family_is_spoken_whole(text, people):
    assert read_names(text) == people
    assert read_unclear_words(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Tranter, Wilf; Ellery, Maud",
        "Tranter, Wilf;Ellery, Maud",
        "Tranter, Wilf and Ellery, Maud",
        "Tranter, Wilf, and Ellery, Maud",
        "Tranter, Wilf & Ellery, Maud",
        "Tranter, Wilf and Maud Ellery",
        "Tranter, Wilf, Maud Ellery",
        "Tranter, Wilf | Ellery, Maud",
        "Tranter, Wilf / Ellery, Maud",
        "Tranter, Wilf\nEllery, Maud",
        "TRANTER, Wilf and ELLERY, Maud",
        "Wilf Tranter, Maud Ellery",
        "Wilf Tranter; Maud Ellery",
        "Wilf Tranter|Maud Ellery",
        "Wilf Tranter/Maud Ellery",
        "Wilf Tranter\r\nMaud Ellery",
        "Wilf Tranter and Maud Ellery",
        "Wilf Tranter with Maud Ellery",
        "Wilf Tranter — Maud Ellery",
        "By Wilf Tranter, Maud Ellery, Political Editor",
        "['Wilf Tranter', 'Maud Ellery']",
        '["Tranter, Wilf", "Ellery, Maud"]',
        "Wilf Tranter, Reuters; Maud Ellery, AFP",
        "Wilf Tranter et Maud Ellery",
        "WILF TRANTER AND MAUD ELLERY",
        "Tranter, Wilf; Ellery, Maud; et al.",
    ],
)
def test_every_author_of_a_list_is_named(text):
    assert read_names(text) == ["Wilf Tranter", "Maud Ellery"]


@pytest.mark.parametrize(
    "text",
    ["WILF TRANTER, MAUD S. ELLERY and INES ROOK", "WILF TRANTER, MAUD S. ELLERY, INES ROOK"],
)
def test_an_initial_makes_no_name_in_capitals_another_kind_of_name(text):
    assert read_names(text) == ["Wilf Tranter", "Maud S. Ellery", "Ines Rook"]


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("John Roe, Jane Doe and Ann Poe", ["John Roe", "Jane Doe", "Ann Poe"]),
        ("Roe, J., Doe, A., & Poe, B.", ["J. Roe", "A. Doe", "B. Poe"]),
        ("Robledo Vega, Inés; Roe, Ann", ["Inés Robledo Vega", "Ann Roe"]),
        ("山田花子、佐藤太郎", ["山田花子", "佐藤太郎"]),
        ("山田花子，佐藤太郎", ["山田花子", "佐藤太郎"]),
        ("约翰·史密斯", ["约翰·史密斯"]),
        ("김철수, 이영희", ["김철수", "이영희"]),
        ("أحمد علي، محمد حسن", ["أحمد علي", "محمد حسن"]),
        ("أحمد علي؛ محمد حسن", ["أحمد علي", "محمد حسن"]),
        ("Juan Pérez y Ana Gómez", ["Juan Pérez", "Ana Gómez"]),
        ("Inés Robledo y Vega; Ann Roe", ["Inés Robledo y Vega", "Ann Roe"]),
        ("Ana Paula da Costa", ["Ana Paula da Costa"]),
        ("Anna da Costa, Ann Roe", ["Anna da Costa", "Ann Roe"]),
        ('Edwin "Ned" Tranter', ['Edwin "Ned" Tranter']),
        ("Gal·la Roig", ["Gal·la Roig"]),
        ("Jean–Luc Verne", ["Jean–Luc Verne"]),
        ("Von Trotha", ["Von Trotha"]),
        ("Banksy", ["Banksy"]),
        ("Anjali; Ravi", ["Anjali", "Ravi"]),
        ("bell hooks", ["bell hooks"]),
    ],
)
def test_names_of_many_kinds_stay_whole(text, people):
    assert read_names(text) == people
    assert read_unclear_words(text) == []


@pytest.mark.parametrize(
    ("text", "people", "others"),
    [
        ("Reuters, Jane Doe", ["Jane Doe"], ["Reuters"]),
        ("Jane Doe, Reuters", ["Jane Doe"], ["Reuters"]),
        ("Jane Doe / Reuters", ["Jane Doe"], ["Reuters"]),
        ("Doe, Jane, Reuters", ["Jane Doe"], ["Reuters"]),
        ("By Jane Doe, Political Editor", ["Jane Doe"], ["Political Editor"]),
        ("Jane Doe, member of the council", ["Jane Doe"], ["member of the council"]),
        ("Jane Doe, MS, RDN", ["Jane Doe"], ["MS", "RDN"]),
        ("By Jane Doe, Tarnby", ["Jane Doe"], ["Tarnby"]),
        ("By Jane Doe, Ann Poe, Tarnby", ["Jane Doe", "Ann Poe"], ["Tarnby"]),
        ("Doe, Jane (Reuters); Poe, Ann", ["Jane Doe", "Ann Poe"], ["(Reuters)"]),
        ("Edwin (Ned) Tranter", ["Edwin Tranter"], ["(Ned)"]),
        ("Jane Doe et al.", ["Jane Doe"], [" et al."]),
        ("Staff", [], ["Staff"]),
    ],
)
def test_agencies_roles_and_places_are_told_from_authors(text, people, others):
    found = parse_author_field(text)

    assert [one.name for one in found.names] == people
    assert [text[start:end] for start, end in found.other_spans] == others
    assert found.unclear_spans == []


@pytest.mark.parametrize(
    "text",
    [
        "Robledo Vega, Inés",  # or a person and a place
        "Jane Doe, Tarnby",
        "Jane Doe, Ann Poe, Tarnby",
        "Robledo Vega, Ana María, Tarnby",
        "Robledo Vega, Ana María and Doe, Jane",
        "Jane Doe and Guest, Anna Maria",
        "Jane Doe, Tarnby; Ann Poe, Morwick",
        "Tranter, Wilf, Ellery, Maud",
        "John and Jane Smith",
        "Simon & Garfunkel",
        "Guest, Christopher",
        "Bloomberg, Michael",
        "村上, 春樹",
        "Doe J, Roe A",
        "By Tranter, Wilf",
        "TIME, Jane Doe",
        "Tranter (Wilf)",
    ],
)
def test_what_can_be_read_in_two_ways_names_nobody(text):
    found = parse_author_field(text)

    assert found.names == []
    assert found.unclear_spans


@pytest.mark.parametrize(
    ("text", "people", "rest"),
    [
        ("Doe, Jane; Madonna", ["Jane Doe"], ["Madonna"]),
        ("Jane Doe; Ann Poe, Tarnby", ["Jane Doe"], ["Ann Poe, Tarnby"]),
        ("Jane Doe, Harbour Gazette", ["Jane Doe"], ["Harbour Gazette"]),
        ("Ann Poe, Emily Post", ["Ann Poe"], ["Emily Post"]),
    ],
)
def test_what_is_unclear_leaves_the_rest_of_a_list_alone(text, people, rest):
    assert (read_names(text), read_unclear_words(text)) == (people, rest)


def test_the_outlet_of_an_article_is_no_second_author():
    field = parse_author_field("Jane Doe, Radio Velmora", is_other=lambda one: one.endswith("mora"))

    assert [one.name for one in field.names] == ["Jane Doe"]


def test_a_field_whose_order_is_known_needs_no_other_sign():
    assert read_names("Robledo Vega, Inés", order="filed") == ["Inés Robledo Vega"]
    assert read_names("Jane Doe, Tarnby", order="spoken") == ["Jane Doe"]


def test_a_filed_name_says_under_what():
    filed = [one.filed_name for one in parse_author_field("van der Meer, Joost; ROE, Ann").names]

    assert filed == ["van der Meer, Joost", "Roe, Ann"]


GIVEN = st.sampled_from(["Maud", "Wilf", "Inés", "Mei-Lin", "Odile", "Tomas", "Ирина", "Anne Marie"])
FAMILY = st.sampled_from(["Ellery", "Tranter", "O'Hara", "Frost-Vry", "Okafor", "van der Meer", "Ким"])
PEOPLE = st.lists(st.tuples(GIVEN, FAMILY), min_size=1, max_size=5, unique=True)
LISTS = st.sampled_from(["; ", ";", " | ", "|", " / ", "\n", " and ", ", and ", " & ", ", "])


@given(PEOPLE, LISTS, st.lists(st.booleans(), min_size=5, max_size=5))
def test_no_name_is_ever_cut(people, border, filed):
    """However names are written and listed: each is read whole, or its words are unclear."""
    pairs = list(zip(people, filed, strict=False))
    written = [f"{last}, {first}" if is_filed else f"{first} {last}" for (first, last), is_filed in pairs]
    text = border.join(written)
    field = parse_author_field(text)
    spoken = [f"{first} {last}" for first, last in people]

    assert {one.name for one in field.names} <= set(spoken)
    assert field.unclear_spans or [one.name for one in field.names] == spoken


@given(PEOPLE, st.sampled_from(["; ", ";", " | ", "\n"]))
def test_lists_of_filed_names_are_read_whole(people, border):
    text = border.join(f"{last}, {first}" for first, last in people)

    assert read_names(text) == [f"{first} {last}" for first, last in people]


@given(st.text(alphabet=st.sampled_from("AnnaRoe,;|/&'\".[]() \nand-"), max_size=80) | st.text())
def test_a_name_stands_where_it_is_said_to_stand(text):
    field = parse_author_field(text)

    for one in field.names:
        assert text[one.start : one.end] == one.printed
    for start, end in [*field.unclear_spans, *field.other_spans]:
        assert text[start:end].strip()


@pytest.mark.parametrize("text", ["None", "NaN", "n/a", "Unknown", "Unbekannt", "sin autor", "Anon.", "Various"])
def test_a_word_for_nobody_names_nobody(text):
    assert read_names(text) == read_unclear_words(text) == []


@pytest.mark.parametrize("text", ["Una O`Hara", "O´Hara, Una", "Una O‘Hara", "OʼHara, Una", "O'Hara, Una"])
def test_a_name_has_one_apostrophe_whatever_was_printed(text):
    (name,) = parse_author_field(text).names

    assert (name.name, name.printed) == ("Una O'Hara", text)


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Ó Briain, Seán", ["Seán Ó Briain"]),
        ("Ní Bhriain, Máire", ["Máire Ní Bhriain"]),
        ('"Tranter, Wilf", "Ellery, Maud"', ["Wilf Tranter", "Maud Ellery"]),
        ('Tranter, Edwin "Ned"; King, Martin Luther, Jr.', ['Edwin "Ned" Tranter', "Martin Luther King Jr."]),
    ],
)
def test_names_that_a_comma_or_a_mark_divides_stay_whole(text, people):
    assert read_names(text) == people
