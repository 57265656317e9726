"""Resolve printed author names to author records."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q

from archive.ingest.documents import Credit
from archive.ingest.slugs import find_or_create
from archive.models import Author, Byline, Outlet
from archive.text.normalize import name_key


@dataclass(frozen=True, slots=True)
class Known:
    """The author record of a printed name, and the number of records of that name."""

    author: Author
    chosen_of: int = 1


@dataclass(slots=True)
class People:
    """Author lookup for the articles of one transaction; one query for all names."""

    _by_key: dict[str, list[Author]] = field(default_factory=dict)

    @classmethod
    def for_credits(cls, named: Iterable[Credit]) -> "People":
        """Load the authors with these names or aliases, oldest record first."""
        people = cls({key: [] for credit in named if (key := name_key(credit.name)[:200])})
        keys = list(people._by_key)
        matching = Q(key__in=keys) | Q(aliases__key__in=keys)
        rows = Author.objects.filter(matching).distinct().prefetch_related("aliases").order_by("pk")
        for author in rows if keys else ():
            for key in {author.key, *(alias.key for alias in author.aliases.all())}:
                if key in people._by_key:
                    people._by_key[key].append(author)
        return people

    def of(self, credit: Credit, outlet: Outlet | None) -> Known:
        """Return the author of a name: the only one, one with this outlet, or a new one."""
        key = name_key(credit.name)[:200]
        found = self._by_key.setdefault(key, [])
        if not found:
            filed = {"sort_name": credit.filed[:200]}
            found.append(
                find_or_create(Author, credit.name[:200], lambda: _named(credit.name), filed)
            )
        if len(found) == 1:
            return Known(found[0])
        writing = Byline.objects.filter(author__in=found, article__outlet=outlet).order_by(
            "author_id"
        )
        first = writing.values_list("author_id", flat=True).first() if outlet else None
        return Known(next((author for author in found if author.pk == first), found[0]), len(found))


def _named(name: str) -> Author | None:
    key = name_key(name)[:200]
    return Author.objects.filter(Q(key=key) | Q(aliases__key=key)).order_by("pk").first()
