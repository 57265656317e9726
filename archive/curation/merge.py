"""Merge two records of one person or outlet; keep the former names and addresses of records."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote

from django.db import transaction
from django.utils import timezone

from archive.errors import CurationError
from archive.models import Author, Byline, Outlet, Redirect
from archive.text.messages import Message, lazy_message, lazy_plural_message
from archive.text.normalize import name_key

INHERITED_FIELDS = ("country", "language", "kind", "description")
"""Fields that a kept outlet takes over where its own are empty."""


@transaction.atomic
def redirect_page(old_path: str, new_path: str) -> Redirect | None:
    """Redirect the old path to the new one; return None if they are equal.

    Redirects to the old path are pointed at the new one (no chains), and a redirect away from the
    new path is deleted, because a page is there now.
    """
    old_path, new_path = unquote(old_path), unquote(new_path)
    if old_path == new_path:
        return None
    delete_shadowing_redirect(new_path)
    Redirect.objects.filter(new_path=old_path).update(new_path=new_path)
    redirect, _ = Redirect.objects.update_or_create(old_path=old_path, defaults={"new_path": new_path})
    return redirect


def delete_shadowing_redirect(path: str) -> int:
    """Delete the redirect that would shadow the page now at `path`; return how many there were."""
    return Redirect.objects.filter(old_path=unquote(path)).delete()[0]


@transaction.atomic
def add_former_name_alias(record: Author | Outlet, former_name: str) -> bool:
    """Add the former name as an alias of `record`; return whether one was added.

    None is added where another outlet has that name, or where the two names have the same key.
    """
    key = name_key(former_name)[:200]
    namesakes = type(record)._default_manager.filter_by_name(former_name).exclude(pk=record.pk)
    if not key or key == record.key or (isinstance(record, Outlet) and namesakes.exists()):
        return False
    return record.aliases.get_or_create(key=key, defaults={"name": former_name})[1]


@dataclass(frozen=True, slots=True)
class MergeResult:
    """Result of a merge: the articles that changed, and the values that were not carried over."""

    retired_name: str
    article_ids: tuple[int, ...]
    dropped_values: tuple[Message, ...] = ()

    def describe(self) -> str:
        """Return a sentence for the history of the kept record."""
        text = lazy_plural_message(
            "Merged ‘{retired}’ into this record: {number} article.",
            "Merged ‘{retired}’ into this record: {number} articles.",
            len(self.article_ids),
            retired=self.retired_name,
        )
        return f"{text} Not carried over: {'; '.join(self.dropped_values)}." if self.dropped_values else text


@transaction.atomic
def merge_authors(*, keep: Author, retire: Author) -> MergeResult:
    """Move the bylines of `retire` to `keep`; printed spellings stay on the bylines.

    An article that credits both in one role keeps its byline for `keep`; the other is reported in
    the result, and its spelling becomes an alias of `keep`.
    """
    _check_distinct(keep, retire)
    bylines = list(retire.bylines.select_for_update().select_related("article").order_by("pk"))
    credited_roles = set(keep.bylines.values_list("article_id", "role"))
    duplicate_bylines = [byline for byline in bylines if (byline.article_id, byline.role) in credited_roles]
    moved_bylines = [byline for byline in bylines if (byline.article_id, byline.role) not in credited_roles]
    for byline in moved_bylines:
        byline.credited_as = byline.credited_as or retire.name
        byline.author = keep
    Byline.objects.bulk_update(moved_bylines, ["author", "credited_as"], batch_size=500)
    Byline.objects.filter(pk__in=[byline.pk for byline in duplicate_bylines]).delete()
    printed_names = [byline.credited_as for byline in duplicate_bylines if byline.credited_as]
    _add_spellings(keep, [retire.name, *retire.aliases.values_list("name", flat=True), *printed_names])
    known_urls = set(keep.same_as.values_list("url", flat=True))
    retire.same_as.exclude(url__in=known_urls).update(author=keep)
    _redirect_and_delete(keep, retire)
    dropped_values = [
        lazy_message(
            "a second credit as {role} on ‘{title}’", role=lazy_message(byline.role), title=byline.article.title
        )
        for byline in duplicate_bylines
    ]
    article_ids = dict.fromkeys(byline.article_id for byline in bylines)
    return MergeResult(retire.name, tuple(article_ids), tuple(dropped_values))


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
    return MergeResult(retire.name, article_ids, dropped_values)


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
