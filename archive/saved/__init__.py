"""Saved searches of readers."""
