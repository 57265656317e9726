"""Paragraphs that the reading of a page's main text drops: put back where they are text."""

import pytest

from archive.extraction.html.main_text import TextBlock, restore_paragraphs
from archive.extraction.html.page import parse_page

KEPT = [
    "The keepers counted forty boats before the fog took the far shore that night.",
    "A clerk wrote the number down twice, once in pencil and once in ink.",
    "Nobody could say who had moved the buoys before the inquiry met in the spring.",
    "What remains is a rope, a lamp and a list of names kept in a drawer.",
]
LOST = "The council’s own report, which runs to ninety pages, says the buoys were never moved."


def restore_lines(markup, kept=KEPT):
    """Restore the paragraphs of a page whose third one was dropped."""
    body = "".join(f"<div class='text'><p>{part}</p></div>" for part in kept[:2])
    body += markup + "".join(f"<div class='text'><p>{part}</p></div>" for part in kept[2:])
    page = parse_page(f"<html><body><h1>Forty boats</h1><section>{body}</section></body></html>")
    return [block.text for block in restore_paragraphs(page, [TextBlock(part) for part in kept])]


@pytest.mark.parametrize(
    "markup",
    [
        f"<div class='text'><p>{LOST}</p></div>",
        f"<div class='text'><p>{LOST[:20]}<a href='/r'>{LOST[20:40]}</a>{LOST[40:]}</p></div>",
    ],
)
def test_a_sentence_of_the_same_make_comes_back_to_its_place(markup):
    assert restore_lines(markup) == [*KEPT[:2], LOST, *KEPT[2:]]


@pytest.mark.parametrize(
    "markup",
    [
        f"<div class='box'><p>{LOST}</p></div>",
        f"<div class='text'><p><a href='/r'>{LOST}</a></p></div>",
        f"<div class='related'><div class='text'><p>{LOST}</p></div></div>",
        f"<div class='text'><p><img src='x'>{LOST}</p></div>",
        f"<div class='text'><p>{LOST[:-1]}</p></div>",
        "<div class='text'><p>Read more.</p></div>",
        f"<div class='text'><p>{KEPT[0]}</p></div>",
        "<div class='text'><p>&lt;span class='x'&gt;The report runs on and on here.</p></div>",
    ],
)
def test_boxes_links_captions_and_halves_stay_out(markup):
    assert restore_lines(markup) == KEPT


@pytest.mark.parametrize("at", [0, 2])
def test_text_parted_by_line_breaks_alone_comes_back_too(at):
    parts = [*KEPT[:at], LOST, *KEPT[at:]]
    body = "<br>\n<br>".join(parts)
    page = parse_page(f"<body><h1>Boats</h1><div><div><img src='x'></div>{body}<br></div></body>")

    texts = [block.text for block in restore_paragraphs(page, [TextBlock(part) for part in KEPT])]

    assert texts == parts


def test_links_between_line_breaks_stay_out():
    link = f"<a href='/r'>{LOST}</a>"
    body = "<br>".join([*KEPT[:2], link, "Read more.", *KEPT[2:]])
    page = parse_page(f"<body><h1>Boats</h1><div>{body}</div></body>")

    assert [block.text for block in restore_paragraphs(page, [TextBlock(part) for part in KEPT])] == KEPT


def test_two_paragraphs_show_no_make():
    assert restore_lines(f"<div class='text'><p>{LOST}</p></div>", KEPT[:2]) == KEPT[:2]


def test_what_follows_the_last_one_kept_is_not_looked_at():
    body = "".join(f"<p>{part}</p>" for part in [*KEPT, LOST])
    page = parse_page(f"<html><body>{body}</body></html>")

    assert len(restore_paragraphs(page, [TextBlock(part) for part in KEPT])) == len(KEPT)
