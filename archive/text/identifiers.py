"""Short permanent identifiers for public URLs.

Eight characters of Crockford's base 32 (no i, l, o, u), 40 bits. Derived from the original bytes of
an article if there are any, so that the same article has the same URL in two archives; else random.
"""

import hashlib
import re
import secrets

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH = 8
IDENTIFIER = re.compile(rf"[{ALPHABET}]{{{LENGTH}}}")


def random_identifier() -> str:
    """Return a new random identifier."""
    return _encode(secrets.randbits(5 * LENGTH))


def derive_identifier(digest: str, attempt: int = 0) -> str:
    """Derive the identifier of the record with this digest; `attempt` counts collisions."""
    hashed = hashlib.sha256(f"{digest}:{attempt}".encode()).digest()
    return _encode(int.from_bytes(hashed[:5], "big"))


def _encode(number: int) -> str:
    return "".join(ALPHABET[(number >> 5 * place) & 31] for place in reversed(range(LENGTH)))
