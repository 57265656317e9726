"""Relations of outlets and authors: those that follow others, were merged into others, or are not the same."""

from collections.abc import Iterable
from typing import TypeVar

from django.conf import settings
from django.db import models
from django.db.models import F, Model, Q
from django.utils.translation import gettext_lazy as _

from archive.models.creators import Outlet
from archive.text.edtf import describe_edtf
from archive.text.messages import Message

ModelT = TypeVar("ModelT", bound=Model)


class OutletSuccession(models.Model):
    """An outlet that another one followed: renamed, taken over, or joined with others."""

    predecessor = models.ForeignKey(
        Outlet, models.CASCADE, verbose_name=_("predecessor"), related_name="later_successions"
    )
    successor = models.ForeignKey(
        Outlet, models.CASCADE, verbose_name=_("successor"), related_name="earlier_successions"
    )
    date = models.CharField(
        _("date"),
        max_length=60,
        blank=True,
        help_text=_("When the one followed the other: 1923, 1923-05, 1923~ (about)."),
    )
    note = models.CharField(
        _("note"), max_length=300, blank=True, help_text=_("How: renamed, taken over by, joined with …")
    )

    class Meta:
        verbose_name = _("succession")
        verbose_name_plural = _("successions")
        ordering = ["date", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="one_succession_per_pair"),
            models.CheckConstraint(
                condition=~Q(predecessor=F("successor")),
                name="outlet_does_not_follow_itself",
                violation_error_message=_("An outlet cannot follow itself. Choose another one."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"

    @property
    def date_label(self) -> Message | str:
        """Date for readers; empty where none is known."""
        return describe_edtf(self.date) if self.date else ""


class MergedRecord(models.Model):
    """The key that a merged outlet or author had, so that addresses and files that hold it find the kept record."""

    model = models.CharField(max_length=20)
    former_key = models.BigIntegerField()
    kept_key = models.BigIntegerField(db_index=True)
    merged_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["model", "former_key"], name="merged_record_has_one_successor"),
            models.CheckConstraint(condition=~Q(former_key=F("kept_key")), name="record_is_merged_into_another"),
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.former_key} → {self.kept_key}"


def record_merged_key(model: type[Model], former_key: int, kept_key: int) -> None:
    """Note that a record was merged into another one; records merged into it before follow."""
    rows = MergedRecord.objects.filter(model=model._meta.model_name)
    rows.filter(kept_key=former_key).update(kept_key=kept_key)
    rows.update_or_create(model=model._meta.model_name, former_key=former_key, defaults={"kept_key": kept_key})


def find_current_record(model: type[ModelT], key: int | str | None) -> ModelT | None:
    """Return the record with this key, or the one that it was merged into."""
    if key is None:
        return None
    if (record := model._default_manager.filter(pk=key).first()) is not None:
        return record
    kept_keys = MergedRecord.objects.filter(model=model._meta.model_name, former_key=key).values("kept_key")
    return model._default_manager.filter(pk__in=kept_keys).first()


class DistinctRecords(models.Model):
    """An editor's decision that two records of a kind are not the same, however alike their names are."""

    model = models.CharField(max_length=20)
    one_key = models.BigIntegerField()
    other_key = models.BigIntegerField()
    decided_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="distinct_records", null=True, blank=True
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["model", "one_key", "other_key"], name="one_decision_per_two_records"),
            models.CheckConstraint(condition=Q(one_key__lt=F("other_key")), name="two_records_are_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.one_key} is not {self.other_key}"


def save_distinct_pairs(model: type[Model], pairs: Iterable[tuple[int, int]], decided_by_id: int | None) -> None:
    """Note that each two of these records are not the same; what was decided before stays."""
    name = str(model._meta.model_name)
    DistinctRecords.objects.bulk_create(
        [
            DistinctRecords(model=name, one_key=min(pair), other_key=max(pair), decided_by_id=decided_by_id)
            for pair in sorted(set(pairs))
            if pair[0] != pair[1]
        ],
        ignore_conflicts=True,
        batch_size=200,
    )
