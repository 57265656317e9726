"""A search beyond its time limit, on every page and in every file."""

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from archive.models import NameVariant, SavedSearch, VariantGroup
from archive.search import service
from archive.search.indexing.change_queue import apply_queue
from archive.search.query.budget import limit_time
from archive.search.query.parser import parse_query
from archive.search.query.request import MatchMode
from tests import factories
from tests.search.budgets import count_steps, make_budget
from tests.web import harbour_articles
from tests.web.harbour_articles import get_search_page
from tests.web.pages import get_links, get_texts, parse_page

pytestmark = pytest.mark.django_db
TOO_LONG = "This search took longer than 1 second and was stopped, so nothing of it is shown."


@pytest.fixture(autouse=True)
def archive():
    harbour_articles.create_articles()


@pytest.fixture
def no_time(monkeypatch):
    """Give every search a budget of no time."""
    monkeypatch.setattr(service, "TimeBudget", lambda _: make_budget(0))


def test_the_page_says_so_keeps_the_question_and_says_what_to_do(client, no_time):
    answer = client.get("/search/?q=harbour+boom&outlet=gazette&match=any")
    page = parse_page(answer)

    assert (answer.status_code, answer["Cache-Control"]) == (503, "no-store")
    assert get_texts(page, "h1") == ["This search takes too long"]
    assert get_texts(page, "[role=alert] p")[0].startswith(TOO_LONG)
    assert "fewer words" in get_texts(page, "[role=alert] p")[0]
    assert page.select_one("input[name=q]")["value"] == "harbour boom"
    assert ("outlet", "gazette") in [
        (one["name"], one["value"]) for one in page.select(".search-box input[type=hidden]")
    ]
    assert page.select("main a[href='/help/search/']")
    assert not page.select(".card, .facet, h1 + .results-heading")


def test_a_search_that_was_stopped_is_answered_whole_when_there_is_time(client, monkeypatch):
    whole = client.get("/search/?q=harbour+boom").content
    steps = count_steps(lambda: client.get("/search/?q=harbour+boom"))

    for limit in range(0, steps, max(1, steps // 10)):
        monkeypatch.setattr(service, "TimeBudget", lambda _, limit=limit: make_budget(limit))
        answer = client.get("/search/?q=harbour+boom")
        assert answer.status_code == 503 or b"There was not enough time to highlight" in answer.content
    monkeypatch.undo()

    assert client.get("/search/?q=harbour+boom").content == whole


@pytest.mark.parametrize("address", ["/search.csv", "/search.jsonl", "/search.bib", "/search.atom"])
def test_a_file_is_not_begun(address, client, no_time):
    answer = client.get(address, {"q": "harbour"})

    assert (answer.status_code, answer["Cache-Control"]) == (503, "no-store")
    assert answer.content.decode().startswith(TOO_LONG)
    assert "Content-Disposition" not in answer


def test_suggestions_say_so(client, no_time):
    answer = client.get("/search/suggestions.json", {"q": "har"})

    assert answer.status_code == 503
    assert answer.json()["error"].startswith(TOO_LONG)
    assert "max-age" not in answer["Cache-Control"]
    page = client.get("/search/suggestions/", {"q": "har"})
    assert page.status_code == 503
    assert get_texts(parse_page(page), "h1") == ["This search takes too long"]


def test_pages_beside_the_search_say_so(client, no_time):
    group = VariantGroup.objects.create(name="Harbour")
    NameVariant.objects.create(group=group, spelling="Harbour")
    article = factories.article("Harbour lights")

    for address in (
        f"/search/why/{article.identifier}/?q=harbour",
        "/search/spellings/?name=harbour",
    ):
        answer = client.get(address)
        assert answer.status_code == 503, address
        assert get_texts(parse_page(answer), "h1") == ["This search takes too long"]


def test_saved_searches_share_the_time_of_one_and_say_which_were_not_counted(client, monkeypatch):
    reader = User.objects.create_user("reader")
    client.force_login(reader)
    for word in ("spring", "boom", "harbour"):
        SavedSearch.objects.create(reader=reader, query=word, seen_at=timezone.now())
    client.get("/saved/")  # nothing is to be caught up with
    steps = count_steps(lambda: client.get("/saved/"))

    monkeypatch.setattr(service, "TimeBudget", lambda _: make_budget(steps // 2))
    page = parse_page(client.get("/saved/"))

    alerts = [one.select_one("[role=alert]") for one in page.select(".saved > li")]
    assert alerts[0] is None
    assert "There was no time to count this search" in alerts[-1].text
    assert get_texts(page, ".saved h2") == ["harbour", "boom", "spring"]


def test_where_nothing_is_found_the_page_says_that_not_all_was_counted(client):
    address = "/search/?q=zebra+harbour+lighthouse&outlet=gazette"
    client.get(address)
    seen = set()
    for limit in range(count_steps(lambda: client.get(address))):
        with limit_time(make_budget(limit)):
            answer = client.get(address)
        if answer.status_code == 200:
            page = parse_page(answer)
            assert get_texts(page, "h1") == ["No articles match"]
            assert "Not everything was counted" in get_texts(page, ".no-results [role=status]")[0]
            seen.add(tuple(get_texts(page, ".single-words .count")))
    assert ("not counted", "not counted", "not counted") in seen
    assert ("no articles", "not counted", "not counted") in seen
    assert not parse_page(client.get(address)).select(".no-results [role=status]")


def test_an_article_is_read_without_marks_where_there_is_no_time_for_them(client, no_time):
    article = factories.article("Harbour lights", body="Lights at the harbour.")

    for parameters in ({"q": "harbour"}, {"find": "harbour"}):
        answer = client.get(article.get_absolute_url(), parameters)
        page = parse_page(answer)
        assert answer.status_code == 200
        assert "Lights at the harbour." in page.select_one(".text").text
        assert not page.select(".text mark")
        assert get_texts(page, ".find-form [role=status]") == [
            "The search in this article took too long, so nothing is highlighted."
        ]
    assert not parse_page(client.get(article.get_absolute_url())).select(".find-form [role=status]")


def test_what_is_like_an_article_is_looked_for_again_when_there_is_time(client, monkeypatch):
    article = factories.article("Lighthouse keeper retires")
    factories.article("Lighthouse keeper retires again")
    apply_queue()
    here, similar = article.get_absolute_url(), "[aria-labelledby=similar] li > a:first-of-type"

    with monkeypatch.context() as patch:
        patch.setattr(service, "TimeBudget", lambda _: make_budget(0))
        assert client.get(here).status_code == 200
        assert not get_texts(parse_page(client.get(here)), similar)

    assert get_texts(parse_page(client.get(here)), similar) == ["Lighthouse keeper retires again"]


@pytest.mark.parametrize(
    "query",
    ['"' + "a " * 1000 + '"', " OR ".join(["abc*"] * 60), "title:" + "-".join(["abc"] * 300)],
)
def test_what_would_cost_too_much_is_refused_where_it_stands(query, client):
    answer = client.get("/search/", {"q": query})
    page = parse_page(answer)

    assert answer.status_code == 400
    assert get_texts(page, "[role=alert] p")[0]
    for address in get_links(page, "[role=alert] a"):
        assert client.get(address).status_code == 200
    assert client.get("/search.csv", {"q": query}).status_code == 400


def test_a_search_within_its_time_says_nothing_of_time(client):
    page = get_search_page(client, "harbour zebra")

    assert "time" not in page.select_one(".query-explanation").text


def test_the_guide_names_the_time_a_search_may_take(client, settings):
    def read_help():
        return parse_page(client.get("/help/search/")).get_text()

    assert "takes longer than 10 seconds is stopped" in read_help()
    settings.SEARCH_SECONDS = 0
    assert "is stopped" not in read_help()


def test_the_example_of_the_guide_reads_as_it_says(client):
    page = parse_page(client.get("/help/search/"))
    codes = [code.text for code in page.select("main p code")]
    typed = next(code for code in codes if code.startswith("strike -tram"))

    assert parse_query(typed, mode=MatchMode.ANY).canonical_text == codes[codes.index(typed) + 1]
