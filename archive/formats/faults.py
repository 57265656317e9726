"""Faults of damaged files that libraries report, in words for whoever has the file."""

import re
from typing import Final

MAX_WORDS: Final = 100  # characters of a library's own message
_DEPTH: Final = re.compile(r"depth|XML_PARSE_HUGE|recursion|nest", re.IGNORECASE)
_END: Final = re.compile(
    r"not a zip file|end-of-stream|truncat|unexpected end|premature|ended before|before (?:the )?end|incomplete|\bEOF\b"
    r"|end of (?:file|data|input|central)|not found before|breaks? off",
    re.IGNORECASE,
)
_BYTES: Final = re.compile(
    r"crc|checksum|corrupt|invalid (?:code|distance|block|bit|stored|data|literal|header|file)|data error|bad magic"
    r"|error -\d|decompress|damaged|overlap",
    re.IGNORECASE,
)
_KIND: Final = re.compile(r"cannot detect", re.IGNORECASE)
_MAKE: Final = re.compile(r"unsupported|not supported|not implemented|unknown", re.IGNORECASE)
_LINE: Final = re.compile(r"\bline (\d{1,9}), column \d")


def describe_fault(error: object) -> str:
    """Return what an error of a library says of a file: plainly where it is of a known kind."""
    message = " ".join(str(error).split())
    if _DEPTH.search(message):
        return "its parts lie within each other more deeply than in any text"
    if _END.search(message):
        return "its end is missing"
    if _BYTES.search(message):
        return "some of its bytes are wrong"
    if _KIND.search(message):
        return "its content is not that of such a file"
    if _MAKE.search(message):
        return "it is made in a way that is not known here"
    if match := _LINE.search(message):
        return f"its markup is broken in line {match[1]}"
    return message[:MAX_WORDS] or "nothing more is known"
