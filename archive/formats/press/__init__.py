"""Exports of press databases, and pages of several articles."""
