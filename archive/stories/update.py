"""Update stories: read articles and assign each to its event."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Final

from django.db.models import F, Q

from archive.db.bulk import BatchWork, StepProgress, iter_batches, run_computed_batches, run_in_batches
from archive.models import Article, Story, StoryMembership, TermCounts, TermProfile
from archive.stories.article_vectors import DocumentFrequencies
from archive.stories.assigner import StoryAssigner
from archive.stories.candidates import delete_keys
from archive.text.event_features import FeatureVector, load_features, read_all_texts
from archive.text.languages import get_base_language
from archive.text.normalize import collapse_whitespace
from archive.text.similarity import TermVector, load_terms

BATCH_SIZE: Final = 60  # articles per transaction: a killed run repeats at most these
EXAMINED_EARLIER: Final = 12  # earlier articles of the same outlet that are examined too
MIN_ARTICLES: Final = 4  # of one outlet with the identical paragraph, …
MIN_SHARE: Final = 0.2  # … and share of the articles examined, for it to be boilerplate
TextKey = tuple[int, str, str]  # article, digest of its words, language
TermTexts = dict[TextKey, tuple[str, str, str, date | None]]  # headline, text, language, day
Reading = tuple[TermVector, FeatureVector]
_NO_READINGS: Final[Mapping[TextKey, Reading]] = MappingProxyType({})


def assign_articles(ids: Iterable[int], progress: StepProgress | None = None) -> int:
    """Assign these articles to stories as they are now; return how many are in one.

    Unchanged articles keep their place. Withdrawn and deleted ones are removed, but for editors'
    decisions. Idempotent, in any order: dated articles are assigned first, by day.
    """
    article_ids = sorted(set(ids))
    work = BatchWork(_load_texts, read_all_texts, _update_changed_profiles)
    run_computed_batches(article_ids, work, BATCH_SIZE, progress, step="Stories, reading")
    assigner = StoryAssigner(load_counts())
    run_in_batches(_sort_by_date(article_ids), assigner.assign, BATCH_SIZE, progress, step="Stories, placing")
    return sum(StoryMembership.objects.filter(article__in=batch).count() for batch in iter_batches(article_ids))


def find_unassigned_articles() -> list[int]:
    """Return articles not assigned as they are now, and withdrawn ones still assigned."""
    stale = (
        Q(term_profile=None)
        | Q(term_profile__is_placed=False)
        | Q(term_profile__features=None)
        | ~Q(term_profile__text_digest=F("text_digest"))
        | _build_changed_filter("earliest")
        | _build_changed_filter("latest")
    )
    listed = Article.objects.listed().filter(stale).order_by("pk")
    withdrawn = TermProfile.objects.exclude(article__withdrawn_at=None).exclude(text_digest="")
    return [*listed.values_list("pk", flat=True), *withdrawn.order_by("pk").values_list("pk", flat=True)]


def reset_assignments() -> None:
    """Remove all automatic assignments, so that all is read anew; editors' decisions stay.

    Stories keep their rows and identifiers and are reused when founded again.
    """
    run_in_batches(list(TermProfile.objects.values_list("pk", flat=True)), _reset_batch, BATCH_SIZE)


def _reset_batch(ids: Sequence[int]) -> None:
    _remove_memberships(ids)
    TermProfile.objects.filter(pk__in=ids).exclude(text_digest="").update(is_placed=False)
    delete_keys(ids)


def _load_texts(ids: Sequence[int]) -> TermTexts:
    """Return headline, text without boilerplate, and language of those of the articles that are to be read."""
    _, changed = _select_changed(ids)
    bodies = strip_boilerplate(changed)
    return {_get_text_key(article): _get_text(article, bodies[article.pk]) for article in changed}


def _get_text(article: Article, body: str) -> tuple[str, str, str, date | None]:
    return article.title, body, article.language, article.earliest if article.is_exactly_dated else None


def _get_text_key(article: Article) -> TextKey:
    return article.pk, article.text_digest, article.language


def _select_changed(ids: Sequence[int]) -> tuple[set[int], list[Article]]:
    """Return the keys of the listed articles, and those articles that are not known as they are now."""
    bounds = ("text_digest", "earliest", "latest")
    current = {pk: row for pk, *row in Article.objects.listed().filter(pk__in=ids).values_list("pk", *bounds)}
    read = TermProfile.objects.filter(pk__in=ids, features__isnull=False)
    known = {pk: row for pk, *row in read.values_list("pk", *bounds)}
    changed_ids = [pk for pk, row in current.items() if known.get(pk) != row]
    articles = Article.objects.in_bulk(changed_ids)
    return set(current), [articles[pk] for pk in ids if pk in articles]


def _update_changed_profiles(ids: Sequence[int], _: TermTexts, readings: Mapping[TextKey, Reading]) -> None:
    listed_ids, changed = _select_changed(ids)
    removed_ids = [pk for pk in ids if pk not in listed_ids]
    _remove_memberships([*(article.pk for article in changed), *removed_ids])
    update_profiles(changed, removed_ids, readings)


def _build_changed_filter(bound: str) -> Q:
    """Build the filter for a changed bound of the date; None is a value, too."""
    profile_field = f"term_profile__{bound}"
    return (
        Q(**{f"{bound}__isnull": True, f"{profile_field}__isnull": False})
        | Q(**{f"{bound}__isnull": False, f"{profile_field}__isnull": True})
        | (Q(**{f"{bound}__isnull": False}) & ~Q(**{profile_field: F(bound)}))
    )


def _remove_memberships(ids: Sequence[int]) -> None:
    """Remove articles from the stories they were clustered into, and record which."""
    memberships = StoryMembership.objects.filter(article__in=ids, by_editor=False, story__is_pinned=False)
    for article, story in memberships.values_list("article", "story"):
        TermProfile.objects.filter(pk=article).update(former_story=story)
    memberships.delete()


def _sort_by_date(ids: Sequence[int]) -> list[int]:
    """Sort by date: single days first, then intervals, undated last."""
    sort_keys: list[tuple[bool, bool, date, int]] = []
    for batch in iter_batches(ids):
        rows = TermProfile.objects.filter(pk__in=batch, is_placed=False)
        for pk, earliest, latest in rows.values_list("pk", "earliest", "latest"):
            day = earliest or latest
            is_interval = earliest != latest
            sort_keys.append((day is None, is_interval, day or date.max, pk))
    return [pk for *_, pk in sorted(sort_keys)]


def count_stories() -> int:
    """Return the number of visible stories with at least two articles."""
    return Story.objects.unmerged().with_coverage().filter(article_count__gt=1).count()


def strip_boilerplate(articles: Sequence[Article]) -> dict[int, str]:
    """Return the body of each article without paragraphs its outlet prints again and again; one query per outlet."""
    by_outlet: dict[int | None, list[Article]] = defaultdict(list)
    for article in articles:
        by_outlet[article.outlet_id].append(article)
    bodies = {}
    for outlet, outlet_articles in by_outlet.items():
        boilerplate = _find_boilerplate(outlet, outlet_articles) if outlet else frozenset()
        for article in outlet_articles:
            paragraphs = (text for text in article.paragraphs if collapse_whitespace(text) not in boilerplate)
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


def load_counts() -> DocumentFrequencies:
    """Load the document frequencies of the archive."""
    row = TermCounts.objects.first()
    return DocumentFrequencies(row.articles, bytes(row.counts)) if row else DocumentFrequencies()


def update_profiles(
    articles: Sequence[Article], removed_ids: Sequence[int], computed: Mapping[TextKey, Reading] = _NO_READINGS
) -> None:
    """Recreate the profiles of these articles, empty the `removed_ids`, and update the counts.

    An emptied profile has no digest; it records only which story the article was in. `computed` may have what was read
    of the texts.
    """
    row, _ = TermCounts.objects.select_for_update().get_or_create(pk=1)
    counts = DocumentFrequencies(row.articles, bytes(row.counts))
    former_stories = {}
    article_ids = [article.pk for article in articles]
    for profile in TermProfile.objects.filter(pk__in=[*article_ids, *removed_ids]):
        if profile.text_digest:
            features = load_features(profile.features or b"")
            counts.add_terms(load_terms(profile.terms), profile.language, features=features, times=-1)
        former_stories[profile.pk] = profile.former_story_id
    delete_keys(removed_ids)
    TermProfile.objects.filter(pk__in=removed_ids).update(
        text_digest="", terms=b"", features=b"", feature_labels=b"", is_placed=True
    )
    TermProfile.objects.filter(pk__in=article_ids).delete()
    bodies = strip_boilerplate([article for article in articles if _get_text_key(article) not in computed])
    missing = {
        _get_text_key(article): _get_text(article, bodies[article.pk]) for article in articles if article.pk in bodies
    }
    readings = {**computed, **read_all_texts(missing)}
    new_profiles = []
    for article in articles:
        terms, features = readings[_get_text_key(article)]
        language = get_base_language(article.language)
        counts.add_terms(terms, language, features=features)
        new_profiles.append(
            TermProfile(
                article_id=article.pk,
                text_digest=article.text_digest,
                earliest=article.earliest,
                latest=article.latest,
                language=language,
                terms=terms.to_bytes(),
                features=features.to_bytes(),
                feature_labels=features.labels_to_bytes(),
                former_story_id=former_stories.get(article.pk),
            )
        )
    TermProfile.objects.bulk_create(new_profiles)
    row.articles, row.counts = counts.articles, counts.to_bytes()
    row.save()
