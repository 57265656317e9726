"""Texts that stand in the archive more than once; doors: `store` (read, fold), `lineage` (tell)."""
