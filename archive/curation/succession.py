"""Predecessors and successors of outlets: no outlet follows itself, be it by way of others."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.db.models import Q

from archive.errors import CurationError
from archive.models import Outlet, OutletSuccession
from archive.text.messages import Message, lazy_message

Pair = tuple[int, int]  # keys of predecessor and successor


def check_successions(new_pairs: Iterable[Pair], removed_ids: Iterable[int] = ()) -> None:
    """Raise CurationError where an outlet would come before itself once these pairs are added to the stored ones."""
    new_pairs = list(new_pairs)
    stored_pairs = OutletSuccession.objects.exclude(pk__in=list(removed_ids)).order_by()
    successors: defaultdict[int, set[int]] = defaultdict(set)
    for predecessor_id, successor_id in [*stored_pairs.values_list("predecessor", "successor"), *new_pairs]:
        successors[predecessor_id].add(successor_id)
    for predecessor_id, successor_id in new_pairs:
        if predecessor_id in _find_followers(successor_id, successors):
            raise CurationError(_describe_loop(predecessor_id, successor_id))


def _find_followers(outlet_id: int, successors: dict[int, set[int]]) -> set[int]:
    """Return the outlet and all that follow it, directly or by way of others."""
    followers: set[int] = set()
    waiting = [outlet_id]
    while waiting:
        current_id = waiting.pop()
        if current_id not in followers:
            followers.add(current_id)
            waiting.extend(successors.get(current_id, ()))
    return followers


def _describe_loop(predecessor_id: int, successor_id: int) -> Message:
    names = dict(Outlet.objects.filter(pk__in=[predecessor_id, successor_id]).values_list("pk", "name"))
    if predecessor_id == successor_id:
        return lazy_message("‘{name}’ cannot follow itself. Choose another outlet.", name=names.get(successor_id, ""))
    return lazy_message(
        "‘{earlier}’ would come both before and after ‘{later}’. Remove one of the two successions first.",
        earlier=names.get(predecessor_id, ""),
        later=names.get(successor_id, ""),
    )


def find_successions(outlet: Outlet) -> tuple[list[OutletSuccession], list[OutletSuccession]]:
    """Return the successions that lead to an outlet and those that lead on from it, in one query."""
    rows = OutletSuccession.objects.filter(Q(predecessor=outlet) | Q(successor=outlet))
    rows = rows.select_related("predecessor", "successor")
    return [row for row in rows if row.successor_id == outlet.pk], [
        row for row in rows if row.predecessor_id == outlet.pk
    ]


def move_successions(*, keep: Outlet, retire: Outlet) -> Iterator[Message]:
    """Give the successions of `retire` to `keep`; yield those that cannot be: between the two, or there already."""
    rows = OutletSuccession.objects.filter(Q(predecessor=retire) | Q(successor=retire))
    for row in rows.select_related("predecessor", "successor"):
        predecessor = keep if row.predecessor_id == retire.pk else row.predecessor
        successor = keep if row.successor_id == retire.pk else row.successor
        if predecessor == successor:
            yield lazy_message(
                "that ‘{successor}’ followed ‘{predecessor}’",
                successor=row.successor.name,
                predecessor=row.predecessor.name,
            )
            row.delete()
        elif known_row := OutletSuccession.objects.filter(predecessor=predecessor, successor=successor).first():
            yield from _fill_succession(known_row, row)
            row.delete()
        else:
            row.predecessor, row.successor = predecessor, successor
            row.save()


def _fill_succession(kept_row: OutletSuccession, row: OutletSuccession) -> Iterator[Message]:
    """Fill date and note where they are empty; yield the values that differ."""
    for field in ("date", "note"):
        kept_value, value = getattr(kept_row, field), getattr(row, field)
        if value and not kept_value:
            setattr(kept_row, field, value)
        elif value and value != kept_value:
            yield lazy_message("{field} ‘{there}’", field=lazy_message(field), there=value)
    kept_row.save()
