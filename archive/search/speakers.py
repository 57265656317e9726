"""Articles that quote a person, from the stored quotations."""

from archive.models import QuotedPassage


def find_articles_quoting(name: str) -> tuple[int, ...] | None:
    """Return the primary keys of articles that quote `name`; None: no quotations were extracted
    yet."""
    if not QuotedPassage.objects.exists():
        return None
    passages = QuotedPassage.objects.listed().by_speaker_name(name)
    return tuple(passages.order_by().values_list("article_id", flat=True).distinct())
