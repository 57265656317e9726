"""Ingestion. Entry points: `sources.SourceReader` reads sources, `pipeline.ingest` saves them."""
