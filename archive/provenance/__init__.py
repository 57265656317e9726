"""Store of original bytes. Entry points: `payloads`, `fixity` (checks), `exporting` (WARC)."""
