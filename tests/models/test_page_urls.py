"""The addresses of rows equal those that Django's URL patterns reverse to."""

import pytest
from django.urls import reverse

from archive.models import Article, Author, Outlet

SLUGS = ["harbour-gazette", "le-phare", "газета", "新闻", "a_b", "été"]


@pytest.mark.parametrize("slug", SLUGS)
def test_an_address_is_what_django_reverses(slug):
    article = Article(identifier="7k2m9qxa", slug=slug)

    assert Outlet(slug=slug).get_absolute_url() == reverse("outlet", args=[slug])
    assert Author(slug=slug).get_absolute_url() == reverse("author", args=[slug])
    assert article.get_absolute_url() == reverse("article", args=["7k2m9qxa", slug])
    assert article.permanent_path == reverse("article-permalink", args=["7k2m9qxa"])


def test_an_article_without_a_slug_still_has_an_address():
    assert Article(identifier="7k2m9qxa").get_absolute_url() == "/articles/7k2m9qxa/article/"
