"""Original bytes under their SHA-256: `payloads` stores, `fixity` verifies, `export_warc` exports."""
