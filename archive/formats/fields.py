"""Mapping from record keys to article fields: defaults, and `--map` options."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from archive.errors import MappingError

FIELD_KEYS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "title": ("title", "headline", "heading"),
        "standfirst": tuple("standfirst summary description subtitle subheadline deck abstract".split()),
        "body": tuple("body text articleBody content article maintext article_text full_text fulltext".split()),
        "author": ("authors", "author", "byline", "creator"),
        "published": tuple(
            "published date publication_date pubdate date_published publish_date published_at datePublished".split()
        ),
        "outlet": ("outlet", "source", "publisher", "publication", "newspaper"),
        "section": ("section", "category", "desk", "articleSection"),
        "dateline": ("dateline",),
        "language": ("language", "lang", "inLanguage"),
        "canonical_url": ("url", "link", "canonical_url", "canonical"),
        "captured": ("captured", "captured_at", "crawled_at", "crawl_date", "retrieved"),
    }
)
"""Field → keys that may hold it, preferred first."""

_FIELD_ALIASES: Final = {"authors": "author", "date": "published", "url": "canonical_url", "captured_at": "captured"}


def build_field_keys(options: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the default keys overridden by `--map` options (`field=key`, `field=outer.key`, or a file of pairs)."""
    keys = dict(FIELD_KEYS)
    for option in options:
        field, equals, key = option.partition("=")
        pairs = {field: key} if equals else _read_mapping_file(option)
        for name, value in pairs.items():
            field = _FIELD_ALIASES.get(name.strip(), name.strip())
            if field not in FIELD_KEYS:
                raise MappingError(
                    f"The archive has no field ‘{name}’ to map a key to. Its fields are {', '.join(FIELD_KEYS)}."
                )
            values = [value] if isinstance(value, str) else value
            if not isinstance(values, list) or not values or not all(isinstance(key, str) and key for key in values):
                raise MappingError(f"The field ‘{name}’ is mapped to no key. Write --map {name}=KEY.")
            keys[field] = tuple(values)
    return keys


def _read_mapping_file(path: str) -> dict[str, object]:
    try:
        pairs = json.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise MappingError(
            f"The mapping ‘{path}’ cannot be read ({error.strerror}). Give a JSON file of"
            ' {"field": "key"} pairs, or --map field=key.'
        ) from error
    except ValueError as error:
        raise MappingError(f"The mapping {path} is not JSON: {error}. Mend it and run again.") from error
    if not isinstance(pairs, dict):
        raise MappingError(f'The mapping {path} is not an object of {{"field": "key"}} pairs.')
    return pairs
