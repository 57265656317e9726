"""Curation services, one a module: correct, bulk, delete, merge, rename, undo, withdraw."""
