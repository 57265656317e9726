"""A story as a file and as a citation: who told it, when, under which headline, and why each article is in it."""

import csv
import io
from collections.abc import Iterator
from typing import Any, Final

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext

from archive.curation.metadata_table import escape_cell
from archive.models import Article, Story
from archive.stories.coverage import StoryCoverage
from archive.stories.reasons import describe_membership

COLUMNS: Final = "outlet published title language words why identifier address".split()


def iter_story_csv(coverage: StoryCoverage, site: str) -> Iterator[str]:
    """Yield CSV with a header row, an article a row; cells that would be formulas are escaped."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(COLUMNS)
    outlets = _name_outlets(coverage)
    for article in coverage.articles:
        row = _build_row(article, outlets, site)
        writer.writerow([escape_cell(row[name]) if isinstance(row[name], str) else row[name] for name in COLUMNS])
    yield buffer.getvalue()


def _name_outlets(coverage: StoryCoverage) -> dict[int, str]:
    return {row.pk: row.outlet.name for row in coverage.articles if row.outlet}


def _build_row(article: Article, outlets: dict[int, str], site: str) -> dict[str, Any]:
    return {
        "outlet": article.outlet.name if article.outlet else "",
        "published": article.published,
        "title": article.title,
        "language": article.language,
        "words": article.word_count,
        "why": describe_membership(article.membership, outlets),
        "identifier": article.identifier,
        "address": f"{site}{article.permanent_path}",
    }


def build_story_citation(story: Story, coverage: StoryCoverage, site: str) -> str:
    """Build the citation of a story in one line: name, extent, archive, address, and the day of access."""
    days = " – ".join(dict.fromkeys(str(day) for day in (coverage.first, coverage.last) if day))
    values = {
        "name": story.name or coverage.name,
        "extent": ", ".join(filter(None, (str(coverage.total), days))),
        "archive": settings.SITE_NAME,
        "address": f"{site}{story.get_absolute_url()}",
        "today": timezone.localdate().isoformat(),
    }
    return gettext("“%(name)s”, story (articles: %(extent)s). %(archive)s. %(address)s, accessed %(today)s.") % values
