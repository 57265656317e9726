"""Outlets and authors named by typing: what a browser without scripts sends in place of a choice from the list."""

import re
from typing import Any, Final

from django.http import HttpRequest
from django.utils.translation import gettext

from archive.models import Author, Outlet
from archive.models.named import measure_nearness
from archive.text.normalize import collapse_whitespace, strip_controls

MAX_SUGGESTED: Final = 5
MAX_CHARS: Final = 200
_MODELS: Final[dict[str, type[Outlet] | type[Author]]] = {"outlet": Outlet, "author": Author}
_INPUT_NAME: Final = re.compile(r"(?P<field>.+)_named_(?P<model>outlet|author)")
MAX_NAMES: Final = 200  # of one form: each is looked up


def build_input_name(field_name: str, model: type[Any]) -> str:
    """Return the name of the text input beside the choice of a record."""
    return f"{field_name}_named_{model._meta.model_name}"


def find_by_typed_name(model: type[Any], text: str) -> Any:
    """Return the one record that a typed name means (its name, another name, or slug); None for none or several."""
    name = tidy_name(text)
    found = list(model.objects.filter_by_name(name)[: MAX_SUGGESTED * 2])
    distances = {record: measure_nearness(record, name) for record in found}
    nearest = [record for record in found if distances[record] == min(distances.values())]
    return nearest[0] if len(nearest) == 1 else None


def tidy_name(text: str) -> str:
    """Return a typed name on one line."""
    return collapse_whitespace(strip_controls(text))[:MAX_CHARS]


def describe_unknown_name(model: type[Any], text: str) -> str:
    """Return why a typed name is not taken, with names like it."""
    name = tidy_name(text)
    if namesakes := list(model.objects.filter_by_name(name)[:MAX_SUGGESTED]):
        slugs = ", ".join(record.slug for record in namesakes)
        template = gettext("Several records are called ‘%(name)s’. Write the address (slug) of one: %(slugs)s.")
        return template % {"name": name, "slugs": slugs}
    words = [word for word in name.split() if len(word) > 2] or [name]
    near = [record.name for word in words[:3] for record in model.objects.filter(name__icontains=word)[:MAX_SUGGESTED]]
    if names := list(dict.fromkeys(near))[:MAX_SUGGESTED]:
        template = gettext("No record is called ‘%(name)s’. Write the whole name. There are: %(names)s.")
        return template % {"name": name, "names": "; ".join(names)}
    return gettext("No record is called ‘%s’. Look it up in the list, and write the whole name.") % name


def resolve_typed_names(request: HttpRequest) -> None:
    """Put the keys of typed names in the place of the choices that were sent; remember what names no record."""
    matches = [match for name in request.POST if (match := _INPUT_NAME.fullmatch(name))][:MAX_NAMES]
    if not matches:
        return
    post = request.POST.copy()
    unknown_names = []
    for match in matches:
        text, model = tidy_name(str(post.pop(match[0])[-1])), _MODELS[match["model"]]
        if not text:
            continue
        if record := find_by_typed_name(model, text):
            post[match["field"]] = str(record.pk)
        else:
            unknown_names.append(describe_unknown_name(model, text))
    request.POST = post  # type: ignore[assignment]
    request.unknown_names = unknown_names  # type: ignore[attr-defined]


def describe_unknown_names(request: HttpRequest) -> str:
    """Return what `resolve_typed_names` found to name no record; empty if nothing was."""
    return " ".join(getattr(request, "unknown_names", ()))
