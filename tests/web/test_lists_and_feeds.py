"""Every list of the archive has a page, counts, a feed, and links to its neighbours."""

from collections.abc import Iterator
from dataclasses import dataclass

import feedparser
import pytest
from bs4 import BeautifulSoup

from archive.models import Article, Quotation, Story
from archive.quotations import reading as quotations
from archive.stories import services
from tests import factories
from tests.web import sample
from tests.web.pages import get_links, get_texts, parse_page

pytestmark = pytest.mark.django_db
THE_ARCHIVE = "/new.atom"
ATOM = "type='application/atom+xml'"


@dataclass(frozen=True)
class Level:
    """A kind of page of `sample.create_all_pages`: its feed, what it lists, what says how many.

    `feed` is an address, or the end of one where it goes on from the page's. What it lists stands
    in the feed by name where `is_fed`. `has_neighbours` says that pages of its kind lead to each other.
    """

    kind: str
    feed: str = ".atom"
    lists: str = ".card h3"
    counted: str = ""
    is_fed: bool = True
    has_neighbours: bool = False


LEVELS = [
    Level("home", THE_ARCHIVE, "", is_fed=False),
    Level("outlets", "/outlets.atom", ".directory tbody tr th", ".total"),
    Level("outlet", counted="#articles", has_neighbours=True),
    Level("outlet by section", ".atom?section=Port", counted="#articles", has_neighbours=True),
    Level("authors", "/authors.atom", ".directory tbody tr th", ".total", is_fed=False),
    Level("author", counted="#articles", has_neighbours=True),
    Level("author by outlet", ".atom?outlet=courier", counted="#articles", has_neighbours=True),
    Level("collections", "/collections.atom", ".record-list h2"),
    Level("collection", counted="#articles", has_neighbours=True),
    Level("new", THE_ARCHIVE),
    Level("latest published", THE_ARCHIVE),
    Level("dates", THE_ARCHIVE, "", is_fed=False),
    Level("year", has_neighbours=True),
    Level("month", counted="#articles", has_neighbours=True),
    Level("day", lists=".item h3", counted=".page-lead", has_neighbours=True),
    Level("undated", "/dates/undated.atom", counted="#articles"),
    Level("approximate", "/dates/approximate.atom", counted="#articles"),
    Level("quotations", "/quotations.atom", ".statements li .statement", ".total"),
    Level("quotation", lists=".concordance td p a bdi", counted=".page-header .credit", has_neighbours=True),
    Level("speakers", "/quotations.atom", ".directory tbody tr", ".total", is_fed=False),
    Level("speaker", lists=".statements .credit a[href*='#p'] bdi", counted="dd", has_neighbours=True),
    Level("stories", "/stories.atom", ".record-list h2", ".page-lead"),
    Level("story", lists=".headlines h3", counted=".page-lead", has_neighbours=True),
]


def each_level(levels: list[Level]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("level", levels, ids=lambda level: level.kind)


@pytest.fixture
def pages() -> dict[str, str]:
    """The sample archive, with a second record of each kind that links to neighbours."""
    pages = sample.create_all_pages(3) | {
        "author by outlet": "/authors/callum-reid/?outlet=courier",
        "latest published": "/new/?sort=published",
    }
    factories.article("Before", published="2023-02-01")
    factories.article("Photo", by=(factories.author("Zoe Last"),))
    other = factories.article("Also in March", published="2024-03-20")
    other.collections.create(name="Another", slug="another")
    story, rows = Story.objects.create(name="The thaw"), []
    for slug in ("courier", "harbour-gazette"):
        body = "“Nobody will thank us for opening it so late in the year,” Adela Thorne said."
        outlet = Article.objects.filter(outlet__slug=slug).first().outlet
        rows.append(factories.article("Thaw", outlet=outlet, body=body, published="2024-03-21"))
        services.add_to_story(story, rows[-1])
    quotations.read_articles([row.pk for row in rows])
    assert Quotation.objects.multi_outlet().count() == 2
    return pages


def get_feed_address(level: Level, address: str) -> str:
    """The address of the feed of the page at `address`."""
    if level.feed.startswith("/"):
        return level.feed
    return address.partition("?")[0].rstrip("/") + level.feed


def iter_pages(client, address: str) -> Iterator[BeautifulSoup]:
    """The pages of a list, from first to last."""
    while address:
        page = parse_page(client.get(address))
        yield page
        address = next(iter(get_links(page, ".paging a[rel=next]")), "")


@each_level(LEVELS)
def test_every_level_offers_its_feed_in_its_head_and_in_words(level, pages, client):
    page = parse_page(client.get(pages[level.kind]))
    wanted = {get_feed_address(level, pages[level.kind])}

    assert set(get_links(page, f"link[rel=alternate][{ATOM}]")) == wanted
    assert set(get_links(page, f"main a[{ATOM}]")) == wanted


@each_level(LEVELS)
def test_the_feed_holds_what_the_page_lists_and_leads_back_to_it(level, pages, client):
    address = pages[level.kind]
    feed = feedparser.parse(client.get(get_feed_address(level, address)).content)
    pages_of_it = iter_pages(client, address) if level.is_fed else ()
    names = [name for page in pages_of_it for name in get_texts(page, level.lists)]
    back = parse_page(client.get(feed.feed.link.removeprefix("http://testserver")))

    assert not feed.bozo
    assert feed.entries
    assert len({entry.id for entry in feed.entries}) == len(feed.entries)
    if level.is_fed:
        assert {_strip_marks(name) for name in names} <= {_strip_marks(entry.title) for entry in feed.entries}
        assert set(get_texts(back, level.lists)) <= set(names)


def _strip_marks(title: str) -> str:
    return title.strip("“”…")[:80]


@each_level([level for level in LEVELS if level.counted])
def test_what_a_level_says_it_holds_it_lists(level, pages, client):
    listed = [name for page in iter_pages(client, pages[level.kind]) for name in get_texts(page, level.lists)]
    count_text = " ".join(get_texts(parse_page(client.get(pages[level.kind])), level.counted))

    assert f"{len(listed)} " in count_text


@each_level([level for level in LEVELS if level.has_neighbours])
def test_pages_of_records_and_dates_lead_to_the_ones_beside_them_and_back(level, pages, client):
    here = pages[level.kind].partition("?")[0]
    ways = parse_page(client.get(here)).select(".record-nav .previous-next a")
    back = {"prev": "next", "next": "prev"}

    assert ways
    for way in ways:
        there = parse_page(client.get(way["href"]))
        turned = back[way["rel"][0]]
        assert get_links(there, f".record-nav .previous-next a[rel={turned}]") == [here], way
        assert way.get_text(strip=True)
