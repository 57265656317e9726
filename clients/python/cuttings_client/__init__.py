"""Client of the API of a Cuttings archive: `Cuttings`, and `AsyncCuttings` for asyncio."""

from cuttings_client.asynchronous import AsyncCuttings, AsyncListing, AsyncResults
from cuttings_client.errors import ApiError, ArchiveChanged, ChangedMeanwhile
from cuttings_client.synchronous import Cuttings, Listing, Results

__all__ = [
    "ApiError",
    "ArchiveChanged",
    "AsyncCuttings",
    "AsyncListing",
    "AsyncResults",
    "ChangedMeanwhile",
    "Cuttings",
    "Listing",
    "Results",
]
