"""Which articles quote a person: the one place that asks."""

from __future__ import annotations


def articles_quoting(name: str) -> tuple[int, ...] | None:  # noqa: ARG001 -- nobody is known yet
    """The articles (primary keys) that quote whoever is called `name`; None: none were read yet."""
    return None
