"""The road in. Doors: `sources.documents_in` opens what is given, `pipeline.ingest` takes it in."""
