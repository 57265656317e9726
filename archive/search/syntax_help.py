"""The query language as a table of constructs, for the help page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from archive.search.engines.base import K1, B
from archive.search.query.errors import MAX_CHAIN_OPERANDS, MAX_PATTERNS, MAX_PHRASE_WORDS, MAX_TERMS
from archive.search.query.parser import MAX_QUERY_LENGTH
from archive.search.query.word_syntax import MAX_DISTANCE, MAX_EDITS, MAX_OCCURRENCES, MIN_WILDCARD_PREFIX
from archive.text.messages import lazy_message


@dataclass(frozen=True, slots=True)
class SyntaxRule:
    """One construct of the query language."""

    syntax: str
    meaning: str
    alternatives: tuple[str, ...] = ()


SYNTAX_RULES: Final = (
    SyntaxRule("harbour closed", lazy_message("Both words, in any order and in any of their forms."),
        ("harbour AND closed", "harbour & closed", "+harbour +closed")),
    SyntaxRule("strike OR walkout", lazy_message("At least one of the two."), ("strike | walkout",)),
    SyntaxRule("talks NOT ceasefire", lazy_message("The first without the second."),
        ("talks -ceasefire", "talks –ceasefire", "talks AND NOT ceasefire", "talks BUT NOT ceasefire")),
    SyntaxRule("(strike OR walkout) tram", lazy_message("Brackets group.")),
    SyntaxRule('"inner harbour"', lazy_message("These words in this order, next to each other; every word counts."),
        ("“inner harbour”", "«inner harbour»", "„inner harbour“")),
    SyntaxRule("=organisations", lazy_message("This very form: no other ending, no other spelling.")),
    SyntaxRule('="peace talks"', lazy_message("These very forms, next to each other.")),
    SyntaxRule("harbour W/10 closed",
        lazy_message(
            "At most 10 words apart, in either order; 1 to {most}. (Nexis reads W/ so; Factiva reads it as PRE/.)"
            " Words, phrases, patterns and OR groups can stand on both sides.", most=MAX_DISTANCE),
        ("harbour NEAR/10 closed", "harbour N/10 closed", "harbour /10 closed", "harbour NEAR10 closed")),
    SyntaxRule("minister PRE/5 harbour", lazy_message("At most 5 words apart, the first before the second."),
        ("minister P/5 harbour", "minister ADJ5 harbour", "minister ONEAR/5 harbour")),
    SyntaxRule("talks NOT W/3 peace", lazy_message("The first at least once without the second within 3 words of it."),
        ("talks AND NOT W/3 peace",)),
    SyntaxRule('"harbour closed"~10',
        lazy_message("All of these words inside a window: the last at most 10 after the first, in any order.")),
    SyntaxRule("minister W/S strike", lazy_message("Both in one sentence."),
        ("minister /s strike", "minister W/SENT strike")),
    SyntaxRule("minister W/P strike", lazy_message("Both in one paragraph."),
        ("minister /p strike", "minister W/PARA strike", "minister SAME strike")),
    SyntaxRule("minister W/5 strike W/5 harbour",
        lazy_message(
            "A chain: all of them, in any order; each, as they stand in the article, at most 5 words from the next,"
            " and no two on the same word. At most {most} in one chain.", most=MAX_CHAIN_OPERANDS),
        ("minister NEAR/5 strike N/5 harbour",)),
    SyntaxRule("minister W/S strike W/S harbour",
        lazy_message("All in one sentence, in any order; with W/P in one paragraph.")),
    SyntaxRule("minister PRE/5 strike PRE/5 harbour",
        lazy_message("In this order, each at most 5 words from the next.")),
    SyntaxRule("(minister W/3 strike) W/9 harbour",
        lazy_message(
            "Brackets make a group: it counts as one stretch of the text, and the other word stands outside it."
            " Without brackets different operators run from left to right, and the page says so."),
        ("minister W/3 strike W/9 harbour",)),
    SyntaxRule("quote:(strike W/5 cease)", lazy_message("Inside quotation marks: what the article quotes.")),
    SyntaxRule("ATLEAST5(harbour)", lazy_message("5 times or more in one article; 1 to {most}.", most=MAX_OCCURRENCES),
        ("ATLEAST5 harbour",)),
    SyntaxRule("negotiat*",
        lazy_message(
            "Any letters, at least {least} before the *; never at the beginning. The page says which forms were met.",
            least=MIN_WILDCARD_PREFIX),
        ("negotiat!",)),
    SyntaxRule("organi?ation", lazy_message("One letter.")),
    SyntaxRule("mistura~1",
        lazy_message("Similar spellings: 1 or {most} letters may differ, the first the same.", most=MAX_EDITS),
        ("mistura~", "mistura~0.8")),
    SyntaxRule("title:harbour", lazy_message("The word in one field; for the others see below.")),
    SyntaxRule("title:(harbour OR quay)", lazy_message("A field before brackets goes for all inside them.")),
    SyntaxRule('"and"', lazy_message("In quotation marks an operator is a word.")),
    SyntaxRule("*", lazy_message("Everything, newest first.")),
)  # fmt: skip

OPERATOR_PRECEDENCE: Final = (
    lazy_message("quotation marks and brackets"),
    lazy_message("a field and its word"),
    lazy_message("proximity operators"),
    "NOT",
    lazy_message("AND (also where nothing stands between two words)"),
    "OR",
)
"""Operator precedence, tightest first; the order of `grammar`."""

LIMITS_TEXT: Final = lazy_message(
    "A query has at most {characters} characters, {words} words, names and dates, {patterns}"
    " words with *, ? or ~, and {phrase} words in a phrase.",
    characters=f"{MAX_QUERY_LENGTH:,}",
    words=MAX_TERMS,
    patterns=MAX_PATTERNS,
    phrase=MAX_PHRASE_WORDS,
)


BM25_PARAMETERS: Final = {"k1": K1, "b": B}  # parameters of BM25F, for pages that explain the ranking
