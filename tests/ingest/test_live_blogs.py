"""Live blogs: each update keeps its time; other pages are left as they are."""

import json

from tests.ingest.test_web_pages import read_html

SAID = "The pilots said at the quay of {} that nobody had told them of the soundings, and that they would wait there."


def build_page(updates, *, kind="LiveBlogPosting"):
    node = json.dumps({"@type": kind, "headline": "Harbour live", "datePublished": "2024-03-14T06:00:00Z"})
    return (
        f'<html><head><title>Harbour live</title><script type="application/ld+json">{node}</script></head>'
        f"<body><main><h1>Harbour live</h1>{updates}</main></body></html>"
    )


def build_updates(shown, tag="h2"):
    return "".join(
        f'<div class="block"><time datetime="2024-03-14T1{hour}:20:00Z">{shown.format(hour)}</time>'
        f"<{tag}>Boom number {hour} is drawn</{tag}><p>{SAID.format(hour)}</p></div>"
        for hour in range(6)
    )


def test_the_time_of_an_update_stands_before_its_heading():
    article = read_html(build_page(build_updates("1{}.20")))

    assert article.body.split("\n\n")[:2] == ["10.20 Boom number 0 is drawn", SAID.format(0)]
    assert article.published == "2024-03-14"


def test_an_age_is_no_time_so_that_of_the_tag_stands_for_it():
    article = read_html(build_page(build_updates("{} hours ago")))

    assert "2024-03-14 15:20 Boom number 5 is drawn" in article.body


def test_times_beside_the_text_of_another_article_stay_out_of_it():
    article = read_html(build_page(build_updates("1{}.20"), kind="NewsArticle"))

    assert "10.20" not in article.body
    assert SAID.format(3) in article.body
