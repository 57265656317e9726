"""Addresses that keep answering: an old page leads straight to the one that took its place.

Paths are kept decoded, as `request.path` shows them: `/outlets/été/`, never with `%C3%A9`.
"""

from urllib.parse import unquote

from django.db import transaction

from archive.models import Redirect


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
