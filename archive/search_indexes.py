"""Search index registration, where Haystack looks for it."""

from haystack import indexes

from archive.search.indexing.documents import ArticleIndex


class ArticleSearchIndex(ArticleIndex, indexes.Indexable):
    """Index of the archive's articles."""
