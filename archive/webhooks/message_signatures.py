"""Signatures of messages, as Standard Webhooks wants them."""

import base64
import binascii
import hashlib
import hmac

from archive.models.webhooks import SECRET_PREFIX

MIN_SECRET_BYTES = 24


def read_secret(secret: str) -> bytes:
    """Return the key of a secret `whsec_…`; ValueError if it is none."""
    try:
        key = base64.b64decode(secret.removeprefix(SECRET_PREFIX), validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError(secret) from error
    if not secret.startswith(SECRET_PREFIX) or not MIN_SECRET_BYTES <= len(key) <= 64:
        raise ValueError(secret)
    return key


def build_signature_headers(message_id: str, timestamp: int, body: str, secret: str) -> dict[str, str]:
    """Return the headers of a message: its identifier (the idempotency key), its time, its signature."""
    signed = f"{message_id}.{timestamp}.{body}".encode()
    signature = base64.b64encode(hmac.new(read_secret(secret), signed, hashlib.sha256).digest()).decode()
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": f"v1,{signature}",
    }
