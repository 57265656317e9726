"""What the help says of the language holds."""

import pytest

from archive.search.query.fields import FIELDS
from archive.search.query.parser import parse_query, to_canonical
from archive.search.syntax_help import SYNTAX_RULES


@pytest.mark.parametrize("construct", SYNTAX_RULES, ids=lambda one: one.syntax)
def test_every_way_to_write_it_means_the_same(construct):
    meant = parse_query(construct.syntax).node

    for other in construct.alternatives:
        assert parse_query(other).node == meant, other
    assert parse_query(to_canonical(meant)).node == meant


@pytest.mark.parametrize("field", FIELDS, ids=lambda one: one.name)
def test_the_example_of_every_field_runs_and_all_its_names_do(field):
    meant = parse_query(field.example).node
    value = field.example.partition(":")[2]

    assert meant is not None
    for name in field.aliases:
        assert parse_query(f"{name}:{value}").node == meant
        assert parse_query(f"{name.upper()}={value}").node == meant
