"""Former slugs of outlets and authors in addresses and filters."""

import pytest

from archive.curation.merge import merge_authors, merge_outlets, redirect_page
from archive.models import Article, Author, Outlet, QuotedPassage, Redirect, Speaker
from archive.search.indexing.change_queue import apply_queue, queue_changes
from tests import factories
from tests.web.pages import get_links, get_texts, parse_page

pytestmark = pytest.mark.django_db


def rename(record, slug):
    """Change the slug of a record, with a redirect from its old page."""
    before = record.get_absolute_url()
    record.slug = slug
    record.save()
    redirect_page(before, record.get_absolute_url())


def merge_records(merge, **two):
    queue_changes(merge(**two).article_ids)
    apply_queue()


@pytest.fixture(autouse=True)
def archive():
    """`été` became `gazette`; `news` became `old-news` and was merged into `courier`; so were two
    writers: `bell` became `belle`, `moss` was merged into her."""
    gazette = factories.outlet("Harbour Gazette", slug="été")
    courier, news = (
        factories.outlet("The Courier", slug="courier"),
        factories.outlet("News", slug="news"),
    )
    bell, moss = factories.author("Ada Bell", slug="bell"), factories.author("A. Moss", slug="moss")
    factories.article("Gazette one", outlet=gazette, by=(bell,), published="2024-03-01")
    factories.article("Courier one", outlet=courier, published="2024-03-02")
    factories.article("News one", outlet=news, by=(moss,), published="2024-03-03")
    rename(gazette, "gazette")
    rename(bell, "belle")
    rename(news, "old-news")
    merge_records(merge_outlets, keep=courier, retire=news)
    merge_records(merge_authors, keep=bell, retire=moss)


BOTH = ["Courier one", "News one"]
FOUND = [
    ({"outlet": "été"}, ["Gazette one"], ["Harbour Gazette"], "outlet=gazette"),
    ({"outlet": "news"}, BOTH, ["The Courier"], "outlet=courier"),
    ({"outlet": "old-news"}, BOTH, ["The Courier"], "outlet=courier"),
    ({"outlet": ["old-news", "courier"]}, BOTH, ["The Courier"], "outlet=courier"),
    ({"author": "bell"}, ["Gazette one", "News one"], ["Ada Bell"], "author=belle"),
    ({"author": "moss"}, ["Gazette one", "News one"], ["Ada Bell"], "author=belle"),
    (
        {"author": "moss", "outlet": "news"},
        ["News one"],
        ["The Courier", "Ada Bell"],
        "outlet=courier&author=belle",
    ),
]


@pytest.mark.parametrize(("parameters", "found", "names", "now"), FOUND)
def test_a_search_narrowed_by_a_former_slug_shows_the_record_of_now(parameters, found, names, now, client):
    page = parse_page(client.get("/search/", {"q": "one"} | parameters))

    assert sorted(get_texts(page, ".card .headline")) == found
    assert get_texts(page, ".chips a") == [f"Remove {name}" for name in names]
    assert not [note for note in get_texts(page, ".query-explanation li") if "There is no" in note]
    ticked = [text.rsplit(" ", 1)[0] for text in get_texts(page, ".facet a[aria-current]")]
    assert ticked == names
    assert get_links(page, ".export-links a")[0] == f"/search.csv?q=one&{now}"


@pytest.mark.parametrize(("parameters", "found", "names", "now"), FOUND)
def test_exports_and_feeds_of_a_search_find_what_its_page_finds(parameters, found, names, now, client):
    table = b"".join(client.get("/search.csv", {"q": "one"} | parameters).streaming_content).decode()
    feed = client.get("/search.atom", {"q": "one"} | parameters).content.decode()

    for title in ("Gazette one", "Courier one", "News one"):
        assert (title in table) is (title in feed) is (title in found)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("outlet:été", 1),
        ("outlet:news", 2),
        ("outlet:old-news", 2),
        ("author:bell", 2),
        ("author:moss", 2),
        ("outlet:never", 0),
    ],
)
def test_a_question_for_a_former_slug_finds_the_record_of_now(query, found, client):
    page = parse_page(client.get("/search/", {"q": query}))

    assert len(page.select(".card")) == found


@pytest.mark.parametrize(
    ("former", "now"),
    [
        ("/outlets/%C3%A9t%C3%A9.atom", "/outlets/gazette.atom"),
        ("/outlets/news.atom?section=Port", "/outlets/courier.atom?section=Port"),
        ("/outlets/old-news.atom", "/outlets/courier.atom"),
        ("/authors/moss.atom", "/authors/belle.atom"),
    ],
)
def test_the_feed_of_a_page_that_moved_leads_on(former, now, client):
    answer = client.get(former)

    assert (answer.status_code, answer["Location"]) == (301, now)
    assert client.get(now).status_code == 200


def test_a_feed_that_never_was_is_not_found(client):
    assert client.get("/outlets/never.atom").status_code == 404
    assert client.get("/never.atom").status_code == 404


def test_what_an_author_wrote_in_an_outlet_is_found_by_its_former_slug(client):
    page = parse_page(client.get("/authors/belle/?outlet=news"))

    assert get_texts(page, ".card .headline") == ["News one"]
    assert "News one" in client.get("/authors/belle.atom?outlet=news").content.decode()


def test_what_a_speaker_said_in_an_outlet_is_found_by_its_former_slug(client):
    speaker = Speaker.objects.create(name="Iris Pell")
    for row in Article.objects.all():
        QuotedPassage.objects.create(
            article=row,
            speaker=speaker,
            passage=1,
            start=0,
            end=4,
            paragraph=1,
            words="So be it",
            kind=QuotedPassage.Kind.DIRECT,
        )

    page = parse_page(client.get("/speakers/iris-pell/?outlet=old-news"))

    assert len(page.select(".statements li")) == 2
    assert "Gazette one" not in page.select_one(".statements").text
    assert get_texts(page, "main a[aria-current]") == ["The Courier 2"]
    feed = client.get("/speakers/iris-pell.atom?outlet=old-news").content.decode()
    assert "News one" in feed
    assert "Gazette one" not in feed


def test_a_slug_that_another_record_has_now_means_that_record(client):
    factories.article("Newcomer one", outlet=factories.outlet("Newcomer", slug="news"))
    apply_queue()

    page = parse_page(client.get("/search/?outlet=news"))

    assert get_texts(page, ".card .headline") == ["Newcomer one"]


def test_a_slug_that_never_was_is_said_to_be_none(client):
    page = parse_page(client.get("/search/?outlet=never"))

    assert "There is no outlet “never” in this archive." in get_texts(page, ".query-explanation li")
    assert not page.select(".card")


def test_a_redirect_that_leaves_the_list_means_no_record(client):
    Redirect.objects.create(old_path="/outlets/gone/", new_path="/collections/gone/")
    Redirect.objects.create(old_path="/outlets/deep/", new_path="/outlets/gazette/deeper/")

    assert Outlet.objects.find_by_slug(["gone", "deep"]) == {}
    assert Author.objects.find_by_slug(["été"]) == {}
