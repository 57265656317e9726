"""Originals that a check found damaged or missing, kept so that pages and lists can name them."""

import time
from collections.abc import Iterable, Sequence

from django.db import transaction

from archive.models import Payload, PayloadFault
from archive.storage.payloads import FixityResult, check_payloads


@transaction.atomic
def save_faults(results: Iterable[FixityResult]) -> None:
    """Save which of these originals are damaged or missing; those that are sound are no longer kept as faulty."""
    results_by_digest = {result.path.name: result for result in results if result.state != "extra"}
    faults = {digest: result for digest, result in results_by_digest.items() if result.state != "sound"}
    PayloadFault.objects.filter(payload__in=results_by_digest.keys() - faults.keys()).delete()
    for digest in Payload.objects.filter(pk__in=faults.keys()).values_list("pk", flat=True):
        values = {"state": faults[digest].state, "note": faults[digest].note[:300]}
        PayloadFault.objects.update_or_create(payload_id=digest, defaults=values)


def check_some(after: str, seconds: float, limit: int = 500) -> Sequence[FixityResult]:
    """Check the originals after this digest for about so many seconds, at most `limit`; save the faults among them."""
    results: list[FixityResult] = []
    deadline = time.monotonic() + seconds
    for result in check_payloads(after):
        results.append(result)
        if len(results) >= limit or time.monotonic() >= deadline:
            break
    save_faults(results)
    return results
