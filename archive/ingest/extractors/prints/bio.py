"""Biographical lines at the end of an article."""

import re
from typing import Final

from archive.text.names import PrintedName, find_names
from archive.text.normalize import fold

MAX_LENGTH: Final = 400  # characters

_VERB: Final = re.compile(
    r"\s+(?:is|was|are|were|writes|teaches|works|lives|covers|reports|edits|blogs|studies|has"
    r" (?:written|worked|been)"
    r"|est|ist|schreibt|es|è)\s"
)
_OCCUPATIONS: Final = (
    "member author co-author writer journalist reporter correspondent columnist editor activist"
    " professor lecturer researcher fellow student academic analyst historian director"
    " contributor freelance freelancer blogger photographer novelist poet economist scholar"
    " teacher organiser organizer supporter commentator broadcaster producer translator secretary"
    " chair spokesperson writes teaches covers blogs edits book based founder co-founder"
    " coordinator co-ordinator campaigner volunteer lawyer doctor artist filmmaker journaliste"
    " auteur autrice professeur professeure chercheur chercheuse membre écrivain autor autorin"
    " journalistin redakteur redakteurin professorin mitglied periodista profesor giornalista"
    " studies works"
)
_OCCUPATION: Final = re.compile(rf"\b(?:{'|'.join(_OCCUPATIONS.split())})\b", re.IGNORECASE)
_ABOUT_AUTHOR: Final = re.compile(r"about the authors?\s*[:.–—-]?\s*", re.IGNORECASE)
_FOLLOW_AUTHOR: Final = re.compile(r"Follow\s+(?=[A-Z][\w.'’-]+\s)(?P<name>.{3,60}?)\s+(?:on|at)\s")


def find_introduced_author(line: str, body: str) -> PrintedName | None:
    """Return the author a last line introduces (`Jo Roe is a member of …`), or None.

    `body` is the article's text: a person it mentions is its topic and not its author.
    """
    if len(line) > MAX_LENGTH:
        return None
    start = match_about.end() if (match_about := _ABOUT_AUTHOR.match(line)) else 0
    if match := _FOLLOW_AUTHOR.match(line):
        return _read_whole_name(line, match.start("name"), match.end("name"))
    match = _VERB.search(line, start)
    if not match or not _OCCUPATION.search(line, match.start()):
        return None
    name = _read_whole_name(line, start, match.start())
    return None if name is None or has_mention_of(body, name.name) else name


def has_mention_of(text: str, name: str) -> bool:
    """Return whether a text mentions a person, by the last word of the name."""
    return re.search(rf"\b{re.escape(fold(name.rsplit(maxsplit=1)[-1]))}\b", fold(text)) is not None


def _read_whole_name(line: str, start: int, end: int) -> PrintedName | None:
    names = find_names(line[:end], start=start)
    is_whole = len(names) == 1 and names[0].start == start and names[0].end == end
    return names[0] if is_whole else None
