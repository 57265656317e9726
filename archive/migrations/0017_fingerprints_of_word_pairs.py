"""Fingerprints are of pairs of words now; articles are compared again, as far as they were by the former ones."""

from django.db import migrations, models


def delete_fingerprints(apps, schema_editor):
    """Delete all fingerprints: articles without any are those still to be compared."""
    for name in ("Fingerprint", "FingerprintedText"):
        rows = apps.get_model("archive", name).objects.using(schema_editor.connection.alias)
        rows.all()._raw_delete(rows.db)


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0016_pictures"),
    ]

    operations = [
        migrations.RunPython(delete_fingerprints, delete_fingerprints, elidable=True),
        migrations.AlterField(
            model_name="nearduplicate",
            name="likeness",
            field=models.FloatField(help_text="Share of the words of the longer text that both have."),
        ),
        migrations.AlterField(
            model_name="nearduplicate",
            name="shared_words",
            field=models.PositiveIntegerField(
                help_text="Words that both have in the same order, or in the same passages."
            ),
        ),
    ]
