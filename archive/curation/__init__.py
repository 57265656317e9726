"""Deeds of curators; each module is a door: correct, bulk, withdraw, rename, merge."""
