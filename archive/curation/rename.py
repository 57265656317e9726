"""Redirects and aliases for renamed records.

Paths are stored decoded, as `request.path` shows them: `/outlets/été/`, never with `%C3%A9`.
"""

from urllib.parse import unquote

from django.db import transaction

from archive.models import Author, Outlet, Redirect
from archive.text.normalize import name_key


@transaction.atomic
def move_page(old: str, new: str) -> Redirect | None:
    """Redirect the old path to the new one; return None if they are equal.

    Redirects to the old path are pointed at the new one (no chains), and a redirect away from the
    new path is deleted, because a page is there now.
    """
    old, new = unquote(old), unquote(new)
    if old == new:
        return None
    claim_page(new)
    Redirect.objects.filter(new_path=old).update(new_path=new)
    redirect, _ = Redirect.objects.update_or_create(old_path=old, defaults={"new_path": new})
    return redirect


def claim_page(path: str) -> int:
    """Delete the redirect that would shadow the page now at `path`; return how many there were."""
    return Redirect.objects.filter(old_path=unquote(path)).delete()[0]


@transaction.atomic
def keep_former_name(record: Author | Outlet, former: str) -> bool:
    """Add the former name as an alias of `record`; return whether one was added.

    None is added where another outlet has that name, or where the two names have the same key.
    """
    key = name_key(former)[:200]
    others = type(record)._default_manager.named(former).exclude(pk=record.pk)
    if not key or key == record.key or (isinstance(record, Outlet) and others.exists()):
        return False
    return record.aliases.get_or_create(key=key, defaults={"name": former})[1]
