"""The client in `clients/python` against a running server, and its example notebook."""

import asyncio
import json
import sys
from pathlib import Path

import httpx
import pytest
from django.contrib.auth.models import User

from archive.models import Article, TokenScope
from archive.tokens.services import create_token
from tests.web.sample import create_all_pages

CLIENT = Path(__file__).resolve().parents[2] / "clients" / "python"
sys.path.insert(0, str(CLIENT))

from cuttings_client import ApiError, ArchiveChanged, AsyncCuttings, ChangedMeanwhile, Cuttings  # noqa: E402
from cuttings_client.requests import flatten_item  # noqa: E402


def make_token() -> str:
    editor = User.objects.create_superuser("maud")
    return create_token(editor, "Notebook", TokenScope.values, 1)[1]


def test_a_program_reads_and_corrects_the_archive(live_server, tmp_path):
    create_all_pages(1)
    with Cuttings(live_server.url, token=make_token()) as archive:
        results = archive.search("harbour", limit=2)
        assert results.total == len(list(results))
        assert {hit["identifier"] for hit in results} == {hit["identifier"] for hit in archive.search("harbour")}
        assert results.query["canonical"] == "harbour"
        assert sum(results.histogram.values()) <= results.total
        assert results.facets["outlet"]["Harbour Gazette"]
        assert flatten_item(next(iter(results)))["outlet"]

        for kind in ("articles", "outlets", "authors", "collections", "statements", "speakers", "stories"):
            assert list(getattr(archive, kind)(limit=1)), kind
        assert archive.outlet("courier")["name"] == "The Courier"
        story = archive.story(next(iter(archive.stories()))["identifier"])
        quoted = archive.quotations(story["articles"][0]["identifier"])
        assert "Edmund Pell" in {row["speaker"]["name"] for row in quoted if row["speaker"]}

        article = archive.article(next(iter(results))["identifier"])
        done = archive.correct(article, authors=["Lena Hartog"], section="Port", reason="As printed.")
        assert set(done["changed"]) == {"authors", "section"}
        with pytest.raises(ChangedMeanwhile):
            archive.correct(article, section="News")
        assert archive.undo(done["change"]["id"])["kind"] == "undo"
        assert archive.article(article["identifier"])["section"] == article["section"]

        page = tmp_path / "page.txt"
        page.write_text("Another headline\n\nBy Maud Ellery\n\n14 March 2024\n\nSome text of it.")
        assert archive.import_report(archive.upload([page], outlet="courier")["id"])["state"] == "waiting"
        own = archive.create_list("Harbour")
        assert archive.add_to_list(own["id"], [article["identifier"]])["added"] == 1
        with pytest.raises(ApiError, match="Try:") as caught:
            archive.search("harbour AND OR gate").total  # noqa: B018 -- asks
        assert (caught.value.code, caught.value.offset) == ("operators-meet", 8)

        walked = iter(archive.search("harbour", limit=1))
        next(walked)
        Article.objects.listed().get(identifier=article["identifier"]).delete()
        with pytest.warns(ArchiveChanged):
            next(walked)


def test_a_program_of_asyncio_does_the_same(live_server):
    create_all_pages(1)

    async def ask():
        async with AsyncCuttings(live_server.url) as archive:
            results = archive.search("harbour", limit=1)
            total = (await results.load_first_page())["total"]
            hits = [hit async for hit in results]
            outlet, article = await asyncio.gather(
                archive.outlet("courier"), archive.article(hits[0]["identifier"], fields=["title"])
            )
            return total, len(hits), outlet["name"], article

    total, walked, name, article = asyncio.run(ask())
    assert (total, name, set(article)) == (walked, "The Courier", {"title"})


def test_the_example_notebook_runs(live_server, monkeypatch, capsys):
    create_all_pages(1)
    monkeypatch.setenv("CUTTINGS_URL", live_server.url)
    monkeypatch.setenv("CUTTINGS_TOKEN", make_token())
    monkeypatch.setenv("CUTTINGS_QUERY", "harbour")
    notebook = json.loads((CLIENT / "examples" / "coverage.ipynb").read_text())
    names: dict[str, object] = {}
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), names)
    printed = capsys.readouterr().out
    assert "2024-03-15" in printed
    assert "Harbour Gazette" in printed


def test_the_client_waits_where_the_archive_asks_it_to(monkeypatch):
    waits: list[float] = []
    monkeypatch.setattr("cuttings_client.synchronous.time.sleep", waits.append)
    answers = [httpx.Response(429, headers={"Retry-After": "7"}), httpx.Response(200, json={"name": "Cuttings"})]
    with Cuttings("http://archive.example", transport=httpx.MockTransport(lambda _: answers.pop(0))) as archive:
        assert archive.archive()["name"] == "Cuttings"
    assert waits == [7]
