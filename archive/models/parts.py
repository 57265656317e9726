"""Batching of long lists of values for SQL statements."""

from collections.abc import Iterator, Sequence
from typing import Final, TypeVar

Value = TypeVar("Value")
MOST: Final = 500


def in_parts(values: Sequence[Value], size: int = MOST) -> Iterator[Sequence[Value]]:
    """Yield `values` in order, in batches of at most `size`."""
    return (values[first : first + size] for first in range(0, len(values), size))
