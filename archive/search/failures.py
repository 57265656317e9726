"""Messages for readers about failed searches; details for the administrator are logged."""

import logging

from archive.errors import SearchError, SearchTimeout, TooManyMatches
from archive.text.messages import lazy_message

_logger = logging.getLogger(__name__)


def explain_failure(error: SearchError) -> str:
    """Return the sentence for readers: what to change, or that the administrator must act.

    The message of a damaged, missing or locked index names commands and files: it is logged.
    """
    if isinstance(error, SearchTimeout | TooManyMatches):
        return error.args[0]
    _logger.error("A search failed: %s", error)
    return lazy_message(
        "The search index cannot be read just now. The keeper of this archive finds in its log"
        " what happened and what to do; try again later."
    )
