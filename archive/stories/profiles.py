"""Term profiles of articles in the database: create, count, delete."""

from collections.abc import Iterable, Sequence
from typing import Final

from archive.models import Article, KeyTerm, TermCounts, TermProfile
from archive.models.bulk import insert_rows
from archive.models.parts import in_parts
from archive.stories.clustering import Profile
from archive.stories.furniture import without_furniture
from archive.stories.weighing import Counts
from archive.text.languages import base_language
from archive.text.terms import terms_of, unpacked

KEYS: Final = 16
"""Number of key terms an article is found by: the highest-weighted."""


def load_counts() -> Counts:
    """Load the document frequencies of the archive."""
    row = TermCounts.objects.first()
    return Counts(row.articles, bytes(row.counts)) if row else Counts()


def renew(articles: Sequence[Article], gone: Sequence[int]) -> None:
    """Recreate the profiles of these articles, empty the `removed_ids`, and update the counts.

    An emptied profile has no digest; it records only which story the article was in.
    """
    row, _ = TermCounts.objects.select_for_update().get_or_create(pk=1)
    counts = Counts(row.articles, bytes(row.counts))
    former = {}
    for old in TermProfile.objects.filter(pk__in=[*(a.pk for a in articles), *gone]):
        if old.text_digest:
            counts.add(unpacked(old.terms), old.language, times=-1)
        former[old.pk] = old.former_story_id
    forget_keys(gone)
    TermProfile.objects.filter(pk__in=gone).update(text_digest="", terms=b"", is_placed=True)
    TermProfile.objects.filter(pk__in=[article.pk for article in articles]).delete()
    bodies = without_furniture(articles)
    fresh = []
    for article in articles:
        terms = terms_of(article.title, bodies[article.pk], article.language)
        language = base_language(article.language)
        counts.add(terms, language)
        fresh.append(
            TermProfile(
                article_id=article.pk,
                text_digest=article.text_digest,
                earliest=article.earliest,
                latest=article.latest,
                language=language,
                terms=terms.packed(),
                former_story_id=former.get(article.pk),
            )
        )
    TermProfile.objects.bulk_create(fresh)
    row.articles, row.counts = counts.articles, counts.packed()
    row.save()


def write_keys(profiles: Iterable[Profile]) -> None:
    """Save the key terms by which later articles find these."""
    rows = (
        (term, one.article, one.day, one.latest)
        for one in profiles
        for term in one.vector.keys(KEYS)
    )
    insert_rows(KeyTerm, ("term", "profile", "day", "latest"), rows)


def forget_keys(ids: Sequence[int]) -> None:
    """Delete the key terms of these articles."""
    KeyTerm.objects.filter(profile__in=ids).delete()


class Profiles:
    """Cache of weighted profiles, with one state of the counts."""

    def __init__(self, counts: Counts) -> None:
        self._counts = counts
        self._known: dict[int, Profile] = {}

    def of(self, ids: Iterable[int]) -> dict[int, Profile]:
        """Return the profiles of these articles; those without one are left out."""
        wanted = list(ids)
        missing = [pk for pk in wanted if pk not in self._known]
        if len(self._known) > 20_000:
            self._known.clear()
            missing = wanted
        for part in in_parts(missing):
            for row in TermProfile.objects.filter(pk__in=part):
                vector = self._counts.vector(unpacked(row.terms), row.language)
                self._known[row.pk] = Profile(row.pk, vector, row.earliest, row.latest)
        return {pk: self._known[pk] for pk in wanted if pk in self._known}
