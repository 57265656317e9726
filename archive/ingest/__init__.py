"""Ingestion: `sources` opens what is given, `pipeline` matches and saves it, `uploads` queues it."""
