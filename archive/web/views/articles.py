"""The article page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from archive.search.syntax import MAX_QUERY_LENGTH
from archive.web.address import QueryParams, build_url
from archive.web.comparing.quotations import count_article_quotations
from archive.web.drawing.lineage import build_lineage_graph
from archive.web.reading import surroundings
from archive.web.reading.citing import build_citation
from archive.web.reading.knowledge import (
    build_field_evidence,
    has_inferred_date,
    list_credit_lines,
    load_evidence,
)
from archive.web.reading.text import HighlightQuery, build_article_text
from archive.web.searching.search_address import SearchParams


@require_safe
def article(request: HttpRequest, identifier: str, slug: str = "") -> HttpResponse:
    """Show an article, or its withdrawal notice; redirect to its current slug."""
    requested = surroundings.get_article_or_404(identifier)
    if slug != (requested.slug or "article"):
        canonical_url = build_url(requested.get_absolute_url(), dict(request.GET.lists()))
        return redirect(canonical_url, permanent=True)
    params, search = QueryParams(request), SearchParams.from_request_leniently(request)
    evidence = load_evidence(requested.pk)
    requested.date_is_inferred = has_inferred_date(evidence)  # type: ignore[attr-defined]
    context = {
        "article": requested,
        "membership": getattr(requested, "membership", None),
        "collections": surroundings.load_collections(requested.pk),
        "search": search,
        "text": build_article_text(
            requested,
            HighlightQuery(search.text, search.match, frozenset(search.as_typed)),
            params.get_text("find", MAX_QUERY_LENGTH),
        ),
        "credit_lines": list_credit_lines(evidence),
        "knowledge": build_field_evidence(requested, evidence),
        "captures": surroundings.load_captures(requested.pk),
        "cited": build_citation(requested, request),
        "quoted": count_article_quotations(requested),
        "around": surroundings.find_related_articles(requested),
        "lineage": None if requested.withdrawn_at else build_lineage_graph(requested),
    }
    return render(request, "archive/article.html", context)
