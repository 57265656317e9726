"""Merge records of one person or outlet into one; keep the former names and addresses of records."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from urllib.parse import unquote

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Exists, Model, OuterRef, Q
from django.utils import timezone

from archive.curation.changes import record_change
from archive.curation.succession import check_successions, move_successions
from archive.db.addresses import remove_url_prefix
from archive.errors import CurationError
from archive.models import (
    Author,
    Byline,
    Change,
    CreditLink,
    DistinctRecords,
    Outlet,
    OutletAlias,
    OutletSuccession,
    Redirect,
)
from archive.models.creators import invert_name
from archive.models.relations import record_merged_key, save_distinct_pairs
from archive.search.indexing import change_queue
from archive.text.messages import Message, lazy_message, lazy_plural_message
from archive.text.normalize import name_key

MAX_LISTED = 10  # second credits that are listed one by one
INHERITED_FIELDS = ("country", "language", "kind", "description")
"""Fields that a kept outlet takes over where its own are empty."""


@transaction.atomic
def redirect_page(old_path: str, new_path: str) -> Redirect | None:
    """Redirect the old path to the new one; return None if they are equal.

    Redirects to the old path are pointed at the new one (no chains), and a redirect away from the
    new path is deleted, because a page is there now.
    """
    old_path, new_path = (unquote(remove_url_prefix(path)) for path in (old_path, new_path))
    if old_path == new_path:
        return None
    delete_shadowing_redirect(new_path)
    Redirect.objects.filter(new_path=old_path).update(new_path=new_path)
    redirect, _ = Redirect.objects.update_or_create(old_path=old_path, defaults={"new_path": new_path})
    return redirect


def delete_shadowing_redirect(path: str) -> int:
    """Delete the redirect that would shadow the page now at `path`; return how many there were."""
    return Redirect.objects.filter(old_path=unquote(remove_url_prefix(path))).delete()[0]


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

    def describe(self, reason: str = "") -> str:
        """Return a sentence for the history of the kept record."""
        text: str = lazy_plural_message(
            "Merged ‘{retired}’ into this record: {number} article.",
            "Merged ‘{retired}’ into this record: {number} articles.",
            len(self.article_ids),
            retired=self.retired_name,
        )
        if self.dropped_values:
            text += f" Not carried over: {'; '.join(self.dropped_values)}."
        return f"{text} Reason: {reason}" if reason else text


def clean_reason(reason: str) -> str:
    """Return the reason of a merge; raise CurationError where none was given."""
    if reason := reason.strip():
        return reason
    raise CurationError(lazy_message("No reason was given. Say in a sentence why these are one."))


def merge_records(
    *, keep: Author | Outlet, others: Iterable[Author | Outlet], user: AbstractBaseUser | None, reason: str
) -> list[MergeResult]:
    """Merge `others` into `keep` as one change, and queue the articles that change for the index."""
    reason, others = clean_reason(reason), list(others)
    summary = describe_merge(keep, others)
    with record_change(Change.Action.MERGE, user=user, reason=reason, summary=summary):
        lock_records([keep, *others])
        if isinstance(keep, Author):
            results = [merge_authors(keep=keep, retire=other) for other in others if isinstance(other, Author)]
        else:
            results = [_move_outlet(keep, other) for other in others if isinstance(other, Outlet)]
            _check_kept_successions(keep)
        change_queue.queue_changes(list(dict.fromkeys(pk for result in results for pk in result.article_ids)))
    return results


def lock_records(records: Sequence[Model]) -> None:
    """Lock records until commit; raise CurationError where one of them is gone meanwhile."""
    rows = type(records[0])._default_manager.select_for_update().order_by("pk")
    present_keys = set(rows.filter(pk__in=[record.pk for record in records]).values_list("pk", flat=True))
    if gone := [str(record) for record in records if record.pk not in present_keys]:
        raise CurationError(
            lazy_message(
                "‘{name}’ is no longer there: somebody merged or deleted it. Look at the list again.", name=gone[0]
            )
        )


def describe_merge(keep: Model, others: Iterable[Model]) -> str:
    """Return the summary of a merge in the list of changes."""
    names = ", ".join(f"‘{other}’" for other in others)
    return f"Merged into ‘{keep}’: {names}"


@transaction.atomic
def merge_authors(*, keep: Author, retire: Author) -> MergeResult:
    """Move the bylines of `retire` to `keep`; printed spellings stay on the bylines.

    An article that credits both in one role keeps its byline for `keep`; the other is reported in
    the result, and its spelling becomes an alias of `keep`.
    """
    _check_distinct(keep, retire)
    bylines = Byline.objects.filter(author=retire)
    article_ids = dict.fromkeys(bylines.order_by("pk").values_list("article_id", flat=True))
    same_credit = Byline.objects.filter(author=keep, article=OuterRef("article"), role=OuterRef("role"))
    duplicate_rows = bylines.filter(Exists(same_credit)).select_related("article").order_by("pk")
    duplicate_bylines = list(duplicate_rows.defer("article__body", "article__standfirst"))
    Byline.objects.filter(pk__in=[byline.pk for byline in duplicate_bylines]).delete()
    bylines.filter(credited_as="").update(credited_as=retire.name)
    bylines.update(author=keep)
    printed_names = [byline.credited_as for byline in duplicate_bylines if byline.credited_as]
    dropped_values = list(_describe_second_credits(duplicate_bylines))
    dropped_values += _add_names(keep, [retire.name, *printed_names])
    dropped_values += _add_names(keep, retire.aliases.values_list("name", flat=True), are_aliases=True)
    known_urls = set(keep.same_as.values_list("url", flat=True))
    retire.same_as.exclude(url__in=known_urls).update(author=keep)
    retire.speakers.update(author=keep)
    dropped_values += find_differing_values(keep, [retire])
    _redirect_and_delete(keep, retire)
    return MergeResult(retire.name, tuple(article_ids), tuple(dropped_values))


def _describe_second_credits(bylines: Sequence[Byline]) -> Iterator[Message]:
    """Yield a message for each of these bylines, which were dropped; of many the first, and how many more there are."""
    for byline in bylines[:MAX_LISTED]:
        role = lazy_message(byline.role)
        yield lazy_message("a second credit as {role} on ‘{title}’", role=role, title=byline.article.title)
    if (further := len(bylines) - MAX_LISTED) > 0:
        yield lazy_plural_message("{number} further second credit", "{number} further second credits", further)


@transaction.atomic
def merge_outlets(*, keep: Outlet, retire: Outlet) -> MergeResult:
    """Move the articles, aliases, domains and successions of `retire` to `keep`.

    Values of `retire` fill empty fields of `keep`; where both have one, that of `keep` stays and
    the other is reported in the result. Raise CurationError where `keep` would come to follow itself.
    """
    result = _move_outlet(keep, retire)
    _check_kept_successions(keep)
    return result


def _move_outlet(keep: Outlet, retire: Outlet) -> MergeResult:
    _check_distinct(keep, retire)
    article_ids = tuple(retire.articles.order_by("pk").values_list("pk", flat=True))
    retire.articles.update(outlet=keep, changed_at=timezone.now())
    retire.aliases.update(outlet=keep)
    retire.domains.update(outlet=keep)
    retire.credit_links.update(outlet=keep)
    CreditLink.objects.filter(outlet=keep, article__outlet=keep).delete()  # it does not credit itself
    dropped_values = [*move_successions(keep=keep, retire=retire), *_add_names(keep, [retire.name])]
    dropped_values += find_differing_values(keep, [retire])
    for field in INHERITED_FIELDS:
        setattr(keep, field, getattr(keep, field) or getattr(retire, field))
    keep.save()
    _redirect_and_delete(keep, retire)
    return MergeResult(retire.name, article_ids, tuple(dropped_values))


def _check_distinct(keep: Author | Outlet, retire: Author | Outlet) -> None:
    if keep == retire:
        raise CurationError(lazy_message("‘{name}’ cannot be merged into itself. Choose two records.", name=keep.name))


def _check_kept_successions(keep: Outlet) -> None:
    """Raise CurationError where the successions of a kept outlet lead back to it."""
    rows = OutletSuccession.objects.filter(Q(predecessor=keep) | Q(successor=keep))
    check_successions(rows.order_by().values_list("predecessor", "successor"))


def _add_names(keep: Author | Outlet, names: Iterable[str], *, are_aliases: bool = False) -> Iterator[Message]:
    """Add names to the aliases of `keep`; yield those that cannot be, as another record or alias has them."""
    known_names = {keep.key: keep.name} | dict(keep.aliases.values_list("key", "name"))
    for name in names:
        key = name_key(name)[:200]
        if key in known_names:
            if are_aliases and name != known_names[key]:
                yield lazy_message("the spelling ‘{name}’", name=name)
        elif isinstance(keep, Outlet) and (alias := OutletAlias.objects.filter(key=key).first()):
            yield lazy_message("the name ‘{name}’, which means ‘{other}’", name=name, other=alias.outlet.name)
        elif key:
            known_names[key] = name
            keep.aliases.create(name=name[:200])


def find_differing_values(keep: Author | Outlet, others: Sequence[Author | Outlet]) -> list[Message]:
    """Return the values of `others` that a merge does not carry over, as `keep` has another value there."""
    if isinstance(keep, Author):
        authors = [other for other in others if isinstance(other, Author)]
        sort_names = {author.sort_name for author in authors if author.sort_name != invert_name(author.name)}
        differing_values = {("filed under", name): None for name in sorted(sort_names - {keep.sort_name})}
    else:
        differing_values = {}
        for field in INHERITED_FIELDS:
            values = [value for record in (keep, *others) if (value := getattr(record, field))]
            differing_values |= {(field, value): None for value in values[1:] if value != values[0]}
    return [
        lazy_message("{field} ‘{there}’", field=lazy_message(field), there=value) for field, value in differing_values
    ]


def _redirect_and_delete(keep: Author | Outlet, retire: Author | Outlet) -> None:
    """Delete `retire` with what is left of it; its address and its key lead to `keep`."""
    old_path, former_key = retire.get_absolute_url(), retire.pk
    _move_distinct_records(keep, retire)
    retire.delete()
    redirect_page(old_path, keep.get_absolute_url())
    record_merged_key(type(keep), former_key, keep.pk)


def _move_distinct_records(keep: Author | Outlet, retire: Author | Outlet) -> None:
    """Keep what editors said that `retire` is not: `keep` is not either."""
    name = str(keep._meta.model_name)
    rows = DistinctRecords.objects.filter(Q(one_key=retire.pk) | Q(other_key=retire.pk), model=name)
    for row in rows:
        other_key = row.other_key if row.one_key == retire.pk else row.one_key
        save_distinct_pairs(type(keep), [(keep.pk, other_key)], row.decided_by_id)
    rows.delete()


def keep_records_apart(records: Sequence[Author | Outlet], *, user: AbstractBaseUser | None) -> int:
    """Note that no two of these records are the same, so that they are not suggested again; return how many pairs."""
    pairs = list(combinations(sorted(record.pk for record in records), 2))
    names = ", ".join(f"‘{record}’" for record in records)
    with record_change(Change.Action.EDIT, user=user, summary=f"Not the same: {names}"):
        save_distinct_pairs(type(records[0]), pairs, user.pk if user else None)
    return len(pairs)
