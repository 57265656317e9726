"""Tests of the curators’ screens."""
