"""Format of a file by its first bytes and its name; kinds that are not read."""
