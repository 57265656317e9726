"""How a reader's words are looked up as forms. To be taken from `archive.search.analysis`."""

from __future__ import annotations

from archive.search import analysis


def folded(text: str) -> str:
    """One word without case, diacritics, apostrophes and dots, as forms are kept."""
    return analysis._bare(analysis._plain(text)) if text else ""


def query_forms(text: str, algorithm: str) -> tuple[tuple[str, str], ...]:
    """(form, stem) of each word of a reader's text, in order."""
    stems = analysis.query_stems(text, algorithm)
    printed = [word for word in analysis.printed_words(text) if word != analysis.PART]
    return tuple((folded(word), stem) for word, stem in zip(printed, stems, strict=True))
