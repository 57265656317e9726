"""Which articles quote a person: asked of the rows that the reading of quotations left."""

from archive.models import QuotedPassage


def articles_quoting(name: str) -> tuple[int, ...] | None:
    """The articles (primary keys) that quote whoever is called `name`; None: none were read yet."""
    if not QuotedPassage.objects.exists():
        return None
    said = QuotedPassage.objects.listed().spoken_by(name)
    return tuple(said.order_by().values_list("article_id", flat=True).distinct())
