"""The foot of a page: credits are kept as evidence, text stays text."""

import pytest

from tests.ingest.article_reading import BODY, are_spans_exact, get_authors, get_findings, read_article


@pytest.mark.parametrize(
    "line",
    [
        "Agencies contributed to this report",
        "Photo credit: Jane Roe/Getty Images",
        "Photograph: Jane Roe/AFP",
        "(AP Photo/Jane Roe)",
        "A version of this piece first appeared at RS21.",
        "First published in The Hask Observer.",
        "This article was originally published by Red Pepper.",
        "*Reprinted from the Courier's cuttings library. The page carries no date.*",
        "Velmora News Agency",
        "This report by the Velmora News Agency.",
        "VNA",
        "(VNA) lh/tk",
        "AFP",
        "Reuters",
        "With AFP",
        "The New Arab and agencies",
        "Source: Al Jazeera And Agencies",
        "FP staff writer Tom Poe contributed to this article.",
        "© 2016 AFP",
        "https://www.example.org/contact",
    ],
)
def test_a_credit_is_evidence_and_not_text(line):
    text = f"Harbour closed\n\n{BODY}\n\n{line}\n"

    article = read_article(text)

    assert article.body == BODY
    assert [value for _, value, _ in get_findings(article, "credit")] == [line.strip("*")]
    assert get_authors(article) == []
    assert are_spans_exact(article, text)


@pytest.mark.parametrize("line", ["3 min read", "Share", "Advertisement", "###", "Ends", "Page 2 of 2"])
def test_what_only_the_page_says_is_listed_as_left_out(line):
    article = read_article(f"Harbour closed\n\n{BODY}\n\n{line}\n")

    assert article.body == BODY
    assert [value for _, value, _ in get_findings(article, "body")] == [line]


@pytest.mark.parametrize(
    "line",
    [
        "The report was published on Monday by the ministry.",
        "Contact between the two sides broke off at noon.",
        "Research by the university found zinc in the river.",
        "Jonas Reve is the head of the pilots.",
        "Pictures of the wreck were shown to the court.",
        "Bring gloves.",
        'She has put: "At ten to three."',
        "Correction, 15 March: the number was twenty-seven.",
    ],
)
def test_a_last_sentence_is_text(line):
    assert read_article(f"Harbour closed\n\n{BODY}\n\n{line}\n").body == f"{BODY}\n\n{line}"


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("Jane Roe is a member of RS21.", "inferred"),
        ("*Jane Roe is a journalist and the author of Boom.*", "inferred"),
        ("About the author: Jane Roe writes on ports.", "inferred"),
        ("Follow Jane Roe on Twitter: @janeroe", "inferred"),
        ("Jane Roe", "inferred"),
        ("By Jane Roe", "stated"),
    ],
)
def test_who_the_author_is_may_stand_at_the_end(line, status):
    text = f"Harbour closed\n\n{BODY}\n\n{line}\n"

    article = read_article(text)

    assert get_findings(article, "author") == [(status, "Jane Roe", "Jane Roe")]
    assert article.body == BODY


def test_a_person_whom_the_text_is_about_is_not_its_author():
    line = "Jane Roe is a member of the Assembly."
    text = f"Harbour closed\n\nMs Roe closed the harbour.\n\n{BODY}\n\n{line}\n"

    assert get_authors(read_article(text)) == []
    assert read_article(text).body.endswith(line)


def test_a_printed_byline_goes_before_the_biography():
    article = read_article(f"Harbour closed\n\nBy Tom Poe\n\n{BODY}\n\nTom Poe is a journalist.\n")

    assert get_findings(article, "author") == [("stated", "Tom Poe", "Tom Poe")]
    assert article.body == BODY


@pytest.mark.parametrize(
    ("footer", "outlet", "domain"),
    [
        (
            "To contact the People's Voice and the\nWorkers' League visit:\n\nwww.peoplesvoice.org",
            ("stated", "People's Voice", "People's Voice"),
            "peoplesvoice.org",
        ),
        (
            ("To contact the WSWS and the  \nSocialist Equality Party visit:  \n**wsws.org/contact**"),
            ("stated", "WSWS", "WSWS"),
            "wsws.org",
        ),
        ("To contact the WSWS visit: http://www.wsws.org", ("stated", "WSWS", "WSWS"), "wsws.org"),
        (
            "To contact the Party visit: www.example.org",
            ("inferred", "Party", "Party"),
            "example.org",
        ),
        ("To contact the editor visit: www.example.org", ("unknown", "", ""), "example.org"),
        (
            "© 2016 Harbour Gazette. All rights reserved.",
            ("inferred", "Harbour Gazette", "Harbour Gazette"),
            "",
        ),
    ],
)
def test_a_footer_may_name_the_outlet(footer, outlet, domain):
    text = f"Harbour closed\n\n{BODY}\n\n{footer}\n"

    article = read_article(text)

    assert get_findings(article, "outlet") == [outlet]
    assert article.outlet_domain == domain
    assert article.body == BODY
    assert are_spans_exact(article, text)


def test_others_who_worked_on_it_have_their_part():
    line = "Additional reporting by Ann Poe in Tarnby; editing by Tom Roe. Translated by Eva Doe"
    article = read_article(
        f"Harbour closed\n\nBy Jane Roe\n\n{BODY}\n\n(Additional reporting by Ann Poe; editing by Tom Roe)\n"
    )

    assert [(credit.name, credit.role) for credit in article.authors] == [
        ("Jane Roe", "author"),
        ("Ann Poe", "contributor"),
        ("Tom Roe", "editor"),
    ]
    assert line not in article.body


def test_lists_of_links_and_the_footer_of_a_printed_page_are_no_text():
    foot = "Most read\n\nTen walks along the coast\n\nGulls: what to do?\n\n© 2021 The Hask Observer\n\nPrivacyCookies"

    article = read_article(f"Harbour closed\n\n{BODY}\n\n{foot}\n")

    assert article.body == BODY
    assert article.outlet == "The Hask Observer"
    assert {"Most read", "PrivacyCookies"} <= {value for _, value, _ in get_findings(article, "body")}


def test_a_heading_over_paragraphs_ends_no_text_whatever_it_is_called():
    text = f"{BODY}\n\nRelated news\n\nA second vote on the quay was lost on Friday, too, the clerk said."

    assert "A second vote" in read_article(f"Harbour closed\n\n{text}\n").body


def test_a_menu_above_the_title_names_no_section():
    text = f"Home\n\nNews\n\nSport\n\n# Harbour closed\n\n{BODY}\n"

    assert [value for _, value, _ in get_findings(read_article(text), "section")] == []
