import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COUNT = (
    "from django.contrib.auth.models import Group, Permission;"
    "print({g.name: g.permissions.count() for g in Group.objects.all()},"
    "Permission.objects.count())"
)


@pytest.fixture
def run_manage(tmp_path):
    """Run a command in an empty archive; returns its output."""

    def run(*command):
        environment = os.environ | {"CUTTINGS_HOME": str(tmp_path)}
        environment.pop("DATABASE_URL", None)
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip().splitlines()[-1] if done.stdout.strip() else ""

    return run


@pytest.mark.long  # three times all migrations
def test_a_fresh_archive_has_its_groups_and_the_migration_goes_back_and_forth(run_manage):
    run_manage("migrate", "--verbosity", "0")
    fresh = run_manage("shell", "--verbosity", "0", "-c", COUNT)

    run_manage("migrate", "archive", "0001", "--verbosity", "0")
    without = run_manage("shell", "--verbosity", "0", "-c", COUNT)
    run_manage("migrate", "--verbosity", "0")

    assert "'Reader': 14, 'Editor': 60, 'Curator': 79" in fresh
    assert without.startswith("{}")
    assert run_manage("shell", "--verbosity", "0", "-c", COUNT) == fresh


@pytest.mark.django_db
def test_making_the_groups_again_changes_nothing_and_keeps_what_was_added():
    from importlib import import_module

    from django.apps import apps
    from django.contrib.auth.models import Group, Permission
    from django.db import connection

    migration = import_module("archive.migrations.0002_groups")
    extra = Permission.objects.get(codename="add_user")
    reader = Group.objects.get(name="Reader")
    reader.permissions.add(extra)
    before, held = Permission.objects.count(), reader.permissions.count()

    class Editor:
        """A stand-in for the schema editor that a migration receives."""

        def __init__(self):
            self.connection = connection

    migration.make_groups(apps, Editor())

    assert Permission.objects.count() == before
    assert set(reader.permissions.all()) >= {extra}
    assert reader.permissions.count() == held
