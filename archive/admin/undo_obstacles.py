"""Later changes that stand in the way of an undo, each with the records and values it is about, in words."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext

from archive.curation.undo_conflicts import UndoConflict
from archive.editing.cells import COUNTED_NOUNS, format_count
from archive.models import Change
from archive.web.language import translate_message


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One record in the way, in a sentence; with a field: what the change set, and what is there now."""

    record: str
    field: str
    sentence: str
    expected: str = ""
    current: str = ""


@dataclass(frozen=True, slots=True)
class LaterChange:
    """A later change (None: not one of an editor) with what of it is in the way."""

    change: Change | None
    obstacles: list[Obstacle] = field(default_factory=list)


def group_by_later_change(conflicts: Iterable[UndoConflict]) -> list[LaterChange]:
    """Return the later changes, the latest first, since they are to be undone in this order; unknown ones last."""
    groups: dict[int, LaterChange] = {}
    for conflict in conflicts:
        key = conflict.later_change.pk if conflict.later_change else 0
        group = groups.setdefault(key, LaterChange(conflict.later_change))
        group.obstacles.append(
            Obstacle(
                conflict.record,
                conflict.field,
                _describe_problem(conflict),
                translate_message(conflict.expected),
                translate_message(conflict.current),
            )
        )
    return [groups[key] for key in sorted(groups, reverse=True)]


def _describe_problem(conflict: UndoConflict) -> str:
    """Return what is in the way: `Other records refer to it since: 8 notes of evidence.`"""
    sentence = translate_message(conflict.problem)
    if conflict.reference_model is None:
        return sentence
    options, number = conflict.reference_model._meta, conflict.reference_count
    name = str(options.model_name)
    words = (
        format_count(number, name)
        if name in COUNTED_NOUNS
        else f"{number:,} {options.verbose_name if number == 1 else options.verbose_name_plural}"
    )
    return gettext("%(sentence)s %(records)s.") % {"sentence": sentence, "records": words}
