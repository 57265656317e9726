"""Reasons why an article is in its story: what it shares with the article there that it is most like."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from django.utils.translation import gettext, ngettext

from archive.models import Article, StoryMembership, TermProfile
from archive.stories.article_vectors import ArticleVector, DocumentFrequencies, match_features
from archive.stories.clustering import count_days_between
from archive.text.event_features import FeatureKind, load_features

MAX_REASONS: Final = 6
_MIN_SHARE: Final = 0.25  # of the weight of the first reason of its kind: what weighs less explains nothing
_NO_OUTLETS: Final[Mapping[int, str]] = MappingProxyType({})
_TELLING_KINDS: Final = (FeatureKind.NAME, FeatureKind.PLACE, FeatureKind.NUMBER)


@dataclass(frozen=True, slots=True)
class SharedFeature:
    """A feature that two articles share: its kind, as the article prints it, and its weight."""

    kind: FeatureKind
    printed: str
    weight: float


def build_reasons(profile: ArticleVector, other: ArticleVector, counts: DocumentFrequencies) -> dict[str, Any]:
    """Return what two articles share, as stored: words as the first prints them, days between, and the other's key."""
    rows = TermProfile.objects.in_bulk([profile.article, other.article])
    shared = []
    if len(rows) == 2:
        vectors = [
            load_features(row.features or b"", row.feature_labels)
            for row in (rows[profile.article], rows[other.article])
        ]
        labels = vectors[0].labels
        first, second = map(counts.weigh_features, vectors)
        shared = [SharedFeature(*labels[group], weight) for group, _, weight in match_features(first, second) if weight]
    texts = Article.objects.filter(pk=profile.article).values_list("title", "body").first()
    reasons: dict[str, Any] = {
        "with": other.article,
        "shared": select_shared(shared, "\n".join(texts or ())),
    }
    if (days := count_days_between(profile, other)) is not None:
        reasons["days"] = days
    return reasons


def select_shared(shared: Sequence[SharedFeature], text: str) -> list[str]:
    """Select the features that say most, as printed: names, places and numbers before days and things.

    Names that the text prints beside each other are one.
    """
    telling = [row for row in shared if row.kind in _TELLING_KINDS and not _is_small_number(row)]
    telling = [row for row in telling if row.weight >= _MIN_SHARE * telling[0].weight]
    others = [row for row in shared if row.kind not in _TELLING_KINDS or _is_small_number(row)]
    names = join_neighbours([row.printed for row in telling], text)[:MAX_REASONS]
    more = [row.printed for row in sorted(others, key=lambda row: row.kind)]
    return list(dict.fromkeys([*names, *more]))[:MAX_REASONS]


def _is_small_number(row: SharedFeature) -> bool:
    return row.kind is FeatureKind.NUMBER and len(row.printed) == 1


def join_neighbours(words: Iterable[str], text: str) -> list[str]:
    """Join those of the words that the text prints one after the other: `Port` and `Ansel`."""
    joined: list[str] = []
    for word in words:
        for place, phrase in enumerate(joined):
            if f"{phrase} {word}" in text or f"{word} {phrase}" in text:
                joined[place] = f"{phrase} {word}" if f"{phrase} {word}" in text else f"{word} {phrase}"
                break
        else:
            joined.append(word)
    return joined


def describe_membership(membership: StoryMembership, outlets: Mapping[int, str] = _NO_OUTLETS) -> str:
    """Return why an article is in its story; `outlets` are names by article, to say with which one it shares that."""
    if membership.by_editor or membership.likeness is None:
        return gettext("added by an editor")
    shared = membership.reasons.get("shared", [])
    if not shared:
        return gettext("similarity to the story: %(likeness)s") % {"likeness": f"{membership.likeness:.2f}"}
    values = {"features": gettext(", ").join(shared), "outlet": outlets.get(membership.reasons.get("with", 0), "")}
    template = gettext("shares with %(outlet)s: %(features)s") if values["outlet"] else gettext("shares: %(features)s")
    return "; ".join(filter(None, (template % values, _describe_days(membership.reasons.get("days")))))


def _describe_days(days: int | None) -> str:
    """Return how far apart two articles were published; nothing where that is not known."""
    if days is None:
        return ""
    if days == 0:
        return gettext("published on the same day")
    return ngettext("published %(days)s day apart", "published %(days)s days apart", days) % {"days": days}
