"""Names and addresses that keep answering: an old page leads straight to the one in its place.

Paths are kept decoded, as `request.path` shows them: `/outlets/été/`, never with `%C3%A9`.
"""

from urllib.parse import unquote

from django.db import transaction

from archive.models import Author, Outlet, Redirect
from archive.text.normalize import name_key


@transaction.atomic
def move_page(old: str, new: str) -> Redirect | None:
    """Let the page at `old` answer from `new`; None if the two are one.

    Redirects that led to `old` lead to `new` at once (no chains), and a former redirect away from
    `new` is dropped, because a page lives there now.
    """
    old, new = unquote(old), unquote(new)
    if old == new:
        return None
    claim_page(new)
    Redirect.objects.filter(new_path=old).update(new_path=new)
    redirect, _ = Redirect.objects.update_or_create(old_path=old, defaults={"new_path": new})
    return redirect


def claim_page(path: str) -> int:
    """Drop the redirect that would shadow the page that lives at `path` now; returns how many."""
    return Redirect.objects.filter(old_path=unquote(path)).delete()[0]


@transaction.atomic
def keep_former_name(record: Author | Outlet, former: str) -> bool:
    """Let what was printed under the former name still mean this record; whether it now does.

    Not where another outlet answers to it, nor where the two names read the same.
    """
    key = name_key(former)[:200]
    others = type(record)._default_manager.named(former).exclude(pk=record.pk)
    if not key or key == record.key or (isinstance(record, Outlet) and others.exists()):
        return False
    return record.aliases.get_or_create(key=key, defaults={"name": former})[1]
