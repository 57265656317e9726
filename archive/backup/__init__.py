"""Backup of a whole archive to one file, and restoring it."""
