"""Credit lines: the agency or outlet that they name."""

import pytest

from archive.duplicates.credits import OriginCredit, names_outlet, parse_credit
from archive.text.byline_words import AGENCIES

OURS = AGENCIES | {"vna", "velmora news agency"}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("A version of this piece first appeared at RS21.", [("version", "RS21")]),
        ("A longer version of this article appeared in the Ledger.", [("version", "Ledger")]),
        ("First published in The Hask Observer.", [("reprint", "Hask Observer")]),
        ("This post originally appeared on Dispatch.example", [("reprint", "Dispatch.example")]),
        ("Republished with permission from Foreign Notes", [("reprint", "Foreign Notes")]),
        ("Agencies contributed to this report", [("wire", "Agencies")]),
        ("(Reuters) -", [("wire", "Reuters")]),
        ("[AFP]", [("wire", "AFP")]),
        ("WASHINGTON (AP) —", [("wire", "AP")]),
        ("With reporting from AP and Reuters", [("wire", "AP"), ("wire", "Reuters")]),
        ("With files from The Associated Press", [("wire", "Associated Press")]),
        ("(VNA) lh/tk", [("wire", "VNA")]),
        ("This report by the Velmora News Agency.", [("wire", "Velmora News Agency")]),
        ("Photo: I. Marsh/Getty Images", [("photo", "I. Marsh"), ("photo", "Getty Images")]),
        ("Getty Images", [("photo", "Getty Images")]),
        ("To contact the editors visit:", []),
        ("Ida Marsh is a member of the union.", []),
        ("the ap was downloaded", []),
        ("", []),
    ],
)
def test_a_credit_line_says_who_gave_what(line, said):
    assert parse_credit(line, "", OURS) == [OriginCredit(*row) for row in said]


def test_a_caption_credits_the_picture_not_the_text():
    line = "Troops north of the town [AFP]"

    assert parse_credit(line, "the caption of a picture, with its credit") == [OriginCredit("photo", "AFP")]


@pytest.mark.parametrize(
    ("printed", "outlet", "is_own"),
    [
        ("Reuter", "Reuters", True),
        ("REUTERS", "Reuters News Agency", True),
        ("VNA", "Velmora News Agency", True),
        ("AP", "The Associated Press", True),
        ("Hask Observer", "The Hask Observer", True),
        ("AFP", "Reuters", False),
        ("The Times", "The Sunday Times", False),
        ("Agencies", "The Agency", False),
        ("AA", "Another Address", True),
        ("", "Reuters", False),
    ],
)
def test_an_outlet_is_no_source_of_its_own_text(printed, outlet, is_own):
    assert names_outlet(printed, outlet) == is_own


@pytest.mark.timeout(5)
def test_an_endless_credit_line_is_read_to_a_bound():
    for line in ("version of this " * 100_000, "first published in " * 100_000, "AP " * 300_000):
        assert len(parse_credit(line)) <= 1
