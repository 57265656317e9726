"""Capitalised names in running text."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text.names import find_capitalised_names

READ = [
    ("en", "The minister met Maud Ellery in Selworth on Monday.", ["Maud Ellery", "Selworth"]),
    ("en", "Ellery left. Nobody saw her go.", []),
    ("en", "On Thursday Callum Reid spoke, and Reid was heard.", ["Callum Reid", "Reid"]),
    ("en", "They saw the Bank of England and O'Brien's boat.", ["Bank of England", "O'Brien's"]),
    ("en", "It rose, IMF officials said.", []),
    ("en", "In March Mr Reid went to Port Ansel.", ["Reid", "Port Ansel"]),
    ("fr", "Le maire de Valbrune a vu Édith Lorne.", ["Valbrune", "Édith Lorne"]),
    ("de", "Der Minister traf Angela Merkel im Haus der Stadt.", ["Angela Merkel"]),
    ("ru", "Вчера президент Иван Петров сказал.", ["Иван Петров"]),
    ("ar", "أغلق الميناء صباحاً.", []),
    ("en", "", []),
]


@pytest.mark.parametrize(("language", "text", "names"), READ)
def test_reads(language, text, names):
    assert list(find_capitalised_names(text, language)) == names


@given(st.text(max_size=300))
def test_every_name_stands_in_the_text(text):
    assert all(name in text for name in find_capitalised_names(text))


@pytest.mark.parametrize("text", ["A" * 200_000, "Ab " * 70_000, "Ab of " * 40_000, "a A" * 70_000])
def test_takes_time_with_the_length_only(text):
    begun = time.process_time()
    list(find_capitalised_names(text))

    assert time.process_time() - begun < 2
