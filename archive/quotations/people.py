"""Speaker records: names printed in articles to `Speaker` rows, linked to authors."""

from collections.abc import Iterable
from typing import Final

from django.db import IntegrityError, transaction

from archive.models import Author, AuthorAlias, Speaker, SpeakerAlias
from archive.models.fields import readable_slug
from archive.models.parts import MOST, in_parts
from archive.text.normalize import name_key
from archive.text.quoting.speakers import speaker_key

TRIES: Final = 5
"""Maximum number of attempts to create records that another run creates at the same time."""


def key_of(name: str) -> str:
    """Return the lookup key of a speaker."""
    return (speaker_key(name) or name_key(name))[:200]


def speakers_named(names: Iterable[str]) -> dict[str, int]:
    """Return the speaker id for each name's key; new names get a record."""
    by_key: dict[str, str] = {}
    for name in names:
        if key := key_of(name):
            by_key.setdefault(key, name[:200])
    found = _known(by_key)
    for tries_left in reversed(range(TRIES)):
        missing = {key: name for key, name in sorted(by_key.items()) if key not in found}
        try:
            with transaction.atomic():
                return found | _made(missing)
        except IntegrityError:  # another run created one meanwhile: use that
            if not tries_left:
                raise
            found |= _known(missing)
    return found


def _known(keys: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for some in in_parts(list(keys)):
        rows = SpeakerAlias.objects.filter(key__in=some).values_list("key", "speaker_id")
        found.update(rows)
    return found


def _made(missing: dict[str, str]) -> dict[str, int]:
    """Create speakers; slugs are numbered if already in use."""
    if not missing:
        return {}
    authors = _authors(missing)
    slugs = {key: readable_slug(name, fallback="speaker") for key, name in missing.items()}
    taken = _taken(slugs.values())
    rows = []
    for key, name in missing.items():
        slug = _free(slugs[key], taken)
        taken.add(slug)
        rows.append(
            Speaker(name=name, key=name_key(name)[:200], slug=slug, author_id=authors.get(key))
        )
    made = dict(zip(missing, Speaker.objects.bulk_create(rows, batch_size=MOST), strict=True))
    SpeakerAlias.objects.bulk_create(
        [SpeakerAlias(speaker=row, name=row.name, key=key) for key, row in made.items()],
        batch_size=MOST,
    )
    return {key: row.pk for key, row in made.items()}


def _authors(keys: Iterable[str]) -> dict[str, int]:
    """Return author ids by name or alias; ambiguous names are left out."""
    found: dict[str, set[int]] = {}
    for some in in_parts(list(keys)):
        for key, pk in Author.objects.filter(key__in=some).values_list("key", "pk"):
            found.setdefault(key, set()).add(pk)
        for key, pk in AuthorAlias.objects.filter(key__in=some).values_list("key", "author_id"):
            found.setdefault(key, set()).add(pk)
    return {key: next(iter(pks)) for key, pks in found.items() if len(pks) == 1}


def _taken(slugs: Iterable[str]) -> set[str]:
    taken: set[str] = set()
    for some in in_parts(sorted(set(slugs))):
        taken.update(Speaker.objects.filter(slug__in=some).values_list("slug", flat=True))
    return taken


def _free(slug: str, taken: set[str]) -> str:
    number, free = 1, slug
    while free in taken or (number > 1 and Speaker.objects.filter(slug=free).exists()):
        number += 1
        free = f"{slug[:74]}-{number}"
    return free
