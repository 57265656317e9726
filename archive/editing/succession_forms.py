"""Forms of the predecessors and successors of an outlet."""

from typing import Any, Final

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from archive.curation.succession import check_successions
from archive.editing.base import LabelledFormSet
from archive.editing.form_state import is_row_key, parse_row_count
from archive.editing.typed_date_field import TypedDateField, TypedDateInput
from archive.errors import CurationError
from archive.models import OutletSuccession
from archive.text.normalize import collapse_whitespace
from archive.web.language import translate_message

_OTHER_SIDE: Final = {"predecessor": "successor", "successor": "predecessor"}
_PREFIXES: Final = {"predecessor": "later_successions", "successor": "earlier_successions"}  # of the two formsets
_NEW_OUTLET: Final = 0  # stands for the key of an outlet that has none yet


class SuccessionForm(forms.ModelForm):
    """Form of one succession, on the page of either outlet."""

    class Meta:
        model = OutletSuccession
        fields = ["predecessor", "successor", "date", "note"]
        help_texts = {"date": _("When the one followed the other, as you would say it: 1923, May 1923, about 1923.")}
        field_classes = {"date": TypedDateField}
        widgets = {"date": TypedDateInput(attrs={"size": 14}), "note": forms.TextInput(attrs={"size": 30})}

    def clean_note(self) -> str:
        return collapse_whitespace(self.cleaned_data["note"])


class SuccessionFormSet(LabelledFormSet):
    """Formset that refuses successions by which an outlet would come before itself."""

    def clean(self) -> None:
        """Check all successions of the outlet together: two of them may make the loop, one on either side."""
        super().clean()
        rows = [form for form in self.forms if form.is_valid() and form not in self.deleted_forms]
        forms_by_pair = {self._get_pair(form.cleaned_data): form for form in rows if form.cleaned_data}
        all_pairs = [*forms_by_pair, *self._read_other_side()]
        outlet = self.instance.pk or _NEW_OUTLET
        replaced_rows = OutletSuccession.objects.filter(Q(predecessor=outlet) | Q(successor=outlet))
        replaced_ids = list(replaced_rows.values_list("pk", flat=True))
        for pair, form in forms_by_pair.items():
            try:
                check_successions([pair, *(other for other in all_pairs if other != pair)], replaced_ids)
            except CurationError as error:
                form.add_error(None, translate_message(error.args[0]))
                return

    def _get_pair(self, row: dict[str, Any]) -> tuple[int, int]:
        """Return the keys of predecessor and successor."""
        other = row.get(_OTHER_SIDE[self.fk.name])
        return self._order_pair(self.fk.name, other.pk if other else _NEW_OUTLET)

    def _order_pair(self, own_side: str, other_key: int) -> tuple[int, int]:
        """Return predecessor and successor, of which the outlet of the page is `own_side`."""
        own_key = self.instance.pk or _NEW_OUTLET
        return (own_key, other_key) if own_side == "predecessor" else (other_key, own_key)

    def _read_other_side(self) -> list[tuple[int, int]]:
        """Return the pairs that are posted in the other formset of successions on the page."""
        own_side = _OTHER_SIDE[self.fk.name]  # in that formset
        prefix = _PREFIXES[own_side]
        row_count = self.data.get(f"{prefix}-TOTAL_FORMS", "")
        pairs = []
        for number in range(parse_row_count(row_count) if row_count else 0):
            key = self.data.get(f"{prefix}-{number}-{self.fk.name}", "")
            if is_row_key(key) and not self.data.get(f"{prefix}-{number}-DELETE"):
                pairs.append(self._order_pair(own_side, int(key)))
        return pairs
