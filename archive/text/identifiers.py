"""Short permanent identifiers for public addresses.

Eight letters of Crockford's base 32 (no i, l, o, u: nothing to misread), 40 bits. Made from the
bytes an article was read from where there are any, so that the same article has the same address
in two archives; random where there are none.
"""

import hashlib
import re
import secrets

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH = 8
IDENTIFIER = re.compile(rf"[{ALPHABET}]{{{LENGTH}}}")


def random_identifier() -> str:
    """A new identifier that nothing determines."""
    return _spell(secrets.randbits(5 * LENGTH))


def identifier_for(digest: str, attempt: int = 0) -> str:
    """The identifier of the record with this digest; `attempt` counts collisions met."""
    hashed = hashlib.sha256(f"{digest}:{attempt}".encode()).digest()
    return _spell(int.from_bytes(hashed[:5], "big"))


def _spell(number: int) -> str:
    return "".join(ALPHABET[(number >> 5 * place) & 31] for place in reversed(range(LENGTH)))
