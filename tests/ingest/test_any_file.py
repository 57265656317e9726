"""No file ends a run: every format, changed in any way and under any name, is read or refused in our own words."""

import gzip
import random

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from archive.formats.documents import RefusedItem, SourceDocument
from archive.formats.file_formats import FILE_FORMATS, FORMAT_NAMES
from archive.ingest.pipeline import default_extraction_options
from archive.ingest.sources import SourceReader
from archive.ingest.workers import CRASH_MESSAGE, extract_document
from tests.formats.sample_files import NATIVE, SUFFIXES, UNBUILT, build_samples, mutate
from tests.ingest.test_any_input import check_values_fit

SAMPLES = build_samples()
CHEAP = sorted(name for name in SAMPLES if name not in NATIVE)
FAULT = "fault is the program’s"
SETTINGS = settings(
    deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)


def read_file(folder, content, suffix, format_name=None):
    """Read and extract a file as `ingest` does; return articles and reasons."""
    path = folder / f"a{suffix}"
    path.write_bytes(content)
    results, options = [], default_extraction_options()
    with SourceReader([str(path)], format_name, store_containers=False) as sources:
        for item in sources.iter_items():
            is_document = isinstance(item, SourceDocument)
            results.append(extract_document(item, options) if is_document else item.reason)
            if isinstance(item, RefusedItem):
                assert item.reason
    path.unlink()
    return results


def check_results(results):
    for result in results:
        if isinstance(result, str):
            assert FAULT not in result
            assert result != CRASH_MESSAGE
        else:
            check_values_fit(result)


def test_there_is_a_sample_of_every_format():
    assert {name.partition(":")[0] for name in SAMPLES} | UNBUILT == set(FILE_FORMATS)


@pytest.mark.parametrize("name", CHEAP)
def test_a_sample_is_read(name, tmp_path):
    results = read_file(tmp_path, SAMPLES[name], f".{name.partition(':')[0]}")

    check_results(results)
    assert results


@pytest.mark.parametrize("reference", ["&#xD800;", "&#55296;", "&#x110000;", "&#99999999999999;", "&#xDBFF", "&#0;"])
@pytest.mark.parametrize(
    "name", ["feed", "wordpress", "nitf", "newsml", "enex", "endnote", "mods", "zotero-rdf", "html"]
)
def test_numbers_of_no_character_cost_no_article(name, reference, tmp_path):
    content = SAMPLES[name].replace(b"Harbour", reference.encode() + b"Harbour")

    results = read_file(tmp_path, content, f".{name}")

    check_results(results)
    assert results


@pytest.mark.parametrize("format_name", sorted(set(FORMAT_NAMES) - NATIVE - UNBUILT))
@pytest.mark.parametrize("size", [40, 400])
def test_a_gzip_that_breaks_off_is_refused_whatever_it_is_said_to_hold(format_name, size, tmp_path):
    check_results(read_file(tmp_path, gzip.compress(SAMPLES["html"])[:size], ".gz", format_name))


@settings(SETTINGS, max_examples=120)
@given(
    st.sampled_from(CHEAP),
    st.randoms(use_true_random=False),
    st.none() | st.sampled_from(SUFFIXES),
    st.one_of(st.none(), st.none(), st.none(), st.sampled_from(FORMAT_NAMES)),
)
@example("csv:excel", random.Random(3), None, "csv")
@example("feed", random.Random(3), ".csv", "enw")
def test_a_changed_file_is_read_or_refused(tmp_path, name, source, suffix, format_name):
    content = mutate(SAMPLES[name], source.randrange, list(SAMPLES.values()))
    suffix = f".{name.partition(':')[0]}" if suffix is None else suffix

    check_results(read_file(tmp_path, content, suffix, format_name))


@settings(SETTINGS, max_examples=40)
@given(st.binary(max_size=200), st.sampled_from(SUFFIXES), st.none() | st.sampled_from(FORMAT_NAMES))
def test_any_bytes_under_any_name_are_read_or_refused(tmp_path, content, suffix, format_name):
    check_results(read_file(tmp_path, content, suffix, format_name))


@pytest.mark.long
@pytest.mark.timeout(1500)
@pytest.mark.parametrize("seed", range(10))
def test_many_changed_files_are_read_or_refused(seed, tmp_path):
    draw, samples = random.Random(seed).randrange, list(SAMPLES.values())
    names = sorted(SAMPLES)
    for _ in range(1500):
        name = names[draw(len(names))]
        suffix = SUFFIXES[draw(len(SUFFIXES))] if draw(3) == 0 else f".{name.partition(':')[0]}"
        format_name = FORMAT_NAMES[draw(len(FORMAT_NAMES))] if draw(6) == 0 else None
        check_results(read_file(tmp_path, mutate(SAMPLES[name], draw, samples), suffix, format_name))
