"""The pages of stories and of two texts side by side, as a reader gets them."""

import csv
import io
import re
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from archive.duplicates import update as duplicates
from archive.models import Article, Outlet, Story
from archive.pages.compare import compare_texts
from archive.search.indexing import change_queue
from archive.stories import coverage, services, update
from archive.stories.coverage import build_timeline_chart
from tests import factories
from tests.storage.stored_payloads import store_payload
from tests.stories.event_articles import create_article
from tests.web.pages import get_links, get_texts, parse_page

pytestmark = pytest.mark.django_db
HOSTILE = '<script>alert("1")</script>\'"><img src=x onerror=alert(2)>'


def create_story(number: int = 3, event: str = "flood", **fields) -> Story:
    """Create a story with so many articles, each of its own outlet."""
    rows = [create_article(event, n, published=f"2024-03-{10 + n % 5}", **fields) for n in range(number)]
    story = Story.objects.create()
    for row in rows:
        services.add_to_story(story, row)
    return story


def count_queries(client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_the_list_shows_stories_of_several_outlets_and_others_when_asked(client):
    several = create_story(3)
    single = Story.objects.create(name="Told by one")
    outlet = factories.outlet()
    for number in range(2):
        services.add_to_story(single, create_article("strike", number, outlet=outlet))
    Story.objects.create(name="Empty")

    page = parse_page(client.get("/stories/"))
    assert [link["href"] for link in page.select(".record-list h2 a")] == [several.get_absolute_url()]
    page = parse_page(client.get("/stories/?outlets=any"))
    assert len(page.select(".record-list h2 a")) == 2


def test_articles_of_unknown_outlets_may_be_of_several_and_are_named_so(client):
    known = factories.outlet("The Gazette")
    story = Story.objects.create()
    for outlet in (known, None, None):
        services.add_to_story(story, create_article("flood", outlet=outlet))
    page = parse_page(client.get("/stories/"))

    assert get_texts(page, ".outlet-counts span") == ["The Gazette", "outlet unknown (2)"]
    assert get_texts(page, ".record-list .credit span")[0] == "3 articles in 1 known outlet, 2 with an unknown outlet"


def test_the_list_follows_an_article_that_is_put_elsewhere_at_once(client):
    older, newer = (
        [create_article("flood", number, published=f"2024-0{month}-0{3 - number}") for number in range(3)]
        for month in (3, 4)
    )
    first, second = Story.objects.create(name="First"), Story.objects.create(name="Second")
    for story, rows in ((first, older), (second, newer)):
        for row in rows:
            services.add_to_story(story, row)
    change_queue.apply_queue()

    def list_stories():
        page = parse_page(client.get("/stories/"))
        return get_texts(page, ".record-list h2"), get_texts(page, ".record-list .credit span:last-child")

    assert list_stories() == (["Second", "First"], ["1 – 3 April 2024", "1 – 3 March 2024"])
    services.add_to_story(first, newer[0])
    assert list_stories() == (["First", "Second"], ["1 March – 3 April 2024", "1 – 2 April 2024"])


def test_an_archive_without_stories_says_how_to_find_them(client):
    assert "There are no stories yet" in parse_page(client.get("/stories/")).get_text()


def test_the_pages_cost_the_same_queries_for_few_and_many(client):
    small, large = create_story(2), create_story(25, "strike")
    few = count_queries(client, "/stories/"), count_queries(client, small.get_absolute_url())
    for number in range(12):
        create_story(3, f"event{chr(97 + number)}")

    assert count_queries(client, "/stories/") == few[0]
    assert count_queries(client, large.get_absolute_url()) == few[1]


def test_a_very_large_story_says_what_is_left_out_and_calls_nobody_absent_who_spoke(client, monkeypatch):
    monkeypatch.setattr(coverage, "MAX_SHOWN", 3)
    monkeypatch.setattr(coverage, "MAX_COMPARED", 2)
    story = create_story(3)
    late = factories.outlet("The Late")
    services.add_to_story(story, create_article("flood", 9, outlet=late, published="2024-03-29"))
    factories.article(outlet=late, published="2024-03-11", body="On bread.")
    page = parse_page(client.get(story.get_absolute_url()))
    page_text = get_texts(page, "main")[0]

    assert "4 articles, of which the earliest 3 are shown, in 4 known outlets" in page_text
    assert "come from the earliest 2 of 4 articles" in page_text
    assert "The Late" not in get_texts(page, "[aria-labelledby=absent]")[0]


def test_a_story_shows_every_article_with_its_day_and_the_outlets_that_are_not_there(client):
    story = create_story(3)
    held = factories.outlet("The Held")
    factories.article(outlet=held, published="2024-03-11", body="On bread.")
    factories.outlet("The Absent")
    factories.article(outlet=factories.outlet("The Later"), published="2025-03-11")
    page = parse_page(client.get(story.get_absolute_url()))

    assert len(page.select(".headlines .card")) == 3
    assert len(page.select(".timeline rect.day")) == 3
    columns = [get_texts(column, ".outlet") for column in page.select("[aria-labelledby=absent] .main-and-side > div")]
    assert columns == [["The Held"], ["The Absent", "The Later"]]


def read_absent_outlets(client, story: Story) -> dict[str, str]:
    """The text of the page about each outlet without an article in the story."""
    page = parse_page(client.get(story.get_absolute_url()))
    rows = page.select("[aria-labelledby=absent] li")
    return {row.select_one(".outlet").get_text(): " ".join(row.get_text().split()) for row in rows}


def test_of_outlets_in_languages_that_are_not_compared_nothing_is_said(client):
    story = create_story(3, language="en")
    factories.article(outlet=factories.outlet("Asa"), published="2024-03-11", body="パン。", language="ja")
    factories.article(outlet=factories.outlet("Die Laterne"), published="2024-03-11", body="Brot.", language="de")
    page = parse_page(client.get(story.get_absolute_url()))
    first_column = page.select("[aria-labelledby=absent] .main-and-side > div")[0]
    (link,) = first_column.select("a[href*=language]")[:1]

    assert [get_texts(part, ".outlet") for part in first_column.select("ul")] == [["Die Laterne"], ["Asa"]]
    assert f"outlet={Outlet.objects.get(name='Die Laterne').slug}&" in link["href"]
    assert "date%3A%5B2024-03-10+TO+2024-03-12%5D" in link["href"]


def test_a_story_says_first_who_told_it_and_why_each_article_is_in_it(client):
    rows = [create_article("flood", number, published="2024-03-10") for number in range(3)]
    update.assign_articles([row.pk for row in rows])
    story = Story.objects.get()
    page = parse_page(client.get(story.get_absolute_url()))

    assert get_texts(page, "main h2")[0] == "Who told it, when and in what words"
    reasons = get_texts(page, ".similarity")
    assert all(re.match(r"shares with .+: Flood", reason) for reason in reasons), reasons
    assert all("published on the same day" in reason for reason in reasons)


def test_a_story_can_be_taken_away_as_a_table_as_data_and_as_a_citation(client):
    story = create_story(3)
    address = story.get_absolute_url().rstrip("/")
    rows = list(csv.DictReader(io.StringIO(client.get(f"{address}.csv").content.decode())))
    page = parse_page(client.get(f"{address}/"))

    assert [row["published"] for row in rows] == ["2024-03-10", "2024-03-11", "2024-03-12"]
    assert rows[0]["why"] == "added by an editor"
    assert client.get(page.select_one("a[href$='.json']")["href"]).status_code == 200
    assert rows[0]["title"] in get_texts(page, "[aria-labelledby=story-files] bdi")[-1]
    assert client.get("/stories/aaaaaaaa.csv").status_code == 404


def test_no_outlet_is_called_silent_and_what_may_be_missed_is_counted(client):
    story = create_story(3, language="en")
    outlet = factories.outlet("The Lantern")
    for number, language in enumerate(["en-GB", "fr", "fr-CA", ""]):
        body = f"On bread, number {number}."
        factories.article(outlet=outlet, published="2024-03-11", body=body, language=language)
    factories.article(outlet=outlet, body="On cheese.", language="en")
    factories.article(outlet=outlet, body="On wine.", language="en", published="2024-03")
    factories.article(outlet=factories.outlet("The Other"), body="On milk.", language="en")
    page_text = read_absent_outlets(client, story)

    assert page_text["The Lantern"] == (
        "The Lantern 2 articles (French), 1 article (language unknown), 1 article (English)"
        " from 10 – 12 March 2024, none found on this event; 2 more without an exact date"
    )
    assert page_text["The Other"] == "The Other none found on this event; 1 without an exact date"
    assert "silent" not in client.get(story.get_absolute_url()).content.decode().casefold()


FERRY = (
    "The ferry Lorna Dell ran aground off Cape Ostrey with 312 passengers. The captain, Henrik"
    " Vaal, had asked for a pilot, said Minister Solveig Aster of Brenholm."
)
NAVIRE = (
    "Le navire s’est échoué près du cap Ostrey, avec 312 passagers. Son commandant, Henrik Vaal,"
    " avait réclamé un pilote, selon la ministre Solveig Aster. À Brenholm, la Lorna Dell manque."
)


def create_ferry_story() -> Story:
    """Create a story in English of two outlets."""
    story = Story.objects.create()
    for _ in range(2):
        fields = {"body": FERRY, "language": "en", "published": "2024-03-12"}
        services.add_to_story(story, factories.article(outlet=factories.outlet(), **fields))
    return story


@pytest.mark.parametrize("published", ["2024-03-12", "2024-03-14", ""])
def test_an_article_in_another_language_is_listed_as_possibly_on_the_same_event(client, published):
    story = create_ferry_story()
    row = factories.article(
        "Le navire échoué",
        outlet=factories.outlet("Le Fanal"),
        body=NAVIRE,
        language="fr",
        published=published,
    )
    page = parse_page(client.get(story.get_absolute_url()))
    (link,) = page.select(f'[aria-labelledby=absent] a[href="{row.get_absolute_url()}"]')
    page_text = read_absent_outlets(client, story)["Le Fanal"]

    assert link["lang"] == "fr"
    assert "Possibly about the same event, in French: Le navire échoué" in page_text
    assert "Names and numbers in common:" in page_text
    assert "Henrik Vaal" in page_text


@pytest.mark.parametrize(
    "fields",
    [
        {"language": "fr", "published": "2023-03-12"},  # a year before
        {"language": "en", "published": "2024-03-12"},  # that is what stories are found by
        {
            "language": "fr",
            "published": "2024-03-12",
            "withdrawn_at": datetime(2025, 1, 1, tzinfo=UTC),
        },
    ],
)
def test_of_other_days_of_its_own_language_or_withdrawn_nothing_is_listed(client, fields):
    story = create_ferry_story()
    factories.article(outlet=factories.outlet("Le Fanal"), body=NAVIRE, **fields)

    assert "Possibly" not in read_absent_outlets(client, story)["Le Fanal"]


def test_hostile_names_in_common_stay_text(client):
    story = create_ferry_story()
    factories.article(HOSTILE, outlet=factories.outlet(), body=NAVIRE, language="fr", published="2024-03-12")

    assert "<script>alert" not in client.get(story.get_absolute_url()).content.decode()


def test_words_are_told_apart_among_outlets_of_one_language(client):
    story = create_ferry_story()
    row = factories.article(
        outlet=factories.outlet("Le Fanal"),
        body="brume " * 20,
        language="fr",
        published="2024-03-12",
    )
    services.add_to_story(story, row)
    page = parse_page(client.get(story.get_absolute_url()))
    (table,) = [item for item in page.select("[aria-labelledby=distinctive] table") if "Fanal" in str(item)]

    assert "French" in table.caption.get_text()
    assert "No other outlet in this story writes in this language." in table.get_text()
    assert "brume" not in table.get_text()


def test_uncertain_dates_are_drawn_as_the_spans_they_are():
    outlet = factories.outlet()
    rows = [
        create_article("flood", n, outlet=outlet, published=date)
        for n, date in enumerate(["2024-03-10", "2024-03-14", "2024-03", "2024-03-12/..", "", "2020"])
    ]
    drawn = build_timeline_chart(rows).rows

    assert [strip.is_day for strip in drawn] == [True, True, False, False, False, False]
    assert [bool(strip.width) for strip in drawn] == [True, True, True, True, False, False]
    assert (drawn[2].left, drawn[2].width) == ("0.000%", "100.000%")
    assert drawn[0].left == "22.222%"


def test_a_merged_story_leads_to_the_one_that_has_its_articles(client):
    keep, retire = create_story(2), create_story(2, "strike")
    services.merge_stories(keep=keep, retire=retire)
    response = client.get(retire.get_absolute_url())

    assert response.status_code == 301
    assert response["Location"] == keep.get_absolute_url()


def test_withdrawn_articles_are_not_shown_and_an_empty_story_answers(client):
    story = create_story(2)
    Article.objects.update(withdrawn_at=datetime(2025, 1, 2, tzinfo=UTC))
    page = parse_page(client.get(story.get_absolute_url()))

    assert page.select(".card") == []
    assert "no articles in this story" in page.get_text()


def test_words_of_sources_are_never_markup(client):
    outlet = factories.outlet(HOSTILE, slug="hostile")
    body = f"{HOSTILE} and six people died here. " * 30
    rows = [
        factories.article(HOSTILE, outlet=outlet, body=body, published="2024-03-14"),
        factories.article("Two", outlet=factories.outlet(), body=body.replace("six", "9")),
    ]
    line = rows[1].evidence.create(field="credit", value=f"First published in {HOSTILE}", status="stated", rule=HOSTILE)
    story = Story.objects.create(name=HOSTILE)
    for row in rows:
        services.add_to_story(story, row)
    duplicates.compare_articles(row.pk for row in rows)
    pages = ["/stories/", story.get_absolute_url(), *[row.get_absolute_url() for row in rows]]
    pages.append(f"/compare/{rows[0].identifier}/{rows[1].identifier}/")
    for address in pages:
        page = parse_page(client.get(address))
        assert not page.select("img, [onerror]"), address
        inert = [block.get("type") for block in page.select("script:not([src])")]
        is_article = address.startswith("/articles/")
        assert inert == ["application/ld+json"] * is_article, address
    assert line.credit_links.exists()


def test_the_form_leads_to_an_address_that_can_be_cited(client):
    first, other = create_article("flood", 1), create_article("flood", 2)
    response = client.get("/compare/", {"one": first.identifier, "other": other.identifier})

    assert response.status_code == 302
    assert response["Location"] == f"/compare/{first.identifier}/{other.identifier}/"
    assert not parse_page(client.get("/compare/", {"one": HOSTILE})).select("[onerror]")
    assert len(parse_page(client.get("/compare/")).select("fieldset input")) == 2
    assert client.get(f"/compare/{first.identifier}/00000000/").status_code == 404


def test_two_texts_side_by_side_mark_what_both_have_and_count_what_one_has_alone(client):
    shared = "The harbour was closed on Thursday without a word to anyone who works there."
    first = factories.article(body=f"At dawn.\n\n{shared}")
    other = factories.article(body=f"{shared}\n\nNobody knew why, they say.")
    page = parse_page(client.get(f"/compare/{first.identifier}/{other.identifier}/"))

    marked = [re.sub(r"^\d+", "", span.get_text()) for span in page.select(".shared-passage")]
    assert marked == [shared.rstrip("."), shared.rstrip(".")]
    assert page.select_one("#a1")["href"] == "#b1"
    assert page.select_one("#b1")["href"] == "#a1"
    assert "2 words only here" in get_texts(page, ".side-counts")[0]
    assert "5 words only here" in get_texts(page, ".side-counts")[1]
    assert page.select_one("#side-a ~ div p").get_text() == "At dawn."


def test_both_sides_together_say_the_whole_of_both_texts():
    first = "One two three four five six seven eight nine.\n\nTen eleven twelve." * 3
    other = "Before.\n\n" + first.replace("five", "FIVE") + "\n\n\n\nAfter"
    compared = compare_texts(first, other)

    for text, side in ((first, compared.first), (other, compared.second)):
        printed = "".join(piece.text for pieces in side.paragraphs for piece in pieces)
        assert printed == text.replace("\n\n", "")


def test_withdrawn_articles_are_not_compared(client):
    first, other = create_article("flood", 1), create_article("flood", 2)
    Article.objects.filter(pk=other.pk).update(withdrawn_at=datetime(2025, 1, 2, tzinfo=UTC))

    assert client.get(f"/compare/{first.identifier}/{other.identifier}/").status_code == 404


def test_captures_without_their_bytes_say_so(client):
    row = create_article("flood")
    first, other = factories.capture(row), factories.capture(row)
    response = client.get(f"/compare/captures/{first.pk}/{other.pk}/")

    assert response.status_code == 404
    assert "is missing" in parse_page(response).get_text()


def capture_text(article, text, moment):
    """A capture of a plain text, as ingest keeps it."""
    payload = store_payload(io.BytesIO(text.encode()), "text/plain")
    return factories.capture(
        article, payload=payload, length=len(text.encode()), captured_at=moment, recipe="plaintext/1", encoding="utf-8"
    )


def test_two_captures_show_what_changed_whichever_comes_first_in_the_address(client):
    row = factories.article("Boats")
    earlier = capture_text(row, "Boats\n\nThirty boats were inside.\n\nNobody spoke.", "2024-03-14T07:00Z")
    later = capture_text(row, "Boats\n\nTwenty boats were inside.\n\nNobody spoke.\n\nCorrected.", "2024-03-15T07:00Z")

    page = parse_page(client.get(f"/compare/captures/{later.pk}/{earlier.pk}/"))

    text = " ".join(page.select_one(".version-text").get_text().split())
    assert "removed: Thirty (end of change) added: Twenty (end of change) boats were inside." in text
    assert [ins.contents[1] for ins in page.select(".version-text ins")] == ["Twenty", "Corrected."]
    assert "1 word removed, 2 words added." in " ".join(page.select_one(".page-lead").get_text().split())
    originals = parse_page(client.get(get_links(page, ".tabs a")[1]))
    assert len(originals.select(".side-text")) == 2


def test_articles_to_compare_are_found_by_words_or_addresses(client):
    first, other = create_article("flood", 1), create_article("flood", 2)
    change_queue.apply_queue()

    page = parse_page(client.get(f"/compare/?one=https://archive.example/articles/{first.identifier}/x/&other=flood"))
    chosen = page.select_one("input[name=one]")
    assert (chosen["value"], chosen.has_attr("checked")) == (first.identifier, True)
    assert [radio["value"] for radio in page.select("input[name=other]")] == [other.identifier]
    answer = client.get(f"/compare/?one={first.identifier}&other={other.identifier}")
    assert answer["Location"] == f"/compare/{first.identifier}/{other.identifier}/"


@pytest.mark.parametrize(
    ("typed", "message"),
    [("", ""), ("zzyzx", "No articles match."), ("(", "type at least one word"), ("a" * 5000, ""), ("\0", "")],
)
def test_what_names_no_article_leaves_the_form_with_a_reason(typed, message, client):
    response = client.get("/compare/", {"one": typed})

    assert response.status_code in {200, 400}
    if response.status_code == 200:
        page = parse_page(response)
        assert len(page.select("input[type=search][name]")) >= 2
        assert message in " ".join(page.get_text().split())


def test_the_article_page_tells_its_lineage_and_its_story(client):
    first = create_article("flood", 1, published="2024-03-14")
    other = factories.article("Again", body=first.body, published="2024-03-16")
    story = Story.objects.create()
    services.add_to_story(story, first)
    duplicates.compare_articles([first.pk, other.pk])
    page = parse_page(client.get(first.get_absolute_url()))

    lineage = page.select_one(".lineage")
    assert "Published later as" in lineage.table.get_text()
    assert lineage.select(f"a[href='/compare/{first.identifier}/{other.identifier}/']")
    assert lineage.svg.title
    assert page.select(f"a[href='{story.get_absolute_url()}']")


def test_commands_find_and_say_what_they_found(capsys):
    from django.core.management import call_command

    rows = [create_article("flood", n, published="2024-03-14") for n in range(2)]
    factories.article("Again", body=rows[0].body)
    call_command("find_duplicates")
    call_command("find_stories")
    call_command("find_stories", anew=True)
    call_command("find_duplicates", anew=True)

    printed = capsys.readouterr().out.splitlines()
    assert printed[0] == "3 articles read, 1 pairs written; 1 pairs in the archive."
    assert printed[2].startswith("3 articles read, 3 of them stand in a story; 1 stories")
    assert update.find_unassigned_articles() == []
