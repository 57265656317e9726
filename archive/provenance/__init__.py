"""The store of original bytes. Doors: `payloads` keeps, `fixity` checks, `exporting` gives."""
