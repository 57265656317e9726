"""Files of references, read back by the libraries that other programs read them with."""

import json

import bibtexparser
import pytest
import rispy
from hypothesis import given
from hypothesis import strategies as st

from archive.citations.formats import FORMATS, build_citation_key, build_csl_item, format_bibtex, format_ris
from archive.citations.record import CitedPerson
from archive.text.normalize import clean_text
from tests.citations.records import ELLERY, REID, make_record

WRITTEN = st.text(st.characters(exclude_categories=("Cs",)), max_size=40).map(clean_text)
NASTY = st.one_of(WRITTEN, st.text('{}\\"@%&$#_~^,=\n ab', max_size=20).map(clean_text))


def read_bibtex_fields(**fields) -> dict[str, str]:
    (entry,) = bibtexparser.parse_string(format_bibtex(make_record(**fields))).entries
    return {name: field.value for name, field in entry.fields_dict.items()}


def read_ris_entry(**fields) -> dict:
    (entry,) = rispy.loads(format_ris(make_record(**fields)))
    return entry


def test_bibtex_says_who_what_where_and_when():
    fields = read_bibtex_fields(authors=(ELLERY, REID, CitedPerson("Reuters")), section="Port")

    assert fields["author"] == "Ellery, Maud and Reid, Callum and {Reuters}"
    assert fields["title"] == "{Minister orders harbour closed}"
    assert fields["journal"] == "The Harbour Gazette"
    assert (fields["date"], fields["year"], fields["month"]) == ("2024-03-14", "2024", "3")
    assert fields["url"] == "https://archive.example/articles/7k2m9qxa/"
    assert build_citation_key(make_record()) == "ellery-2024-7k2m9qxa"


BIB_DATES = {
    "": (None, None, None),
    "2016": ("2016", "2016", None),
    "2016~": ("2016~", "ca. 2016", "Published ca. 2016"),
    "2016-02%": ("2016-02%", "2016", "Published [ca. February 2016?]"),
    "2016-02/2016-04": ("2016-02/2016-04", "2016", "Published February 2016–April 2016"),
    "2016-02/..": ("2016-02/..", None, "Published not before February 2016"),
    "[2016-02-03..2016-02-11]": (
        None,
        "2016",
        "Published between 3 February 2016 and 11 February 2016",
    ),
    "201X": (None, "2010s", "Published 2010s"),
}


@pytest.mark.parametrize("edtf", BIB_DATES)
def test_bibtex_keeps_a_date_as_sure_as_it_is(edtf):
    fields = read_bibtex_fields(published=edtf)

    assert tuple(fields.get(name) for name in ("date", "year", "note")) == BIB_DATES[edtf]


@given(title=NASTY, outlet=NASTY, family=NASTY, given_name=NASTY)
def test_no_words_of_a_source_break_a_bibtex_file(title, outlet, family, given_name):
    nasty = make_record(title=title or "x", outlet=outlet, authors=(CitedPerson(family, given_name),))

    read = bibtexparser.parse_string(format_bibtex(nasty) + format_bibtex(make_record(identifier="00000000")))

    assert not read.failed_blocks
    assert [entry.key for entry in read.entries] == [
        build_citation_key(nasty),
        "ellery-2024-00000000",
    ]


def test_ris_says_who_what_where_and_when():
    entry = read_ris_entry(authors=(ELLERY, REID), original_url="https://gazette.example/1")

    assert entry["type_of_reference"] == "NEWS"
    assert entry["authors"] == ["Ellery, Maud", "Reid, Callum"]
    assert entry["secondary_title"] == "The Harbour Gazette"
    assert (entry["date"], entry["year"]) == ("2024/03/14/", "2024")
    assert entry["urls"] == ["https://archive.example/articles/7k2m9qxa/"]
    assert entry["notes"] == ["First published at https://gazette.example/1"]


RIS_DATES = {
    "": (None, None, None),
    "2016": ("2016///", "2016", None),
    "2016-02": ("2016/02//", "2016", None),
    "2016-02~": (None, "2016", ["Published ca. February 2016"]),
    "201X": (None, None, ["Published 2010s"]),
    "[..2016-04-03]": (None, None, ["Published not after 3 April 2016"]),
}


@pytest.mark.parametrize("edtf", RIS_DATES)
def test_ris_keeps_a_date_as_sure_as_it_is(edtf):
    entry = read_ris_entry(published=edtf)

    assert tuple(entry.get(name) for name in ("date", "year", "notes")) == RIS_DATES[edtf]


@given(title=NASTY, outlet=NASTY)
def test_no_words_of_a_source_break_a_ris_file(title, outlet):
    read = rispy.loads(
        "\n".join([format_ris(make_record(title=title or "x", outlet=outlet)), format_ris(make_record())])
    )

    assert [entry["id"] for entry in read] == ["7k2m9qxa", "7k2m9qxa"]


CSL_DATES = {
    "2024-03-14": {"date-parts": [[2024, 3, 14]]},
    "2016": {"date-parts": [[2016]]},
    "2016-02~": {"date-parts": [[2016, 2]], "circa": True},
    "2016?": {"date-parts": [[2016]], "circa": True},
    "2016-02/2016-04": {"date-parts": [[2016, 2], [2016, 4]]},
    "[2016-02-03..2016-02-11]": {"literal": "between 3 February 2016 and 11 February 2016"},
    "2016-02/..": {"literal": "not before February 2016"},
    "201X": {"literal": "2010s"},
    "": None,
}


@pytest.mark.parametrize("edtf", CSL_DATES)
def test_csl_keeps_a_date_as_sure_as_it_is(edtf):
    assert build_csl_item(make_record(published=edtf)).get("issued") == CSL_DATES[edtf]


def test_csl_is_a_newspaper_article_with_names_in_parts():
    item = build_csl_item(make_record(authors=(ELLERY, CitedPerson("Reuters")), section="Port"))

    assert item["type"] == "article-newspaper"
    assert item["author"] == [{"family": "Ellery", "given": "Maud"}, {"literal": "Reuters"}]
    assert (item["container-title"], item["section"]) == ("The Harbour Gazette", "Port")


@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_file_of_several_holds_each_once(count):
    records = [make_record(identifier=f"0000000{number}") for number in range(count)]
    read = {
        "bib": lambda text: [entry.key[-8:] for entry in bibtexparser.parse_string(text).entries],
        "ris": lambda text: [entry["id"] for entry in rispy.loads(text)],
        "csl.json": lambda text: [item["id"] for item in json.loads(text)],
    }

    for form in FORMATS:
        text = "".join(form.iter_chunks(records))
        assert read[form.suffix](text) == [each.identifier for each in records], form.label
