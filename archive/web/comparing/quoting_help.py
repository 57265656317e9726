"""Contents of the help on quotations: rules, kinds and differences, with live examples."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from archive.quotations.differences import DifferenceKind, WordingDiff, compare_wordings
from archive.text.quoting.quotes import AttributionRule, PassageKind, read_quotations

RULE_SENTENCES: dict[AttributionRule, str] = {
    AttributionRule.AFTER: "“The boom is down,” Ada Vry said.",
    AttributionRule.INVERTED: "“The boom is down,” said Ada Vry.",
    AttributionRule.BEFORE: "Ada Vry said: “The boom is down.”",
    AttributionRule.TOLD: "“The boom is down,” Ada Vry told reporters.",
    AttributionRule.ACCORDING: "According to Ada Vry, the boom was “down for good.”",
    AttributionRule.COLON: "Ada Vry: “The boom is down.”",
    AttributionRule.NOUN: "It was Ada Vry’s “boom for everybody” slogan.",
    AttributionRule.CLAUSE: "Ada Vry left the room, saying “the boom is down.”",
    AttributionRule.SAME_SENTENCE: "Ada Vry called it “a mess” and “a shame for everybody.”",
    AttributionRule.CONTINUED: "“The boom is down,” Ada Vry said. She left. “It stays down.”",
    AttributionRule.INTRODUCED: "Ada Vry said on the steps:\n\n“The boom is down.”",
}
"""A sentence in which each rule names the speaker (of its last passage, if several)."""

KIND_DESCRIPTIONS: dict[PassageKind, Promise] = {
    PassageKind.DIRECT: _("Somebody’s own sentence."),
    PassageKind.PARTIAL: _("Somebody’s own words within the paper’s sentence."),
    PassageKind.INDIRECT: _("What somebody said in the paper’s words, without quotation marks."),
    PassageKind.SCARE: _(
        "Words the paper holds at arm’s length; nobody is said to have said them."
    ),
    PassageKind.TITLE: _("The name of a book, a film, a programme."),
    PassageKind.NICKNAME: _("A name within a name."),
}

DIFFERENCE_WORDINGS: dict[DifferenceKind, tuple[str, str]] = {
    DifferenceKind.SPELLING: ("all the organizations agree", "all the organisations agree"),
    DifferenceKind.COMPOUNDING: ("the cease-fire holds", "the ceasefire holds"),
    DifferenceKind.BRACKETS: ("we will not open it today", "we will not open [the harbour] today"),
    DifferenceKind.ELLIPSIS: ("we wait for the day and then we open", "we wait … then we open"),
    DifferenceKind.ADDITION: ("the boom is down", "the old boom is down"),
    DifferenceKind.TRUNCATION: ("the boom is down for good", "the boom is down"),
    DifferenceKind.CHOICE: ("until they really agree", "until they truly agree"),
    DifferenceKind.REWORDING: (
        "it opens when the dredging is honest",
        "we lift the boom once the work is clean",
    ),
    DifferenceKind.REPORT: ("I see no reason to open it", "she saw no reason to open it"),
}
"""A base and a printed wording for each kind of difference."""


@dataclass(frozen=True, slots=True)
class RuleExample:
    """A rule with its sentence, and the speaker it names there."""

    rule: AttributionRule
    text: str
    printed: str


@dataclass(frozen=True, slots=True)
class DifferenceExample:
    """A kind of difference with a wording that shows it."""

    kind: DifferenceKind
    base: str
    wording: WordingDiff


def build_rule_examples() -> list[RuleExample]:
    """Return every rule with the speaker read from its sentence."""
    examples = []
    for rule, text in RULE_SENTENCES.items():
        speaker = read_quotations(text, "en")[-1].speaker
        examples.append(RuleExample(rule, text, speaker.printed if speaker else ""))
    return examples


def build_difference_examples() -> list[DifferenceExample]:
    """Return every kind of difference with its example."""
    return [
        DifferenceExample(
            kind, base, compare_wordings(base, printed, is_report=kind is DifferenceKind.REPORT)
        )
        for kind, (base, printed) in DIFFERENCE_WORDINGS.items()
    ]
