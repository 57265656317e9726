"""Pages of outlets, authors and collections: each count is the number of articles behind its link."""

import pytest

from archive.models import Collection, Redirect
from tests import factories
from tests.web.pages import get_links, get_texts, parse_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def gazette():
    outlet = factories.outlet("Harbour Gazette", slug="gazette", country="Velmora", kind="newspaper", language="en")
    ellery = factories.author("Maud Ellery", slug="ellery")
    for day in range(1, 26):
        factories.article(
            f"March {day}",
            outlet=outlet,
            published=f"2024-03-{day:02}",
            section="Port" if day % 5 else "Arts",
            by=(ellery,),
        )
    factories.article("Some day", outlet=outlet)
    factories.article("Hidden", outlet=outlet, withdrawn_at="2025-01-01T00:00Z")
    return outlet


def test_the_directory_counts_what_the_outlet_lists(gazette, client):
    row = get_texts(parse_page(client.get("/outlets/")), ".directory tbody tr")
    page = parse_page(client.get("/outlets/gazette/"))

    assert row == ["Harbour Gazette Newspaper, Velmora, in English 2024 26"]
    assert get_texts(page, "#articles") == ["26 articles"]
    assert "26 articles, 1 – 25 March 2024; 1 undated" in get_texts(page, "dl.facts dd")


def test_the_directory_is_narrowed_and_ordered_by_its_address(gazette, client):
    factories.article(outlet=factories.outlet("Le Phare", country="Tolmenia"), published="1999-01-01")

    def names(query: str) -> list[str]:
        return get_texts(parse_page(client.get(f"/outlets/?{query}")), ".directory tbody th")

    assert names("") == ["Harbour Gazette", "Le Phare"]
    assert names("sort=oldest") == ["Le Phare", "Harbour Gazette"]
    assert names("country=Tolmenia") == ["Le Phare"]
    assert names("name=gàzette") == ["Harbour Gazette"]
    assert names("kind=agency") == []


def test_an_outlet_can_be_read_from_either_end_page_by_page(gazette, client):
    newest = parse_page(client.get("/outlets/gazette/"))
    oldest = parse_page(client.get("/outlets/gazette/?sort=oldest&page=2"))

    assert get_texts(newest, ".card h3")[:2] == ["March 25", "March 24"]
    assert get_texts(oldest, ".card h3")[-1] == "Some day"
    assert get_texts(oldest, ".paging p") == ["21–26 of 26"]
    assert "?sort=oldest" in get_links(oldest, ".paging a[rel=prev]")[0]


def test_a_section_lists_as_many_as_it_says(gazette, client):
    page = parse_page(client.get("/outlets/gazette/"))
    ways = dict(zip(get_texts(page, "#parts + ul a"), get_links(page, "#parts + ul a"), strict=True))

    arts = parse_page(client.get(ways["Arts 5"]))

    assert list(ways) == ["Port 20", "Arts 5"]
    assert get_texts(arts, "#articles") == ["5 articles in Arts"]
    assert len(arts.select(".card")) == 5
    assert get_texts(parse_page(client.get("/outlets/gazette/?section=None+such")), ".card") == []


def test_gaps_are_told_as_sentences(gazette, client):
    factories.article("A week", outlet=gazette, published="2024-03-01/2024-03-07")
    quality = " ".join(get_texts(parse_page(client.get("/outlets/gazette/")), ".quality li"))

    assert "1 article of 27 without a date." in quality
    assert "1 article with an approximate date." in quality
    assert "2 articles without an author." in quality


def test_authors_are_listed_with_their_outlets_by_first_letters(client, admin_client):
    outlets = [factories.outlet(f"Outlet {number}", slug=f"o{number}") for number in range(5)]
    names = [
        ("Maud Ellery", "Ellery, Maud"),
        ("Émile Éluard", "Éluard, Émile"),
        ("王小波", "王小波"),
        ("Wu Li", "Wu, Li"),
    ]
    for name, sort_name in names:
        author = factories.author(name, sort_name=sort_name)
        for outlet in outlets[: 5 if name == "Wu Li" else 1]:
            factories.article(by=(author,), outlet=outlet)

    page = parse_page(client.get("/authors/"))
    assert get_texts(page, ".letters a") == ["All", "E", "W", "other"]
    written_for = get_texts(page, ".directory tbody tr td:nth-child(2)")
    assert sorted(written_for) == [*["Outlet 0"] * 3, "Outlet 0, Outlet 1, Outlet 2, 2 more"]
    under_e = parse_page(client.get("/authors/?letter=E"))
    assert get_texts(under_e, ".directory tbody th") == ["Ellery, Maud", "Éluard, Émile"]
    assert get_texts(parse_page(client.get("/authors/?letter=other")), ".directory tbody th") == ["王小波"]
    assert client.get("/authors/?letter=Q").status_code == 400
    assert not page.select("[href*=duplicates]")
    assert parse_page(admin_client.get("/authors/")).select("main [href*=duplicates]")


def test_an_author_shows_where_they_write_and_how_they_are_printed(gazette, client):
    author = gazette.articles.first().bylines.get().author
    other = factories.article("Elsewhere", outlet=factories.outlet("Radio", slug="radio"))
    other.bylines.create(author=author, credited_as="M. Ellery")
    other.bylines.create(author=author, role="photographer", credited_as="Photo: M. Ellery")

    page = parse_page(client.get("/authors/ellery/"))

    assert get_texts(page, "#parts + ul a") == ["Harbour Gazette 25", "Radio 1"]
    assert get_texts(page, "#articles") == ["26 articles"]
    assert "“M. Ellery” (1), “Photo: M. Ellery” (1)" in get_texts(page, "dl.facts dd")
    assert get_texts(parse_page(client.get("/authors/")), ".directory tbody tr") == [
        "Ellery, Maud Harbour Gazette, Radio 2024 26"
    ]


def test_a_collection_lists_what_is_in_it_and_listed(gazette, client):
    collection = Collection.objects.create(name="Port news", description="One.\n\nTwo.")
    collection.articles.set(gazette.articles.filter(title__in=["March 1", "Hidden"]))

    assert get_texts(parse_page(client.get("/collections/")), ".record-list .credit") == ["1 article"]
    assert get_texts(parse_page(client.get(collection.get_absolute_url())), ".card h3") == ["March 1"]


@pytest.mark.parametrize("address", ["/outlets/", "/authors/", "/collections/", "/dates/", "/"])
def test_an_empty_archive_says_what_would_be_there(address, client):
    assert parse_page(client.get(address)).select_one(".empty, .undated-section")


def test_an_address_that_moved_leads_on_with_its_question(gazette, client):
    Redirect.objects.create(old_path="/outlets/old-gazette/", new_path="/outlets/gazette/")
    Redirect.objects.create(old_path="/was/here", new_path="/dates/")

    moved = client.get("/outlets/old-gazette/?sort=oldest")

    assert (moved.status_code, moved["Location"]) == (301, "/outlets/gazette/?sort=oldest")
    assert client.get("/was/here")["Location"] == "/dates/"


def test_home_tells_what_is_here_and_offers_questions_that_find_something(gazette, client):
    page = parse_page(client.get("/"))

    assert get_texts(page, "h1") == ["26 articles in 1 outlet, 1 – 25 March 2024"]
    assert get_texts(page, "#newest + ol h3") == [f"March {day}" for day in range(25, 19, -1)]
    assert get_texts(page, ".example-queries code") == ["title:march", 'author:"Maud Ellery"', "date:2024-03"]
    for address in get_links(page, ".example-queries a"):
        assert len(parse_page(client.get(address)).select(".card")) == 20, address


@pytest.mark.parametrize("kind", ["outlets", "authors", "collections"])
def test_one_can_step_through_a_directory_in_its_order(kind, client):
    for name, slug in (("Zed Abel", "c"), ("Yan Baker", "a"), ("Xu Baker", "b")):
        if kind == "outlets":
            factories.outlet(name, slug=slug)
        elif kind == "authors":
            factories.article(by=(factories.author(name, slug=slug),))
        else:
            Collection.objects.create(name=name, slug=slug)
    if kind == "authors":  # one without any listed article is in no directory
        factories.author("Wu Baker", slug="d")

    first = {"outlets": "b", "authors": "c", "collections": "b"}[kind]
    met = [f"/{kind}/{first}/"]
    while following := get_links(parse_page(client.get(met[-1])), ".record-nav a[rel=next]"):
        met += following
    back = [met[-1]]
    while previous := get_links(parse_page(client.get(back[-1])), ".record-nav a[rel=prev]"):
        back += previous

    assert len(met) == 3
    assert back == met[::-1]


def test_the_names_printed_most_are_counted_by_article_and_can_be_searched_for(client):
    outlet = factories.outlet("Gazette", slug="gazette")
    for number in range(3):
        body = "The boat met Adela Thorne. Adela Thorne spoke." if number else "Nobody came."
        factories.article(f"One {number}", outlet=outlet, body=body, published="2024-03-14")

    page = parse_page(client.get("/outlets/gazette/"))

    assert get_texts(page, "#names + ul a") == ["Adela Thorne 2"]
    (address,) = get_links(page, "#names + ul a")
    assert len(parse_page(client.get(address)).select(".card")) == 2
