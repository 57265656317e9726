"""Articles cited in words, by the rules and after the patterns that the styles publish."""

from datetime import date

import pytest

from archive.citations.record import CitedPerson, parse_citation_date
from archive.citations.styles import STYLES, format_citations
from archive.text.normalize import clean_text
from tests.citations.records import ELLERY, REID, make_record


def format_in_style(style: str, **fields) -> str:
    return {each.style: each.text for each in format_citations(make_record(**fields))}[style]


PUBLISHED = {
    # Chicago 14.191 and the quick guide: news article; day month first, no initial The
    ("Chicago", "Snap Makes a Bet on the Cultural Supremacy of the Camera", "2017-03-08"): (
        "Manjoo, Farhad. “Snap Makes a Bet on the Cultural Supremacy of the Camera.” New York"
        " Times, March 8, 2017. https://archive.example/articles/7k2m9qxa/."
    ),
    # APA 10.1: sentence as printed, newspaper in italics, address last without a full stop
    ("APA", "Can we get better at forgetting?", "2019-03-22"): (
        "Manjoo, F. (2019, March 22). Can we get better at forgetting? The New York Times."
        " https://archive.example/articles/7k2m9qxa/"
    ),
    # MLA 9: months shortened but May, June, July; the address without https://
    ("MLA", "The Health-Care Wars", "2014-09-05"): (
        "Manjoo, Farhad. “The Health-Care Wars.” The New York Times, 5 Sept. 2014, archive.example/articles/7k2m9qxa/."
    ),
    # Cite Them Right: year in brackets, day behind the newspaper, address and day of access
    ("Harvard", "US draft resolution allows Obama 90 days", "2013-09-04"): (
        "Manjoo, F. (2013) ‘US draft resolution allows Obama 90 days’, The New York Times,"
        " 4 September. Available at: https://archive.example/articles/7k2m9qxa/"
        " (Accessed: 4 May 2026)."
    ),
}


@pytest.mark.parametrize(("style", "title", "day"), PUBLISHED)
def test_a_signed_article_follows_the_pattern_the_style_publishes(style, title, day):
    written = format_in_style(
        style,
        title=title,
        published=day,
        authors=(CitedPerson("Manjoo", "Farhad"),),
        outlet="The New York Times",
    )

    assert written == PUBLISHED[style, title, day]


UNCERTAIN = {
    "": ("n.d. Accessed May 4, 2026.", "(n.d.)", "Gazette, archive.", "(no date)"),
    "2016": ("Gazette, 2016.", "(2016)", "Gazette, 2016,", "(2016) "),
    "2016-02": ("Gazette, February 2016.", "(2016, February)", "Feb. 2016,", "Gazette, February."),
    "2016~": ("ca. 2016.", "(ca. 2016)", "circa 2016,", "(ca. 2016)"),
    "2016-02~": ("ca. February 2016.", "(ca. 2016, February)", "circa Feb. 2016", "ca. February."),
    "2016?": ("[2016?].", "([2016?])", "[2016?],", "([2016?])"),
    "201X": ("Gazette, 2010s.", "(2010s)", "Gazette, 2010s,", "(2010s)"),
    "[2016-02-03..2016-02-11]": (
        "between February 3, 2016 and February 11, 2016.",
        "(between February 3, 2016 and February 11, 2016)",
        "between 3 Feb. 2016 and 11 Feb. 2016,",
        "between 3 February 2016 and 11 February 2016.",
    ),
    "2016-02/2016-04": (
        "February 2016–April 2016.",
        "(February 2016–April 2016)",
        "Feb. 2016–Apr. 2016,",
        "(2016) ‘",
    ),
    "[..2016-04-03]": (
        "not after April 3, 2016.",
        "(not after April 3, 2016)",
        "not after 3 Apr. 2016,",
        "(no date) ‘",
    ),
}


@pytest.mark.parametrize("edtf", UNCERTAIN)
def test_a_date_is_cited_as_sure_as_it_is_and_no_surer(edtf):
    for style, words in zip(STYLES, UNCERTAIN[edtf], strict=True):
        assert words in format_in_style(style, published=edtf), style


def test_an_undated_article_is_cited_by_mla_with_the_day_it_was_read():
    assert format_in_style("MLA", published="").endswith("7k2m9qxa/. Accessed 4 May 2026.")
    assert "Accessed" not in format_in_style("MLA")


def make_people(count: int) -> tuple[CitedPerson, ...]:
    return tuple(CitedPerson(f"Name{number}", f"Given{number}") for number in range(count))


COMPANY = [
    ("Chicago", 2, "Name0, Given0, and Given1 Name1."),
    ("Chicago", 3, "Name0, Given0, Given1 Name1, and Given2 Name2."),
    ("Chicago", 11, "Given6 Name6, et al. “"),
    ("APA", 2, "Name0, G., & Name1, G. ("),
    ("APA", 21, "Name18, G., . . . Name20, G. ("),
    ("MLA", 2, "Name0, Given0, and Given1 Name1. "),
    ("MLA", 3, "Name0, Given0, et al. “"),
    ("Harvard", 2, "Name0, G. and Name1, G. ("),
    ("Harvard", 3, "Name0, G., Name1, G. and Name2, G. ("),
    ("Harvard", 4, "Name0, G. et al. ("),
]


@pytest.mark.parametrize(("style", "count", "words"), COMPANY)
def test_several_authors_are_named_as_the_style_names_them(style, count, words):
    assert words in format_in_style(style, authors=make_people(count))


UNSIGNED = {
    "Chicago": "Harbour Gazette. “Minister orders harbour closed.” March 14, 2024. https",
    "APA": "Minister orders harbour closed. (2024, March 14). The Harbour Gazette. https",
    "MLA": "“Minister orders harbour closed.” The Harbour Gazette, 14 Mar. 2024, archive",
    "Harvard": "The Harbour Gazette (2024) ‘Minister orders harbour closed’, 14 March. Available",
}


@pytest.mark.parametrize("style", UNSIGNED)
def test_an_unsigned_article_stands_where_the_style_puts_it(style):
    assert format_in_style(style, authors=()).startswith(UNSIGNED[style])


@pytest.mark.parametrize("style", STYLES)
def test_nothing_is_made_up_for_an_article_of_which_only_the_title_is_known(style):
    written = format_in_style(style, authors=(), outlet="", published="")

    assert "Minister orders harbour closed" in written
    assert "None" not in written
    assert ", ," not in written
    assert "  " not in written


@pytest.mark.parametrize(
    ("given", "initials"),
    [("Maud", "M."), ("Jean-Paul", "J.-P."), ("J.R.R.", "J. R. R."), ("Maud Ann", "M. A.")],
)
def test_initials_keep_hyphens_and_letters(given, initials):
    assert format_in_style("APA", authors=(CitedPerson("X", given),)).startswith(f"X, {initials} (")


def test_quotation_marks_inside_quotation_marks_change_and_apostrophes_stay():
    title = 'Reid’s “no” and Ellery\'s "yes"?'

    assert "“Reid’s ‘no’ and Ellery's ‘yes’?” " in format_in_style("Chicago", title=title)
    assert "‘Reid’s “no” and Ellery's “yes”?’, " in format_in_style("Harvard", title=title)


def test_only_the_newspaper_is_in_italics():
    for each in format_citations(make_record(authors=(ELLERY, REID))):
        italic = [run.text for run in each.runs if run.italic]
        assert italic == ["Harbour Gazette" if each.style == "Chicago" else "The Harbour Gazette"]


def test_harvard_sets_et_al_in_italics():
    (harvard,) = [each for each in format_citations(make_record(authors=make_people(4))) if each.style == "Harvard"]

    assert [run.text for run in harvard.runs if run.italic] == ["et al.", "The Harbour Gazette"]


def test_a_title_that_turns_the_direction_of_words_turns_nothing_else():
    assert clean_text("Gate \u202eliaf\u202c \u2066x\u2069 \u202dleft") == "Gate liaf x left"
    assert clean_text("\u200fافتتاح الميناء") == "\u200fافتتاح الميناء"


def test_the_day_of_access_is_the_one_given():
    assert "(Accessed: 1 May 2025)" in format_in_style("Harvard", accessed=date(2025, 5, 1))


def test_what_is_no_date_is_undated():
    assert parse_citation_date("not a date") == parse_citation_date("")
