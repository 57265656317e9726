"""Successions of outlets, keys of merged records, and records that editors said are not the same."""

from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


MAY = {
    "Reader": {"view": ("outletsuccession",)},
    "Editor": {action: ("outletsuccession",) for action in ("view", "add", "change")},
    "Curator": {action: ("outletsuccession",) for action in ("view", "add", "change", "delete")},
}


def permit(apps, schema_editor):
    """Let the groups see and edit successions as they do outlets."""
    database = schema_editor.connection.alias
    groups = apps.get_model("auth", "Group").objects.using(database)
    for name, may in MAY.items():
        permissions = list(import_module("archive.migrations.0002_groups")._permissions(apps, database, may))
        for group in groups.filter(name=name):
            group.permissions.add(*permissions)


class Migration(migrations.Migration):

    dependencies = [
        ('archive', '0009_changes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='MergedRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('model', models.CharField(max_length=20)),
                ('former_key', models.BigIntegerField()),
                ('kept_key', models.BigIntegerField(db_index=True)),
                ('merged_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('model', 'former_key'), name='merged_record_has_one_successor'), models.CheckConstraint(condition=models.Q(('former_key', models.F('kept_key')), _negated=True), name='record_is_merged_into_another')],
            },
        ),
        migrations.CreateModel(
            name='DistinctRecords',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('model', models.CharField(max_length=20)),
                ('one_key', models.BigIntegerField()),
                ('other_key', models.BigIntegerField()),
                ('decided_at', models.DateTimeField(auto_now_add=True)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='distinct_records', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('model', 'one_key', 'other_key'), name='one_decision_per_two_records'), models.CheckConstraint(condition=models.Q(('one_key__lt', models.F('other_key'))), name='two_records_are_in_order')],
            },
        ),
        migrations.CreateModel(
            name='OutletSuccession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('date', models.CharField(blank=True, help_text='When the one followed the other: 1923, 1923-05, 1923~ (about).', max_length=60, verbose_name='date')),
                ('note', models.CharField(blank=True, help_text='How: renamed, taken over by, joined with …', max_length=300, verbose_name='note')),
                ('predecessor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='later_successions', to='archive.outlet', verbose_name='predecessor')),
                ('successor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='earlier_successions', to='archive.outlet', verbose_name='successor')),
            ],
            options={
                'verbose_name': 'succession',
                'verbose_name_plural': 'successions',
                'ordering': ['date', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('predecessor', 'successor'), name='one_succession_per_pair'), models.CheckConstraint(condition=models.Q(('predecessor', models.F('successor')), _negated=True), name='outlet_does_not_follow_itself', violation_error_message='An outlet cannot follow itself. Choose another one.')],
            },
        ),
        migrations.RunPython(permit, migrations.RunPython.noop),
    ]
