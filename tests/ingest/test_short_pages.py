"""Pages that give little: nothing of them may be lost, and nobody invented."""

from tests.ingest.article_reading import are_spans_exact, get_authors, get_findings, read_article

BRIDGE = "The bridge was shut on Tuesday, and nobody knows why."


def test_the_only_paragraph_is_the_text_not_the_standfirst():
    page = "Short note\n\nThe bridge is shut. It opens in May.\n\nBy Ann Hu\n"

    article = read_article(page)

    assert article.body == "The bridge is shut. It opens in May."
    assert article.standfirst == ""
    assert get_authors(article) == ["Ann Hu"]
    assert are_spans_exact(article, page)


def test_a_lead_behind_a_dateline_stays_in_the_text():
    lead = "LISBON (Reuters) - The parliament voted on Tuesday to change the law on ports."
    article = read_article(f"{lead}\n\nThe vote was close.\n")

    assert article.body == f"{lead}\n\nThe vote was close."
    assert [status for status, *_ in get_findings(article, "title")] == ["inferred"]


def test_an_outlet_behind_by_is_no_author_and_the_date_stays():
    article = read_article(f"A bridge of one\n\nPublished 7 July 2021 by The Marlholm Post\n\n{BRIDGE}\n")

    assert get_authors(article) == []
    assert article.published == "2021-07-07"
    assert article.body == BRIDGE


def test_a_name_in_decomposed_letters_is_the_same_person():
    page = f"A bridge of one\n\nBy Zoe\u0308 Quill\n\n{BRIDGE}\n"

    article = read_article(page)

    assert get_authors(article) == ["Zo\u00eb Quill"]
    assert are_spans_exact(article, page)


def test_the_date_of_a_later_change_is_not_stated_as_that_of_publication():
    article = read_article(f"A bridge of one\n\nUpdated 10:15 AM ET, Mon December 11, 2017\n\n{BRIDGE}\n")

    assert [status for status, *_ in get_findings(article, "published")] == ["inferred"]
