"""Batching of long lists of values for SQL statements."""

from collections.abc import Iterator, Sequence
from typing import Final, TypeVar

Item = TypeVar("Item")
MAX_BATCH_SIZE: Final = 500


def iter_batches(values: Sequence[Item], size: int = MAX_BATCH_SIZE) -> Iterator[Sequence[Item]]:
    """Yield `values` in order, in batches of at most `size`."""
    return (values[start : start + size] for start in range(0, len(values), size))
