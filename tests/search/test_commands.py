"""The commands of search: rebuild and update the index, ask a query."""

import json
import os
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from archive.models import Article
from archive.search import service
from archive.search.indexing import change_queue
from archive.search.indexing.change_queue import get_engine
from archive.search.query.budget import limit_time
from tests import factories
from tests.search.budgets import count_steps, make_budget

pytestmark = pytest.mark.django_db


def run_command(*words, **options):
    out, err = StringIO(), StringIO()
    call_command(*words, stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


@pytest.fixture
def article():
    return factories.article(
        "Aleppo talks",
        body="The talks ended.",
        published="2016-02",
        language="en",
        outlet=factories.outlet("The Gazette", slug="gazette"),
        by=(factories.author("Maud Ellery", slug="maud-ellery"),),
    )


def test_search_prints_the_results_of_the_page_as_json(article):
    out, _ = run_command("search", "talks", format="json")

    found = json.loads(out)
    assert list(found) == ["query", "total", "hits", "facets", "understood", "nothing"]
    assert (found["query"], found["total"]) == ("talks", 1)
    (hit,) = found["hits"]
    assert hit.pop("score") > 0
    assert hit == {
        "id": article.identifier,
        "title": "Aleppo talks",
        "outlet": "The Gazette",
        "authors": ["Maud Ellery"],
        "date": "2016-02",
        "url": article.get_absolute_url(),
        "snippet": "The talks ended.",
    }
    assert found["facets"]["outlet"] == [{"value": "gazette", "label": "The Gazette", "count": 1}]
    assert list(found["facets"]) == ["outlet", "author", "year", "language"]


def test_search_says_how_it_understood_as_json(article):
    factories.article("Kyiv", body="Kiev was shelled.")
    found = json.loads(run_command("search", "kiev shell* W/5 was author:ellery", format="json")[0])

    assert found["understood"]["text"] == 'kiev (shell* W/5 was) author:"ellery"'
    assert [part["text"] for part in found["understood"]["parts"]] == [
        "kiev",
        "shell*",
        "W/5",
        "was",
        "ellery",
    ]
    assert found["understood"]["also"][0]["also"][0] == "Kyiv"
    assert found["understood"]["patterns"] == [{"text": "shell*", "forms": {"shelled": 1}, "total": 1, "cut": False}]
    assert found["understood"]["names"][0]["meant"] == ["Maud Ellery"]


def test_search_explains_why_nothing_was_found(article):
    found = json.loads(run_command("search", "talks tallks date:2016-03", format="json")[0])

    assert found["total"] == 0
    assert found["nothing"]["words"] == [
        {"text": "talks", "count": 1, "similar": {}},
        {"text": "tallks", "count": 0, "similar": {"talks": 1}},
    ]
    proposals = [(one["kind"], one["query"]) for one in found["nothing"]["proposals"]]
    assert proposals == []
    assert "Try talks  (1 found)" in run_command("search", "talks tallks")[0]


def test_search_takes_any_of_the_words_and_words_only_as_typed(article):
    def total(*words, **options):
        return json.loads(run_command("search", *words, format="json", **options)[0])["total"]

    factories.article("Kyiv", body="Kyiv was shelled.")

    assert total("talks kyiv") == 0
    assert total("talks kyiv", match="any") == 2
    assert total("kiev") == 1
    assert total("kiev", as_typed=["Kiev"]) == 0


def test_search_says_how_any_of_the_words_was_read(article):
    found = json.loads(run_command("search", "talks or zebra lion", match="any", format="json")[0])

    assert found["understood"]["text"] == "talks OR zebra OR lion"
    assert found["total"] == 1


def test_a_search_that_takes_too_long_ends_in_one_line(article, monkeypatch):
    monkeypatch.setattr(service, "TimeBudget", lambda _: make_budget(0))

    with pytest.raises(CommandError, match="longer than 1 second and was stopped") as refused:
        run_command("search", "talks")

    assert len(str(refused.value).splitlines()) == 1


@pytest.mark.parametrize("written", ["text", "json"])
def test_what_there_was_no_time_to_count_is_said_not_to_be_counted(written, article):
    def run_search():
        return run_command("search", "zebra talks lighthouse", format=written)[0]

    run_search()
    outputs = []
    for given in range(count_steps(run_search)):
        with limit_time(make_budget(given)):
            try:
                outputs.append(run_search())
            except CommandError:
                assert not outputs
    if written == "json":
        reports = [json.loads(one)["nothing"] for one in outputs]
        counts = [[word["count"] for word in one["words"]] for one in reports]
        assert not any(one["complete"] for one in reports)
        assert {(None, None, None), (0, None, None), (0, 1, None)} <= set(map(tuple, counts))
        assert json.loads(run_search())["nothing"]["complete"]
    else:
        assert all("Not everything was counted" in one for one in outputs)
        assert f"{'?':>9}  zebra" in outputs[0]
        assert "Not everything was counted" not in run_search()


def test_what_is_not_known_is_null():
    factories.article("Aleppo")

    (hit,) = json.loads(run_command("search", "aleppo", format="json")[0])["hits"]

    assert (hit["outlet"], hit["authors"], hit["date"]) == (None, [], None)


def test_search_prints_text_by_default(article):
    out, _ = run_command("search", "talks")

    assert "1 found" in out
    assert "The Gazette · Maud Ellery · February 2016" in out


def test_search_takes_a_limit_and_an_order(article):
    factories.article("Newer talks", published="2017")

    def run_search(**options):
        return [hit["title"] for hit in json.loads(run_command("search", "talks", format="json", **options)[0])["hits"]]

    assert run_search(sort="newest", limit=1) == ["Newer talks"]
    assert run_search(sort="oldest") == ["Aleppo talks", "Newer talks"]
    assert run_search(limit=0) == []


def test_search_prints_notes_to_standard_error_beside_json(article):
    out, err = run_command("search", "talks OR", format="json")

    assert json.loads(out)["total"] == 1
    assert "Nothing follows OR" in err


def test_a_bad_query_is_an_error_with_its_place_and_what_would_run():
    with pytest.raises(CommandError, match="‘author’") as caught:
        run_command("search", "aleppo auther:x")

    assert "‘auther’ (character 8)" in str(caught.value)
    assert "This would run: aleppo author:x" in str(caught.value)


@pytest.mark.parametrize("limit", ["-1", "x", "5000"])
def test_a_bad_limit_is_an_error(limit):
    with pytest.raises(CommandError, match="0 to 1000"):
        call_command("search", "aleppo", "--limit", limit)


def test_a_stale_index_is_an_error_with_the_command_to_run(article):
    run_command("search", "aleppo")
    (get_engine().store.live_folder / "stamp.json").write_text("{}")
    (get_engine().store.root / "live").touch()

    with pytest.raises(CommandError, match="rebuild_index"):
        run_command("search", "aleppo")


def test_update_index_applies_queued_changes():
    with change_queue.defer_indexing():
        factories.article("Aleppo")

    out, _ = run_command("update_index")

    assert "1 changes applied. The index holds all 1 articles." in out


def test_update_index_rebuilds_an_index_that_cannot_answer(article):
    run_command("search", "aleppo")
    (get_engine().store.live_folder / "stamp.json").write_text("{}")
    (get_engine().store.root / "live").touch()

    out, err = run_command("update_index")

    assert "needs “arrays" in err
    assert "It is built anew now." in err
    assert "1 articles indexed. The index holds all 1 articles." in out
    assert json.loads(run_command("search", "aleppo", format="json")[0])["total"] == 1


def test_rebuild_index_builds_anew(article):
    Article.objects.update(title="Homs")

    out, _ = run_command("rebuild_index")

    assert "1 articles indexed, " in out
    assert "a second. The index holds all 1 articles." in out
    assert json.loads(run_command("search", "title:homs", format="json")[0])["total"] == 1


def test_check_index_names_files_that_are_not_as_they_were_written(article):
    run_command("rebuild_index")
    (path,) = get_engine().store.live_folder.glob("*.words")
    raw, stat = bytearray(path.read_bytes()), path.stat()
    raw[raw.index(b"aleppo")] ^= 1
    path.write_bytes(raw)
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))  # as where the disk forgets a bit

    with pytest.raises(CommandError, match=rf"{path.name}.*rebuild_index"):
        run_command("check_index")


def test_check_index_agrees_or_names_what_differs(article):
    run_command("rebuild_index")
    change_queue.apply_queue()
    assert "agree" in run_command("check_index")[0]

    get_engine().write([], [article.pk])

    out = StringIO()
    with pytest.raises(CommandError, match="rebuild_index"):
        call_command("check_index", stdout=out)
    assert f"1 not in the index: {article.identifier}" in out.getvalue()
