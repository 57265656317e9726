"""The head of a page in the many forms papers print it."""

import pytest

from archive.errors import UnreadableDocument
from tests.ingest.article_reading import BODY, are_spans_exact, get_authors, get_findings, read_article

HEADS = {
    "By Jane Roe, Foreign Editor\nMarch 3, 2019": (["Jane Roe"], "2019-03-03"),
    "Jane Roe\n3 March 2019": (["Jane Roe"], "2019-03-03"),
    "**Jane Roe**  \n**Sunday 3 March 2019**": (["Jane Roe"], "2019-03-03"),
    "**By Jane Roe and Tom Poe**\n**Published: 3 March 2019, 10:15 GMT**": (
        ["Jane Roe", "Tom Poe"],
        "2019-03-03",
    ),
    "Jane Roe in Port Ansel\nSun 3 Mar 2019 10.15 GMT": (["Jane Roe"], "2019-03-03"),
    "by Jane Roe | 3 March 2019": (["Jane Roe"], "2019-03-03"),
    "Posted on 01/25/2017 by Jane Roe": (["Jane Roe"], "2017-01-25"),
    "By JANE ROE, Tarnby\nFriday, 1 March 2019": (["Jane Roe"], "2019-03-01"),
    "by: Jane Roe\n\nUpdated 5 March 2019\nPublished 3 March 2019": (["Jane Roe"], "2019-03-03"),
    "Par Jane Roe et Tom Poe\nPublié le 3 mars 2019 à 18h00": (
        ["Jane Roe", "Tom Poe"],
        "2019-03-03",
    ),
    "Von Jane Roe\n3. März 2019": (["Jane Roe"], "2019-03-03"),
    "Por Jane Roe\n3 de marzo de 2019": (["Jane Roe"], "2019-03-03"),
    "di Jane Roe\n3 marzo 2019": (["Jane Roe"], "2019-03-03"),
    "By Reuters\n3 March 2019": ([], "2019-03-03"),
    "By Staff Writer | March 3, 2019": ([], "2019-03-03"),
    "From our correspondent\n3 March 2019": ([], "2019-03-03"),
    "The New Arab Staff\n04 February, 2016": ([], "2016-02-04"),
    "AFP, 3 March 2019": ([], "2019-03-03"),
    "Ian Black in Geneva and Kareem Shaheen in Beirut\nSun 3 March 2019 19.33 GMT": (
        ["Ian Black", "Kareem Shaheen"],
        "2019-03-03",
    ),
    "Ian Black, Middle East editor\nFirst published on Sun 3 Mar 2019": (
        ["Ian Black"],
        "2019-03-03",
    ),
    "By JANE ROE and TOM POE, Associated Press": (["Jane Roe", "Tom Poe"], ""),
    "Published time: 3 Mar, 2019 14:21 Edited time: 4 Mar, 2019 08:10": ([], "2019-03-03"),
    "Mar 3rd 2019 | GENEVA | From the print edition": ([], "2019-03-03"),
    "Posted by Jane Roe on March 3, 2019": (["Jane Roe"], "2019-03-03"),
    "## By Jane Roe\n### 3 March 2019": (["Jane Roe"], "2019-03-03"),
    "Jane Roe, Geneva, Sunday, March 3, 2019": (["Jane Roe"], "2019-03-03"),
    "Image copyright AFP\nImage caption The talks were held in Geneva": ([], ""),
    "5 min read\n3 hours ago": ([], ""),
    "Human Rights\n3 March 2019": ([], "2019-03-03"),
    "May 2016": ([], "2016-05"),
    "circa 1998": ([], "1998~"),
    "Date: 31 February 2016": ([], ""),
}


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("title", ["# Harbour closed", "Harbour closed", "**Harbour closed**"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_byline_and_date(title, head, line_end):
    people, day = HEADS[head]
    text = f"{title}\n\n{head}\n\n{BODY}\n".replace("\n", line_end)

    article = read_article(text)

    assert (article.title, get_authors(article), article.published) == ("Harbour closed", people, day)
    assert article.body == BODY
    assert are_spans_exact(article, text)


@pytest.mark.parametrize(
    ("top", "title"),
    [
        ("Harbour closed\n\nHarbour closed\n", "Harbour closed"),
        ("Harbour closed\n\n# Harbour closed\n", "Harbour closed"),
        ("Harbour closed | The New Arab\n\nHarbour closed\n", "Harbour closed"),
        ("WORLD\n\n# Harbour closed\n", "Harbour closed"),
        ("Middle East\n\nHarbour closed\n", "Harbour closed"),
        ("## Harbour closed\n", "Harbour closed"),
        ("https://www.example.org/2016/02/harbour\n\nHarbour closed\n", "Harbour closed"),
        ("3 March 2019\n\nHarbour closed\n", "Harbour closed"),
        ("Harbour closed\n==============\n", "Harbour closed"),
        ("\n\n\n   # Harbour *closed* ##\n", "Harbour closed"),
        ("\ufeffHarbour closed\n", "Harbour closed"),
        ("Whose “restraint”?\n", "Whose “restraint”?"),
    ],
)
def test_titles(top, title):
    article = read_article(f"{top}\n{BODY}")

    assert article.title == title
    assert article.body == BODY


def test_a_title_broken_over_two_lines_is_one():
    text = (
        "A title that is broken for width over two\nlines of the page\n\nBy Jane Roe\n4 Feb"
        " 2016\n\n"
        "This is a paragraph that has been wrapped at\nsome width so that it goes over several\n"
        "lines of the page, and it ends here.\n\n    Another one begins here and it too is"
        " wrapped\n"
        "at the same width, and ends.\n"
    )

    article = read_article(text)

    assert article.title == "A title that is broken for width over two lines of the page"
    assert article.body.split("\n\n") == [
        (
            "This is a paragraph that has been wrapped at some width so that it goes over several"
            " lines of"
            " the page, and it ends here."
        ),
        "Another one begins here and it too is wrapped at the same width, and ends.",
    ]
    assert get_authors(article) == ["Jane Roe"]


def test_without_a_headline_the_beginning_of_the_text_stands_in():
    article = read_article("Nobody had been told. " * 12 + "\n\n" + BODY)

    assert get_findings(article, "title")[0][:2] == ("inferred", "Nobody had been told.")
    assert article.body.startswith("Nobody had been told. Nobody")


@pytest.mark.parametrize(
    ("between", "standfirst"),
    [
        (
            "*Pilots say that they were not told*\n\nBy Jane Roe\n",
            "Pilots say that they were not told",
        ),
        ("*Pilots say that they were not told*\n", "Pilots say that they were not told"),
        (
            "Pilots say that they were not told.\n3 min read\n4 May 2016\n",
            "Pilots say that they were not told.",
        ),
        (
            "## Pilots say that they were not told\n\nBy Jane Roe\n",
            "Pilots say that they were not told",
        ),
        ("By Jane Roe\n", ""),
    ],
)
def test_standfirst(between, standfirst):
    article = read_article(f"# Harbour closed\n\n{between}\n{BODY}")

    assert article.standfirst == standfirst
    assert article.body == BODY


def test_a_heading_inside_the_text_is_no_title():
    text = f"Harbour closed\n\n{BODY}\n\n# What next\n\nNobody knows."

    article = read_article(text)

    assert article.title == "Harbour closed"
    assert article.body == f"{BODY}\n\nWhat next\n\nNobody knows."


def test_a_sentence_that_begins_with_by_is_text():
    first = "By the time the boom was drawn, nobody was there to see it."

    article = read_article(f"Harbour closed\n\n{first}\n\n{BODY}")

    assert article.body.startswith(first)
    assert get_authors(article) == []


def test_the_dateline_of_an_agency_stays_in_the_text_and_says_the_day():
    text = f"# Harbour closed\n\nPORT ANSEL, March 14, 2024 (VNA) — {BODY}\n\n(VNA) lh/tk\n"

    article = read_article(text)

    assert get_findings(article, "published") == [("stated", "2024-03-14", "March 14, 2024")]
    assert get_findings(article, "outlet") == [("inferred", "VNA", "VNA")]
    assert article.body.startswith("PORT ANSEL, March 14, 2024 (VNA) — The harbour")
    assert article.body.endswith("back to work.")


def test_a_dateline_without_a_year_is_no_date():
    article = read_article(f"Harbour closed\n\nPORT ANSEL, Feb 26 (Reuters) - {BODY}")

    assert article.published == ""
    assert get_findings(article, "published") == [("unknown", "", "Feb 26")]


def test_a_date_without_possible_reading_stays_as_evidence():
    article = read_article(f"Harbour closed\n\n04/02/2016\n\n{BODY}")

    (finding,) = [f for f in article.findings if f.field == "published"]
    assert (finding.status, finding.words) == ("unknown", "04/02/2016")
    assert "cannot be told apart" in finding.rule


def test_a_paper_s_name_above_the_date_is_its_masthead_and_not_the_title():
    article = read_article(f"The Harbour Gazette\n\n14 March 2024\n\nMinister orders the harbour closed\n\n{BODY}")

    assert article.title == "Minister orders the harbour closed"
    assert get_findings(article, "outlet") == [("inferred", "The Harbour Gazette", "The Harbour Gazette")]
    assert article.published == "2024-03-14"
    assert article.body == BODY


def test_a_title_above_the_date_stays_one_though_it_names_a_paper():
    article = read_article(f"Harbour Gazette closes its doors\n\n14 March 2024\n\n{BODY}")

    assert article.title == "Harbour Gazette closes its doors"


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Автор: Мария Белова", "Мария Белова"),
        ("Von Maud Ellery", "Maud Ellery"),
        ("Por Maud Ellery", "Maud Ellery"),
        ("作者：王小明", "王小明"),
        ("بقلم: مها الراوي", "مها الراوي"),
        ("लेखक: माया शर्मा", "माया शर्मा"),
    ],
)
def test_bylines_of_other_scripts_and_languages(line, name):
    assert get_authors(read_article(f"Minister orders the harbour closed\n\n{line}\n\n{BODY}")) == [name]


@pytest.mark.parametrize("mark", ["", "# "])
def test_a_text_of_several_articles_is_refused_and_not_taken_as_one(mark):
    article = f"{mark}Harbour closed\n\nBy Nora Whitlock\n\n14 March 2021\n\n{BODY}\n\n{BODY}\n\n"
    other = article.replace("Harbour closed", "Harbour open")

    with pytest.raises(UnreadableDocument, match=r"2 articles \(‘Harbour closed’, ‘Harbour open’\)"):
        read_article(article + other)


def test_links_to_other_articles_below_a_text_make_no_several_articles():
    links = "".join(f"Other news {number}\n\nBy Nora Whitlock\n\n14 March 2021\n\n" for number in range(4))

    article = read_article(f"Harbour closed\n\nBy Nora Whitlock\n\n14 March 2021\n\n{BODY}\n\n{BODY}\n\n{links}")

    assert article.title == "Harbour closed"


def test_a_list_of_addresses_is_refused_as_what_it_is():
    with pytest.raises(UnreadableDocument, match="list of addresses"):
        read_article("https://a.example/1\nhttps://a.example/2\n")


@pytest.mark.parametrize("byline", ["By Nora Whitlock\u200b", "By \u202aNora Whitlock\u202c", "\u200eBy Nora Whitlock"])
def test_invisible_characters_beside_a_name_hide_no_author(byline):
    text = f"Harbour closed\n\n{byline}\n\n14 March 2021\n\n{BODY}"
    article = read_article(text)

    assert get_authors(article) == ["Nora Whitlock"]
    assert are_spans_exact(article, text)
