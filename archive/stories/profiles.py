"""Term profiles of articles in the database, without repeated paragraphs."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from archive.db.bulk import insert_rows, iter_batches
from archive.models import Article, KeyTerm, TermCounts, TermProfile
from archive.stories.clustering import ArticleVector, DocumentFrequencies
from archive.text.languages import get_base_language
from archive.text.normalize import collapse_whitespace
from archive.text.similarity import compute_terms, load_terms

# Boilerplate paragraphs, which an outlet prints in article after article.

EXAMINED_EARLIER: Final = 12
"""Number of earlier articles of the same outlet that are examined too."""
MIN_ARTICLES: Final = 4
"""Minimum number of articles of one outlet with the identical paragraph, …"""
MIN_SHARE: Final = 0.2
"""… and minimum share of the articles examined, for it to be boilerplate."""


def strip_boilerplate(articles: Sequence[Article]) -> dict[int, str]:
    """Return the body of each article without boilerplate; one query per outlet."""
    by_outlet: dict[int | None, list[Article]] = defaultdict(list)
    for article in articles:
        by_outlet[article.outlet_id].append(article)
    bodies = {}
    for outlet, outlet_articles in by_outlet.items():
        boilerplate = _find_boilerplate(outlet, outlet_articles) if outlet else frozenset()
        for article in outlet_articles:
            paragraphs = [
                paragraph for paragraph in article.paragraphs if collapse_whitespace(paragraph) not in boilerplate
            ]
            bodies[article.pk] = "\n\n".join(paragraphs)
    return bodies


def _find_boilerplate(outlet: int, outlet_articles: Sequence[Article]) -> frozenset[str]:
    ids = [article.pk for article in outlet_articles]
    earlier_articles = Article.objects.listed().filter(outlet=outlet, pk__lt=min(ids)).order_by("-pk")
    examined = [*outlet_articles, *earlier_articles.only("body")[:EXAMINED_EARLIER]]
    counts = Counter(
        text for article in examined for text in {collapse_whitespace(paragraph) for paragraph in article.paragraphs}
    )
    threshold = max(MIN_ARTICLES, MIN_SHARE * len(examined))
    return frozenset(text for text, count in counts.items() if count >= threshold)


MAX_KEYS: Final = 16
"""Number of key terms an article is found by: the highest-weighted."""


def load_counts() -> DocumentFrequencies:
    """Load the document frequencies of the archive."""
    row = TermCounts.objects.first()
    return DocumentFrequencies(row.articles, bytes(row.counts)) if row else DocumentFrequencies()


def update_profiles(articles: Sequence[Article], removed_ids: Sequence[int]) -> None:
    """Recreate the profiles of these articles, empty the `removed_ids`, and update the counts.

    An emptied profile has no digest; it records only which story the article was in.
    """
    row, _ = TermCounts.objects.select_for_update().get_or_create(pk=1)
    counts = DocumentFrequencies(row.articles, bytes(row.counts))
    former_stories = {}
    for profile in TermProfile.objects.filter(
        pk__in=[*(changed_article.pk for changed_article in articles), *removed_ids]
    ):
        if profile.text_digest:
            counts.add_terms(load_terms(profile.terms), profile.language, times=-1)
        former_stories[profile.pk] = profile.former_story_id
    delete_keys(removed_ids)
    TermProfile.objects.filter(pk__in=removed_ids).update(text_digest="", terms=b"", is_placed=True)
    TermProfile.objects.filter(pk__in=[article.pk for article in articles]).delete()
    bodies = strip_boilerplate(articles)
    new_profiles = []
    for article in articles:
        terms = compute_terms(article.title, bodies[article.pk], article.language)
        language = get_base_language(article.language)
        counts.add_terms(terms, language)
        new_profiles.append(
            TermProfile(
                article_id=article.pk,
                text_digest=article.text_digest,
                earliest=article.earliest,
                latest=article.latest,
                language=language,
                terms=terms.to_bytes(),
                former_story_id=former_stories.get(article.pk),
            )
        )
    TermProfile.objects.bulk_create(new_profiles)
    row.articles, row.counts = counts.articles, counts.to_bytes()
    row.save()


def save_keys(profiles: Iterable[ArticleVector]) -> None:
    """Save the key terms by which later articles find these."""
    rows = (
        (term, profile.article, profile.exact_day, profile.latest)
        for profile in profiles
        for term in profile.vector.get_top_terms(MAX_KEYS)
    )
    insert_rows(KeyTerm, ("term", "profile", "day", "latest"), rows)


def delete_keys(ids: Sequence[int]) -> None:
    """Delete the key terms of these articles."""
    KeyTerm.objects.filter(profile__in=ids).delete()


class ProfileCache:
    """Cache of weighted profiles, with one state of the counts."""

    def __init__(self, counts: DocumentFrequencies) -> None:
        self._counts = counts
        self._profiles: dict[int, ArticleVector] = {}

    def load(self, ids: Iterable[int]) -> dict[int, ArticleVector]:
        """Return the profiles of these articles; those without one are left out."""
        unique_ids = list(ids)
        missing = [pk for pk in unique_ids if pk not in self._profiles]
        if len(self._profiles) > 20_000:
            self._profiles.clear()
            missing = unique_ids
        for batch in iter_batches(missing):
            for row in TermProfile.objects.filter(pk__in=batch):
                vector = self._counts.build_vector(load_terms(row.terms), row.language)
                self._profiles[row.pk] = ArticleVector(row.pk, vector, row.earliest, row.latest)
        return {pk: self._profiles[pk] for pk in unique_ids if pk in self._profiles}
