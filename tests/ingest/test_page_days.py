"""The day of publication of a saved page: what is believed, what is inferred, and what stays unknown."""

import pytest

from tests.ingest.article_reading import get_findings
from tests.ingest.test_web_pages import TEXT, TITLE, build_page, read_html


def read_day(html, **facts):
    """Status, day and words of the day of publication."""
    return get_findings(read_html(html, **facts), "published")[0]


def test_a_year_of_two_digits_on_an_english_byline_is_read_where_the_numbers_tell_the_day():
    assert read_day(build_page(above="<p>Nora Whitlock | 10/17/18</p>")) == ("inferred", "2018-10-17", "10/17/18")
    assert read_day(build_page(above="<p>By Nora Whitlock on 2/20/19 at 2:39 PM EST</p>"))[1] == "2019-02-20"
    assert read_day(build_page(above="<p>Nora Whitlock | 1/8/18</p>"))[:2] == ("unknown", "")
    assert read_day(build_page(above="<p>Nora Whitlock | 18/10/17</p>", lang="ja"))[:2] == ("unknown", "")


def test_the_month_of_the_address_tells_day_and_month_apart_and_is_named():
    html = build_page(above="<p>10/04/2016 05:03 AM</p>")
    article = read_html(html, url="https://gazette.example.org/story/2016/10/harbour-closed")
    assert get_findings(article, "published") == [("inferred", "2016-10-04", "10/04/2016")]
    assert any("month first, as the page's address has it" in one.rule for one in article.findings)
    assert read_day(html, url="https://gazette.example.org/story/harbour-closed")[1] == ""
    assert read_day(html, url="https://gazette.example.org/story/2016/11/harbour-closed")[1] == ""


@pytest.mark.parametrize(
    ("opening", "day"),
    [
        ("(21. November 2022) Die Häfen", "2022-11-21"),
        ("Port Marden, May 3, 2021 (VNA) -- The ports", "2021-05-03"),
        ("Selworth, den 12. Mai 2021 – Die Häfen", "2021-05-12"),
        ("The pilots had met on May 3, 2021 - the ports", ""),
        ("The pilots. (May 3, 2021) The ports", ""),
    ],
)
def test_a_text_that_begins_with_place_and_day_is_dated_by_that_as_an_inference(opening, day):
    html = build_page(
        text=f"<p>{opening} were closed after the soundings were found false, the ministry said.</p>{TEXT}"
    )
    status, found, _ = read_day(html)
    assert (status, found) == ("inferred" if day else "unknown", day)


def test_an_unreadable_time_does_not_keep_the_page_from_saying_when_it_was_published():
    html = build_page(above="<time>Breaking</time>", text=f"{TEXT}<p>Published: March 14, 2024</p>")
    assert read_day(html) == ("stated", "2024-03-14", "March 14, 2024")


def test_the_byline_below_a_text_dates_a_page_that_has_no_other_day():
    assert read_day(build_page(text=f"{TEXT}<p>By Nora Whitlock | Jun. 17, 2019</p>"))[1] == "2019-06-17"


def test_a_byline_in_a_comment_of_the_source_is_an_inference_and_other_comments_are_none():
    assert read_day(build_page(above="<!-- By Nora Whitlock - 27/10/10 -->")) == ("inferred", "2010-10-27", "27/10/10")
    assert read_day(build_page(above="<!-- Cached by the server on 2019-10-27 -->"))[1] == ""


def test_a_time_that_is_published_and_updated_at_once_is_the_publication():
    assert (
        read_day(build_page(above='<time class="entry-date published updated">14 March 2024</time>'))[1] == "2024-03-14"
    )


def test_the_time_of_a_link_to_another_article_is_not_the_pages():
    teaser = '<li><a href="/x">The pilots of Selworth will meet again on Friday, and the harbour board with them</a>'
    html = build_page(text=f"{TEXT}<ul>{teaser}<time datetime='2023-01-02'>2 Jan</time></li></ul>")
    assert read_day(html)[:2] == ("unknown", "")


def test_of_several_days_by_the_title_the_nearest_is_taken():
    days = "".join(f"<p>{day}. Januar 2023</p><p>Der Hafen {day}</p>" for day in (7, 8, 9))
    above = "<p>Von den Häfen</p><p>Ein Bild</p><p>Noch ein Bild</p>" + days
    html = build_page(above=above, lang="de").replace("<h1>", "<p>14.03.2024 – 10:00</p><h1>")
    assert read_day(html)[1] == "2024-03-14"


def test_a_page_within_one_form_is_read_as_any_other():
    html = build_page(above="<p>14 March 2024</p>")
    html = html.replace("<article>", '<form method="post" id="page">').replace("</article>", "</form>")
    assert read_day(html)[1] == "2024-03-14"


def test_a_title_shown_only_in_the_footer_does_not_lead_to_the_days_there():
    html = build_page(above="<p>Notice</p>", text=f"<p>2021-10-16 | Message</p>{TEXT}")
    html = html.replace(f"<h1>{TITLE}</h1>", "").replace(
        "</article>", f"<div>3 May 2019</div><h2>{TITLE}</h2></article>"
    )
    assert read_day(html)[1] == "2021-10-16"


def test_the_line_of_author_and_day_is_read_where_its_part_is_called_teaser():
    line = '<div class="teaser-small__meta"><p>By <a href="/people/x">Nora Whitlock</a> on 14 March 2024</p></div>'
    assert read_day(build_page(above=line))[1] == "2024-03-14"


def test_the_day_that_a_script_has_beside_the_title_is_an_inference():
    state = (
        f'<script>window.state = {{"story": {{"headline": "{TITLE}", "publishedAt": "2024-03-14T09:30:00Z"}}}}</script>'
    )
    other = '{"headline": "The pilots meet again on Friday", "publishedAt": "2025-01-02T09:30:00Z"}'
    status, day, words = read_day(build_page(state + f"<script>[{other}]</script>"))
    assert (status, day, words) == ("inferred", "2024-03-14", "2024-03-14T09:30:00Z")


def test_the_only_day_that_stands_by_itself_is_an_inference_and_todays_in_the_masthead_is_none():
    other = "<p>The ships of the harbour</p>" * 40
    assert read_day(build_page(text=f"{TEXT}{other}<div>Apr 7, 2019</div>"))[:2] == ("inferred", "2019-04-07")
    assert read_day(build_page(text=f"{TEXT}{other}<div>Sunday, Apr 7, 2019</div>"))[0] == "unknown"
    assert read_day(build_page(text=f"{TEXT}{other}<dl><dt>Joined</dt><dd>Apr 7, 2019</dd></dl>"))[0] == "unknown"


def test_an_old_day_that_no_reader_sees_is_not_the_pages():
    html = build_page('<meta name="x" content="2013-09-12">', text=f"{TEXT}<p>© 2024 The Harbour Gazette</p>")
    assert read_day(html.replace("</body>", "<script>[&quot;2013-09-12T00:00&quot;]</script></body>"))[1] == ""


def test_the_language_of_the_words_tells_day_and_month_apart_where_the_page_names_none():
    text = (
        "<p>Der Hafen wurde geschlossen, nachdem die Lotungen sich als falsch erwiesen, sagte die Ministerin.</p>" * 6
    )
    html = build_page(above="<p>04.03.21</p>", text=text).replace('<html lang="en">', "<html>")
    assert read_day(html)[:2] == ("inferred", "2021-03-04")
