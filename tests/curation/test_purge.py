"""Deleted articles are kept for a time with their originals, then both go."""

import os
from datetime import timedelta
from io import BytesIO

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from archive.curation.bulk_edit import delete_articles
from archive.curation.changes import record_change
from archive.curation.purge import purge_deletions
from archive.curation.undo import undo_change
from archive.errors import CurationError
from archive.models import Article, Change, Payload
from archive.storage.payloads import get_payload_path, stage_payload
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def payload(tmp_path, settings):
    settings.PAYLOAD_ROOT = tmp_path
    staged = stage_payload(BytesIO(b"<p>The original."), "text/html")
    staged.store()
    os.utime(get_payload_path(staged.sha256), (0, 0))
    return Payload.objects.create(sha256=staged.sha256, size=16, media_type="text/html")


def delete(article):
    with record_change(Change.Action.DELETE, user=User.objects.get_or_create(username="orla")[0]) as details:
        delete_articles(Article.objects.filter(pk=article.pk))
    return details.change


def make_older(change, days):
    Change.objects.filter(pk=change.pk).update(made_at=timezone.now() - timedelta(days=days))


def test_a_deletion_takes_the_original_along_unless_another_article_has_it(payload):
    article, other = factories.article(), factories.article()
    factories.capture(article, payload=payload)
    factories.capture(other, payload=payload)

    delete(article)
    assert Payload.objects.filter(pk=payload.pk).exists()
    delete(other)
    assert not Payload.objects.filter(pk=payload.pk).exists()


def test_within_its_time_all_is_kept_and_restored(payload):
    article = factories.article("Deleted")
    factories.capture(article, payload=payload)
    change = delete(article)
    make_older(change, 29)

    assert purge_deletions() == 0
    undo_change(change, user=None)

    assert Article.objects.get().captures.get().payload == payload
    assert get_payload_path(payload.sha256).read_bytes() == b"<p>The original."


def test_after_it_rows_and_bytes_are_gone_and_the_change_says_so(payload):
    article = factories.article("Deleted")
    factories.capture(article, payload=payload)
    change = delete(article)
    make_older(change, 31)

    assert purge_deletions() == 1

    assert not get_payload_path(payload.sha256).exists()
    change.refresh_from_db()
    assert not change.rows.exists()
    with pytest.raises(CurationError, match="its time was over"):
        undo_change(change, user=None)


def test_bytes_that_were_taken_in_again_stay(payload):
    article = factories.article("Deleted")
    factories.capture(article, payload=payload)
    change = delete(article)
    make_older(change, 31)
    stage_payload(BytesIO(b"<p>The original."), "text/html").store()  # its row is not written yet

    purge_deletions()

    assert get_payload_path(payload.sha256).exists()
