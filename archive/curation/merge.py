"""Merging of two author or outlet records; printed names are kept.

The retired name becomes an alias of the kept record, so that the next ingest finds it, and its page
redirects to the kept one. Bylines and articles move with `update()`, which sends no signals: the
caller queues the changed articles for indexing.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from archive.curation.rename import move_page
from archive.errors import CurationError
from archive.models import Author, Byline, Outlet
from archive.text.messages import Message, said, said_counted
from archive.text.normalize import name_key

FILLED_IN = ("country", "language", "kind", "description")
"""Fields that a kept outlet takes over where its own are empty."""


@dataclass(frozen=True, slots=True)
class Merge:
    """Result of a merge: the articles that changed, and the values that were not carried over."""

    kept: str
    retired: str
    article_ids: tuple[int, ...]
    dropped: tuple[Message, ...] = ()

    def in_words(self) -> str:
        """Return a sentence for the history of the kept record."""
        words = said_counted(
            "Merged ‘{retired}’ into this record: {number} article.",
            "Merged ‘{retired}’ into this record: {number} articles.",
            len(self.article_ids),
            retired=self.retired,
        )
        return f"{words} Not carried over: {'; '.join(self.dropped)}." if self.dropped else words


@transaction.atomic
def merge_authors(*, keep: Author, retire: Author) -> Merge:
    """Move the bylines of `retire` to `keep`; printed spellings stay on the bylines.

    An article that credits both in one role keeps its byline for `keep`; the other is reported in
    the result, and its spelling becomes an alias of `keep`.
    """
    _check_two(keep, retire)
    bylines = list(retire.bylines.select_for_update().select_related("article").order_by("pk"))
    credited = set(keep.bylines.values_list("article_id", "role"))
    doubled = [byline for byline in bylines if (byline.article_id, byline.role) in credited]
    moved = [byline for byline in bylines if (byline.article_id, byline.role) not in credited]
    for byline in moved:
        byline.credited_as = byline.credited_as or retire.name
        byline.author = keep
    Byline.objects.bulk_update(moved, ["author", "credited_as"], batch_size=500)
    Byline.objects.filter(pk__in=[byline.pk for byline in doubled]).delete()
    printed = [byline.credited_as for byline in doubled if byline.credited_as]
    _add_spellings(keep, [retire.name, *retire.aliases.values_list("name", flat=True), *printed])
    links = set(keep.same_as.values_list("url", flat=True))
    retire.same_as.exclude(url__in=links).update(author=keep)
    _retire(keep, retire)
    return Merge(
        kept=keep.name,
        retired=retire.name,
        article_ids=tuple(dict.fromkeys(byline.article_id for byline in bylines)),
        dropped=tuple(
            said(
                "a second credit as {role} on ‘{title}’",
                role=said(byline.role),
                title=byline.article.title,
            )
            for byline in doubled
        ),
    )


@transaction.atomic
def merge_outlets(*, keep: Outlet, retire: Outlet) -> Merge:
    """Move the articles, aliases and domains of `retire` to `keep`.

    Values of `retire` fill empty fields of `keep`; where both have one, that of `keep` stays and
    the other is reported in the result.
    """
    _check_two(keep, retire)
    ids = tuple(retire.articles.order_by("pk").values_list("pk", flat=True))
    retire.articles.update(outlet=keep, changed_at=timezone.now())
    retire.aliases.update(outlet=keep)
    retire.domains.update(outlet=keep)
    if name_key(retire.name) not in {keep.key, *keep.aliases.values_list("key", flat=True)}:
        keep.aliases.create(name=retire.name)
    dropped = tuple(_fill_in(keep, retire))
    keep.save()
    _retire(keep, retire)
    return Merge(kept=keep.name, retired=retire.name, article_ids=ids, dropped=dropped)


def _check_two(keep: Author | Outlet, retire: Author | Outlet) -> None:
    if keep == retire:
        raise CurationError(f"‘{keep}’ cannot be merged into itself. Choose two records.")


def _add_spellings(author: Author, names: Iterable[str]) -> None:
    known = {author.key, *author.aliases.values_list("key", flat=True)}
    for name in names:
        key = name_key(name)[:200]
        if key and key not in known:
            author.aliases.create(name=name[:200])
            known.add(key)


def _fill_in(keep: Outlet, retire: Outlet) -> Iterable[Message]:
    """Fill empty fields of `keep` from `retire`; yield the values of `retire` that differ."""
    for field in FILLED_IN:
        here, there = getattr(keep, field), getattr(retire, field)
        if there and not here:
            setattr(keep, field, there)
        elif there and here != there:
            yield said("{field} ‘{there}’", field=said(field), there=there)


def _retire(keep: Author | Outlet, retire: Author | Outlet) -> None:
    """Delete `retire` with what is left of it, and redirect its page to that of `keep`."""
    old = retire.get_absolute_url()
    retire.delete()
    move_page(old, keep.get_absolute_url())
