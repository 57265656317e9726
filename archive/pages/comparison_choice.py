"""View of the choice of two articles to compare, by their addresses or by a search."""

import re
from dataclasses import dataclass, replace
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from archive.errors import QuerySyntaxError, SearchError
from archive.models import Article
from archive.models.articles import load_article_cards
from archive.search.query.parser import MAX_QUERY_LENGTH, parse_query
from archive.search.query.request import SearchRequest
from archive.search.service import explain_failure, find_hits
from archive.text.normalize import IDENTIFIER
from archive.web.params import QueryParams

_MAX_FOUND: Final = 8  # articles that a search offers
_SEPARATORS: Final = re.compile(r"[/\s?#]+")


@dataclass(frozen=True, slots=True)
class ArticleChoice:
    """One side of a comparison to come: what was typed, the article it names, or the articles it finds.

    `message` says why there is neither.
    """

    name: str
    typed: str = ""
    article: Article | None = None
    found: tuple[Article, ...] = ()
    message: str = ""


@require_safe
def choose_articles(request: HttpRequest) -> HttpResponse:
    """Lead to the comparison of two articles; show a form that finds them where they are not both named."""
    params = QueryParams(request)
    choices = [_read_choice(name, params.get_text(name, MAX_QUERY_LENGTH)) for name in ("one", "other")]
    first, second = (choice.article for choice in choices)
    if first and second:
        if first.pk != second.pk:
            return redirect("compare", first.identifier, second.identifier)
        message = gettext("This is the first article again. Choose another one.")
        choices[1] = ArticleChoice("other", message=message)
    elif first:  # no choice for the other side
        choices[1] = replace(choices[1], found=tuple(row for row in choices[1].found if row.pk != first.pk))
    return render(request, "compare/choose_articles.html", {"choices": choices})


def _read_choice(name: str, typed: str) -> ArticleChoice:
    """Return the article named by an identifier or address, or else what a search for the words finds."""
    if not typed:
        return ArticleChoice(name)
    identifiers = [part for part in _SEPARATORS.split(typed.lower())[:20] if IDENTIFIER.fullmatch(part)]
    article = Article.objects.listed().filter(identifier__in=identifiers).select_related("outlet").first()
    if article:
        return ArticleChoice(name, typed, article)
    try:
        request = SearchRequest(query=parse_query(typed).node, text=typed, limit=_MAX_FOUND)
        keys = [hit.pk for hit in find_hits(request).hits]
    except QuerySyntaxError as error:
        return ArticleChoice(name, typed, message=error.message)
    except SearchError as error:
        return ArticleChoice(name, typed, message=explain_failure(error))
    rows = load_article_cards(keys)
    found = tuple(rows[key] for key in keys if key in rows)
    if len(found) == 1 and "://" in typed:
        return ArticleChoice(name, typed, found[0])
    return ArticleChoice(name, typed, found=found, message="" if found else gettext("No articles match."))
