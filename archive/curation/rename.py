"""Redirects and aliases for renamed records.

Paths are stored decoded, as `request.path` shows them: `/outlets/été/`, never with `%C3%A9`.
"""

from urllib.parse import unquote

from django.db import transaction

from archive.models import Author, Outlet, Redirect
from archive.text.normalize import name_key


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
    redirect, _ = Redirect.objects.update_or_create(
        old_path=old_path, defaults={"new_path": new_path}
    )
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
