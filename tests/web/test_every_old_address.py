"""Every address with the former slug or key of an outlet or author goes on: renamed, merged, merged again."""

import json
import re
from itertools import product

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.utils import timezone

from archive.api.exports import EXPORT_FORMATS, ORIGINALS_FORMATS
from archive.curation.merge import merge_records, redirect_page
from archive.ingest.authority import find_outlet
from archive.models import Article, Author, Outlet, QuotedPassage, SavedSearch, Speaker
from archive.search.indexing.change_queue import apply_queue
from tests import factories
from tests.web.pages import get_texts, parse_page

pytestmark = pytest.mark.django_db

STEPS = {"renamed": ["rename"], "merged": ["merge"], "merged again": ["rename", "merge", "merge"]}


def rename(record):
    old_path = record.get_absolute_url()
    record.slug = f"{record.slug}-renamed"
    record.save()
    redirect_page(old_path, record.get_absolute_url())
    return record


def merge(record):
    """Merge a record into a new one; returns that."""
    make = factories.outlet if isinstance(record, Outlet) else factories.author
    keep = make(f"Successor of {record.name}"[:60])
    merge_records(keep=keep, others=[record], user=None, reason="One and the same.")
    return keep


@pytest.fixture(params=STEPS)
def moved(request):
    """The outlet and the author as they are now, and the keys that they had; their slugs were `old`."""
    outlet, author = factories.outlet("Gazette", slug="old"), factories.author("Ada Bell", slug="old")
    article = factories.article("The old story", outlet=outlet, by=(author,), section="Port", published="2024-03-01")
    factories.article("Another story", outlet=factories.outlet(), by=(factories.author(),))
    speaker = Speaker.objects.create(name="Iris Pell", slug="iris-pell")
    span = {"passage": 1, "start": 0, "end": 4, "paragraph": 1}
    QuotedPassage.objects.create(article=article, speaker=speaker, words="So be it", kind="direct", **span)
    keys = {"outlet": outlet.pk, "author": author.pk}
    for step in STEPS[request.param]:
        change = {"rename": rename, "merge": merge}[step]
        outlet, author = change(outlet), change(author)
    apply_queue()
    return outlet, author, keys


def read(response):
    assert response.status_code == 200, response.status_code
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return re.sub("</?mark>", "", content.decode())


def test_searches_exports_and_feeds_of_the_former_slug_find_the_article(moved, client):
    paths = [
        "/search/",
        "/search.atom",
        *(f"/search.{suffix}" for suffix in EXPORT_FORMATS.keys() - {*ORIGINALS_FORMATS}),
    ]
    searches = [
        {"outlet": "old"},
        {"author": "old"},
        {"outlet": "old", "author": "old", "q": "story"},
        {"q": "outlet:old"},
        {"q": "author:old story"},
        {"q": 'outlet:"Gazette"'},
        {"q": 'author:"Ada Bell"'},
    ]

    for path, parameters in product(paths, searches):
        text = read(client.get(path, parameters))
        assert "The old story" in text, (path, parameters)
        assert "Another story" not in text, (path, parameters)


def test_pages_and_feeds_of_outlet_and_author_lead_on_and_keep_their_query(moved, client):
    outlet, author, _ = moved
    records = [("outlets", outlet), ("authors", author)]

    for (kind, record), ending, query in product(records, ["/", ".atom"], ["", "?section=Port&sort=oldest"]):
        response = client.get(f"/{kind}/old{ending}{query}")
        assert response.status_code == 301
        assert response["Location"] == f"{record.get_absolute_url().removesuffix('/')}{ending}{query}"
        assert "The old story" in read(client.get(response["Location"]))


def test_lists_narrowed_by_the_former_slug_show_the_article(moved, client):
    _, author, _ = moved

    for page, ending in product([author.get_absolute_url(), "/speakers/iris-pell/"], ["/", ".atom"]):
        path = f"{page.removesuffix('/')}{ending}"
        assert "old story" in read(client.get(path, {"outlet": "old"})), path


def test_saved_searches_and_the_map_of_the_site_go_on(moved, client):
    outlet, author, _ = moved
    reader = User.objects.create_user("reader")
    for values in ({"narrowed": "outlet=old"}, {"narrowed": "author=old"}, {"query": "outlet:old author:old"}):
        SavedSearch.objects.create(reader=reader, seen_at=timezone.now(), **{"query": "story", **values})
    client.force_login(reader)

    counts = get_texts(parse_page(client.get("/saved/")), ".saved .credit span")
    maps = [read(client.get(f"/sitemap-{kind}.xml")) for kind in ("outlets", "authors")]

    assert [count for count in counts if "article" in count] == ["1 article"] * 3
    for text, record in zip(maps, (outlet, author), strict=True):
        assert f"{record.get_absolute_url()}<" in text
        assert "/old/" not in text


def test_filters_and_pages_of_the_admin_go_on(moved, admin_client):
    outlet, author, keys = moved

    for name, key in (("outlet__id__exact", keys["outlet"]), ("author", keys["author"])):
        page = parse_page_of_list(admin_client.get("/admin/archive/article/", {name: key}))
        assert page == ["The old story"], name
    for kind, record in (("outlet", outlet), ("author", author)):
        response = admin_client.get(f"/admin/archive/{kind}/{keys[kind]}/change/", follow=True)
        assert response.status_code == 200
        assert response.request["PATH_INFO"] == f"/admin/archive/{kind}/{record.pk}/change/"


def parse_page_of_list(response):
    return get_texts(parse_page(response), "#result_list tbody th")


def test_commands_understand_the_former_slug(moved, capsys):
    outlet, _, _ = moved

    call_command("search", "outlet:old", "--format", "json")

    assert [hit["title"] for hit in json.loads(capsys.readouterr().out)["hits"]] == ["The old story"]
    assert find_outlet("old") == outlet


def test_nothing_of_it_moved_but_what_was_to_move(moved):
    outlet, author, _ = moved

    article = Article.objects.get(title="The old story")
    assert (article.outlet, article.bylines.get().author) == (outlet, author)
    assert (Outlet.objects.filter(slug="old").exists(), Author.objects.filter(slug="old").exists()) == (False, False)
