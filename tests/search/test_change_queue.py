"""The index follows the database through a durable queue."""

import threading

import pytest
from django.db import connection, transaction

from archive.errors import IndexLocked
from archive.models import Article, Byline, IndexChange
from archive.search.indexing import change_queue, maintenance
from archive.search.indexing.change_queue import get_engine
from archive.search.indexing.maintenance import IndexState
from archive.search.query.parser import parse_query
from archive.search.query.request import SearchRequest
from archive.search.service import search
from tests import factories

committed = pytest.mark.django_db(transaction=True)


def count_hits(text=""):
    return search(SearchRequest(query=parse_query(text).node)).total


@pytest.fixture
def lock():
    """The write lock of the index, held by another process."""
    get_engine().get_snapshot()
    held = get_engine().store.get_write_lock(get_engine().store.live_folder)
    assert held.acquire()
    yield held
    if held.fd is not None:
        held.release()


@pytest.mark.django_db
def test_a_change_is_queued_in_the_same_transaction():
    with transaction.atomic():
        factories.article("Aleppo")
        assert IndexChange.objects.exists()
        transaction.set_rollback(True)

    assert not IndexChange.objects.exists()


@committed
def test_a_save_is_in_the_index_when_it_returns():
    factories.article("Aleppo")

    assert not IndexChange.objects.exists()
    assert maintenance.get_index_status().documents == 1


@committed
def test_a_deleted_article_leaves_the_index():
    article = factories.article("Aleppo", by=(factories.author(),))

    article.delete()

    assert maintenance.get_index_status().documents == 0
    assert not IndexChange.objects.exists()


@committed
def test_a_transaction_is_one_commit_of_the_index():
    with transaction.atomic():
        for _ in range(20):
            factories.article("Aleppo", by=(factories.author(),))

    assert get_engine().read_state()["generation"] == 1
    assert maintenance.get_index_status().documents == 20


@committed
def test_a_rolled_back_save_leaves_no_trace():
    factories.article("Kept")
    with transaction.atomic():
        factories.article("Never")
        transaction.set_rollback(True)
    factories.article("Kept too")

    assert count_hits() == 2


@committed
def test_a_locked_index_fails_no_save_and_learns_later(lock):
    article = factories.article("Aleppo", body="siege")

    assert Article.objects.get() == article
    assert IndexChange.objects.exists()
    assert maintenance.get_index_status().state is IndexState.BEHIND
    page = search(SearchRequest(query=parse_query("siege").node))
    assert page.total == 0
    assert any("wait" in note for note in page.notes)

    lock.release()

    assert count_hits("siege") == 1
    assert not IndexChange.objects.exists()


@committed
def test_a_withdrawn_article_does_not_show_while_the_index_is_locked():
    from django.utils import timezone

    gone = factories.article("Gone", body="siege")
    factories.article("Kept", body="siege")
    held = get_engine().store.get_write_lock(get_engine().store.live_folder)
    assert held.acquire()
    gone.withdrawn_at = timezone.now()
    gone.save()

    assert count_hits("siege") == 1

    held.release()


@committed
def test_a_broken_index_fails_no_save(caplog):
    factories.article("Aleppo")
    for path in get_engine().store.live_folder.glob("*.toc"):
        path.write_bytes(b"nonsense")
    (get_engine().store.root / "live").touch()

    factories.article("Homs")

    assert Article.objects.count() == 2
    assert IndexChange.objects.count() == 1
    assert "Index changes wait" in caplog.text
    assert maintenance.get_index_status().state is IndexState.BROKEN
    assert maintenance.rebuild_index() == 2
    assert count_hits() == 2


@committed
def test_a_full_disk_fails_no_save(monkeypatch, caplog):
    factories.article("Aleppo")

    def full(self, *args, **kwargs):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("archive.search.engines.whoosh.storage.array_file.ArrayWriter.begin", full)
        factories.article("Homs")

    assert "No space left on device" in caplog.text
    assert IndexChange.objects.exists()
    assert count_hits() == 2


@committed
def test_changes_that_bypass_save_are_queued_explicitly():
    article = factories.article("Aleppo")
    Article.objects.update(title="Homs")
    assert count_hits("homs") == 0

    change_queue.queue_changes([article.pk])

    assert count_hits("homs") == 1


@committed
def test_bylines_made_in_bulk_are_queued_by_the_relation():
    article, person = factories.article("Aleppo"), factories.author("Ellery")

    article.authors.set([person])
    assert count_hits("author:ellery") == 1

    person.articles.clear()
    assert count_hits("author:ellery") == 0


@committed
def test_a_moved_byline_reindexes_its_article():
    article = factories.article("Aleppo", by=(factories.author("Ellery"),))
    byline = Byline.objects.get(article=article)

    byline.author = factories.author("Thorne")
    byline.save()

    assert (count_hits("author:ellery"), count_hits("author:thorne")) == (0, 1)


@committed
def test_while_updates_are_held_back_nothing_is_applied_and_nothing_is_lost():
    with change_queue.defer_indexing():
        ids = [factories.article("Aleppo").pk for _ in range(5)]

    assert maintenance.get_index_status().waiting == 5
    seen = []
    assert maintenance.index_articles(ids, progress=seen.append) == 5
    assert seen == [5]
    assert not IndexChange.objects.exists()
    assert count_hits("aleppo") == 5


@committed
def test_what_a_killed_run_left_is_taken_in_by_the_next():
    with change_queue.defer_indexing():
        for _ in range(5):
            factories.article("Aleppo")

    assert change_queue.apply_queue() == 5
    assert count_hits("aleppo") == 5


@committed
def test_many_waiting_changes_are_applied_in_steps_the_latest_first(monkeypatch):
    monkeypatch.setattr("archive.search.indexing.change_queue.MAX_CHANGES_PER_SEARCH", 3)
    with change_queue.defer_indexing():
        for number in range(8):
            factories.article(f"Article {number}")

    page = search(SearchRequest())

    assert sorted(hit.article.title for hit in page.hits) == ["Article 5", "Article 6", "Article 7"]
    assert any("5 changed articles are waiting" in note for note in page.notes)


@committed
def test_index_articles_says_when_it_is_locked(lock):
    with change_queue.defer_indexing():
        article = factories.article("Aleppo")

    with pytest.raises(IndexLocked):
        maintenance.index_articles([article.pk])

    assert IndexChange.objects.exists()


@committed
def test_an_edit_during_a_rebuild_is_not_lost():
    article = factories.article("Aleppo", body="siege")
    factories.article("Homs")

    def edit(_):
        article.body = "blockade"
        article.save()

    maintenance.rebuild_index(progress=edit)

    assert (count_hits("siege"), count_hits("blockade"), count_hits()) == (0, 1, 2)
    assert not maintenance.check_index()


@committed
def test_a_rebuild_leaves_nothing_waiting():
    with change_queue.defer_indexing():
        factories.article("Aleppo")

    maintenance.rebuild_index()

    assert maintenance.get_index_status().state is IndexState.READY


@committed
def test_searches_are_answered_during_a_rebuild():
    factories.article("Aleppo")
    totals = []

    maintenance.rebuild_index(progress=lambda _: totals.append(count_hits("aleppo")))

    assert totals == [1]
    assert count_hits("aleppo") == 1


@committed
def test_check_names_what_differs():
    unchanged, changed, missing = (factories.article(title) for title in ("Kept", "Changed", "Missing"))
    superfluous = factories.article("Superfluous")
    get_engine().write([], [missing.pk])
    Article.objects.filter(pk=changed.pk).update(title="Other")
    Article.objects.filter(pk=superfluous.pk)._raw_delete(using="default")

    found = maintenance.check_index()

    assert (found.missing, found.changed, found.orphaned) == (
        (missing.pk,),
        (changed.pk,),
        (superfluous.pk,),
    )
    assert unchanged.pk not in found.missing


@committed
def test_the_status_tells_how_the_index_stands():
    assert maintenance.get_index_status().state is IndexState.READY
    factories.article("Aleppo")
    assert maintenance.get_index_status().is_complete
    assert maintenance.get_index_status().to_json()["documents"] == 1

    get_engine().clear()
    assert maintenance.get_index_status().state is IndexState.INCOMPLETE
    assert "rebuild_index" in maintenance.get_index_status().message

    (get_engine().store.live_folder / "stamp.json").write_text("{}")
    (get_engine().store.root / "live").touch()
    assert maintenance.get_index_status().state is IndexState.STALE

    (get_engine().store.root / "live").unlink()
    assert maintenance.get_index_status().state is IndexState.MISSING
    assert not maintenance.get_index_status().is_complete


@committed
def test_two_threads_that_save_lose_nothing():
    def save(number):
        try:
            for _ in range(5):
                factories.article(f"Thread {number}")
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert count_hits("thread") == 10
    assert not maintenance.check_index()
