"""Near-duplicates and reprints: `update` compares and groups, `lineage` describes links."""
