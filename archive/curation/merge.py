"""Merging of two author or outlet records; printed names are kept.

The retired name becomes an alias of the kept record, so that the next ingest finds it, and its page
redirects to the kept one. Bylines and articles move with `update()`, which sends no signals: the
caller queues the changed articles for indexing.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from archive.curation.rename import redirect_page
from archive.errors import CurationError
from archive.models import Author, Byline, Outlet
from archive.text.messages import Message, lazy_message, lazy_plural_message
from archive.text.normalize import name_key

INHERITED_FIELDS = ("country", "language", "kind", "description")
"""Fields that a kept outlet takes over where its own are empty."""


@dataclass(frozen=True, slots=True)
class MergeResult:
    """Result of a merge: the articles that changed, and the values that were not carried over."""

    kept_name: str
    retired_name: str
    article_ids: tuple[int, ...]
    dropped_values: tuple[Message, ...] = ()

    def describe(self) -> str:
        """Return a sentence for the history of the kept record."""
        text = lazy_plural_message(
            "Merged ‘{retired}’ into this record: {number} article.",
            "Merged ‘{retired}’ into this record: {number} articles.",
            len(self.article_ids),
            retired_name=self.retired_name,
        )
        return (
            f"{text} Not carried over: {'; '.join(self.dropped_values)}."
            if self.dropped_values
            else text
        )


@transaction.atomic
def merge_authors(*, keep: Author, retire: Author) -> MergeResult:
    """Move the bylines of `retire` to `keep`; printed spellings stay on the bylines.

    An article that credits both in one role keeps its byline for `keep`; the other is reported in
    the result, and its spelling becomes an alias of `keep`.
    """
    _check_distinct(keep, retire)
    bylines = list(retire.bylines.select_for_update().select_related("article").order_by("pk"))
    credited_roles = set(keep.bylines.values_list("article_id", "role"))
    duplicate_bylines = [
        byline for byline in bylines if (byline.article_id, byline.role) in credited_roles
    ]
    moved_bylines = [
        byline for byline in bylines if (byline.article_id, byline.role) not in credited_roles
    ]
    for byline in moved_bylines:
        byline.credited_as = byline.credited_as or retire.name
        byline.author = keep
    Byline.objects.bulk_update(moved_bylines, ["author", "credited_as"], batch_size=500)
    Byline.objects.filter(pk__in=[byline.pk for byline in duplicate_bylines]).delete()
    printed_names = [byline.credited_as for byline in duplicate_bylines if byline.credited_as]
    _add_spellings(
        keep, [retire.name, *retire.aliases.values_list("name", flat=True), *printed_names]
    )
    known_urls = set(keep.same_as.values_list("url", flat=True))
    retire.same_as.exclude(url__in=known_urls).update(author=keep)
    _redirect_and_delete(keep, retire)
    return MergeResult(
        kept_name=keep.name,
        retired_name=retire.name,
        article_ids=tuple(dict.fromkeys(byline.article_id for byline in bylines)),
        dropped_values=tuple(
            lazy_message(
                "a second credit as {role} on ‘{title}’",
                role=lazy_message(byline.role),
                title=byline.article.title,
            )
            for byline in duplicate_bylines
        ),
    )


@transaction.atomic
def merge_outlets(*, keep: Outlet, retire: Outlet) -> MergeResult:
    """Move the articles, aliases and domains of `retire` to `keep`.

    Values of `retire` fill empty fields of `keep`; where both have one, that of `keep` stays and
    the other is reported in the result.
    """
    _check_distinct(keep, retire)
    article_ids = tuple(retire.articles.order_by("pk").values_list("pk", flat=True))
    retire.articles.update(outlet=keep, changed_at=timezone.now())
    retire.aliases.update(outlet=keep)
    retire.domains.update(outlet=keep)
    if name_key(retire.name) not in {keep.key, *keep.aliases.values_list("key", flat=True)}:
        keep.aliases.create(name=retire.name)
    dropped_values = tuple(_fill_missing_fields(keep, retire))
    keep.save()
    _redirect_and_delete(keep, retire)
    return MergeResult(
        kept_name=keep.name,
        retired_name=retire.name,
        article_ids=article_ids,
        dropped_values=dropped_values,
    )


def _check_distinct(keep: Author | Outlet, retire: Author | Outlet) -> None:
    if keep == retire:
        raise CurationError(f"‘{keep}’ cannot be merged into itself. Choose two records.")


def _add_spellings(author: Author, names: Iterable[str]) -> None:
    known_keys = {author.key, *author.aliases.values_list("key", flat=True)}
    for name in names:
        key = name_key(name)[:200]
        if key and key not in known_keys:
            author.aliases.create(name=name[:200])
            known_keys.add(key)


def _fill_missing_fields(keep: Outlet, retire: Outlet) -> Iterable[Message]:
    """Fill empty fields of `keep` from `retire`; yield the values of `retire` that differ."""
    for field in INHERITED_FIELDS:
        kept_value, retired_value = getattr(keep, field), getattr(retire, field)
        if retired_value and not kept_value:
            setattr(keep, field, retired_value)
        elif retired_value and kept_value != retired_value:
            yield lazy_message("{field} ‘{there}’", field=lazy_message(field), there=retired_value)


def _redirect_and_delete(keep: Author | Outlet, retire: Author | Outlet) -> None:
    """Delete `retire` with what is left of it, and redirect its page to that of `keep`."""
    old_path = retire.get_absolute_url()
    retire.delete()
    redirect_page(old_path, keep.get_absolute_url())
