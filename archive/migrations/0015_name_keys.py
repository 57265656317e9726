"""Recompute the lookup keys of names: apostrophes of every kind and digits of every script are one in them now."""

from django.db import migrations

from archive.text.normalize import name_key
from archive.text.names import normalize_speaker_name

NAMED_MODELS = (
    ("Outlet", "name"),
    ("OutletAlias", "name"),
    ("Author", "name"),
    ("AuthorAlias", "name"),
    ("Speaker", "name"),
    ("SpeakerAlias", "name"),
    ("NameVariant", "spelling"),
)


def recompute_keys(apps, schema_editor):
    """Set each key that differs; a key that another row has already stays as it is, as both cannot have it."""
    for model_name, field in NAMED_MODELS:
        rows = apps.get_model("archive", model_name).objects.all()
        is_unique = rows.model._meta.get_field("key").unique
        for pk, new_key in list(iter_new_keys(model_name, rows.values_list("pk", field, "key"))):
            if not (is_unique and rows.filter(key=new_key).exists()):
                rows.filter(pk=pk).update(key=new_key)


def iter_new_keys(model_name, rows):
    """Yield the rows whose key differs, with the new one; the keys of other names in ASCII are what they were."""
    for pk, name, key in rows.iterator():
        if name.isascii() and "`" not in name:
            continue
        new_key = build_key(model_name, name)[:200]
        if new_key and new_key != key:
            yield pk, new_key


def build_key(model_name, name):
    """Return the key of a name as its model builds it."""
    if model_name == "SpeakerAlias":
        return normalize_speaker_name(name) or name_key(name)
    return name_key(name)


class Migration(migrations.Migration):
    dependencies = [("archive", "0014_fast_lists")]
    operations = [migrations.RunPython(recompute_keys, migrations.RunPython.noop)]
