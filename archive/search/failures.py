"""What readers are told of a search that failed; what its keeper must do goes to the log."""

import logging

from archive.errors import SearchError, SearchTimeout, TooManyMatches
from archive.text.messages import said

_LOG = logging.getLogger(__name__)


def explain_failure(error: SearchError) -> str:
    """The sentence for readers: what they can change, or that it is not theirs to mend.

    The message of a damaged, missing or locked index names commands and files: it is logged.
    """
    if isinstance(error, SearchTimeout | TooManyMatches):
        return error.args[0]
    _LOG.error("A search failed: %s", error)
    return said(
        "The search index cannot be read just now. The keeper of this archive finds in its log"
        " what happened and what to do; try again later."
    )
