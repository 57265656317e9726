"""Outlets, authors and collections, each in a fixed number of queries."""

from typing import Any

from django.db.models import Count, Q
from django.views.generic import TemplateView

from archive.models import Article, Author, Byline, Collection, Outlet
from archive.web.address import QueryParams
from archive.web.beside import previous_and_next
from archive.web.browsing import directory, profiles
from archive.web.browsing.holdings import count_without_author, load_holdings
from archive.web.cards import paginate_articles
from archive.web.lookup import get_row_or_404


class BrowseView(TemplateView):
    """Base of the read-only pages."""

    http_method_names = ("get", "head", "options")

    @property
    def params(self) -> QueryParams:
        """The query parameters of this request."""
        return QueryParams(self.request)


class OutletsView(BrowseView):
    """Directory of outlets."""

    template_name = "archive/outlets.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the directory, sparklines, and the number of articles without an outlet."""
        archive_holdings = load_holdings()
        return {
            "directory": directory.list_outlets(self.params, archive_holdings),
            "sparklines": directory.build_sparklines(archive_holdings),
            "unknown": archive_holdings.summarise_outlet(None).count,
        }


class OutletView(BrowseView):
    """One outlet."""

    template_name = "archive/outlet.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the outlet, its neighbours and its profile."""
        outlet = get_row_or_404(
            Outlet.objects.prefetch_related("aliases", "domains"), slug=kwargs["slug"]
        )
        return {
            "outlet": outlet,
            "beside": previous_and_next(outlet, Outlet.objects.all(), "name"),
            "profile": profiles.build_outlet_profile(outlet, self.params),
        }


class AuthorsView(BrowseView):
    """Directory of authors."""

    template_name = "archive/authors.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the directory, and the number of articles without an author."""
        return {"directory": directory.list_authors(self.params), "unknown": count_without_author()}


class AuthorView(BrowseView):
    """One author."""

    template_name = "archive/author.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the author, their neighbours, profile and printed names."""
        bylines = Byline.objects.filter(article__withdrawn_at=None)
        author_keys = bylines.values("author")  # the same as in the directory
        author = get_row_or_404(
            Author.objects.prefetch_related("aliases", "same_as"), slug=kwargs["slug"]
        )
        return {
            "author": author,
            "beside": previous_and_next(
                author, Author.objects.filter(pk__in=author_keys), "sort_name"
            ),
            "profile": profiles.build_author_profile(author, self.params),
            "spellings": profiles.count_spellings(author),
        }


class NewView(BrowseView):
    """Latest additions to the archive."""

    template_name = "archive/new.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the articles, the last added first."""
        articles = Article.objects.listed()
        newest = articles.order_by("-added_at", "identifier")
        return {"listing": paginate_articles(newest, self.params, articles.count())}


class CollectionsView(BrowseView):
    """List of collections."""

    template_name = "archive/collections.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add every collection with its `article_count`."""
        listed = Count("articles", filter=Q(articles__withdrawn_at=None))
        return {"collections": Collection.objects.annotate(article_count=listed)}


class CollectionView(BrowseView):
    """One collection."""

    template_name = "archive/collection.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the collection and its articles, newest first."""
        collection = get_row_or_404(Collection.objects.all(), slug=kwargs["slug"])
        articles = Article.objects.listed().filter(collections=collection)
        return {
            "collection": collection,
            "beside": previous_and_next(collection, Collection.objects.all(), "name"),
            "listing": paginate_articles(articles.newest_first(), self.params, articles.count()),
        }
