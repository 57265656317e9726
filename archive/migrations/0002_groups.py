"""Three groups of people who work in the admin: Reader, Editor, Curator.

Django makes permissions after the last migration, too late for a fresh archive; so the ones needed
are made here, exactly as Django would make them, and Django then finds them made. Running this
twice changes nothing; a group that exists keeps its members and whatever else it may do.
"""

from django.db import migrations


ARTICLES = ("article", "byline")
NAMES = ("outlet", "outletalias", "outletdomain", "author", "authoralias", "sameas")
RECORDS = (*ARTICLES, *NAMES, "collection")
HOW_WE_KNOW = ("evidence", "capture")
RUNS = ("batch", "refusal", "payload", "indexchange")

READER = {"view": (*RECORDS, *HOW_WE_KNOW)}
EDITOR = {"view": (*READER["view"], "payload"), "add": RECORDS, "change": RECORDS}
CURATOR = {
    "view": (*READER["view"], *RUNS, "redirect"),
    "add": (*RECORDS, "redirect"),
    "change": (*RECORDS, "redirect"),
    "delete": (*RECORDS, "redirect"),
}
GROUPS = {"Reader": READER, "Editor": EDITOR, "Curator": CURATOR}


def make_groups(apps, schema_editor):
    """Make the groups that are not there, and give each what it may do."""
    groups = apps.get_model("auth", "Group").objects.using(schema_editor.connection.alias)
    for name, may in GROUPS.items():
        group, _ = groups.get_or_create(name=name)
        group.permissions.add(*_permissions(apps, schema_editor.connection.alias, may))


def drop_groups(apps, schema_editor):
    """Take the groups away; the permissions stay, they are Django's."""
    groups = apps.get_model("auth", "Group").objects.using(schema_editor.connection.alias)
    groups.filter(name__in=GROUPS).delete()


def _permissions(apps, database, may):
    for action, models in may.items():
        for model in models:
            yield _permission(apps, database, action, model)


def _permission(apps, database, action, model):
    kinds = apps.get_model("contenttypes", "ContentType").objects.using(database)
    permissions = apps.get_model("auth", "Permission").objects.using(database)
    kind, _ = kinds.get_or_create(app_label="archive", model=model)
    name = apps.get_model("archive", model)._meta.verbose_name
    permission, _ = permissions.get_or_create(
        content_type=kind,
        codename=f"{action}_{model}",
        defaults={"name": f"Can {action} {name}"},
    )
    return permission


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(make_groups, drop_groups)]
