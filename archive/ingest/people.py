"""Resolve printed author names to author records."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q

from archive.ingest.documents import AuthorCredit
from archive.ingest.slugs import find_or_create
from archive.models import Author, Byline, Outlet
from archive.text.normalize import name_key


@dataclass(frozen=True, slots=True)
class ResolvedAuthor:
    """The author record of a printed name, and the number of records of that name."""

    author: Author
    candidate_count: int = 1


@dataclass(slots=True)
class AuthorResolver:
    """Author lookup for the articles of one transaction; one query for all names."""

    _by_key: dict[str, list[Author]] = field(default_factory=dict)

    @classmethod
    def from_credits(cls, author_credits: Iterable[AuthorCredit]) -> "AuthorResolver":
        """Load the authors with these names or aliases, oldest record first."""
        resolver = cls(
            {key: [] for credit in author_credits if (key := name_key(credit.name)[:200])}
        )
        keys = list(resolver._by_key)
        matching = Q(key__in=keys) | Q(aliases__key__in=keys)
        rows = Author.objects.filter(matching).distinct().prefetch_related("aliases").order_by("pk")
        for author in rows if keys else ():
            for key in {author.key, *(alias.key for alias in author.aliases.all())}:
                if key in resolver._by_key:
                    resolver._by_key[key].append(author)
        return resolver

    def resolve(self, credit: AuthorCredit, outlet: Outlet | None) -> ResolvedAuthor:
        """Return the author of a name: the only one, one with this outlet, or a new one."""
        key = name_key(credit.name)[:200]
        authors = self._by_key.setdefault(key, [])
        if not authors:
            values = {"sort_name": credit.sort_name[:200]}
            authors.append(
                find_or_create(Author, credit.name[:200], lambda: _find_author(credit.name), values)
            )
        if len(authors) == 1:
            return ResolvedAuthor(authors[0])
        outlet_bylines = Byline.objects.filter(author__in=authors, article__outlet=outlet).order_by(
            "author_id"
        )
        author_id = outlet_bylines.values_list("author_id", flat=True).first() if outlet else None
        return ResolvedAuthor(
            next((author for author in authors if author.pk == author_id), authors[0]), len(authors)
        )


def _find_author(name: str) -> Author | None:
    key = name_key(name)[:200]
    return Author.objects.filter(Q(key=key) | Q(aliases__key=key)).order_by("pk").first()
