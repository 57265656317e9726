"""The store of original bytes. Doors: `payloads` keeps and opens, `fixity` checks, `exporting` hands out."""
