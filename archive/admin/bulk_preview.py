"""Preview of a bulk action: values of the first articles now and then, and counts of all of them by value."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils.translation import gettext, ngettext

from archive.curation.edit import format_credits
from archive.models import Article, Byline, Collection
from archive.text.edtf import describe_edtf
from archive.web.language import translate_message

MAX_ARTICLES: Final = 50  # shown one by one
MAX_VALUES: Final = 12  # most frequent values that are counted one by one


@dataclass(frozen=True, slots=True)
class ArticlePreview:
    """An article with its value now and, once that is known, the one it would have (the same if `is_kept`)."""

    article: Article
    before: str
    after: str | None
    is_kept: bool


@dataclass(frozen=True, slots=True)
class BulkPreview:
    """The first articles, sentences that count all of them by value, and what they will be in all."""

    label: Any
    articles: Sequence[ArticlePreview]
    further_count: int
    counts: Sequence[str]
    outcome: str


class PreviewedField:
    """A column of articles that bulk actions set: how it is shown and counted."""

    def __init__(self, label: Any, column: str, format_value: Callable[[Any], str] = str) -> None:
        self.label = label
        self.column = column
        self.format_value = format_value

    def describe(self, article: Article) -> str:
        """Return the value of an article in words; empty for none."""
        value: Any = article
        for name in self.column.split("__"):
            value = getattr(value, name, None) if value is not None else None
        return self.format_value(value) if value else ""

    def count(self, articles: QuerySet[Article]) -> list[tuple[str, int]]:
        """Return the values in words with their numbers, the most frequent first."""
        rows = articles.values_list(self.column).annotate(n=Count("pk")).order_by("-n", self.column)
        return [(self.format_value(value) if value else "", number) for value, number in rows[: MAX_VALUES + 1]]


class PreviewedAuthors(PreviewedField):
    """The credits of articles; counted by name."""

    def describe(self, article: Article) -> str:
        return format_credits(article.bylines.all())

    def count(self, articles: QuerySet[Article]) -> list[tuple[str, int]]:
        return count_linked(articles, Byline.objects.all(), "author__name")


class PreviewedCollections(PreviewedField):
    """The collections that articles are in."""

    def describe(self, article: Article) -> str:
        return join_collections(article.collections.all())

    def count(self, articles: QuerySet[Article]) -> list[tuple[str, int]]:
        return count_linked(articles, Article.collections.through.objects.all(), "collection__name")


class PreviewedListing(PreviewedField):
    """The state of articles: listed or withdrawn."""

    def describe(self, article: Article) -> str:
        return gettext("listed") if article.withdrawn_at is None else gettext("withdrawn")

    def count(self, articles: QuerySet[Article]) -> list[tuple[str, int]]:
        listed_count = articles.filter(withdrawn_at=None).count()
        counts = [(gettext("listed"), listed_count), (gettext("withdrawn"), articles.count() - listed_count)]
        return [pair for pair in counts if pair[1]]


def count_linked(articles: QuerySet[Article], links: QuerySet[Any], name_column: str) -> list[tuple[str, int]]:
    """Return the names that `links` give to articles with their numbers, the most frequent first; empty for none."""
    names = links.filter(article__in=articles.values("pk")).order_by().values_list(name_column)
    counts = list(names.annotate(n=Count("article", distinct=True)).order_by("-n", name_column)[: MAX_VALUES + 1])
    if without_count := articles.filter(~Exists(links.filter(article=OuterRef("pk")))).count():
        counts.append(("", without_count))
    return sorted(counts, key=lambda pair: -pair[1])


def join_collections(collections: Iterable[Collection]) -> str:
    """Return the names of collections in order."""
    return "; ".join(sorted(collection.name for collection in collections))


def format_review_status(value: str) -> str:
    """Return the label of a review status."""
    return str(Article.Review(value).label)


def format_date(value: str) -> str:
    """Return a date in EDTF in words."""
    return translate_message(describe_edtf(value))


def build_preview(
    field: PreviewedField,
    rows: QuerySet[Article],
    *,
    predict: Callable[[Article], str] | None = None,
    select_kept: Callable[[QuerySet[Article]], QuerySet[Article]] | None = None,
) -> BulkPreview:
    """Return what the articles have now; with `predict` and `select_kept`, what each and how many would change."""
    articles = Article.objects.filter(pk__in=rows.order_by().values("pk"))
    first_ids = list(rows.values_list("pk", flat=True)[:MAX_ARTICLES])
    loaded = articles.filter(pk__in=first_ids).for_cards().prefetch_related("collections").defer("body").in_bulk()
    kept = select_kept(articles) if select_kept else None
    kept_ids = set(kept.filter(pk__in=first_ids).values_list("pk", flat=True)) if kept is not None else set()
    previews = [
        ArticlePreview(article, field.describe(article), predict(article) if predict else None, article.pk in kept_ids)
        for article in (loaded[pk] for pk in dict.fromkeys(first_ids) if pk in loaded)
    ]
    total = articles.count()
    outcome = _describe_outcome(total, kept.count()) if kept is not None else ""
    return BulkPreview(field.label, previews, total - len(previews), _describe_counts(field.count(articles)), outcome)


def _describe_counts(counts: Iterable[tuple[str, int]]) -> list[str]:
    """Return `The Herald: 12` for each of the first values."""
    values = list(counts)
    sentences = [
        gettext("%(value)s: %(number)s") % {"value": value or gettext("none"), "number": f"{number:,}"}
        for value, number in values[:MAX_VALUES]
    ]
    return [*sentences, gettext("others")] if len(values) > MAX_VALUES else sentences


def _describe_outcome(total: int, kept_count: int) -> str:
    changing = total - kept_count
    sentence = ngettext("%s article changes", "%s articles change", changing) % f"{changing:,}"
    if not kept_count:
        return gettext("%s.") % sentence
    kept = ngettext("%s stays as it is", "%s stay as they are", kept_count) % f"{kept_count:,}"
    return gettext("%(sentence)s; %(kept)s.") % {"sentence": sentence, "kept": kept}
