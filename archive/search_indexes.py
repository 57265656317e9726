"""Haystack's door: it looks here for what is indexed."""

from haystack import indexes

from archive.search.index import ArticleIndex


class ListedArticles(ArticleIndex, indexes.Indexable):
    """The articles of this archive."""
