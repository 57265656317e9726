"""Containers to records: packs, nested files, and the steps to a record again."""
