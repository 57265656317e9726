"""Outlets, authors and collections, each in a fixed number of queries."""

from typing import Any

from django.db.models import Count, Q
from django.views.generic import TemplateView

from archive.models import Article, Author, Byline, Collection, Outlet
from archive.web.address import Asked
from archive.web.beside import beside
from archive.web.browsing import directory, profiles
from archive.web.browsing.holdings import holdings, without_author
from archive.web.cards import listing
from archive.web.lookup import row_of


class BrowseView(TemplateView):
    """Base of the read-only pages."""

    http_method_names = ("get", "head", "options")

    @property
    def asked(self) -> Asked:
        """The query parameters of this request."""
        return Asked(self.request)


class OutletsView(BrowseView):
    """Directory of outlets."""

    template_name = "archive/outlets.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the directory, sparklines, and the number of articles without an outlet."""
        held = holdings()
        return {
            "directory": directory.outlets(self.asked, held),
            "sparklines": directory.sparklines(held),
            "unknown": held.of(None).count,
        }


class OutletView(BrowseView):
    """One outlet."""

    template_name = "archive/outlet.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the outlet, its neighbours and its profile."""
        outlet = row_of(Outlet.objects.prefetch_related("aliases", "domains"), slug=kwargs["slug"])
        return {
            "outlet": outlet,
            "beside": beside(outlet, Outlet.objects.all(), "name"),
            "profile": profiles.of_outlet(outlet, self.asked),
        }


class AuthorsView(BrowseView):
    """Directory of authors."""

    template_name = "archive/authors.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the directory, and the number of articles without an author."""
        return {"directory": directory.authors(self.asked), "unknown": without_author()}


class AuthorView(BrowseView):
    """One author."""

    template_name = "archive/author.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the author, their neighbours, profile and printed names."""
        listed = Byline.objects.filter(article__withdrawn_at=None)
        credited = listed.values("author")  # the same as in the directory
        author = row_of(Author.objects.prefetch_related("aliases", "same_as"), slug=kwargs["slug"])
        return {
            "author": author,
            "beside": beside(author, Author.objects.filter(pk__in=credited), "sort_name"),
            "profile": profiles.of_author(author, self.asked),
            "spellings": profiles.spellings(author),
        }


class NewView(BrowseView):
    """Latest additions to the archive."""

    template_name = "archive/new.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the articles, the last added first."""
        articles = Article.objects.listed()
        newest = articles.order_by("-added_at", "identifier")
        return {"listing": listing(newest, self.asked, articles.count())}


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
        collection = row_of(Collection.objects.all(), slug=kwargs["slug"])
        articles = Article.objects.listed().filter(collections=collection)
        return {
            "collection": collection,
            "beside": beside(collection, Collection.objects.all(), "name"),
            "listing": listing(articles.newest_first(), self.asked, articles.count()),
        }
