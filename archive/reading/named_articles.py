"""The articles that notes and lists name by their identifiers."""

from collections.abc import Iterable
from dataclasses import dataclass

from archive.models import Article


@dataclass(frozen=True, slots=True)
class NamedArticle:
    """An article as a note or a list names it; `row` is None where it was deleted."""

    identifier: str
    title: str
    row: Article | None = None

    @property
    def is_withdrawn(self) -> bool:
        """True where its page shows the withdrawal notice alone."""
        return self.row is not None and self.row.withdrawn_at is not None

    @property
    def url(self) -> str:
        """Return the URL of its page; empty where it was deleted."""
        return self.row.get_absolute_url() if self.row else ""


def load_named_articles(titles: Iterable[tuple[str, str]]) -> dict[str, NamedArticle]:
    """Return the articles by identifier, with outlet and bylines, given identifiers and the titles they had then."""
    wanted = {identifier: title for identifier, title in titles if identifier}
    rows = Article.objects.for_cards().defer("body").filter(identifier__in=list(wanted)) if wanted else ()
    named = {identifier: NamedArticle(identifier, title) for identifier, title in wanted.items()}
    return named | {row.identifier: NamedArticle(row.identifier, row.title, row) for row in rows}
