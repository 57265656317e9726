"""Syntax table of the query language for the help page: syntax, meaning, alternative spellings.

It shows the limits that the parser enforces; `fields.FIELDS` is the other table. Each of the
`alternatives` parses to the same tree as `syntax`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from archive.search.language.faults import MAX_LEAVES, MAX_PATTERNS, MAX_PHRASE
from archive.search.language.nearness import MOST_APART, MOST_IN_CHAIN
from archive.search.language.spellings import LETTERS_BEFORE, MOST_EDITS, MOST_OCCURRENCES
from archive.search.syntax import MAX_LENGTH
from archive.text.messages import said


@dataclass(frozen=True, slots=True)
class Construct:
    """One construct of the query language."""

    write: str
    meaning: str
    also: tuple[str, ...] = ()


GUIDE: Final = (
    Construct(
        "harbour closed",
        said("Both words, in any order and in any of their forms."),
        ("harbour AND closed", "harbour & closed", "+harbour +closed"),
    ),
    Construct("strike OR walkout", said("At least one of the two."), ("strike | walkout",)),
    Construct(
        "talks NOT ceasefire",
        said("The first without the second."),
        (
            "talks -ceasefire",
            "talks –ceasefire",
            "talks AND NOT ceasefire",
            "talks BUT NOT ceasefire",
        ),
    ),
    Construct("(strike OR walkout) tram", said("Brackets group.")),
    Construct(
        '"inner harbour"',
        said("These words in this order, next to each other; every word counts."),
        ("“inner harbour”", "«inner harbour»", "„inner harbour“"),
    ),
    Construct("=organisations", said("This very form: no other ending, no other spelling.")),
    Construct('="peace talks"', said("These very forms, next to each other.")),
    Construct(
        "harbour W/10 closed",
        said(
            "At most 10 words apart, in either order; 1 to {most}. (Nexis reads W/ so; Factiva"
            " reads it as PRE/.) Words, phrases, patterns and OR groups can stand on both sides.",
            most=MOST_APART,
        ),
        (
            "harbour NEAR/10 closed",
            "harbour N/10 closed",
            "harbour /10 closed",
            "harbour NEAR10 closed",
        ),
    ),
    Construct(
        "minister PRE/5 harbour",
        said("At most 5 words apart, the first before the second."),
        ("minister P/5 harbour", "minister ADJ5 harbour", "minister ONEAR/5 harbour"),
    ),
    Construct(
        "talks NOT W/3 peace",
        said("The first at least once without the second within 3 words of it."),
        ("talks AND NOT W/3 peace",),
    ),
    Construct(
        '"harbour closed"~10',
        said(
            "All of these words inside a window: the last at most 10 after the first, in any order."
        ),
    ),
    Construct(
        "minister W/S strike",
        said("Both in one sentence."),
        ("minister /s strike", "minister W/SENT strike"),
    ),
    Construct(
        "minister W/P strike",
        said("Both in one paragraph."),
        ("minister /p strike", "minister W/PARA strike", "minister SAME strike"),
    ),
    Construct(
        "minister W/5 strike W/5 harbour",
        said(
            "A chain: all of them, in any order; each, as they stand in the article, at most 5"
            " words from the next, and no two on the same word. At most {most} in one chain.",
            most=MOST_IN_CHAIN,
        ),
        ("minister NEAR/5 strike N/5 harbour",),
    ),
    Construct(
        "minister W/S strike W/S harbour",
        said("All in one sentence, in any order; with W/P in one paragraph."),
    ),
    Construct(
        "minister PRE/5 strike PRE/5 harbour",
        said("In this order, each at most 5 words from the next."),
    ),
    Construct(
        "(minister W/3 strike) W/9 harbour",
        said(
            "Brackets make a group: it counts as one stretch of the text, and the other word stands"
            " outside it. Without brackets different operators run from left to right, and the page"
            " says so."
        ),
        ("minister W/3 strike W/9 harbour",),
    ),
    Construct("quote:(strike W/5 cease)", said("Inside quotation marks: what the article quotes.")),
    Construct(
        "ATLEAST5(harbour)",
        said("5 times or more in one article; 1 to {most}.", most=MOST_OCCURRENCES),
        ("ATLEAST5 harbour",),
    ),
    Construct(
        "negotiat*",
        said(
            "Any letters, at least {least} before the *; never at the beginning. The page says"
            " which forms were met.",
            least=LETTERS_BEFORE,
        ),
        ("negotiat!",),
    ),
    Construct("organi?ation", said("One letter.")),
    Construct(
        "mistura~1",
        said(
            "Similar spellings: 1 or {most} letters may differ, the first the same.",
            most=MOST_EDITS,
        ),
        ("mistura~", "mistura~0.8"),
    ),
    Construct("title:harbour", said("The word in one field; for the others see below.")),
    Construct("title:(harbour OR quay)", said("A field before brackets goes for all inside them.")),
    Construct('"and"', said("In quotation marks an operator is a word.")),
    Construct("*", said("Everything, newest first.")),
)

BINDING: Final = (
    said("quotation marks and brackets"),
    said("a field and its word"),
    said("nearness"),
    "NOT",
    said("AND (also where nothing stands between two words)"),
    "OR",
)
"""Operator precedence, tightest first; the order of `grammar`."""

LIMITS: Final = said(
    "A question has at most {characters} characters, {words} words, names and dates, {patterns}"
    " words with *, ? or ~, and {phrase} words in a phrase.",
    characters=f"{MAX_LENGTH:,}",
    words=MAX_LEAVES,
    patterns=MAX_PATTERNS,
    phrase=MAX_PHRASE,
)
