"""Articles like the one being read."""

from archive.models import Article
from archive.search.similar import similar_keys
from archive.web.kept import kept

MOST = 5


def similar(article: Article) -> list[Article]:
    """The articles most like this one; which they are is found once for each state of the index."""
    if article.withdrawn_at:
        return []
    keys = kept(("similar", article.pk), lambda: similar_keys(article, MOST))
    rows = Article.objects.listed().select_related("outlet").defer("body").in_bulk(keys)
    return [rows[key] for key in keys if key in rows]
