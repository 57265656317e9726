"""Rows of an archive as plain values, to compare two archives."""

from archive.models import Article, Author, Outlet


def get_article_values() -> dict[str, dict]:
    """Every article by identifier, with all that was read from its source."""
    rows = Article.objects.select_related("outlet").prefetch_related("bylines__author", "evidence", "captures__payload")
    return {article.identifier: _get_values(article) for article in rows}


def get_authority_names() -> dict[str, list[tuple[str, str]]]:
    """Outlets and authors, with their addresses."""
    return {
        "outlets": sorted(Outlet.objects.values_list("slug", "name")),
        "authors": sorted(Author.objects.values_list("slug", "name")),
    }


def _get_values(article: Article) -> dict:
    return {
        "title": article.title,
        "standfirst": article.standfirst,
        "body": article.body,
        "published": (article.published, str(article.earliest), str(article.latest)),
        "outlet": article.outlet.slug if article.outlet else "",
        "url": article.canonical_url,
        "derived": (article.slug, article.word_count, article.text_digest),
        "bylines": [(b.author.slug, b.credited_as, b.role, b.position) for b in article.bylines.all()],
        "captures": sorted((c.digest, c.record, c.offset, c.length) for c in article.captures.all()),
        "evidence": sorted(
            (e.field, e.value, e.status, e.words, e.start or 0, e.rule, e.superseded_at is None)
            for e in article.evidence.all()
        ),
    }
