"""The help on the query language agrees with the parser."""

import pytest

from archive.search.query.fields import FIELDS
from archive.search.query.parser import parse_query, to_canonical
from archive.search.syntax_help import SYNTAX_RULES


@pytest.mark.parametrize("rule", SYNTAX_RULES, ids=lambda rule: rule.syntax)
def test_every_way_to_write_it_means_the_same(rule):
    node = parse_query(rule.syntax).node

    for other in rule.alternatives:
        assert parse_query(other).node == node, other
    assert parse_query(to_canonical(node)).node == node


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_the_example_of_every_field_runs_and_all_its_names_do(field):
    node = parse_query(field.example).node
    value = field.example.partition(":")[2]

    assert node is not None
    for name in field.aliases:
        assert parse_query(f"{name}:{value}").node == node
        assert parse_query(f"{name.upper()}={value}").node == node
