"""Languages are read where they are stated and guessed from plain words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text.languages import detect_language, normalize_language_code

TEXTS = {
    "en": "The harbour was closed on Thursday after the soundings were found to be false, the ministry said.",
    "fr": "Le bassin intérieur a été fermé jeudi par la ministre, qui accuse les entreprises de dragage.",
    "de": "Der innere Hafen wurde am Donnerstag geschlossen, nachdem die Messungen sich als falsch erwiesen.",
    "es": "El puerto interior fue cerrado el jueves por orden de la ministra, que acusa a las empresas.",
    "it": "Il porto interno è stato chiuso giovedì per ordine della ministra, che accusa le imprese.",
    "ru": "Внутренняя гавань была закрыта в четверг после того, как измерения оказались ложными.",
    "tr": "Bakanlık, ölçümlerin yanlış olduğunun anlaşılması üzerine iç limanın perşembe günü kapatıldığını söyledi.",
}


@pytest.mark.parametrize("code", sorted(TEXTS))
def test_suggests(code):
    assert detect_language(TEXTS[code]) == code


@pytest.mark.parametrize("text", ["", "U.S. WHEAT", "APR7 6640 UP 70 MAY7 6680 UP 80", "1 2 3"])
def test_too_little_is_unknown(text):
    assert detect_language(text) == ""


@pytest.mark.parametrize(
    ("language", "code"),
    [
        ("EN_gb", "en-GB"),
        ("fr", "fr"),
        ("français", "fr"),
        ("Deutsch", "de"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("x", ""),
    ],
)
def test_codes(language, code):
    assert normalize_language_code(language) == code


@given(st.text(max_size=300))
def test_any_text_has_a_language_or_none(text):
    assert len(detect_language(text)) <= 10
