"""What an article's page is made of: the article, its captures, and what lies around it."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.http import Http404

from archive.models import Article, Capture, Collection
from archive.models.articles import ArticleQuerySet
from archive.models.cards import with_credits
from archive.models.prepared import Prepared
from archive.search.similar import similar_keys
from archive.web.kept import kept

MOST_ELSEWHERE = 6
MOST_SIMILAR = 5
_WIDEST = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The article's neighbours in its outlet, what others ran on the same days, and its like."""

    previous: Article | None
    next: Article | None
    elsewhere: list[Article]
    similar: list[Article]


@dataclass(frozen=True, slots=True)
class _Keys:
    """The same as keys: dear to find, and kept."""

    previous: int | None
    next: int | None
    elsewhere: tuple[int, ...]
    similar: tuple[int, ...]


_articles = Prepared(
    lambda identifier: Article.objects.select_related("outlet", "membership__story").filter(
        identifier=identifier
    )
)
captures = Prepared(lambda article: Capture.objects.filter(article=article))
"""Every taking-in of the article with this key, the earliest first."""
collections = Prepared(lambda article: Collection.objects.filter(articles=article))
"""The collections that the article with this key is in."""
_around = Prepared(
    lambda keys: (
        Article.objects.listed()
        .select_related("outlet")
        .defer("body", "standfirst")
        .filter(pk__in=[keys])
    )
)


def article_at(identifier: str) -> Article:
    """The article with its outlet, story and credits, or 404; two queries."""
    rows = _articles(identifier)
    if not rows:
        raise Http404
    with_credits(rows)
    return rows[0]


def surroundings(article: Article) -> Surroundings:
    """What lies around; which articles these are is found once for each state of the index."""
    keys = kept(("around", article.pk), lambda: _keys_around(article))
    ends = [key for key in (keys.previous, keys.next) if key is not None]
    rows = {row.pk: row for row in _around((*ends, *keys.elsewhere, *keys.similar))}
    return Surroundings(
        previous=rows.get(keys.previous or 0),
        next=rows.get(keys.next or 0),
        elsewhere=[rows[key] for key in keys.elsewhere if key in rows],
        similar=[rows[key] for key in keys.similar if key in rows],
    )


def _keys_around(article: Article) -> _Keys:
    dated = article.earliest is not None
    return _Keys(
        previous=_before(article).values_list("pk", flat=True).first() if dated else None,
        next=_after(article).values_list("pk", flat=True).first() if dated else None,
        elsewhere=_elsewhere(article),
        similar=() if article.withdrawn_at else similar_keys(article, MOST_SIMILAR),
    )


def _of_outlet(article: Article) -> ArticleQuerySet:
    return Article.objects.listed().filter(outlet=article.outlet, earliest__isnull=False)


def _before(article: Article) -> ArticleQuerySet:
    same_day = Q(earliest=article.earliest, identifier__lt=article.identifier)
    earlier = _of_outlet(article).filter(earliest__lte=article.earliest)  # what an index can do
    earlier = earlier.filter(Q(earliest__lt=article.earliest) | same_day)
    return earlier.order_by("-earliest", "-identifier")


def _after(article: Article) -> ArticleQuerySet:
    same_day = Q(earliest=article.earliest, identifier__gt=article.identifier)
    later = _of_outlet(article).filter(earliest__gte=article.earliest)
    later = later.filter(Q(earliest__gt=article.earliest) | same_day)
    return later.order_by("earliest", "identifier")


def _elsewhere(article: Article) -> tuple[int, ...]:
    """Articles of other outlets from the day before to the day after."""
    first, last = article.earliest, article.latest
    if not first or not last or last - first > _WIDEST or not article.outlet_id:
        return ()
    others = Article.objects.listed().exclude(outlet=article.outlet).exclude(outlet=None)
    near = others.of_period(_shifted(first, -1), _shifted(last, 1))
    closest_first = near.order_by("earliest", "outlet__name", "identifier")
    return tuple(closest_first.values_list("pk", flat=True)[:MOST_ELSEWHERE])


def _shifted(day: date, by: int) -> date:
    """`day` moved by some days, as far as the calendar goes."""
    return date.fromordinal(min(max(day.toordinal() + by, 1), date.max.toordinal()))
