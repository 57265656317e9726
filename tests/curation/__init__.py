"""Tests of the deeds of curators."""
