"""The article page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from archive.search.syntax import MAX_LENGTH
from archive.web.address import Asked, address
from archive.web.comparing.quotations import in_article
from archive.web.drawing.lineage import graph_of
from archive.web.reading import surroundings
from archive.web.reading.citing import cited
from archive.web.reading.knowledge import credit_lines, evidence_of, has_inferred_date, knowledge
from archive.web.reading.text import Marking, text_of
from archive.web.searching.search_address import SearchAddress


@require_safe
def article(request: HttpRequest, identifier: str, slug: str = "") -> HttpResponse:
    """Show an article, or its withdrawal notice; redirect to its current slug."""
    row = surroundings.article_at(identifier)
    if slug != (row.slug or "article"):
        here = address(row.get_absolute_url(), dict(request.GET.lists()))
        return redirect(here, permanent=True)
    asked, search = Asked(request), SearchAddress.behind(request)
    evidence = evidence_of(row.pk)
    row.date_is_inferred = has_inferred_date(evidence)  # type: ignore[attr-defined]
    context = {
        "article": row,
        "membership": getattr(row, "membership", None),
        "collections": surroundings.collections(row.pk),
        "search": search,
        "text": text_of(
            row,
            Marking(search.text, search.match, frozenset(search.as_typed)),
            asked.text("find", MAX_LENGTH),
        ),
        "credit_lines": credit_lines(evidence),
        "knowledge": knowledge(row, evidence),
        "captures": surroundings.captures(row.pk),
        "cited": cited(row, request),
        "quoted": in_article(row),
        "around": surroundings.surroundings(row),
        "lineage": None if row.withdrawn_at else graph_of(row),
    }
    return render(request, "archive/article.html", context)
