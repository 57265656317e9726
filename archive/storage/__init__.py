"""Original bytes under their SHA-256: `payloads` stores and verifies, `export_warc` exports."""
