import pytest

from archive.curation.bulk_edit import restore_articles, withdraw_articles
from archive.errors import CurationError
from archive.models import Article
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_withdrawn_article_is_unlisted_and_says_why():
    gone, stays = factories.article("Gone"), factories.article("Stays")

    assert withdraw_articles(Article.objects.filter(pk=gone.pk), reason=" A court said so. ") == [gone.pk]

    gone.refresh_from_db()
    assert gone.withdrawn_at is not None
    assert gone.withdrawn_reason == "A court said so."
    assert list(Article.objects.listed()) == [stays]


@pytest.mark.parametrize("reason", ["", "  ", "\n"])
def test_a_withdrawal_needs_a_reason(reason):
    article = factories.article()

    with pytest.raises(CurationError, match="Say in a sentence why"):
        withdraw_articles(Article.objects.all(), reason=reason)

    article.refresh_from_db()
    assert article.withdrawn_at is None


def test_withdrawing_again_keeps_the_first_reason():
    article = factories.article()
    withdraw_articles(Article.objects.all(), reason="First.")

    assert withdraw_articles(Article.objects.all(), reason="Second.") == []
    article.refresh_from_db()
    assert article.withdrawn_reason == "First."


def test_a_restored_article_is_listed_as_before():
    article, never = factories.article(), factories.article()
    withdraw_articles(Article.objects.filter(pk=article.pk), reason="A mistake.")

    assert restore_articles(Article.objects.all()) == [article.pk]

    article.refresh_from_db()
    assert (article.withdrawn_at, article.withdrawn_reason) == (None, "")
    assert set(Article.objects.listed()) == {article, never}
