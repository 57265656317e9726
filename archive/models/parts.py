"""Long lists of values in parts that one statement can name."""

from collections.abc import Iterator, Sequence
from typing import Final, TypeVar

Value = TypeVar("Value")
MOST: Final = 500


def in_parts(values: Sequence[Value], size: int = MOST) -> Iterator[Sequence[Value]]:
    """`values` in their order, at most `size` at a time."""
    return (values[first : first + size] for first in range(0, len(values), size))
