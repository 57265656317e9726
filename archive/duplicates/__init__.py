"""Near-duplicates and reprints: `store` compares, `folding` groups, `lineage` describes links."""
