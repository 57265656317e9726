"""Articles similar to one: those that share the words of its headline and the names in its text."""

from typing import Final

from archive.errors import SearchError, SearchTimeout
from archive.models import Article
from archive.search.analysis.analyzer import split_words, stem_query
from archive.search.engines.base import EngineQuery
from archive.search.indexing.change_queue import get_engine
from archive.search.query import nodes
from archive.search.service import limit_search_time
from archive.text.names import find_capitalised_names

_MAX_SIGNIFICANT_WORDS: Final = 6  # more cost time and find no more of the same subject (Reuters topics)
_MIN_WORD_LENGTH: Final = 4  # letters
_MAX_NAMES_TEXT: Final = 1_500  # characters of the text searched for names


def find_similar_keys(article: Article, count: int) -> tuple[int, ...]:
    """Return the keys of the most similar articles, best first; none without an index.

    SearchTimeout if the time limit is reached.
    """
    words = _select_significant_words(article)
    if not words:
        return ()
    query = nodes.combine_with(nodes.Or, [nodes.Term(word) for word in words])
    engine_query = EngineQuery(query=query, limit=count + 1, facets=(), interval=None)
    try:
        with limit_search_time():
            hits = get_engine().find(engine_query).hits
    except SearchTimeout:
        raise
    except SearchError:
        return ()
    return tuple(hit.pk for hit in hits if hit.pk != article.pk)[:count]


def _select_significant_words(article: Article) -> list[str]:
    """Return the words of the headline, then those of names in the text, one for each stem."""
    names = " ".join(find_capitalised_names(article.body[:_MAX_NAMES_TEXT], article.language))
    words_by_stem: dict[tuple[str, ...], str] = {}
    for word in split_words(f"{article.title} {names}"):
        if len(word) >= _MIN_WORD_LENGTH and word[0].isalpha():
            words_by_stem.setdefault(stem_query(word, "english"), word)
    return list(words_by_stem.values())[:_MAX_SIGNIFICANT_WORDS]
