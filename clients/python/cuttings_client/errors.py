"""Errors and warnings of the client."""

from __future__ import annotations

from typing import Any


class ApiError(Exception):
    """The archive answered with a problem; `errors` name the values that cannot be used, each as (where, detail)."""

    def __init__(self, status: int, problem: dict[str, Any]) -> None:
        self.status = status
        self.code: str = problem.get("code", "")
        self.detail: str = problem.get("detail", "") or problem.get("title", "")
        self.offset: int | None = problem.get("offset")
        self.length: int | None = problem.get("length")
        self.suggestion: str | None = problem.get("suggestion")
        self.errors: list[tuple[str, str]] = [(row["where"], row["detail"]) for row in problem.get("errors", ())]
        super().__init__(self._describe())

    def _describe(self) -> str:
        lines = [f"{self.status} {self.code}: {self.detail}"]
        lines += [f"  {where}: {detail}" for where, detail in self.errors]
        return "\n".join(lines + ([f"  Try: {self.suggestion}"] if self.suggestion else []))


class ChangedMeanwhile(ApiError):  # noqa: N818 -- reads as what it is
    """Somebody changed the article after it was read; nothing was done. Read it again."""


class ArchiveChanged(UserWarning):
    """The archive changed while a list was gone through: items may be missing or come twice."""
