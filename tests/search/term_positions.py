"""Terms of one text with their positions, without the arrays that build an index."""

from archive.search.analysis.analyzer import get_chunk_table, split_chunks
from archive.search.analysis.stemming import get_algorithm


def collect_term_positions(text: str, language: str = "", *, boundaries: bool = True) -> dict[str, list[int]]:
    """Return each term of `text` with its positions in ascending order, as an index keeps them.

    Stems, forms that are not their stem, and (with `boundaries`) boundary terms.
    """
    table = get_chunk_table(get_algorithm(language))
    positions: dict[str, list[int]] = {}
    position = 0
    for position_count, terms in map(table.__getitem__, split_chunks(text, boundaries=boundaries)):
        for offset, term in terms:
            if term in positions:
                positions[term].append(position + offset)
            else:
                positions[term] = [position + offset]
        position += position_count
    return positions
