"""`manage.py ingest`: options and output."""

import io
import json
import pickle
import sys

import pytest
from django.core.management import CommandError, call_command

from archive.errors import RefusalReason, Remedy
from archive.formats.streams import format_too_large
from archive.management.commands.ingest import find_hints
from archive.management.long_runs import StepLines, format_pace
from archive.models import Article, Batch, Collection, IndexChange, Outlet, Payload
from tests import factories
from tests.environment import CORPORA
from tests.ingest.article_reading import BODY

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(capsys):
    """Run the command: exit status, standard output, standard error."""

    def command(*arguments):
        status = 0
        try:
            call_command("ingest", *map(str, arguments))
        except SystemExit as stop:
            status = stop.code
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return command


@pytest.fixture
def folder(tmp_path):
    root = tmp_path / "in"
    root.mkdir()
    (root / "page.md").write_text(f"# Harbour closed\n\nBy Jane Roe\n14 March 2024\n\n{BODY}\n")
    (root / "two.jsonl").write_text(
        '{"title": "Trams return", "text": "Quietly."}\n{"title": "Zinc", "text": "In water."}\n'
    )
    return root


def test_what_goes_in_is_counted_and_found(run, folder, capsys):
    status, out, _ = run(folder)

    assert (status, out) == (0, "3 added, 0 new versions, 0 known, 0 refused\n")
    call_command("search", "trams", "--format", "json")
    assert [hit["title"] for hit in json.loads(capsys.readouterr().out)["hits"]] == ["Trams return"]
    assert not IndexChange.objects.exists()


def test_one_article_is_one(run, folder):
    _, _, err = run(folder / "page.md")

    assert "Indexing 1 article\n" in err
    assert "1 article compared" in err


def test_again_adds_nothing(run, folder):
    run(folder)

    assert run(folder)[:2] == (0, "0 added, 0 new versions, 3 known, 0 refused\n")


def test_refusals_stand_on_standard_error_and_in_the_exit_status(run, folder):
    (folder / "bad.jsonl").write_text('{"title": "Good", "text": "Boats."}\n{"headlines": "x"}\n')
    (folder / "empty.txt").write_text("")

    status, out, err = run(folder, folder / "nowhere.txt")

    assert (status, out) == (1, "4 added, 0 new versions, 0 known, 3 refused\n")
    assert "bad.jsonl, line 2: The line has no key title, headline" in err
    assert "--map FIELD=KEY maps a column or key" in err
    assert "empty.txt: It is empty." in err
    assert "nowhere.txt: There is no such file or folder. Check the path." in err


def test_a_hint_for_the_shell_is_of_a_refusal_it_can_mend(run, tmp_path):
    (tmp_path / "a.txt").write_text("# More than one ferry\n\nMore than ten boats wait.\n")
    (tmp_path / "b.xyz").write_bytes(b"more than\0\1")

    _, _, err = run(tmp_path)

    assert "CUTTINGS_MAX" not in err
    assert "--" not in err.replace("--report lists them", "")
    assert find_hints(["It is larger than 10 MB: words alone bring no hint."]) == []
    assert len(find_hints([format_too_large(10), RefusalReason("x", Remedy.RAISE_LIMITS)])) == 1
    assert pickle.loads(pickle.dumps(format_too_large(10))).remedy is Remedy.RAISE_LIMITS


def test_a_dry_run_prints_what_would_be_written_and_writes_nothing(run, folder, settings):
    status, out, _ = run(folder, "--dry-run")

    assert status == 0
    assert "would add: Harbour closed | Jane Roe | 2024-03-14 | no outlet | " in out
    assert out.endswith("3 added, 0 new versions, 0 known, 0 refused (dry run: nothing was written)\n")
    assert not any(model.objects.exists() for model in (Article, Batch, Payload, IndexChange, Outlet))
    assert not list(settings.PAYLOAD_ROOT.iterdir())
    assert not settings.INDEX_ROOT.exists() or not list(settings.INDEX_ROOT.iterdir())


def test_an_outlet_may_be_given_by_slug_or_name(run, folder):
    outlet = factories.outlet("Harbour Gazette", slug="gazette")

    run(folder / "page.md", "--outlet", "gazette")
    run(folder / "two.jsonl", "--outlet", "harbour gazette")

    assert set(Article.objects.values_list("outlet", flat=True)) == {outlet.pk}


@pytest.mark.parametrize("typed", ["gazette of ansel", "Harbor Gazete", "Harbourgazette"])
def test_an_unknown_outlet_names_near_ones_and_takes_in_nothing(typed, run, folder):
    factories.outlet("Harbour Gazette", slug="harbour-gazette")
    factories.outlet("Northern Ledger")

    with pytest.raises(
        CommandError,
        match=rf"No outlet ‘{typed}’ \(near: harbour-gazette\).*--create-outlet",
    ):
        run(folder, "--outlet", typed)

    assert not Article.objects.exists()


def test_an_outlet_may_be_made(run, folder):
    run(folder, "--outlet", "Hask Observer", "--create-outlet", "--dry-run")
    assert not Outlet.objects.exists()

    run(folder, "--outlet", "Hask Observer", "--create-outlet")

    assert Outlet.objects.get().slug == "hask-observer"
    assert Article.objects.filter(outlet__name="Hask Observer").count() == 3


def test_the_report_has_one_object_a_document(run, folder, tmp_path):
    (folder / "bad.txt").write_text("")
    report = tmp_path / "report.jsonl"

    run(folder, "--report", report)
    lines = [json.loads(line) for line in report.read_text().splitlines()]

    by_source = {(line["source"].rpartition("/")[2], line["record"]): line for line in lines}
    page = by_source["page.md", ""]
    assert (page["outcome"], page["title"], page["authors"]) == (
        "added",
        "Harbour closed",
        ["Jane Roe"],
    )
    assert page["id"] == Article.objects.get(title="Harbour closed").identifier
    assert (page["published"], page["outlet"]) == ("2024-03-14", "")
    assert {"field": "published", "words": "14 March 2024"}.items() <= page["findings"][2].items()
    assert by_source["bad.txt", ""]["outcome"] == "refused"
    assert "empty" in by_source["bad.txt", ""]["reason"]
    assert len(lines) == 4


def test_a_report_that_cannot_be_written_is_said_before_anything_is_taken_in(run, folder):
    with pytest.raises(CommandError, match="cannot be written"):
        run(folder, "--report", folder / "nowhere" / "report.jsonl")

    assert not Article.objects.exists()


def test_keys_are_mapped(run, tmp_path):
    (tmp_path / "a.jsonl").write_text('{"meta": {"head": "Mapped"}, "prose": "Words."}\n')

    status, _, _ = run(tmp_path / "a.jsonl", "--map", "title=meta.head", "--map", "body=prose")

    assert status == 0
    assert Article.objects.get().body == "Words."
    with pytest.raises(CommandError, match="no field ‘colour’"):
        run(tmp_path / "a.jsonl", "--map", "colour=x")


def test_a_format_is_told(run, tmp_path):
    (tmp_path / "page.htm").write_text("Title\n\ntext")

    assert run(tmp_path / "page.htm")[0] == 1
    assert run(tmp_path / "page.htm", "--format", "text")[0] == 0


def test_a_collection_is_filled(run, folder):
    collection = Collection.objects.create(name="Ports")

    run(folder, "--collection", "ports")

    assert collection.articles.count() == 3
    with pytest.raises(CommandError, match="No collection ‘nowhere’"):
        run(folder, "--collection", "nowhere")


def test_standard_input(run, monkeypatch):
    content = b'{"title": "Piped", "text": "Words."}\n'
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(content))))

    assert run("-")[1] == "1 added, 0 new versions, 0 known, 0 refused\n"
    assert Article.objects.get().captures.get().source == "standard input"


def test_what_a_run_cut_off_left_to_the_index_is_caught_up(run, folder):
    run(folder / "page.md")
    late = factories.article("Left behind", body="Forgotten words.")
    IndexChange.objects.create(article_id=late.pk)

    run(folder)

    assert not IndexChange.objects.exists()


@pytest.mark.corpora
def test_the_seeds_and_a_second_time(run):
    assert run(CORPORA / "seeds")[:2] == (0, "5 added, 0 new versions, 0 known, 0 refused\n")
    assert run(CORPORA / "seeds")[:2] == (0, "0 added, 0 new versions, 5 known, 0 refused\n")
    assert {outlet.name: outlet.articles.count() for outlet in Outlet.objects.all()} == {"WSWS": 2}


def test_what_was_refused_is_tried_again_with_the_options_of_its_run(run, folder):
    factories.outlet("Harbour Gazette", slug="gazette")
    (folder / "bad.txt").write_text("")
    run(folder, "--outlet", "gazette")
    (folder / "bad.txt").write_text(f"Mended\n\n{BODY}")

    status, out, _ = run("--retry", Batch.objects.get().pk)

    assert (status, out) == (0, "1 added, 0 new versions, 0 known, 0 refused\n")
    assert Article.objects.get(title="Mended").outlet.slug == "gazette"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "Name what to take in"),
        (("--retry", "99"), "There is no run 99"),
    ],
)
def test_a_command_that_names_nothing_says_what_to_name(run, arguments, words):
    with pytest.raises(CommandError, match=words):
        run(*arguments)


def test_a_run_that_refused_nothing_that_is_there_cannot_be_retried(run, folder):
    run(folder / "nowhere.txt")

    with pytest.raises(CommandError, match="still there to be tried again"):
        run("--retry", Batch.objects.get().pk)


def test_an_address_of_this_machine_is_refused_unless_it_is_allowed(run):
    status, _, err = run("http://127.0.0.1/page")

    assert status == 1
    assert "no address of the public net." in err
    assert "CUTTINGS_ALLOW_PRIVATE_ADDRESSES=true allows" in err


def test_a_report_names_what_was_passed_over(run, folder, tmp_path):
    (folder / "style.css").write_text("p {}")

    run(folder, "--report", tmp_path / "report.jsonl")

    reports = [json.loads(line) for line in (tmp_path / "report.jsonl").read_text().splitlines()]
    assert [one["outcome"] for one in reports] == ["added", "passed over", "added", "added"]
    assert Batch.objects.get().passed_over == 1


def test_progress_tells_the_pace_and_what_is_left():
    class Half:
        bytes_read, bytes_total = 500, 1000

    assert format_pace(Half(), 2000, 10.0) == ", 200 a second, 10 s left"
    assert format_pace(Half(), 2000, 600.0) == ", 3 a second, about 10 min left"
    Half.bytes_read = 0
    assert format_pace(Half(), 2000, 10.0) == ", 200 a second"


def test_lines_of_a_comparison_tell_the_step_how_much_is_done_and_how_long_the_rest_takes():
    lines, moments = [], iter([0, 1, 5, 11, 21, 22, 40, 52, 700])
    report = StepLines(lines.append, lambda: next(moments))

    for done in (100, 500, 1100, 2100):
        report("Quotations", done, 4000)
    for done in (100, 1000, 1100, 1200):
        report("Near copies, reading", done, 4000)

    assert lines == [
        "Quotations: 1,100 of 4,000 articles, 100 a second, 29 s left",
        "Quotations: 2,100 of 4,000 articles, 100 a second, 19 s left",
        "Near copies, reading: 1,000 of 4,000 articles, 50 a second, 60 s left",
        "Near copies, reading: 1,100 of 4,000 articles, 33 a second, 87 s left",
        "Near copies, reading: 1,200 of 4,000 articles, 2 a second, about 29 min left",
    ]
