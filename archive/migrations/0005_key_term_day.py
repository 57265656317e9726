from django.db import migrations, models
from django.db.models import F


def fill(apps, schema_editor):
    """Terms of articles of one known day carry it."""
    rows = apps.get_model("archive", "KeyTerm").objects.using(schema_editor.connection.alias)
    rows.filter(earliest=F("latest")).update(day=F("earliest"))


class Migration(migrations.Migration):

    dependencies = [
        ('archive', '0004_changed_at_index'),
    ]

    operations = [
        migrations.AddField(
            model_name='keyterm',
            name='day',
            field=models.DateField(null=True),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RemoveIndex(
            model_name='keyterm',
            name='key_term_days',
        ),
        migrations.RemoveField(
            model_name='keyterm',
            name='earliest',
        ),
        migrations.AddIndex(
            model_name='keyterm',
            index=models.Index(fields=['term', 'day', 'latest'], name='key_term_day'),
        ),
    ]
