"""What the help says of the language holds."""

import pytest

from archive.search.fields import FIELDS
from archive.search.guide import GUIDE
from archive.search.syntax import canonical, parse


@pytest.mark.parametrize("construct", GUIDE, ids=lambda one: one.write)
def test_every_way_to_write_it_means_the_same(construct):
    meant = parse(construct.write).node

    for other in construct.also:
        assert parse(other).node == meant, other
    assert parse(canonical(meant)).node == meant


@pytest.mark.parametrize("field", FIELDS, ids=lambda one: one.name)
def test_the_example_of_every_field_runs_and_all_its_names_do(field):
    meant = parse(field.example).node
    value = field.example.partition(":")[2]

    assert meant is not None
    for name in field.also:
        assert parse(f"{name}:{value}").node == meant
        assert parse(f"{name.upper()}={value}").node == meant
