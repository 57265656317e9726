"""Contents of the help on quotations: rules, kinds and differences, with live examples."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from archive.quotations.differences import Name, Wording, compare
from archive.text.quoting.quotes import Kind, Rule, read_quotations

RULES: dict[Rule, str] = {
    Rule.AFTER: "“The boom is down,” Ada Vry said.",
    Rule.INVERTED: "“The boom is down,” said Ada Vry.",
    Rule.BEFORE: "Ada Vry said: “The boom is down.”",
    Rule.TOLD: "“The boom is down,” Ada Vry told reporters.",
    Rule.ACCORDING: "According to Ada Vry, the boom was “down for good.”",
    Rule.COLON: "Ada Vry: “The boom is down.”",
    Rule.NOUN: "It was Ada Vry’s “boom for everybody” slogan.",
    Rule.CLAUSE: "Ada Vry left the room, saying “the boom is down.”",
    Rule.SAME_SENTENCE: "Ada Vry called it “a mess” and “a shame for everybody.”",
    Rule.CONTINUED: "“The boom is down,” Ada Vry said. She left. “It stays down.”",
    Rule.INTRODUCED: "Ada Vry said on the steps:\n\n“The boom is down.”",
}
"""A sentence in which each rule names the speaker (of its last passage, if several)."""

KINDS: dict[Kind, Promise] = {
    Kind.DIRECT: _("Somebody’s own sentence."),
    Kind.PARTIAL: _("Somebody’s own words within the paper’s sentence."),
    Kind.INDIRECT: _("What somebody said in the paper’s words, without quotation marks."),
    Kind.SCARE: _("Words the paper holds at arm’s length; nobody is said to have said them."),
    Kind.TITLE: _("The name of a book, a film, a programme."),
    Kind.NICKNAME: _("A name within a name."),
}

DIFFERENCES: dict[Name, tuple[str, str]] = {
    Name.SPELLING: ("all the organizations agree", "all the organisations agree"),
    Name.COMPOUNDING: ("the cease-fire holds", "the ceasefire holds"),
    Name.BRACKETS: ("we will not open it today", "we will not open [the harbour] today"),
    Name.ELLIPSIS: ("we wait for the day and then we open", "we wait … then we open"),
    Name.ADDITION: ("the boom is down", "the old boom is down"),
    Name.TRUNCATION: ("the boom is down for good", "the boom is down"),
    Name.CHOICE: ("until they really agree", "until they truly agree"),
    Name.REWORDING: (
        "it opens when the dredging is honest",
        "we lift the boom once the work is clean",
    ),
    Name.REPORT: ("I see no reason to open it", "she saw no reason to open it"),
}
"""A base and a printed wording for each kind of difference."""


@dataclass(frozen=True, slots=True)
class Told:
    """A rule with its sentence, and the speaker it names there."""

    rule: Rule
    text: str
    printed: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A kind of difference with a wording that shows it."""

    name: Name
    base: str
    wording: Wording


def rules() -> list[Told]:
    """Return every rule with the speaker read from its sentence."""
    found = []
    for rule, text in RULES.items():
        speaker = read_quotations(text, "en")[-1].speaker
        found.append(Told(rule, text, speaker.printed if speaker else ""))
    return found


def differences() -> list[Shown]:
    """Return every kind of difference with its example."""
    return [
        Shown(name, base, compare(base, printed, is_report=name is Name.REPORT))
        for name, (base, printed) in DIFFERENCES.items()
    ]
