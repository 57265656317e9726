"""Similar articles: those that share significant words, ranked by the index."""

from __future__ import annotations

from archive.errors import SearchError, SearchTimeout
from archive.models import Article
from archive.search.analysis import printed_words, query_stems
from archive.search.engines.contract import Question
from archive.search.limits import time_limit
from archive.search.query import Or, Term
from archive.search.queue import engine
from archive.text.capitals import capitalised_names

MOST_WORDS = 6  # more cost time and find no more of the same subject (Reuters topics)
_SHORTEST = 4  # letters
_READ = 1_500  # characters of the text searched for names


def similar_keys(article: Article, count: int) -> tuple[int, ...]:
    """Return the keys of the most similar articles, best first; none without an index.

    SearchTimeout if the time limit is reached.
    """
    words = telling_words(article)
    if not words:
        return ()
    terms = tuple(Term(word) for word in words)
    query = Or(terms) if len(terms) > 1 else terms[0]
    question = Question(query=query, limit=count + 1, facets=(), step=None)
    try:
        with time_limit():
            found = engine().find(question).page
    except SearchTimeout:
        raise
    except SearchError:
        return ()
    return tuple(one.pk for one in found if one.pk != article.pk)[:count]


def telling_words(article: Article) -> list[str]:
    """Return the words of the headline, then those of names in the text, one for each stem."""
    names = " ".join(capitalised_names(article.body[:_READ], article.language))
    telling: dict[tuple[str, ...], str] = {}
    for word in printed_words(f"{article.title} {names}"):
        if len(word) >= _SHORTEST and word[0].isalpha():
            telling.setdefault(query_stems(word, "english"), word)
    return list(telling.values())[:MOST_WORDS]
