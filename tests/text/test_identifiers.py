"""Identifiers are short, safe to read aloud, and the same for the same record."""

from hypothesis import given
from hypothesis import strategies as st

from archive.text.normalize import IDENTIFIER, derive_identifier, random_identifier


@given(st.text(max_size=70), st.integers(0, 5))
def test_a_record_has_one_identifier_of_eight_letters(digest, attempt):
    assert derive_identifier(digest, attempt) == derive_identifier(digest, attempt)
    assert IDENTIFIER.fullmatch(derive_identifier(digest, attempt))


def test_another_attempt_gives_another_identifier():
    assert len({derive_identifier("a" * 64, attempt) for attempt in range(50)}) == 50


def test_random_identifiers_differ_and_misread_nothing():
    identifiers = {random_identifier() for _ in range(500)}

    assert len(identifiers) == 500
    assert not set("".join(identifiers)) & set("ilou")
