"""Unsupported syntax of other query languages: explained, never reinterpreted."""

from __future__ import annotations

import re

from archive.errors import QuerySyntaxError
from archive.search.query.fields import QueryField
from archive.search.query.source_spans import SourceSpan
from archive.search.query.tokens import DASHES
from archive.text.messages import lazy_message

TRIMMED_PUNCTUATION = f" .,;:!?…'’‘‚`´{DASHES}/\\&+=<>_#@%$§•·"
"""Punctuation of the surrounding sentence, trimmed from words."""
_REGULAR_EXPRESSION = re.compile(r"/.+/\w*")
_TO_ROUND_BRACKETS = str.maketrans("[]{}", "()()")


def reject_foreign_syntax(word: str, span: SourceSpan) -> None:
    """Raise for signs that are syntax in other languages and unsupported here."""
    if len(word) < 2:
        return
    if word[0] == "!" and word[1:].strip(TRIMMED_PUNCTUATION):
        raise _build_foreign_error(
            lazy_message("‘!’ before a word ({here}) does not exclude it; - does", here=span.location),
            "-",
            span,
        )
    if _REGULAR_EXPRESSION.fullmatch(word):
        plain = re.sub(r"[^\w-]+", " ", word).strip()
        raise _build_foreign_error(
            lazy_message("There are no regular expressions ({here})", here=span.location),
            plain,
            span,
        )
    if word[0] == "~":
        problem = lazy_message(
            "‘~’ before a word ({here}) means nothing; behind it, similar spellings",
            here=span.location,
        )
        raise _build_foreign_error(problem, word.lstrip("~"), span)
    if (caret := word.find("^")) > 0:
        problem = lazy_message("Words cannot be weighted with ‘^’ ({here})", here=span.location)
        raise _build_foreign_error(problem, word[:caret], span)


def _build_foreign_error(problem: str, replacement: str, span: SourceSpan) -> QuerySyntaxError:
    if replacement == "-":
        span = SourceSpan(span.text, span.start, span.start + 1)
    message = lazy_message("{what}. Write it without, or put it in quotation marks.", what=problem)
    return span.build_error(message, "foreign-sign", replacement)


def build_unclosed_range_error(text: str, offset: int) -> QuerySyntaxError:
    """Build the error for an unclosed date range; suggests a closed one."""
    range_text = text[offset + 1 :].strip()
    ends = [part.strip() for part in re.split(r"\bTO\b", range_text, maxsplit=1, flags=re.IGNORECASE)]
    first, last = [*ends, "*"][:2]
    span = SourceSpan(text, offset, len(text))
    return span.build_error(
        lazy_message("The range opened {here} is not closed. Write [first TO last].", here=span.location),
        "unclosed-range",
        f"[{first or '*'} TO {last or '*'}]",
    )


def build_bracket_error(text: str, offset: int, field: QueryField | None) -> QuerySyntaxError:
    """Build the error for square and curly brackets: only dates have ranges, only ( ) group."""
    if field and text[offset] in "[{":
        return _build_no_range_error(text, offset, field)
    return QuerySyntaxError(
        lazy_message(
            "‘{found}’ at character {number} does not group words. Use ( ).",
            found=text[offset],
            number=offset + 1,
        ),
        code="square-bracket",
        offset=offset,
        length=1,
        suggestion=text.translate(_TO_ROUND_BRACKETS),
    )


def _build_no_range_error(text: str, offset: int, field: QueryField) -> QuerySyntaxError:
    closing = re.compile(r"[\]}]").search(text, offset)
    span = SourceSpan(text, offset, closing.end() if closing else len(text))
    values = re.sub(r"\s+TO\b\s*", " OR ", text[offset + 1 : span.end].strip("[]{} "), flags=re.IGNORECASE)
    fault = lazy_message("Only dates have ranges.")
    if not closing:
        fault = lazy_message("The range is not closed, and only dates have ranges.")
    return span.build_error(
        lazy_message(
            "{fault} {field}: {here} takes words: {example}.",
            fault=fault,
            field=field.name,
            here=span.location,
            example=field.example,
        ),
        "no-range" if closing else "unclosed-range",
        f"({values.removesuffix(' OR ')})",
    )
