"""Where in its file a record stands, what a capture is known again by, and runs that wait."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from archive.text.urls import address_key


MAY = {"Editor": ("view_batch", "add_batch", "view_refusal"), "Curator": ("add_batch",)}


def say_what_is_known(apps, schema_editor):
    """Captures are known by their bytes as before; addresses are folded."""
    database = schema_editor.connection.alias
    captures = apps.get_model("archive", "Capture").objects.using(database)
    captures.update(identity=models.F("digest"))
    articles = apps.get_model("archive", "Article").objects.using(database)
    some = []
    rows = articles.exclude(canonical_url="").only("pk", "canonical_url")
    for article in rows.iterator(chunk_size=2000):
        article.address_key = address_key(article.canonical_url)
        some.append(article)
        if len(some) == 2000:
            articles.bulk_update(some, ["address_key"])
            some = []
    articles.bulk_update(some, ["address_key"])


def let_editors_upload(apps, schema_editor):
    """Editors may give files to a run and see what became of them."""
    database = schema_editor.connection.alias
    groups = apps.get_model("auth", "Group").objects.using(database)
    permissions = apps.get_model("auth", "Permission").objects.using(database)
    kinds = apps.get_model("contenttypes", "ContentType").objects.using(database)
    for name, may in MAY.items():
        for group in groups.filter(name=name):
            for codename in may:
                action, model = codename.split("_")
                kind, _ = kinds.get_or_create(app_label="archive", model=model)
                permission, _ = permissions.get_or_create(
                    content_type=kind,
                    codename=codename,
                    defaults={"name": f"Can {action} {model}"},
                )
                group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0003_stories"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("article", "address_key", models.CharField(blank=True, db_index=True, editable=False, max_length=64, default="")),
        migrations.AddField("capture", "steps", models.JSONField(blank=True, default=list, verbose_name='path inside the original file')),
        migrations.AddField("capture", "identity", models.CharField(max_length=64, default="", verbose_name='identity')),
        migrations.AddField("capture", "url", models.CharField(blank=True, help_text="The address the bytes were got from.", max_length=2000, default="", verbose_name='address')),
        migrations.AddField("capture", "fixity", models.CharField(blank=True, help_text="What checking the digest its container gives found.", max_length=20, default="", verbose_name='the container’s own digest')),
        migrations.AlterField("capture", "digest", models.CharField(db_index=True, max_length=64, verbose_name='digest')),
        migrations.AddField("batch", "passed_over", models.PositiveIntegerField(default=0, help_text='Files without an article: pictures, redirects, hidden files.', verbose_name='skipped')),
        migrations.AddField("batch", "given_by", models.ForeignKey(blank=True, help_text="Who uploaded it; empty for imports on the command line.", null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="batches", to=settings.AUTH_USER_MODEL, verbose_name='imported by')),
        migrations.AlterField("batch", "state", models.CharField(choices=[("waiting", "waiting"), ("running", "running"), ("finished", "finished"), ("interrupted", "interrupted")], default="running", max_length=20, verbose_name='state')),
        migrations.RunPython(say_what_is_known, migrations.RunPython.noop),
        migrations.AlterField("capture", "identity", models.CharField(max_length=64, unique=True, verbose_name='identity')),
        migrations.AlterField("article", "address_key", models.CharField(blank=True, db_index=True, editable=False, max_length=64)),
        migrations.AlterField("capture", "url", models.CharField(blank=True, help_text="The address the bytes were got from.", max_length=2000, verbose_name='address')),
        migrations.AlterField("capture", "fixity", models.CharField(blank=True, help_text="What checking the digest its container gives found.", max_length=20, verbose_name='the container’s own digest')),
        migrations.RunPython(let_editors_upload, migrations.RunPython.noop),
    ]
