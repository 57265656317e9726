"""Outlets, authors and collections: database pages with a fixed number of queries."""

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
    """A page that only reads: what its address asks for is checked in one place."""

    http_method_names = ("get", "head", "options")

    @property
    def asked(self) -> Asked:
        """The parameters of this request."""
        return Asked(self.request)


class OutletsView(BrowseView):
    """The directory of outlets."""

    template_name = "archive/outlets.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The outlets asked for with their small charts; articles without an outlet are counted."""
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
        """The outlet, what it published, and who wrote it."""
        outlet = row_of(Outlet.objects.prefetch_related("aliases", "domains"), slug=kwargs["slug"])
        return {
            "outlet": outlet,
            "beside": beside(outlet, Outlet.objects.all(), "name"),
            "profile": profiles.of_outlet(outlet, self.asked),
        }


class AuthorsView(BrowseView):
    """The directory of authors."""

    template_name = "archive/authors.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The authors asked for; articles nobody is credited with are counted."""
        return {"directory": directory.authors(self.asked), "unknown": without_author()}


class AuthorView(BrowseView):
    """One author."""

    template_name = "archive/author.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The author, where they write, and how they are printed."""
        listed = Byline.objects.filter(article__withdrawn_at=None)
        credited = listed.values("author")  # as the directory has them
        author = row_of(Author.objects.prefetch_related("aliases", "same_as"), slug=kwargs["slug"])
        return {
            "author": author,
            "beside": beside(author, Author.objects.filter(pk__in=credited), "sort_name"),
            "profile": profiles.of_author(author, self.asked),
            "spellings": profiles.spellings(author),
        }


class NewView(BrowseView):
    """What was taken in last."""

    template_name = "archive/new.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Articles by the moment they were taken in, the latest first."""
        articles = Article.objects.listed()
        newest = articles.order_by("-added_at", "identifier")
        return {"listing": listing(newest, self.asked, articles.count())}


class CollectionsView(BrowseView):
    """The list of collections."""

    template_name = "archive/collections.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Every collection with its `article_count`."""
        listed = Count("articles", filter=Q(articles__withdrawn_at=None))
        return {"collections": Collection.objects.annotate(article_count=listed)}


class CollectionView(BrowseView):
    """One collection."""

    template_name = "archive/collection.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The collection and its articles, newest first."""
        collection = row_of(Collection.objects.all(), slug=kwargs["slug"])
        articles = Article.objects.listed().filter(collections=collection)
        return {
            "collection": collection,
            "beside": beside(collection, Collection.objects.all(), "name"),
            "listing": listing(articles.newest_first(), self.asked, articles.count()),
        }
