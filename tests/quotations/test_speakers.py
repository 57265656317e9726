"""One record for one speaker, however many runs meet the name first."""

from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection

from archive.models import Article, QuotedPassage, Speaker, SpeakerAlias
from archive.quotations import reading, services
from tests import factories

NAMES = [f"{first} {last}" for first in ("Ada", "Odo", "Una") for last in ("Vry", "Pell", "Reve")]


@pytest.mark.django_db(transaction=True)
def test_two_runs_that_meet_the_same_new_names_at_once_make_one_record_of_each():
    said = "\n\n".join(f"“The gate was shut at night,” {name} said." for name in NAMES)
    halves = [[factories.article(body=said).pk for _ in range(3)] for _ in range(2)]
    together, failed = Barrier(2), []

    def read(ids: list[int]) -> None:
        try:
            together.wait(timeout=10)
            for pk in ids:
                reading.read_articles([pk])
        except Exception as error:  # noqa: BLE001 -- told by the test
            failed.append(error)
        finally:
            connection.close()

    threads = [Thread(target=read, args=(ids,)) for ids in halves]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []
    assert sorted(Speaker.objects.values_list("name", flat=True)) == sorted(NAMES)
    assert SpeakerAlias.objects.count() == len(NAMES)
    assert QuotedPassage.objects.exclude(speaker=None).count() == 6 * len(NAMES)
    assert Article.objects.count() == 6


@pytest.mark.django_db
@pytest.mark.parametrize(
    "stale",
    [("_load_speaker_ids",), ("_load_used_slugs",), ("_load_speaker_ids", "_load_used_slugs")],
)
def test_what_another_run_made_since_it_was_looked_for_is_taken(monkeypatch, stale):
    created = services.get_or_create_speakers(["Ada Vry"])
    Speaker.objects.create(name="Someone else", slug="odo-pell")
    for name in stale:
        _hide_rows_once(monkeypatch, name)

    result = services.get_or_create_speakers(["Odo Pell", "Ada Vry"])

    assert result["ada vry"] == created["ada vry"]
    assert Speaker.objects.get(pk=result["odo pell"]).slug == "odo-pell-2"
    assert Speaker.objects.count() == 3


def _hide_rows_once(monkeypatch, name: str) -> None:
    """Make the first lookup find nothing, as if the rows were not committed yet."""
    real, looks = getattr(services, name), []

    def look(values):
        looks.append(values)
        return real(values) if len(looks) > 1 else type(real(values))()

    monkeypatch.setattr(services, name, look)


@pytest.mark.django_db
def test_a_record_that_can_never_be_made_is_an_error_and_no_endless_loop(monkeypatch):
    def refused(missing):
        raise IntegrityError("never")

    monkeypatch.setattr(services, "_create_speakers", refused)
    with pytest.raises(IntegrityError):
        services.get_or_create_speakers(["Ada Vry"])
