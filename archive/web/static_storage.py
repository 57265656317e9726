"""Storage of static files: named by their content and compressed, large ones in little time."""

from typing import Any, Final

import brotli
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

_LARGE: Final = 200_000  # bytes from which the best compression takes seconds and saves a few percent
_LARGE_QUALITY: Final = 6
_SKIPPED_EXTENSIONS: Final = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")


class _QuickCompressor(Compressor):
    @staticmethod
    def compress_brotli(data: bytes) -> bytes:
        return brotli.compress(data, quality=_LARGE_QUALITY) if len(data) > _LARGE else brotli.compress(data)


class CompressedFilesStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage, with a compressor that is quick with the large files of others."""

    def create_compressor(self, **options: Any) -> Compressor:
        """Return the compressor; source maps, which only developers load, stay as they are."""
        return _QuickCompressor(**options | {"extensions": _SKIPPED_EXTENSIONS})
