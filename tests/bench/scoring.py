"""Scores of a page as read against its gold: plain counts, each between 0 and 1.

Case, marks and white space do not count. Five slips of the gold are set right or not measured, for
every reader alike: a no-break space that lost its backslash (`Nathanxa0Tempey`), a byline glued to
its date (`Lucas Nolan22 Dec`), a byline that is an address (not measured), a date that no calendar
has (not measured), several authors printed as one byline (`srf/hosb;kesm`: found as a credit).
"""

import re
from collections import Counter
from datetime import date, timedelta

from archive.text.normalize import name_key

FIELDS = ("body", "contains", "spurious", "title", "same", "day", "found", "invented")
"""Body and title: token F1; `same` is a title equal but for case and marks; `contains` and
`spurious` are shares of passages that must and must not stand in the body; `found`: one of the
gold's authors (an agency or a desk is found as a credit, too); `invented`: an author it has not."""
_LOST_SPACE = re.compile(r"(?<=[a-z])xa0(?=[A-Z])")
_GLUED = re.compile(r"(?<=[^\W\d_])(?=\d{1,2} [A-Z][a-z]{2,8} \d{4})")
_ADDRESS = re.compile(r"https?://")
_TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\u3040-\u30ff\u3400-\u9fff]+")


def score_page(read: dict, gold: dict) -> dict[str, float]:
    """Every field that the gold speaks of."""
    found: dict[str, float] = {}
    body = gold.get("body") or gold.get("body_normalised_text")
    if body:
        found["body"] = compute_token_f1(read["body"], body)
    kept = f"{read.get('standfirst', '')}\n{read['body']}"  # a standfirst set apart is kept, too
    if wanted := gold.get("body_must_contain") or gold.get("body_start"):
        parts = wanted if isinstance(wanted, list) else [wanted]
        found["contains"] = _share_of(parts, kept)
    if unwanted := gold.get("body_must_not_contain"):
        found["spurious"] = _share_of(unwanted, kept)
    if gold.get("title"):
        found["title"] = compute_token_f1(read["title"], gold["title"])
        found["same"] = float(name_key(read["title"]) == name_key(gold["title"]))
    if gold.get("date") and _is_day(gold["date"]):
        found["day"] = float(is_same_day(read["day"], gold["date"]))
    if "authors" in gold or "byline" in gold:
        found |= _score_authors(read["authors"], read["credits"], gold)
    return found


def compute_token_f1(text: str, gold: str) -> float:
    """The harmonic mean of precision and recall over words, each as often as it stands there."""
    ours, theirs = (Counter(_TOKEN.findall(one.casefold())) for one in (text, gold))
    common = sum((ours & theirs).values())
    if not common:
        return 0.0
    return 2 * common / (sum(ours.values()) + sum(theirs.values()))


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text[:10]))
    except ValueError:
        return False


def is_same_day(printed: str, gold: str) -> bool:
    """The same day; a day's slack where the gold is of UTC."""
    try:
        ours, theirs = date.fromisoformat(printed[:10]), date.fromisoformat(gold[:10])
    except ValueError:
        return False
    slack = 1 if gold.endswith(("Z", "+00:00")) else 0
    return abs(ours - theirs) <= timedelta(days=slack)


def _score_authors(people: list[str], credited: list[str], gold: dict) -> dict[str, float]:
    """Whether one of the authors is found, and whether anyone is named that the gold has not."""
    listed = [_repair_byline(one) for one in gold.get("authors", [gold.get("byline") or ""])]
    if any(_ADDRESS.match(one) for one in listed):
        return {}
    known = f" {name_key(' ; '.join(listed))} "
    strangers = [name for name in people if f" {name_key(name)} " not in known]
    found = {"invented": float(bool(strangers))}
    if known.strip():
        keys = {name_key(name) for name in [*listed, " ".join(listed)]}
        found["found"] = float(len(strangers) < len(people) or any(name_key(one) in keys for one in credited))
    return found


def _repair_byline(byline: str) -> str:
    return _GLUED.sub(" ", _LOST_SPACE.sub(" ", byline))


def _share_of(parts: list[str], text: str) -> float:
    words = f" {name_key(text)} "
    return sum(name_key(part) in words for part in parts) / len(parts)
